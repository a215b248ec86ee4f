import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readRequests } from "../../../src/admin/feed/read-traffic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { clientFormats, converse, formatOf } from "../relay/client-formats.ts"
import { openTestGateway, upstreamAt } from "../relay/test-gateway.ts"

const model = "gemini-3-flash"

describe("a call that is refused at the door", () => {
  it("stands in the log with its status and without the key, for every format", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const wrong = { authorization: "Bearer fl-a-wrong-key-that-nobody-made" }
    for (const client of clientFormats) {
      expect((await converse(gateway, client, model, "plain", { auth: wrong })).status).toBe(401)
    }
    expect(gateway.parts.traffic.live(0).calls).toMatchObject(
      clientFormats.map(() => ({ key: null, end: { status: 401, code: "unauthorized", usd: null } })),
    )
    await gateway.close()
    const folder = join(gateway.home, "gateway", "traffic")
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))
    expect(kept.join("")).toContain('"status":401')
    expect(kept.join("")).not.toContain("nobody-made")
    expect(fake.requests).toEqual([])
  })

  it("is told with the key's name where its body is too large, is none, or the key may not use the format", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      key: { formats: ["openai-chat"] },
      change: (config) => ({ ...config, server: { ...config.server, maxBodyBytes: 2048 } }),
    })
    const chat = formatOf("C")
    const large = { messages: [{ role: "user", content: "x".repeat(4096) }] }
    expect((await converse(gateway, chat, model, "plain", { body: large })).status).toBe(413)
    expect((await converse(gateway, formatOf("A"), model, "plain")).status).toBe(403)
    const key = expect.stringMatching(/^client-/)
    expect(gateway.parts.traffic.live(0).calls).toMatchObject([
      { key, end: { status: 413, code: "too-large" } },
      { key, end: { status: 403, code: "forbidden" } },
    ])
  })

  it("counts nobody's word for an iteration but a loop's own, and sends the word no further", async () => {
    await using fake = await openFakeGemini()
    const headers = { "x-for-loop-iteration": "7" }
    for (const [loop, iteration] of [
      ["loop-4711", 7],
      [null, null],
    ] as const) {
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)], key: { loop } })
      expect((await converse(gateway, formatOf("G"), model, "plain", { headers })).status).toBe(200)
      const { calls } = gateway.parts.traffic.live(0)
      expect(calls).toMatchObject([{ loop, iteration }])
      expect(readRequests(calls)).toMatchObject([{ loop, iteration }])
    }
    expect(fake.requests.map((request) => request.headers["x-for-loop-iteration"])).toEqual([
      undefined,
      undefined,
    ])
  })
})
