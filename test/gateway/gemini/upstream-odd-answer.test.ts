import { describe, expect, test } from "vitest"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import { geminiNameMap } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import { readError } from "../../../src/gateway/codecs/gemini/errors.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const names = geminiNameMap(exchangeOf({}))
const begin = { kind: "begin", id: "r1", model: "m", usage: null }
const partEnd = { kind: "part-end" }
const end = (reason: string) => ({ kind: "end", reason, stopSequence: null })
const text = (words: string) => ({ kind: "text", text: words })
const broken = (message: string) => ({
  kind: "error",
  error: { status: 502, code: "upstream", message, param: null, retryAfterMs: null },
})
const signature = { value: "S", family: "gemini" }

const chunk = (parts: readonly object[], more: object = {}, beside: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, ...more }],
  modelVersion: "m",
  responseId: "r1",
  ...beside,
})
const stop = chunk([], { finishReason: "STOP" })

function streamed(...chunks: readonly unknown[]): AnswerEvent[] {
  const decoder = createAnswerDecoder(names)
  return [
    ...chunks.flatMap((one) => decoder.push({ event: null, data: JSON.stringify(one) })),
    ...decoder.end(),
  ]
}

/** The events between the beginning and the end of an answer with these parts. */
const inside = (...parts: object[]) => streamed(chunk(parts), stop).slice(1, -1)

describe("the parts of Gemini's answers", () => {
  test("are told apart by their kind, by their signature, and by what stands between them", () => {
    expect(
      inside(
        { text: "h", thought: true },
        { text: "m", thought: true },
        { text: "a" },
        { text: "" },
        {},
        { text: "b" },
        { text: "c", thoughtSignature: "S" },
        { text: "d" },
      ),
    ).toEqual([
      { kind: "thinking", text: "h" },
      { kind: "thinking", text: "m" },
      partEnd,
      text("a"),
      text("b"),
      { ...text("c"), signature },
      partEnd,
      text("d"),
      partEnd,
    ])
  })

  test("G38 a signature may come with an empty text, also where a text is open", () => {
    expect(inside({ text: "a" }, { text: "", thoughtSignature: "S" })).toEqual([
      text("a"),
      { ...text(""), signature },
      partEnd,
    ])
    expect(inside({ thoughtSignature: "S" })).toEqual([{ ...text(""), signature }, partEnd])
  })

  test("G51 show what the model ran on its own side, and what it printed", () => {
    expect(inside({ executableCode: { code: "1 + 1" } }, { codeExecutionResult: { output: "2" } })).toEqual([
      text("\n```\n1 + 1\n```\n"),
      text("\n```\n2\n```\n"),
      partEnd,
    ])
    expect(inside({ executableCode: {} }, { codeExecutionResult: {} })).toEqual([])
  })

  test("G73 pictures close the text before them, and are PNGs where nothing else is said", () => {
    const data = { mimeType: "image/png", base64: "AA" }
    expect(
      inside(
        { text: "a" },
        { inlineData: { data: "AA" } },
        { inlineData: { mimeType: "image/webp", data: "BB" }, thoughtSignature: "S" },
      ),
    ).toEqual([
      text("a"),
      partEnd,
      { kind: "image", data },
      partEnd,
      { kind: "image", data: { mimeType: "image/webp", base64: "BB" }, signature },
      partEnd,
    ])
  })

  test("G29 calls without an id get one of their own, given ones are made to fit", () => {
    const ids = inside(
      { functionCall: { name: "f" } },
      { functionCall: { name: "f", id: "" } },
      { functionCall: { name: "f", id: "given" } },
    ).flatMap((event) => (event.kind === "call" ? [event.id] : []))
    expect(ids[0]).toMatch(/^call_[0-9a-f]{32}$/)
    expect(ids[1]).toMatch(/^call_[0-9a-f]{32}$/)
    expect(ids[0]).not.toBe(ids[1])
    expect(ids[2]).toBe("given")
    expect(inside({ functionCall: { name: "f", id: "c" } })).toEqual([
      { kind: "call", id: "c", name: "f" },
      { kind: "call-arguments", json: "{}" },
      partEnd,
    ])
  })
})

