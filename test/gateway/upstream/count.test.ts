import { afterEach, describe, expect, it, test } from "vitest"
import { clientRequest as anthropicRequest } from "../../../src/gateway/codecs/anthropic/decode-request.ts"
import { clientRequest as geminiRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import type { Format, UpstreamConfig } from "../../../src/gateway/config/config.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { countAnswer, countTokens } from "../../../src/gateway/upstream/count.ts"
import { formatFor } from "../../../src/gateway/upstream/target.ts"
import { openUpstreamClient } from "../../../src/gateway/upstream/upstream-client.ts"
import { bodyOf, serveHttp } from "./loopback.ts"
import { upstreamOf } from "./upstream-of.ts"

const client = openUpstreamClient({ env: {} })
afterEach(() => client.close())

const claudeBody = {
  model: "claude-a",
  max_tokens: 100,
  system: "Be brief.",
  temperature: 1,
  stop_sequences: ["x"],
  messages: [{ role: "user", content: "How many tokens is this?" }],
  tools: [
    {
      name: "look",
      description: "Looks.",
      input_schema: { type: "object", properties: { at: { type: "string" } } },
    },
  ],
}
const geminiBody = { contents: [{ role: "user", parts: [{ text: "How many tokens is this?" }] }] }

function exchangeOf(body: object, format: Format): Exchange {
  const decoded =
    format === "gemini"
      ? geminiRequest(JSON.stringify(body), { model: "gemini-a", stream: false, session: null })
      : anthropicRequest(JSON.stringify(body), { version: "2023-06-01", betas: [], session: null })
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

async function count(upstream: UpstreamConfig, body: object, format: Format) {
  return countTokens({
    target: { upstream, model: "m-upstream", format: formatFor(upstream, format), alias: null },
    format,
    body: Buffer.from(JSON.stringify(body)),
    exchange: exchangeOf(
      "generateContentRequest" in body ? Object(body.generateContentRequest) : body,
      format,
    ),
    secret: "s3cret",
    clientHeaders: { authorization: "Bearer client-key", "x-unknown": "1" },
    client,
    signal: new AbortController().signal,
    now: Date.now,
  })
}

type Seen = { url: string; body: unknown; headers: Record<string, unknown> }

async function counter(answer: object, status = 200) {
  const seen: Seen[] = []
  const server = await serveHttp(async (request, response) => {
    const body: unknown = JSON.parse(await bodyOf(request))
    seen.push({ url: request.url ?? "", body, headers: request.headers })
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer))
  })
  return { ...server, seen }
}

const place = { project: "p", location: "global" } as const

