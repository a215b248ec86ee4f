import { describe, expect, it } from "vitest"
import type { UpstreamKind } from "../../../src/gateway/config/config.ts"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import type { Fake } from "../fakes/fake-server.ts"
import { formatOf } from "./client-formats.ts"
import { ask, jsonOf, openTestGateway, upstreamAt } from "./test-gateway.ts"

type Native = {
  readonly letter: "C" | "R" | "A" | "G"
  readonly kind: UpstreamKind
  readonly model: string
  open(): Promise<Fake>
}

const natives: readonly Native[] = [
  { letter: "C", kind: "openai", model: "gpt-5.1", open: openFakeOpenai },
  { letter: "R", kind: "openai", model: "gpt-5.1", open: openFakeOpenai },
  { letter: "A", kind: "anthropic", model: "claude-sonnet-5", open: openFakeAnthropic },
  { letter: "G", kind: "gemini", model: "gemini-3-flash", open: openFakeGemini },
]

/** A body that no re-serialising would leave as it is: odd spaces, an order of its own, huge numbers, unknown fields. */
function oddBody({ letter, model }: Native, stream: boolean): string {
  const plain = JSON.stringify(formatOf(letter).body(model, "Hi é 你好", stream ? "stream" : "plain"))
  const odd = '{ "zz_unknown" : {"b":1.0,"a":12345678901234567890,"e":1E400,"s":"\\u00e9"},\n\t'
  return `${odd}${plain.slice(1, -1)} , "last" :[ ] }`
}

describe.each(natives)("$letter on its own kind of upstream", (native) => {
  const client = formatOf(native.letter)

  it("G07 sends the client's bytes on as they are, with unknown headers, and without its key or its connection's headers", async () => {
    await using fake = await native.open()
    const gateway = await openTestGateway({ upstreams: [upstreamAt(native.kind, fake.url)] })
    for (const mode of ["plain", "stream"] as const) {
      const body = oddBody(native, mode === "stream")
      const headers = {
        ...client.headers,
        "x-new-vendor-field": "kept",
        "x-stainless-lang": "js",
        cookie: "private=1",
        te: "trailers",
      }
      const auth = { "x-api-key": gateway.key }
      const answer = await ask(gateway, client.path(native.model, mode), { body, headers, auth })
      expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 })
      const sent = fake.asked.at(-1)?.request
      expect(sent?.bytes.toString()).toBe(body)
      expect(sent?.headers).toMatchObject({ "x-new-vendor-field": "kept", "x-stainless-lang": "js" })
      expect(sent?.headers.cookie).toBeUndefined()
      expect(sent?.headers.te).toBeUndefined()
      expect(sent?.rawHeaders.join(" ")).not.toContain(gateway.key)
    }
  })

  it("G07 gives the upstream's bytes back as they are, plain and streamed", async () => {
    await using fake = await native.open()
    const gateway = await openTestGateway({ upstreams: [upstreamAt(native.kind, fake.url)] })
    for (const mode of ["plain", "stream"] as const) {
      const path = client.path(native.model, mode)
      const body = client.body(native.model, "Hi", mode)
      fake.script(says("Hello é 你好."), says("Hello é 你好."))
      const direct = await fetch(`${fake.url}${path}`, { method: "POST", body: JSON.stringify(body) })
      const through = await ask(gateway, path, { body, headers: client.headers })
      expect(through.text).toBe(await direct.text())
    }
  })

  it("G07 changes nothing but the name where the user's own name stands for the model", async () => {
    await using fake = await native.open()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt(native.kind, fake.url)],
      change: (config) => ({
        ...config,
        aliases: [{ name: "mine", upstream: native.kind, model: native.model }],
      }),
    })
    const body = oddBody({ ...native, model: "mine" }, false)
    const answer = await ask(gateway, client.path("mine", "plain"), { body, headers: client.headers })
    jsonOf(answer)
    const sent = fake.asked[0]?.request.bytes.toString()
    expect(sent).toBe(body.replace('"mine"', `"${native.model}"`))
    expect(fake.asked[0]?.model).toBe(native.model)
    expect(answer.headers.get("x-for-loop-model")).toBe(native.model)
  })

  it("G65 tells an error of the upstream about the request in the upstream's own words", async () => {
    await using fake = await native.open()
    const gateway = await openTestGateway({ upstreams: [upstreamAt(native.kind, fake.url)] })
    fake.script({ kind: "error", status: 400, message: "messages.0: too odd" })
    const path = client.path(native.model, "plain")
    const answer = await ask(gateway, path, {
      body: client.body(native.model, "Hi", "plain"),
      headers: client.headers,
    })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain("messages.0: too odd")
    expect(answer.headers.get("x-for-loop-upstream")).toBe(native.kind)
    expect(fake.asked).toHaveLength(1)
  })
})

describe("usage in Chat Completions streams", () => {
  it("G57 is asked for upstream always, and shown to the client only where it asked", async () => {
    await using fake = await openFakeOpenai()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("openai", fake.url)] })
    const c = formatOf("C")
    const wants = c.body("gpt-5.1", "Hi", "stream")
    const plain = { ...wants, stream_options: undefined }
    const other = { ...wants, stream_options: { include_obfuscation: false } }
    const shown = await ask(gateway, c.path("", "stream"), { body: wants })
    expect(shown.text).toContain('"usage":{')
    for (const body of [plain, other]) {
      const hidden = await ask(gateway, c.path("", "stream"), { body })
      expect(hidden.text).not.toContain('"usage":{')
      expect(hidden.text).not.toContain('"choices":[]')
      expect(hidden.text.endsWith("data: [DONE]\n\n")).toBe(true)
      expect(fake.asked.at(-1)?.request.json).toMatchObject({ stream_options: { include_usage: true } })
    }
    expect(fake.asked.at(-1)?.request.json).toMatchObject({ stream_options: { include_obfuscation: false } })
    const calls = gateway.parts.traffic.live(0).calls.map(({ end }) => end?.usage)
    expect(calls).toHaveLength(3)
    for (const usage of calls) expect(usage).toMatchObject({ input: 80, cachedInput: 20, output: 35 })
  })
})

describe("Gemini's streams", () => {
  it("G63 are server-sent events with alt=sse and one JSON list without, finish and usage in the last piece", async () => {
    await using gemini = await openFakeGemini()
    await using anthropic = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", gemini.url), upstreamAt("anthropic", anthropic.url)],
    })
    for (const [model, fake] of [
      ["gemini-3-flash", gemini],
      ["claude-sonnet-5", anthropic],
    ] as const) {
      fake.script(says("Hello there."), says("Hello there."))
      const g = formatOf("G")
      const path = g.path(model, "stream").replace("?alt=sse", "")
      const answer = await ask(gateway, path, { body: g.body(model, "Hi", "stream") })
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/)
      const list = jsonOf(answer)
      expect(Array.isArray(list)).toBe(true)
      expect(g.streamText(list)).toBe("Hello there.")
      expect(list.at(-1)).toMatchObject({
        candidates: [{ finishReason: "STOP" }],
        usageMetadata: { candidatesTokenCount: expect.any(Number) },
      })
      const events = await ask(gateway, `${path}?alt=sse`, { body: g.body(model, "Hi", "stream") })
      expect(events.headers.get("content-type")).toMatch(/^text\/event-stream/)
      expect(events.text).toMatch(/^data: \{/)
    }
  })
})