describe("how Gemini's answers end", () => {
  test("once, with the last reason, calls where there are some", () => {
    expect(streamed(chunk([{ text: "a" }], { finishReason: "MAX_TOKENS" }), chunk([]))).toEqual([
      begin,
      text("a"),
      partEnd,
      end("length"),
    ])
    expect(streamed(stop)).toEqual([begin, end("done")])
    const call = chunk([{ functionCall: { name: "f", id: "c" } }])
    expect(streamed(call, stop).at(-1)).toEqual(end("calls"))
    expect(streamed(call, chunk([], { finishReason: "A_REASON_OF_TOMORROW" })).at(-1)).toEqual(end("calls"))
    expect(streamed(call, chunk([], { finishReason: "MAX_TOKENS" })).at(-1)).toEqual(end("length"))
    expect(streamed(call, chunk([], { finishReason: "SAFETY" })).at(-1)).toEqual(end("refused"))
  })

  test("a plain answer may leave its reason out, a stream that does broke off", () => {
    const body = JSON.stringify(chunk([{ text: "a" }]))
    expect(decodeAnswer(body, names)).toEqual([begin, text("a"), partEnd, end("done")])
    expect(streamed(chunk([{ text: "a" }])).at(-1)).toEqual(
      broken("The upstream's stream ended before the answer did."),
    )
  })

  test("G50 G53 fail in words where they are no answers", () => {
    expect(streamed({ responseId: "r1", modelVersion: "m" })).toEqual([
      begin,
      broken("The upstream answered without any candidate."),
    ])
    expect(streamed(chunk([], { finishReason: "MALFORMED_FUNCTION_CALL" })).at(-1)).toEqual(
      broken("The model's tool call was not usable (MALFORMED_FUNCTION_CALL)."),
    )
    expect(decodeAnswer("<html>", names)).toEqual([broken("The upstream sent something that is no JSON.")])
  })

  test("G52 a blocked prompt is a refusal, unless something was answered", () => {
    const blocked = { responseId: "r1", modelVersion: "m", promptFeedback: { blockReason: "SAFETY" } }
    expect(streamed(blocked)).toEqual([begin, end("refused")])
    expect(streamed(blocked, chunk([{ text: "a" }], { finishReason: "STOP" })).at(-1)).toEqual(end("done"))
  })

  test("G65 an error inside a stream ends it, in a list too, and nothing follows", () => {
    const error = { error: { code: 429, message: "why" } }
    const told = { kind: "error", error: { status: 429, message: "why" } }
    expect(streamed(chunk([{ text: "a" }]), error, stop)).toMatchObject([begin, text("a"), told])
    expect(streamed([error, stop])).toMatchObject([told])
    expect(streamed([chunk([{ text: "a" }]), stop])).toEqual([begin, text("a"), partEnd, end("done")])
    const over = createAnswerDecoder(names)
    over.push({ event: null, data: JSON.stringify(stop) })
    expect(over.end()).toEqual([end("done")])
    for (const data of [JSON.stringify(stop), "nonsense"])
      expect(over.push({ event: null, data })).toEqual([])
    expect(over.end()).toEqual([])
  })

  test("G54 counts the prompt of tools with the input, and tells usage where any of it is known", () => {
    const used = (usageMetadata: object) => {
      const event = streamed(chunk([], { finishReason: "STOP" }, { usageMetadata }))[1]
      return event?.kind === "usage" ? event.usage : null
    }
    expect(used({ promptTokenCount: 10, cachedContentTokenCount: 4, toolUsePromptTokenCount: 3 })).toEqual({
      input: 9,
      cachedInput: 4,
      cacheWrite: null,
      output: null,
      thinking: null,
    })
    expect(used({ thoughtsTokenCount: 7 })).toEqual({
      input: null,
      cachedInput: null,
      cacheWrite: null,
      output: 7,
      thinking: 7,
    })
    expect(used({ candidatesTokenCount: 5 })).toMatchObject({ output: 5, thinking: null })
    expect(used({ promptTokenCount: 2, cachedContentTokenCount: 4 })).toMatchObject({ input: 0 })
    expect(used({ cachedContentTokenCount: 4 })).toBeNull()
  })
})

describe("errors of Gemini", () => {
  const read = (status: number, details: readonly object[]) =>
    readError({
      status,
      headers: new Headers(),
      body: JSON.stringify({ error: { code: status, message: "why", details } }),
      now: 0,
    })

  test("G68 a key that is wrong is the gateway's matter, though Gemini blames the request", () => {
    expect(read(400, [{}, { reason: "API_KEY_INVALID" }])).toEqual({
      status: 502,
      code: "upstream-auth",
      message: "why",
      param: null,
      retryAfterMs: null,
    })
    expect(read(400, [{ reason: "FIELD_INVALID" }, {}])).toMatchObject({ status: 400, code: "bad-request" })
  })

  test("G70 a quota of the day is one only where too much was asked", () => {
    const violations = [{ quotaId: "RequestsPerDay" }]
    expect(read(429, [{ violations }]).code).toBe("quota")
    expect(read(429, [{ violations: [{ quotaId: "RequestsPerMinute" }, {}] }]).code).toBe("rate-limited")
    expect(read(503, [{ violations }]).code).toBe("overloaded")
  })
})