describe("G72 counting", () => {
  it("asks Gemini's own counter, with tools and system text inside a request and no settings", async () => {
    await using server = await counter({ totalTokens: 42 })
    const counted = await count(upstreamOf("gemini", { baseUrl: server.url }), claudeBody, "anthropic")
    expect(counted).toEqual({ kind: "counted", tokens: 42, native: null })
    expect(server.seen[0]?.url).toBe("/v1beta/models/m-upstream:countTokens")
    expect(server.seen[0]?.body).toMatchObject({
      generateContentRequest: {
        model: "models/m-upstream",
        contents: [{ role: "user" }],
        systemInstruction: { parts: [{ text: "Be brief." }] },
        tools: [{ functionDeclarations: [{ name: "look" }] }],
      },
    })
    expect(JSON.stringify(server.seen[0]?.body)).not.toContain("generationConfig")
    expect(JSON.stringify(server.seen)).not.toContain("client-key")
  })

  it("asks Vertex's counter for Gemini, which takes the same beside the contents", async () => {
    await using server = await counter({ totalTokens: 7 })
    const upstream = upstreamOf("vertex-gemini", { ...place, baseUrl: server.url })
    expect(await count(upstream, claudeBody, "anthropic")).toMatchObject({ kind: "counted", tokens: 7 })
    expect(server.seen[0]?.body).toMatchObject({
      contents: [{ role: "user" }],
      systemInstruction: {},
      tools: [{}],
    })
    expect(JSON.stringify(server.seen[0]?.body)).not.toMatch(/generateContentRequest|generationConfig/)
  })

  it("asks Anthropic's counter for a Gemini client, with the fields it takes", async () => {
    await using server = await counter({ input_tokens: 9 })
    const counted = await count(upstreamOf("anthropic", { baseUrl: server.url }), geminiBody, "gemini")
    expect(counted).toEqual({ kind: "counted", tokens: 9, native: null })
    expect(server.seen[0]?.url).toBe("/v1/messages/count_tokens")
    expect(Object.keys(Object(server.seen[0]?.body)).sort()).toEqual(["messages", "model"])
  })

  it("passes a client's own count on where the upstream counts in its format, its answer too", async () => {
    await using server = await counter({
      input_tokens: 11,
      context_management: { original_input_tokens: 12 },
    })
    const counted = await count(upstreamOf("anthropic", { baseUrl: server.url }), claudeBody, "anthropic")
    if (counted.kind === "failed") throw new Error("failed")
    expect(JSON.parse(countAnswer("anthropic", counted))).toMatchObject({
      context_management: {},
      input_tokens: 11,
    })
    expect(server.seen[0]?.body).toEqual({ ...claudeBody, model: "m-upstream" })
    expect(server.seen[0]?.headers["x-unknown"]).toBe("1")
    expect(JSON.stringify(server.seen)).not.toContain("client-key")
  })

  it("G06 counts for Claude on Vertex at its own address, the model in the body", async () => {
    await using server = await counter({ input_tokens: 3 })
    const upstream = upstreamOf("vertex-claude", { ...place, baseUrl: server.url })
    await count(upstream, claudeBody, "anthropic")
    await count(upstream, geminiBody, "gemini")
    for (const { url, body } of server.seen) {
      expect(url).toBe("/v1/projects/p/locations/global/publishers/anthropic/models/count-tokens:rawPredict")
      expect(body).toMatchObject({ model: "m-upstream", anthropic_version: "vertex-2023-10-16" })
    }
    expect(server.seen.length).toBe(2)
  })

  it("names the upstream's model inside a Gemini client's request, without its settings", async () => {
    await using server = await counter({ totalTokens: 5, totalBillableCharacters: 1 })
    const inner = { model: "models/mine", ...geminiBody, generationConfig: { temperature: 0 } }
    const counted = await count(
      upstreamOf("gemini", { baseUrl: server.url }),
      { generateContentRequest: inner },
      "gemini",
    )
    expect(server.seen[0]?.body).toEqual({
      generateContentRequest: { model: "models/m-upstream", ...geminiBody },
    })
    if (counted.kind === "failed") throw new Error("failed")
    expect(JSON.parse(countAnswer("gemini", counted))).toEqual({ totalTokens: 5, totalBillableCharacters: 1 })
  })

  it.each([500, 429, 401, 403])("estimates, and says so, where the counter answers %i", async (status) => {
    await using server = await counter({ error: { message: "no" } }, status)
    const counted = await count(upstreamOf("gemini", { baseUrl: server.url }), claudeBody, "anthropic")
    if (counted.kind !== "estimated") throw new Error(counted.kind)
    expect(counted.tokens).toBeGreaterThan(10)
    expect(JSON.parse(countAnswer("anthropic", counted))).toEqual({
      input_tokens: counted.tokens,
      estimated: true,
    })
    expect(JSON.parse(countAnswer("gemini", counted))).toEqual({
      totalTokens: counted.tokens,
      estimated: true,
    })
  })

  it("estimates where the upstream is not there, answers nonsense or has no counter", async () => {
    await using nonsense = await serveHttp((_request, response) => response.end("<html>"))
    const upstreams = [
      upstreamOf("gemini", { baseUrl: "http://127.0.0.1:1" }),
      upstreamOf("anthropic", { baseUrl: nonsense.url }),
      upstreamOf("openai"),
    ]
    for (const upstream of upstreams) {
      expect(await count(upstream, claudeBody, "anthropic")).toMatchObject({ kind: "estimated" })
    }
  })

  it("tells what is wrong with the request itself", async () => {
    await using server = await counter(
      { error: { code: 400, message: "no such tool", status: "INVALID_ARGUMENT" } },
      400,
    )
    expect(await count(upstreamOf("gemini", { baseUrl: server.url }), claudeBody, "anthropic")).toMatchObject(
      {
        kind: "failed",
        error: { code: "bad-request", status: 400, message: "no such tool" },
      },
    )
  })
})

test.each([
  ["Please write a function that adds two numbers and returns their sum.", 13],
  ["漢字仮名交じり文を数える", 12],
])("G72 the estimate of %s is near the truth", async (content, truth) => {
  const body = { model: "m", max_tokens: 1, messages: [{ role: "user", content }] }
  const counted = await count(upstreamOf("openai"), body, "anthropic")
  if (counted.kind !== "estimated") throw new Error(counted.kind)
  expect(counted.tokens / truth).toBeGreaterThan(0.6)
  expect(counted.tokens / truth).toBeLessThan(2)
})
