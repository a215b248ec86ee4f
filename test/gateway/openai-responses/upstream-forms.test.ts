import { describe, expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"
import { upstreamRequest } from "../../../src/gateway/codecs/openai-responses/encode-request.ts"
import type { Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { exchangeOf, userTurn } from "../openai-chat/exchange-of.ts"

function sent(
  change: Partial<Exchange>,
  reasoning: "send" | "leave-out" = "send",
): Readonly<Record<string, unknown>> {
  const body = parseJson(upstreamRequest(exchangeOf(change), { model: "up", reasoning }).body)
  return isRecord(body) ? body : {}
}

/** The items of one message of the user. */
const inputOf = (...parts: Part[]) => sent({ turns: [{ role: "user", parts }] }).input
const text = (words: string): Part => ({ kind: "text", text: words })
const call: Part = { kind: "call", id: "a", name: "f", argumentsJson: "{}" }
const result = (content: readonly Part[], failed = false): Part => ({
  kind: "result",
  id: "a",
  name: null,
  content,
  failed,
})
const thinking = { kind: "default", budget: null, effort: null, show: true } as const

describe("the smallest request to a Responses upstream", () => {
  test("names the model and the input, asks for reasoning back, and stores nothing", () => {
    expect(sent({})).toEqual({
      model: "up",
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }],
      reasoning: { summary: "auto" },
      include: ["reasoning.encrypted_content"],
      store: false,
    })
  })

  test("G44 names no reasoning where none is shown and no effort is set, and shows none where it is off", () => {
    expect(sent({ thinking: { ...thinking, show: false } })).not.toHaveProperty("reasoning")
    expect(sent({ thinking: { ...thinking, kind: "off" } }).reasoning).toEqual({ effort: "none" })
  })

  test.each([
    [{ kind: "default", budget: null, effort: null, show: true }, []],
    [{ kind: "enabled", budget: 9, effort: null, show: true }, ["thinking-left-out"]],
  ] as const)("a model that does not reason is not told of %j, with the notes %j", (setting, notes) => {
    const exchange = exchangeOf({ thinking: setting })
    expect(upstreamRequest(exchange, { model: "up", reasoning: "leave-out" }).notes).toEqual(notes)
    expect(upstreamRequest(exchange, { model: "up", reasoning: "send" }).notes).toEqual([])
  })

  test("says when penalties are left out, each of them", () => {
    const { sampling } = exchangeOf({})
    for (const penalty of [{ presencePenalty: 1 }, { frequencyPenalty: 1 }]) {
      const exchange = exchangeOf({ sampling: { ...sampling, ...penalty } })
      expect(upstreamRequest(exchange, { model: "up", reasoning: "send" }).notes).toEqual([
        "penalties-left-out",
      ])
    }
  })
})

describe("the input of a request to a Responses upstream", () => {
  test("G10 G11 G31 keeps every message, call and result in its form", () => {
    const { input } = sent({
      turns: [
        userTurn("go"),
        { role: "model", parts: [text("on it"), call] },
        { role: "user", parts: [result([text("done")]), text("and?")] },
        { role: "system", parts: [text("be brief")] },
        { role: "model", parts: [text("yes")] },
      ],
    })
    expect(input).toEqual([
      { type: "message", role: "user", content: [{ type: "input_text", text: "go" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "on it" }] },
      { type: "function_call", call_id: "a", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "a", output: "done" },
      { type: "message", role: "user", content: [{ type: "input_text", text: "and?" }] },
      { type: "message", role: "developer", content: [{ type: "input_text", text: "be brief" }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "yes" }] },
    ])
  })

  test.each([
    [
      { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
      { type: "input_image", image_url: "data:image/png;base64,AA", detail: "auto" },
    ],
    [
      { kind: "audio", data: { mimeType: "audio/mpeg", base64: "BB" } },
      { type: "input_audio", input_audio: { data: "BB", format: "mp3" } },
    ],
    [
      { kind: "audio", data: { mimeType: "audio/flac", base64: "BB" } },
      { type: "input_audio", input_audio: { data: "BB", format: "flac" } },
    ],
    [
      { kind: "audio", data: { url: "https://example.org/a.wav" } },
      { type: "input_text", text: "[audio: https://example.org/a.wav]" },
    ],
    [
      { kind: "document", data: { mimeType: "application/pdf", base64: "CC" } },
      { type: "input_file", filename: "document.pdf", file_data: "data:application/pdf;base64,CC" },
    ],
    [
      { kind: "document", data: { mimeType: "text/plain", base64: Buffer.from("words").toString("base64") } },
      { type: "input_text", text: "words" },
    ],
  ] as const)("G73 %j becomes %j", (part, item) => {
    expect(inputOf(part)).toEqual([{ type: "message", role: "user", content: [item] }])
  })

  test("G38 a text without words that only carried another vendor's signature is left out", () => {
    const signed = { kind: "text", text: "", signature: { value: "s", family: "gemini" } } as const
    const { input } = sent({
      turns: [
        { role: "user", parts: [signed, text("x")] },
        { role: "model", parts: [signed] },
      ],
    })
    expect(input).toEqual([{ type: "message", role: "user", content: [{ type: "input_text", text: "x" }] }])
  })

  test("G34 a result may be pictures alone, and pictures of one message are not sent again with the next", () => {
    const picture: Part = { kind: "image", data: { url: "https://example.org/a.png" } }
    const shown = { type: "input_image", image_url: "https://example.org/a.png", detail: "auto" }
    const { input } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [picture, call] },
        { role: "user", parts: [result([picture])] },
        { role: "model", parts: [text("so")] },
        userTurn("y"),
      ],
    })
    expect(input).toEqual([
      { type: "message", role: "user", content: [{ type: "input_text", text: "x" }] },
      { type: "function_call", call_id: "a", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "a", output: [shown] },
      { type: "message", role: "user", content: [shown] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "so" }] },
      { type: "message", role: "user", content: [{ type: "input_text", text: "y" }] },
    ])
  })

  test("G73 a picture that the model made last goes into a message of its own behind it", () => {
    const data = { url: "https://example.org/a.png" }
    expect(
      sent({ turns: [userTurn("draw"), { role: "model", parts: [{ kind: "image", data }] }] }).input,
    ).toEqual([
      { type: "message", role: "user", content: [{ type: "input_text", text: "draw" }] },
      {
        type: "message",
        role: "user",
        content: [{ type: "input_image", image_url: data.url, detail: "auto" }],
      },
    ])
  })

  test("G45 sends no reasoning to a model that does not reason, and an empty summary where no text was shown", () => {
    const thought = { kind: "thinking", text: "", signature: { value: "gAAA", family: "openai" } } as const
    const unsigned = { kind: "thinking", text: "hm" } as const
    const turns = [userTurn("x"), { role: "model", parts: [thought, unsigned, text("y")] } as const]
    expect(sent({ turns }).input).toMatchObject([
      { role: "user" },
      { type: "reasoning", summary: [], encrypted_content: "gAAA" },
      { role: "assistant" },
    ])
    expect(sent({ turns }, "leave-out").input).toMatchObject([{ role: "user" }, { role: "assistant" }])
  })
})
