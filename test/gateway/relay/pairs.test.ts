import { describe, expect, it } from "vitest"
import type { UpstreamConfig } from "../../../src/gateway/config/config.ts"
import { calls, says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import type { Fake } from "../fakes/fake-server.ts"
import { clientFormats, converse, eventsIn } from "./client-formats.ts"
import { ask, jsonOf, openTestGateway, upstreamAt, upstreamKeys } from "./test-gateway.ts"

type Upstream = {
  readonly name: string
  readonly model: string
  open(): Promise<Fake>
  at(url: string): UpstreamConfig
}

const quirks = upstreamAt("openai", "").quirks

const upstreams: readonly Upstream[] = [
  {
    name: "Gemini",
    model: "gemini-3-flash",
    open: openFakeGemini,
    at: (url) => upstreamAt("gemini", url),
  },
  {
    name: "Anthropic",
    model: "claude-sonnet-5",
    open: openFakeAnthropic,
    at: (url) => upstreamAt("anthropic", url),
  },
  {
    name: "OpenAI",
    model: "gpt-5.1",
    open: openFakeOpenai,
    at: (url) => upstreamAt("openai", url, { models: ["gpt-5.1"] }),
  },
  {
    name: "OpenAI-compatible",
    model: "qwen3",
    open: openFakeOpenai,
    at: (url) =>
      upstreamAt("openai-compatible", `${url}/v1`, {
        models: ["qwen3"],
        quirks: { ...quirks, responses: false, effort: "leave-out", limitField: "max_tokens" },
      }),
  },
]

/** What a client of each format sends to declare a tool `read(path)`. */
const tools: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  C: { tools: [{ type: "function", function: { name: "read", parameters: schema() } }] },
  R: { tools: [{ type: "function", name: "read", parameters: schema() }] },
  A: { tools: [{ name: "read", input_schema: schema() }] },
  G: { tools: [{ functionDeclarations: [{ name: "read", parametersJsonSchema: schema() }] }] },
}

function schema() {
  return { type: "object", properties: { path: { type: "string" } }, required: ["path"] }
}

describe.each(upstreams)("toward $name", (upstream) => {
  describe.each(clientFormats)("a client of $letter", (client) => {
    it("G07 gets a plain answer and a stream in its own format, and the upstream sees its own credential alone", async () => {
      await using fake = await upstream.open()
      const gateway = await openTestGateway({ upstreams: [upstream.at(fake.url)] })
      fake.script(says("Hello, wörld."), says("Hello, wörld."))
      const plain = await converse(gateway, client, upstream.model, "plain")
      expect(client.plainText(jsonOf(plain))).toBe("Hello, wörld.")
      const streamed = await converse(gateway, client, upstream.model, "stream")
      expect({ status: streamed.status, text: streamed.text }).toMatchObject({ status: 200 })
      expect(client.streamText(eventsIn(streamed))).toBe("Hello, wörld.")
      expect(plain.headers.get("x-for-loop-credential")).toBe("one")
      expect(plain.headers.get("x-for-loop-model")).toBe(upstream.model)
      for (const request of fake.requests) {
        const sent = `${request.path} ${request.rawHeaders.join(" ")} ${request.bytes.toString()}`
        expect(sent).toContain(upstreamKeys.one)
        expect(sent).not.toContain(gateway.key)
      }
      expect(gateway.troubles).toEqual([])
    })

    it("G27 gets a call of its tool with the arguments whole", async () => {
      await using fake = await upstream.open()
      const gateway = await openTestGateway({ upstreams: [upstream.at(fake.url)] })
      fake.script(calls("read", { path: "a/ü.txt" }))
      const path = client.path(upstream.model, "plain")
      const body = { ...client.body(upstream.model, "Read it.", "plain"), ...tools[client.letter] }
      const answer = jsonOf(await ask(gateway, path, { body, headers: client.headers }))
      expect(client.plainCalls(answer)).toEqual([["read", { path: "a/ü.txt" }]])
      expect(fake.asked[0]?.tools).toEqual(["read"])
    })
  })
})
