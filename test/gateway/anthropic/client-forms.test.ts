import { describe, expect, test } from "vitest"
import { clientRequest, type RequestHeaders } from "../../../src/gateway/codecs/anthropic/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, unshown, userTurn } from "../openai-chat/exchange-of.ts"

const headers: RequestHeaders = { version: "2023-06-01", betas: [], session: null }
const body = { model: "claude-x", max_tokens: 4096, messages: [{ role: "user", content: "x" }] }

function read(fields: object, more: Partial<RequestHeaders> = {}): Exchange {
  const decoded = clientRequest({ ...body, ...fields }, { ...headers, ...more })
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

const partsOf = (role: "user" | "assistant", ...content: unknown[]) =>
  read({ messages: [{ role, content }] }).turns[0]?.parts
const text = (words: string) => ({ type: "text", text: words })

describe("the smallest request of an Anthropic client", () => {
  const smallest = exchangeOf({
    model: "claude-x",
    turns: [userTurn("x")],
    thinking: unshown,
    maxOutputTokens: 4096,
    streamUsage: true,
  })

  test("is one text of the user, and sets nothing else, as text or already read", () => {
    expect(read({})).toEqual(smallest)
    expect(read({ system: "", tools: [], stream: "yes", tool_choice: null })).toEqual(smallest)
    expect(clientRequest(JSON.stringify(body), headers)).toEqual({ kind: "ok", value: smallest })
  })

  test("sets what it says", () => {
    expect(
      read({
        stream: true,
        system: [text("rules"), text(""), { type: "text" }, { ...text("more"), cache_control: null }],
        stop_sequences: ["END", 5],
        temperature: 0,
        top_p: 0.5,
        top_k: 3,
        tools: [
          { name: "f" },
          { type: "custom", name: "g", description: "d", input_schema: { a: 1 } },
          { type: null },
        ],
        tool_choice: { type: "any", name: "f", disable_parallel_tool_use: true },
        thinking: { type: "disabled" },
        output_config: { effort: "max", format: { type: "json_schema", name: "n", schema: { b: 2 } } },
        metadata: { user_id: "u" },
      }),
    ).toEqual({
      ...smallest,
      stream: true,
      system: [
        { kind: "text", text: "rules" },
        { kind: "text", text: "more" },
      ],
      stop: ["END"],
      sampling: { ...smallest.sampling, temperature: 0, topP: 0.5, topK: 3 },
      tools: [
        { name: "f", description: "", schema: { type: "object" } },
        { name: "g", description: "d", schema: { a: 1 } },
        { name: "", description: "", schema: { type: "object" } },
      ],
      toolChoice: { kind: "any" },
      parallelCalls: false,
      thinking: { kind: "off", budget: 0, effort: null, show: false },
      shape: { kind: "json", schema: { b: 2 }, name: "n", strict: true },
      session: "u",
    })
  })

  test.each([
    ["low", "low"],
    ["medium", "medium"],
    ["high", "high"],
    ["max", "max"],
    ["xhigh", "max"],
    ["huge", null],
  ])("G44 the effort %s is %s", (effort, expected) => {
    expect(read({ output_config: { effort } }).thinking.effort).toBe(expected)
  })

  test("G24 a choice that names no tool leaves the choice to the model", () => {
    expect(read({ tool_choice: { type: "tool" } }).toolChoice).toEqual({ kind: "auto" })
    expect(read({ tool_choice: { type: "tool", name: "f" } }).toolChoice).toEqual({ kind: "tool", name: "f" })
    expect(read({ tool_choice: { type: "none" } }).toolChoice).toEqual({ kind: "none" })
  })

  test("takes a form of the answer without a schema, and where earlier clients put it", () => {
    expect(read({ output_format: { type: "json_schema" } }).shape).toEqual({
      kind: "json",
      schema: null,
      name: null,
      strict: true,
    })
  })
})

describe("the blocks of an Anthropic client's messages", () => {
  test.each([
    [{ type: "text" }, { kind: "text", text: "" }],
    [
      { ...text("a"), cache_control: null },
      { kind: "text", text: "a" },
    ],
    [
      { ...text("a"), cache_control: { type: "e" } },
      { kind: "text", text: "a", cacheMark: { type: "e" } },
    ],
    [
      { type: "redacted_thinking", data: "R" },
      { kind: "thinking", text: "", redacted: "R" },
    ],
    [{ type: "redacted_thinking" }, { kind: "thinking", text: "", redacted: "" }],
    [
      { type: "thinking", thinking: "hm" },
      { kind: "thinking", text: "hm" },
    ],
    [
      { type: "thinking", thinking: "hm", signature: "" },
      { kind: "thinking", text: "hm" },
    ],
    [
      { type: "image", source: { type: "base64", data: "AA" } },
      { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
    ],
    [
      { type: "document", source: { type: "base64", data: "AA" } },
      { kind: "document", data: { mimeType: "application/pdf", base64: "AA" } },
    ],
    [
      {
        type: "document",
        source: { type: "base64", media_type: "application/x", data: "AA", url: "https://a.b" },
      },
      { kind: "document", data: { mimeType: "application/x", base64: "AA" } },
    ],
    [
      { type: "document", source: { type: "text", data: "words" } },
      { kind: "text", text: "words" },
    ],
    [
      { type: "document", source: { type: "content", content: "words" } },
      { kind: "text", text: "words" },
    ],
    [
      { type: "document", source: { type: "content", content: [text("a"), { type: "hologram" }] } },
      { kind: "text", text: "a" },
    ],
    [
      { type: "document", source: { type: "content", url: "https://a.b", content: [text("a")] } },
      { kind: "text", text: "a" },
    ],
    [
      { type: "search_result", title: "T", source: "S", content: [text("a"), {}, text("b")] },
      { kind: "text", text: "T – S\na\n\nb" },
    ],
    [
      { type: "search_result", source: "S", content: [] },
      { kind: "text", text: "S" },
    ],
  ])("%j is %j", (block, part) => {
    expect(partsOf("user", block)).toEqual([part])
  })

  test("what a result holds is never lost, whatever its form", () => {
    const content = [text("a"), { type: "hologram", of: "x" }]
    expect(partsOf("user", { type: "tool_result", tool_use_id: "t", content, is_error: true })).toEqual([
      {
        kind: "result",
        id: "t",
        name: null,
        content: [
          { kind: "text", text: "a" },
          { kind: "text", text: '{"type":"hologram","of":"x"}' },
        ],
        failed: true,
      },
    ])
  })
})

describe("signatures of other vendors in the thinking blocks of an Anthropic client", () => {
  const thinking = (signature: string, words = "") => ({ type: "thinking", thinking: words, signature })
  const gemini = (value: string) => ({ value, family: "gemini" })

  test("G42 go back to the call behind them, once, and their words stay", () => {
    const call = (id: string) => ({ type: "tool_use", id, name: "f", input: {} })
    const part = (id: string) => ({ kind: "call", id, name: "f", argumentsJson: "{}" })
    expect(
      partsOf("assistant", thinking("fl1.gemini.call.sig", "hm"), text("a"), call("1"), call("2")),
    ).toEqual([
      { kind: "thinking", text: "hm" },
      { kind: "text", text: "a" },
      { ...part("1"), signature: gemini("sig") },
      part("2"),
    ])
  })

  test("G38 go back to the text or picture before them, or stand on an empty text", () => {
    const sign = thinking("fl1.gemini.text.sig")
    const image = { type: "image", source: { type: "base64", data: "AA" } }
    const picture = { kind: "image", data: { mimeType: "image/png", base64: "AA" } }
    const empty = { kind: "text", text: "", signature: gemini("sig") }
    expect(partsOf("assistant", text("a"), sign)).toEqual([
      { kind: "text", text: "a", signature: gemini("sig") },
    ])
    expect(partsOf("assistant", image, sign)).toEqual([{ ...picture, signature: gemini("sig") }])
    expect(partsOf("assistant", sign)).toEqual([empty])
    expect(partsOf("assistant", text("a"), sign, sign)).toEqual([
      { kind: "text", text: "a", signature: gemini("sig") },
      empty,
    ])
    expect(partsOf("assistant", text("a"), thinking("mine"), sign)).toEqual([
      { kind: "text", text: "a" },
      { kind: "thinking", text: "", signature: { value: "mine", family: "claude" } },
      empty,
    ])
  })

  test("G43 its own stay where they are", () => {
    expect(partsOf("assistant", thinking("mine", "hm"))).toEqual([
      { kind: "thinking", text: "hm", signature: { value: "mine", family: "claude" } },
    ])
    expect(partsOf("user", thinking("mine"))).toEqual([
      { kind: "thinking", text: "", signature: { value: "mine", family: "claude" } },
    ])
  })
})
