import { describe, expect, test } from "vitest"
import { clientRequest, type RequestHeaders } from "../../../src/gateway/codecs/anthropic/decode-request.ts"

const headers: RequestHeaders = { version: "2023-06-01", betas: [], session: null }
const body = { model: "claude-x", max_tokens: 4096, messages: [{ role: "user", content: "x" }] }
const text = (words: string) => ({ type: "text", text: words })

describe("a request of an Anthropic client that cannot be translated", () => {
  const budget = "thinking.budget_tokens"
  test.each<[object, string, string]>([
    [{ model: null }, "model", "model: a name is required."],
    [{ messages: "x" }, "messages", "messages: a list is required."],
    [{ thinking: { type: "enabled" } }, budget, `${budget}: at least 1024 is required.`],
    [{ thinking: { type: "enabled", budget_tokens: 1023 } }, budget, `${budget}: at least 1024 is required.`],
    [
      { thinking: { type: "enabled", budget_tokens: 4096 } },
      budget,
      `${budget}: it must be less than max_tokens (4096).`,
    ],
    [
      { messages: [{ role: "king", content: "x" }] },
      "messages.0.role",
      'messages.0.role: "king" cannot be translated.',
    ],
    [{ messages: [{ content: "x" }] }, "messages.0.role", "messages.0.role: nothing cannot be translated."],
    [
      { messages: [{ role: "user", content: [text("a"), { type: "hologram" }] }] },
      "messages.0.content.1.type",
      'messages.0.content.1.type: "hologram" cannot be translated.',
    ],
    ...[
      {},
      { type: "base64" },
      { type: "url" },
      { type: "text" },
      { type: "file", file_id: "f" },
      { url: "https://a.b" },
    ].map((source): [object, string, string] => [
      { messages: [{ role: "user", content: [{ type: "document", source }] }] },
      "messages.0.content.0.type",
      'messages.0.content.0.type: "document" cannot be translated.',
    ]),
  ])("%j is refused, and says where and why", (fields, param, message) => {
    expect(clientRequest({ ...body, ...fields }, headers)).toEqual({
      kind: "error",
      error: { status: 400, code: "bad-request", param, message, retryAfterMs: null },
    })
  })

  test.each([["web_search_20250305"], [5]])("G23 a tool of type %j runs at Anthropic only", (type) => {
    expect(clientRequest({ ...body, tools: [{ name: "f" }, { type, name: "g" }] }, headers)).toEqual({
      kind: "error",
      error: {
        status: 400,
        code: "unsupported",
        param: "tools.1.type",
        message: `tools.1: tools of type ${JSON.stringify(type)} run at Anthropic only; leave this tool out for other upstreams.`,
        retryAfterMs: null,
      },
    })
  })

  test("G44 a budget may be as small as 1024, and as large as it likes where no limit is named", () => {
    const thinking = (budget_tokens: number) => ({ type: "enabled", budget_tokens })
    expect(clientRequest({ ...body, thinking: thinking(1024) }, headers).kind).toBe("ok")
    expect(clientRequest({ ...body, max_tokens: null, thinking: thinking(99_999) }, headers).kind).toBe("ok")
  })

  test("says so when it is no object at all", () => {
    expect(clientRequest("[]", headers)).toMatchObject({
      error: { param: null, message: "The body is no JSON object." },
    })
  })

  test("G44 a budget above the answer's tokens is taken where Claude thinks between tools", () => {
    const thinking = { type: "enabled", budget_tokens: 9000 }
    const betas = ["interleaved-thinking-2025-05-14"]
    expect(clientRequest({ ...body, thinking }, { ...headers, betas })).toMatchObject({
      value: { thinking: { kind: "enabled", budget: 9000 } },
    })
    expect(clientRequest({ ...body, thinking }, { ...headers, betas: ["files-api"] }).kind).toBe("error")
  })

  test("G04 a newer version names what it does not take", () => {
    const refused = (role: string, block: object) =>
      clientRequest(
        { ...body, messages: [{ role, content: [block] }] },
        { ...headers, version: "2026-10-21" },
      )
    expect(refused("assistant", { type: "document", source: { type: "text", data: "x" } })).toMatchObject({
      error: {
        param: "messages.0.content.0",
        message:
          "messages.0.content.0: documents are not accepted in messages of the assistant by anthropic-version 2026-10-21.",
      },
    })
    expect(refused("user", { ...text("x"), citations: [1] })).toMatchObject({
      error: {
        param: "messages.0.content.0.citations",
        message:
          "messages.0.content.0.citations: citations are not accepted on texts of the user by anthropic-version 2026-10-21.",
      },
    })
    const sampled = { ...body, temperature: 1 }
    expect(clientRequest(sampled, { ...headers, version: "2026-10-21" })).toMatchObject({
      error: {
        param: "temperature",
        message: "temperature: is not accepted by anthropic-version 2026-10-21.",
      },
    })
    for (const version of [null, "2023-06-01"])
      expect(clientRequest(sampled, { ...headers, version }).kind).toBe("ok")
    for (const block of [text("x"), { ...text("x"), citations: [] }])
      expect(refused("user", block).kind).toBe("ok")
    expect(refused("assistant", { ...text("x"), citations: [1] }).kind).toBe("ok")
  })
})
