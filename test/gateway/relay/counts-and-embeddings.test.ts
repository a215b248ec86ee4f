import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { serveHttp } from "../upstream/loopback.ts"
import { clientFormats, converse, formatOf } from "./client-formats.ts"
import { ask, errorOf, jsonOf, openTestGateway, upstreamAt, upstreamKeys } from "./test-gateway.ts"

const anthropicBody = {
  system: "Be short.",
  messages: [{ role: "user", content: "Count me." }],
  tools: [{ name: "read", input_schema: { type: "object", properties: {} } }],
}
const headers = { "anthropic-version": "2023-06-01" }

describe("counting tokens", () => {
  it("G72 is the upstream's own, for clients of Anthropic and of Gemini, on either kind of upstream", async () => {
    await using gemini = await openFakeGemini()
    await using anthropic = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", gemini.url), upstreamAt("anthropic", anthropic.url)],
    })
    for (const model of ["gemini-3-flash", "claude-sonnet-5"]) {
      const counted = await ask(gateway, "/v1/messages/count_tokens", {
        body: { model, ...anthropicBody },
        headers,
      })
      const count = jsonOf(counted)
      expect(count.input_tokens).toBeGreaterThan(100)
      expect(count.estimated).toBeUndefined()
      const body = { contents: [{ role: "user", parts: [{ text: "Count me." }] }] }
      const google = jsonOf(await ask(gateway, `/v1beta/models/${model}:countTokens`, { body }))
      expect(google.totalTokens).toBeGreaterThan(100)
    }
    const sent = gemini.requests.find(({ path }) => path.includes("countTokens"))
    expect(sent?.json).not.toHaveProperty("generationConfig")
    expect(sent?.bytes.toString()).toContain("Be short.")
  })

  it("G72 takes a whole request of a Gemini client, with tools and system text, to any vendor", async () => {
    await using anthropic = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", anthropic.url)] })
    const generateContentRequest = {
      contents: [{ role: "user", parts: [{ text: "Count me." }] }],
      systemInstruction: { parts: [{ text: "Be short." }] },
      tools: [{ functionDeclarations: [{ name: "read" }] }],
    }
    const path = "/v1beta/models/claude-sonnet-5:countTokens"
    const counted = jsonOf(await ask(gateway, path, { body: { generateContentRequest } }))
    expect(counted.totalTokens).toBeGreaterThan(0)
    expect(counted.estimated).toBeUndefined()
    expect(anthropic.requests.at(-1)?.json).toMatchObject({
      system: [{ text: "Be short." }],
      messages: [{ role: "user", content: [{ text: "Count me." }] }],
      tools: [{ name: "read" }],
    })
  })

  it("G72 tells a counter's refusal without our credential, whatever it repeats", async () => {
    await using server = await serveHttp((_request, response) => {
      response.writeHead(400, { "content-type": "application/json" })
      response.end(JSON.stringify({ error: { code: 400, message: `Not for ${upstreamKeys.one}.` } }))
    })
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", server.url)] })
    const body = { contents: [{ role: "user", parts: [{ text: "Count me." }] }] }
    const answer = await ask(gateway, "/v1beta/models/gemini-3-flash:countTokens", { body })
    expect(errorOf(answer, 400).error.message).toBe("Not for [secret].")
  })

  it("G72 is an estimate, marked as one, where the upstream cannot be asked", async () => {
    await using openai = await openFakeOpenai()
    await using gemini = await openFakeGemini()
    const { url } = gemini
    await gemini.close()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("openai", openai.url), upstreamAt("gemini", url)],
    })
    for (const model of ["gpt-5.1", "gemini-3-flash"]) {
      const answer = await ask(gateway, "/v1/messages/count_tokens", {
        body: { model, ...anthropicBody },
        headers,
      })
      expect(jsonOf(answer)).toMatchObject({ estimated: true, input_tokens: expect.any(Number) })
      expect(answer.headers.get("x-for-loop-notes")).toBe("estimated")
    }
  })
})

describe("embeddings", () => {
  it("come to clients of OpenAI and of Gemini from either kind of upstream, and are counted", async () => {
    await using gemini = await openFakeGemini()
    await using openai = await openFakeOpenai()
    const gateway = await openTestGateway({
      upstreams: [
        upstreamAt("gemini", gemini.url, { models: ["gemini-embedding-001"] }),
        upstreamAt("openai", openai.url, { models: ["text-embedding-3-small"] }),
      ],
    })
    for (const model of ["gemini-embedding-001", "text-embedding-3-small"]) {
      const list = jsonOf(await ask(gateway, "/v1/embeddings", { body: { model, input: ["one"] } }))
      expect(list.data[0]).toMatchObject({ object: "embedding", index: 0 })
      expect(list.data[0].embedding.length).toBeGreaterThan(1)
      const content = { parts: [{ text: "one" }] }
      const single = jsonOf(await ask(gateway, `/v1beta/models/${model}:embedContent`, { body: { content } }))
      expect(single.embedding.values.length).toBeGreaterThan(1)
      const requests = [{ model: `models/${model}`, content }]
      const batch = jsonOf(
        await ask(gateway, `/v1beta/models/${model}:batchEmbedContents`, { body: { requests } }),
      )
      expect(batch.embeddings).toHaveLength(1)
    }
    expect(gateway.parts.traffic.live(0).calls.every(({ end }) => end?.status === 200)).toBe(true)
  })

  it("are refused with a clear word where the model's upstream has none", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    const answer = await ask(gateway, "/v1/embeddings", { body: { model: "claude-sonnet-5", input: "one" } })
    expect(errorOf(answer, 400).error.message).toContain("no embeddings")
  })
})

const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

describe("pictures", () => {
  it.each(clientFormats)("G73 of the model reach a client of $letter", async (client) => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script({ kind: "answer", parts: [{ kind: "image", mimeType: "image/png", base64: png }] })
    const answer = await converse(gateway, client, "gemini-3-flash", "plain")
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(png)
  })

  it("G73 at loopback addresses are not fetched for a client, even where fetching is on", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      change: (config) => ({ ...config, images: { ...config.images, urls: "fetch" } }),
    })
    const image = { type: "image", source: { type: "url", url: `${fake.url}/private.png` } }
    const body = { model: "gemini-3-flash", max_tokens: 10, messages: [{ role: "user", content: [image] }] }
    const answer = await ask(gateway, "/v1/messages", { body, headers })
    expect(answer.status).toBe(400)
    expect(fake.requests.filter(({ path }) => path.includes("private"))).toEqual([])
    fake.script(says("never"))
  })
})

describe("results of tools", () => {
  it("are cut in the middle only where the user set a limit, and the client is told", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("anthropic", fake.url)],
      change: (config) => ({
        ...config,
        toolResults: { maxCharacters: null, tools: [{ name: "read", maxCharacters: 2000 }] },
      }),
    })
    const a = formatOf("A")
    const body = {
      ...a.body("claude-sonnet-5", "", "plain"),
      messages: [
        { role: "user", content: "Read." },
        { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "read", input: {} }] },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_1", content: `head ${"x".repeat(50_000)} tail` },
          ],
        },
      ],
    }
    const answer = await ask(gateway, "/v1/messages", { body, headers })
    jsonOf(answer)
    const sent = fake.asked[0]?.request.bytes.toString() ?? ""
    expect(sent.length).toBeLessThan(5000)
    expect(sent).toContain("head ")
    expect(sent).toContain(" tail")
    expect(answer.headers.get("x-for-loop-notes")).toContain("tool-results-cut-1")
  })
})
