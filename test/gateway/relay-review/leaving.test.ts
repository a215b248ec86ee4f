import { connect } from "node:net"
import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { clientFormats, converse, formatOf } from "../relay/client-formats.ts"
import { openTestGateway, send, upstreamAt } from "../relay/test-gateway.ts"
import { until } from "../upstream/loopback.ts"

const model = "gemini-3-flash-preview"
const silence = { stopAfter: { events: 1, how: "silence" } } as const

describe("G66 a client that leaves", () => {
  it.each(clientFormats)(
    "while it waits for its turn never reaches the upstream ($letter)",
    async (client) => {
      await using fake = await openFakeGemini()
      const upstream = upstreamAt("gemini", fake.url, { concurrency: { perModel: 1, perCredential: 1 } })
      const gateway = await openTestGateway({ upstreams: [upstream] })
      fake.script(says("a b c d", silence))
      const first = new AbortController()
      const busy = send(gateway, client.path(model, "stream"), {
        headers: client.headers,
        body: client.body(model, "One.", "stream"),
        signal: first.signal,
      }).catch(() => null)
      await until(() => fake.asked.length === 1)
      const second = new AbortController()
      const waiting = converse(gateway, client, model, "stream", { signal: second.signal }).catch(() => null)
      await new Promise((resolve) => setTimeout(resolve, 50))
      second.abort()
      expect(await waiting).toBeNull()
      first.abort()
      await busy
      await until(() => fake.requests.every(({ closedAt }) => closedAt !== null))
      // The slot is free again, and only the one who stayed is served.
      expect((await converse(gateway, client, model, "plain")).status).toBe(200)
      expect(fake.asked.length).toBe(2)
      expect(gateway.troubles).toEqual([])
    },
  )

  it("in the middle of its own body leaves nothing behind", { retry: 3 }, async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    for (let call = 0; call < 20; call++) {
      await new Promise<void>((resolve) => {
        const socket = connect(gateway.port, "127.0.0.1", () => {
          const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.key}\r\ncontent-length: 100000\r\n\r\n`
          socket.write(`${head}{"model":"`, () => socket.resetAndDestroy())
        })
        socket.on("close", () => resolve())
      })
    }
    expect((await converse(gateway, formatOf("A"), model, "plain")).status).toBe(200)
    expect(fake.asked.length).toBe(1)
    const from = performance.now()
    await gateway.close()
    // Nothing is under way any more that closing would have to wait for.
    expect(performance.now() - from).toBeLessThan(1500)
    expect(gateway.troubles).toEqual([])
  })

  it("among a hundred others takes its own call with it alone", async () => {
    await using fake = await openFakeGemini({ answer: () => says("a b c d", { pauseMs: 20 }) })
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const client = formatOf("C")
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const leaving = new AbortController()
        if (index % 2 === 1) setTimeout(() => leaving.abort(), 30)
        return converse(gateway, client, model, "stream", { signal: leaving.signal }).catch(() => null)
      }),
    )
    const whole = answers.filter((answer) => answer?.text.includes("[DONE]"))
    expect(whole.length).toBeGreaterThanOrEqual(50)
    await until(() => gateway.parts.client.sockets().open === gateway.parts.client.sockets().free)
    expect(gateway.troubles).toEqual([])
  })
})
