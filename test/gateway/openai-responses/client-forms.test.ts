import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-responses/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, unshown } from "../openai-chat/exchange-of.ts"

function read(fields: Readonly<Record<string, unknown>>): Exchange {
  const decoded = clientRequest(
    { model: "m", input: "hi", ...fields },
    { session: null, hostedTools: "refuse" },
  )
  if (decoded.kind === "error") throw new Error(`${decoded.error.param}: ${decoded.error.message}`)
  return decoded.value
}

/** The parts of all turns that the input comes to, in their order. */
const partsOf = (...input: unknown[]) => read({ input }).turns.flatMap((turn) => turn.parts)
const user = (...content: unknown[]) => ({ role: "user", content })
const reasoning = (more: object) => ({ type: "reasoning", ...more })

describe("the smallest request of the Responses API", () => {
  test("is one text of the user, and sets nothing else", () => {
    expect(read({})).toEqual(exchangeOf({ thinking: unshown, streamUsage: true }))
  })

  test("takes null for what is not set", () => {
    const none = { previous_response_id: null, conversation: null, prompt: null, tool_choice: null }
    expect(read({ ...none, instructions: null, reasoning: null })).toEqual(read({}))
  })

  test("G14 is known by its user where it has no key of its own", () => {
    expect(read({ user: "u" }).session).toBe("u")
    expect(read({ user: "u", prompt_cache_key: "k" }).session).toBe("k")
  })

  test("G09 has its instructions as system text", () => {
    expect(read({ instructions: "be brief" }).system).toEqual([{ kind: "text", text: "be brief" }])
  })
})

describe("what a conversation of the Responses API holds", () => {
  test.each([
    [
      { type: "input_text", text: "a" },
      { kind: "text", text: "a" },
    ],
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
      { type: "input_audio", input_audio: { data: "BB", format: "mp3" } },
      { kind: "audio", data: { mimeType: "audio/mpeg", base64: "BB" } },
    ],
    [
      { type: "input_audio", input_audio: { data: "BB" } },
      { kind: "audio", data: { mimeType: "audio/wav", base64: "BB" } },
    ],
    [
      { type: "input_file", file_data: "CC" },
      { kind: "document", data: { mimeType: "application/pdf", base64: "CC" } },
    ],
  ])("the part %j is %j", (part, expected) => {
    expect(partsOf(user(part))).toEqual([expected])
  })

  test("pictures in leading system messages are no system text", () => {
    const picture = { type: "input_image", image_url: "https://example.org/a.png" }
    const words = { type: "input_text", text: "rules" }
    const { system } = read({ input: [{ role: "developer", content: [picture, words] }, user(words)] })
    expect(system).toEqual([{ kind: "text", text: "rules" }])
  })

  test("G23 a call of free text may be empty", () => {
    expect(partsOf({ type: "custom_tool_call", call_id: "a", name: "f" })).toEqual([
      { kind: "call", id: "a", name: "f", argumentsJson: '{"input":""}' },
    ])
  })

  test("G23 a call in a namespace is one of the flat name, and so is its result", () => {
    const call = { type: "function_call", call_id: "a", namespace: "crm", name: "note", arguments: "{}" }
    const plain = { type: "function_call", call_id: "b", namespace: "", name: "note", arguments: "{}" }
    const output = { type: "function_call_output", call_id: "a", output: "ok" }
    expect(read({ input: [call, plain, output] }).turns).toEqual([
      { role: "model", parts: [{ kind: "call", id: "a", name: "crm__note", argumentsJson: "{}" }] },
      { role: "model", parts: [{ kind: "call", id: "b", name: "note", argumentsJson: "{}" }] },
      {
        role: "user",
        parts: [
          {
            kind: "result",
            id: "a",
            name: "crm__note",
            content: [{ kind: "text", text: "ok" }],
            failed: false,
          },
        ],
      },
    ])
  })

  test("a web search of an earlier answer is passed over, and so is an empty thought", () => {
    expect(
      partsOf(
        { type: "web_search_call", id: "ws" },
        reasoning({ summary: [] }),
        user({ type: "input_text", text: "x" }),
      ),
    ).toEqual([{ kind: "text", text: "x" }])
  })

  test("a picture whose bytes were not kept is an empty one", () => {
    expect(partsOf({ type: "image_generation_call", id: "ig" })).toEqual([
      { kind: "image", data: { mimeType: "image/png", base64: "" } },
    ])
  })

  test.each([
    [{ summary: [{ text: "a" }, { text: "b" }] }, "a\n\nb"],
    [{ summary: [{ text: "a" }], encrypted_content: "" }, "a"],
    [{ summary: [{ text: "short" }], content: [{ text: "long" }, { text: "" }, {}] }, "long"],
  ])("G45 a thought %j without a signature is %j", (item, words) => {
    expect(partsOf(reasoning(item))).toEqual([{ kind: "thinking", text: words }])
  })

  test("G38 a text's signature stands on the last text of the answer, or on an empty text where there is none", () => {
    const signed = reasoning({ encrypted_content: "fl1.gemini.text.sigT" })
    const signature = { value: "sigT", family: "gemini" }
    const words = (...texts: string[]) => ({
      role: "assistant",
      content: texts.map((one) => ({ type: "output_text", text: one })),
    })
    expect(read({ input: [words("a", "b"), signed] }).turns).toEqual([
      {
        role: "model",
        parts: [
          { kind: "text", text: "a" },
          { kind: "text", text: "b", signature },
        ],
      },
    ])
    const alone = { role: "model", parts: [{ kind: "text", text: "", signature }] }
    expect(read({ input: [signed] }).turns).toEqual([alone])
    expect(read({ input: [user({ type: "input_text", text: "x" }), signed] }).turns[1]).toEqual(alone)
    expect(read({ input: [words(), signed] }).turns[1]).toEqual(alone)
    const call = { type: "function_call", call_id: "a", name: "f" }
    expect(read({ input: [words("a"), call, signed] }).turns[2]).toEqual(alone)
  })
})

