import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-chat/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "./exchange-of.ts"

const user = { role: "user", content: "hi" }

function read(fields: Readonly<Record<string, unknown>>): Exchange {
  const decoded = clientRequest({ model: "m", messages: [user], ...fields }, { session: null })
  if (decoded.kind === "error") throw new Error(`${decoded.error.param}: ${decoded.error.message}`)
  return decoded.value
}

const partOf = (part: unknown) => read({ messages: [{ role: "user", content: [part] }] }).turns[0]?.parts
const answered = (fields: object) =>
  read({ messages: [user, { role: "assistant", ...fields }] }).turns[1]?.parts

describe("the smallest request of Chat Completions", () => {
  test("is one text of the user, and sets nothing else", () => {
    const smallest = exchangeOf({})
    expect(read({})).toEqual(smallest)
    const unset = {
      functions: null,
      audio: null,
      tool_choice: null,
      stop: null,
      n: 1,
      tools: null,
      temperature: "0",
    }
    expect(read(unset)).toEqual(smallest)
  })

  test("takes what was an answer before without its empty fields", () => {
    expect(
      answered({ content: "x", function_call: null, refusal: null, tool_calls: [], images: [] }),
    ).toEqual([{ kind: "text", text: "x" }])
  })
})

describe("what a conversation of Chat Completions holds", () => {
  test.each([
    [
      { type: "text", text: "a" },
      { kind: "text", text: "a" },
    ],
    [{ type: "text" }, { kind: "text", text: "" }],
    [
      { type: "refusal", refusal: "no" },
      { kind: "text", text: "no" },
    ],
    [{ type: "refusal" }, { kind: "text", text: "" }],
    [
      { type: "image_url", image_url: "http://example.org/a.png" },
      { kind: "image", data: { url: "http://example.org/a.png" } },
    ],
    [
      { type: "image_url", image_url: { url: "DATA:image/gif;BASE64,AA" } },
      { kind: "image", data: { mimeType: "image/gif", base64: "AA" } },
    ],
    [
      { type: "image_url", image_url: { url: "data:;base64,AA" } },
      { kind: "image", data: { mimeType: "application/octet-stream", base64: "AA" } },
    ],
    [
      { type: "image_url", image_url: { url: "data:image/svg+xml;charset=utf-8;base64,AA,BB" } },
      { kind: "image", data: { mimeType: "image/svg+xml", base64: "AA,BB" } },
    ],
    [
      { type: "input_audio", input_audio: { data: "BB", format: "flac" } },
      { kind: "audio", data: { mimeType: "audio/flac", base64: "BB" } },
    ],
    [
      { type: "input_audio", input_audio: { data: "BB" } },
      { kind: "audio", data: { mimeType: "audio/wav", base64: "BB" } },
    ],
    [
      { type: "file", file: { file_data: "CC" } },
      { kind: "document", data: { mimeType: "application/pdf", base64: "CC" } },
    ],
    [
      { type: "file", file: { file_url: "https://example.org/a.pdf" } },
      { kind: "document", data: { url: "https://example.org/a.pdf" } },
    ],
  ])("the part %j is %j", (part, expected) => {
    expect(partOf(part)).toEqual([expected])
  })

  test.each([
    ["data:text/plain,words"],
    ["data:image/png;base64x,AA"],
    ["data:image/png;base64x"],
    ["see data:image/png;base64,AA"],
    ["base64,AA"],
    [",AA"],
  ])("the URL %j holds no bytes, and is taken for bare ones in a file", (url) => {
    expect(partOf({ type: "file", file: { file_data: url } })).toEqual([
      { kind: "document", data: { mimeType: "application/pdf", base64: url } },
    ])
  })

  test("pictures in leading system messages are no system text", () => {
    const picture = { type: "image_url", image_url: { url: "https://example.org/a.png" } }
    const { system } = read({
      messages: [{ role: "system", content: [picture, { type: "text", text: "rules" }] }, user],
    })
    expect(system).toEqual([{ kind: "text", text: "rules" }])
  })

  test("G50 an answer that was refused is taken back as what was said, behind its thought and before its calls", () => {
    const tool_calls = [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }]
    expect(answered({ content: null, refusal: "no", reasoning: "hm", tool_calls })).toEqual([
      { kind: "thinking", text: "hm" },
      { kind: "text", text: "no" },
      { kind: "call", id: "a", name: "f", argumentsJson: "{}" },
    ])
  })

  test("G73 pictures of an answer stand behind its text", () => {
    const images = [{ type: "image_url", image_url: { url: "data:image/png;base64,AA" } }]
    expect(answered({ content: "see", images })).toEqual([
      { kind: "text", text: "see" },
      { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
    ])
  })

  test("G38 G40 the signature of an answer stands on its last text, or on an empty one where there is none", () => {
    const extra_content = { google: { thought_signature: "sig" } }
    const signature = { value: "sig", family: "gemini" }
    const text = (words: string) => ({ type: "text", text: words })
    expect(answered({ content: [text("a"), text("b")], extra_content })).toEqual([
      { kind: "text", text: "a" },
      { kind: "text", text: "b", signature },
    ])
    expect(answered({ content: null, extra_content })).toEqual([{ kind: "text", text: "", signature }])
    const picture = { type: "image_url", image_url: { url: "https://example.org/a.png" } }
    expect(answered({ content: [picture], extra_content })).toEqual([
      { kind: "image", data: { url: "https://example.org/a.png" } },
      { kind: "text", text: "", signature },
    ])
  })

  test("G23 a call of free text is one with the argument input, also where it is empty", () => {
    const called = (custom: object) => answered({ tool_calls: [{ id: "a", type: "custom", custom }] })
    expect(called({ name: "patch", input: 'a"b' })).toEqual([
      { kind: "call", id: "a", name: "patch", argumentsJson: '{"input":"a\\"b"}' },
    ])
    expect(called({ name: "patch" })).toEqual([
      { kind: "call", id: "a", name: "patch", argumentsJson: '{"input":""}' },
    ])
  })

  test("G27 arguments that are nothing but space are none", () => {
    const tool_calls = [{ id: "a", type: "function", function: { name: "f", arguments: " \n" } }]
    expect(answered({ tool_calls })).toEqual([{ kind: "call", id: "a", name: "f", argumentsJson: "{}" }])
  })

  test("G32 a result whose call nobody knows has no name", () => {
    expect(
      read({ messages: [user, { role: "tool", tool_call_id: "ghost", content: "x" }] }).turns[1],
    ).toEqual({
      role: "user",
      parts: [
        { kind: "result", id: "ghost", name: null, content: [{ kind: "text", text: "x" }], failed: false },
      ],
    })
  })
})

