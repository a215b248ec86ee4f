import { once } from "node:events"
import { request } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { until } from "../upstream/loopback.ts"
import { type ClientFormat, clientFormats, converse, formatOf } from "./client-formats.ts"
import { openTestGateway, send, type TestGateway, upstreamAt } from "./test-gateway.ts"

const model = "gemini-3-flash"

/** A machine that is busy may let a second pass in which nothing runs, now and then. */
const triesOfASecond = 3

function startStream(gateway: TestGateway, client: ClientFormat, signal?: AbortSignal): Promise<Response> {
  return send(gateway, client.path(model, "stream"), {
    body: client.body(model, "Hi", "stream"),
    headers: client.headers,
    ...(signal === undefined ? {} : { signal }),
  })
}

describe.each(clientFormats)("a client of $letter that goes away", (client) => {
  it.each([
    ["in mid-stream", says("word ".repeat(50), { textEvents: 50, pauseMs: 50 }), "stream"],
    ["before the first byte of a stream", says("late", { beforeMs: 5000 }), "stream"],
    ["before a plain answer", says("late", { beforeMs: 5000 }), "plain"],
  ] as const)(
    "G66 %s ends the upstream's request and frees its slot within a second",
    { retry: triesOfASecond },
    async (_when, answer, mode) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
      fake.script(answer)
      const leaving = new AbortController()
      const asked = send(gateway, client.path(model, mode), {
        body: client.body(model, "Hi", mode),
        headers: client.headers,
        signal: leaving.signal,
      })
      const reading = asked.then((response) => response.text()).catch(() => "gone")
      await until(() => fake.asked.length === 1)
      if (answer.kind === "answer" && answer.pauseMs !== undefined) await wait(150)
      expect(gateway.parts.pool.view()[0]?.active).toBe(1)
      leaving.abort()
      const took = await until(
        () => fake.requests.some(({ aborted }) => aborted) && gateway.parts.pool.view()[0]?.active === 0,
      )
      expect(took).toBeLessThan(1000)
      expect(await reading).toBe("gone")
      const [call] = gateway.parts.traffic.live(0).calls
      await until(() => gateway.parts.traffic.live(0).calls[0]?.end?.aborted === true)
      expect(call?.model).toBe(model)
      expect(gateway.troubles).toEqual([])
    },
  )
})

describe("a slow reader", () => {
  it.each([
    ["passed through", "gemini", formatOf("G")],
    ["translated", "gemini", formatOf("A")],
  ] as const)(
    "G66 does not make the gateway hold the stream that is %s",
    async (_how, kind, client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url)] })
      const total = 96 * 1024 * 1024
      const piece = `data: {"candidates":[{"content":{"role":"model","parts":[{"text":"${"x".repeat(65_000)}"}]}}]}\r\n\r\n`
      const last = 'data: {"candidates":[{"content":{"parts":[]},"finishReason":"STOP"}]}\r\n\r\n'
      const pieces = [...Array.from({ length: Math.ceil(total / piece.length) }, () => piece), last]
      fake.script({ kind: "raw", status: 200, headers: { "content-type": "text/event-stream" }, pieces })
      const asked = request(`${gateway.url}${client.path(model, "stream")}`, {
        method: "POST",
        headers: { authorization: `Bearer ${gateway.key}`, ...client.headers },
      })
      asked.end(JSON.stringify(client.body(model, "Hi", "stream")))
      const [response] = await once(asked, "response")
      response.pause()
      const before = process.memoryUsage()
      await wait(1500)
      const held = process.memoryUsage()
      // Both the fake and the gateway live in this process: sockets and queues may hold some, never the whole stream.
      expect(held.external + held.heapUsed - before.external - before.heapUsed).toBeLessThan(40 * 1024 * 1024)
      let bytes = 0
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.resume()
      await once(response, "end")
      expect(bytes).toBeGreaterThan(total)
    },
    60_000,
  )
})

describe("a silent upstream", () => {
  it.each([
    ["C", ": keep-alive\n\n"],
    ["R", ": keep-alive\n\n"],
    ["A", "event: ping\n"],
    ["G", ": wait\n\n"],
  ] as const)("G66 does not leave a client of %s in silence", async (letter, sign) => {
    await using gemini = await openFakeGemini()
    await using anthropic = await openFakeAnthropic()
    await using openai = await openFakeOpenai()
    const gateway = await openTestGateway({
      upstreams: [
        upstreamAt("gemini", gemini.url),
        upstreamAt("anthropic", anthropic.url),
        upstreamAt("openai", openai.url),
      ],
      change: (config) => ({ ...config, server: { ...config.server, keepAliveMs: 60 } }),
    })
    const fakes = {
      gemini: [model, gemini],
      anthropic: ["claude-sonnet-5", anthropic],
      openai: ["gpt-5.1", openai],
    } as const
    // Each client on an upstream of another kind, and on its own.
    const other = letter === "G" ? fakes.anthropic : fakes.gemini
    const own = letter === "A" ? fakes.anthropic : letter === "G" ? fakes.gemini : fakes.openai
    for (const [name, fake] of [other, own]) {
      fake.script(says("one two three", { textEvents: 2, pauseMs: 300 }))
      const answer = await converse(gateway, formatOf(letter), name, "stream")
      const comment = name === other[0] ? sign : /: wait\n\n|event: ping/
      expect(answer.text).toMatch(
        typeof comment === "string" ? new RegExp(comment.replaceAll("\n", "\\n")) : comment,
      )
      expect(formatOf(letter).streamText(eventsOf(answer.text))).toBe("one two three")
    }
  })
})

describe("every piece of a stream", () => {
  it.each(clientFormats)(
    "G66 reaches a client of $letter as it comes, not gathered at the end",
    { retry: triesOfASecond },
    async (client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
      fake.script(says("one two three four five six", { textEvents: 6, pauseMs: 80 }))
      const response = await startStream(gateway, client)
      const times: number[] = []
      for await (const _chunk of response.body ?? []) times.push(performance.now())
      const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
      expect(gaps.filter((gap) => gap > 40).length).toBeGreaterThanOrEqual(4)
    },
  )
})

describe("a gateway that stops", () => {
  it("finishes what is under way, and refuses what comes then", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script(says("one two three four", { textEvents: 4, pauseMs: 100 }))
    const response = await startStream(gateway, formatOf("C"))
    const closed = gateway.close()
    const text = await response.text()
    expect(text).toContain("[DONE]")
    await closed
    await expect(startStream(gateway, formatOf("C"))).rejects.toThrow()
    expect(gateway.troubles).toEqual([])
  })

  it.each(clientFormats)(
    "G64 ends what takes too long with an error in the form of $letter",
    async (client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({
        upstreams: [upstreamAt("gemini", fake.url)],
        change: (config) => ({ ...config, server: { ...config.server, drainMs: 100 } }),
      })
      fake.script(
        says("word ".repeat(100), { textEvents: 100, pauseMs: 100 }),
        says("late", { beforeMs: 20_000 }),
      )
      const response = await startStream(gateway, client)
      const waiting = converse(gateway, client, model, "plain")
      await until(() => fake.asked.length === 2)
      const began = performance.now()
      await gateway.close()
      expect(performance.now() - began).toBeLessThan(3000)
      expect(await response.text()).toContain("The gateway is stopping")
      const refused = await waiting
      expect(refused.status).toBe(client.letter === "A" ? 529 : 503)
      expect(client.errorMessage(JSON.parse(refused.text))).toContain("stopping")
    },
  )
})

function eventsOf(text: string) {
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)))
}