describe("the tools of a request of the Responses API", () => {
  test("take no arguments where they name none, and need no description", () => {
    expect(read({ tools: [{ type: "function", name: "f" }] }).tools).toEqual([
      { name: "f", description: "", schema: { type: "object", properties: {} } },
    ])
  })

  test("of free text without a grammar are told as they are described", () => {
    const format = { type: "grammar", definition: "start" }
    const tools = [
      { type: "custom", name: "a", description: "Edits. " },
      { type: "custom", name: "b", format },
    ]
    expect(read({ tools }).tools.map(({ description }) => description)).toEqual([
      "Edits. ",
      "The input must follow this  grammar:\nstart",
    ])
  })

  test("G24 may be narrowed to some of which one must be called", () => {
    const tools = [
      { type: "function", name: "f" },
      { type: "function", name: "g" },
    ]
    const allowed = { type: "allowed_tools", mode: "required", tools: [{ type: "function", name: "g" }] }
    expect(read({ tools, tool_choice: allowed })).toMatchObject({
      tools: [{ name: "g" }],
      toolChoice: { kind: "any" },
    })
    expect(read({ tools, tool_choice: { ...allowed, mode: "auto" } }).toolChoice).toEqual({ kind: "auto" })
    expect(read({ tools, tool_choice: "auto" }).toolChoice).toEqual({ kind: "auto" })
  })
})

describe("the settings of a request of the Responses API", () => {
  test("G44 show no thoughts where the summary is none", () => {
    expect(read({ reasoning: { effort: "low", summary: "none" } }).thinking).toMatchObject({ show: false })
    expect(read({ reasoning: { effort: "low", summary: "detailed" } }).thinking).toMatchObject({ show: true })
  })
})