describe("the settings of a request of Chat Completions", () => {
  test("tools take no arguments where they name none, and keep their description", () => {
    const tools = [
      { type: "function", function: { name: "f" } },
      { type: "function", function: { name: "g", description: "Greets.", parameters: { a: 1 } } },
      { type: "custom", custom: { name: "h" } },
    ]
    expect(read({ tools }).tools).toMatchObject([
      { name: "f", description: "", schema: { type: "object", properties: {} } },
      { name: "g", description: "Greets.", schema: { a: 1 } },
      { name: "h", description: "", origin: { kind: "custom", name: "h", namespace: null } },
    ])
    expect(read({ tools, tool_choice: { type: "custom", custom: { name: "h" } } }).toolChoice).toEqual({
      kind: "tool",
      name: "h",
    })
    expect(read({ tools, tool_choice: "auto" }).toolChoice).toEqual({ kind: "auto" })
    const allowed_tools = { mode: "auto", tools: [{ function: { name: "g" } }, { custom: { name: "h" } }] }
    expect(read({ tools, tool_choice: { type: "allowed_tools", allowed_tools } })).toMatchObject({
      tools: [{ name: "g" }, { name: "h" }],
      toolChoice: { kind: "auto" },
    })
  })

  test.each([
    [{ type: "text" }, { kind: "text" }],
    [{ type: "json_object" }, { kind: "json", schema: null, name: null, strict: false }],
    [{ type: "json_schema" }, { kind: "json", schema: null, name: null, strict: false }],
    [
      { type: "json_schema", json_schema: { name: "n", schema: { a: 1 }, strict: "yes" } },
      { kind: "json", schema: { a: 1 }, name: "n", strict: false },
    ],
  ])("the answer may be asked for as %j", (response_format, shape) => {
    expect(read({ response_format }).shape).toEqual(shape)
  })

  test.each([
    ["END", ["END"]],
    [
      ["a", "b"],
      ["a", "b"],
    ],
    [["a", 5, null], ["a"]],
    [5, []],
  ])("the stops %j are %j", (stop, stops) => {
    expect(read({ stop }).stop).toEqual(stops)
  })

  test("G44 thoughts are not shown where they are excluded, and none are made where the budget is 0", () => {
    const shown = (fields: object) => read({ reasoning_effort: "low", ...fields }).thinking.show
    expect(shown({ reasoning: { exclude: true } })).toBe(false)
    expect(shown({ reasoning: { exclude: false } })).toBe(true)
    expect(read({ reasoning: { max_tokens: 0 } }).thinking).toEqual({
      kind: "off",
      budget: 0,
      effort: null,
      show: false,
    })
    for (const word of ["minimal", "low", "medium", "high"])
      expect(read({ reasoning_effort: word }).thinking.effort).toBe(word)
    expect(read({ reasoning_effort: "max" }).thinking.effort).toBe("max")
  })

  test("a number that is none counts as not set", () => {
    const broken = { temperature: "1", top_p: null, seed: Number.NaN, max_tokens: Number.POSITIVE_INFINITY }
    expect(read(broken).sampling).toMatchObject({ temperature: null, topP: null, seed: null })
    expect(read(broken).maxOutputTokens).toBeNull()
    expect(read({ max_tokens: "9" }).maxOutputTokens).toBeNull()
  })
})
