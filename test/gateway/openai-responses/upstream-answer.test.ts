import { describe, expect, test } from "vitest"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import {
  createAnswerDecoder,
  decodeAnswer,
} from "../../../src/gateway/codecs/openai-responses/decode-answer.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const odd = "server.tool:run"
const names = openaiNameMap(exchangeOf({ tools: [{ name: odd, description: "", schema: {} }] }))
const options = { names, now: () => 0 }

type Fields = Readonly<Record<string, unknown>>

function streamed(...events: readonly Fields[]): AnswerEvent[] {
  const decoder = createAnswerDecoder(options)
  const read = events.flatMap((event) =>
    decoder.push({ event: String(event.type), data: JSON.stringify(event) }),
  )
  return [...read, ...decoder.end()]
}

const created: Fields = { type: "response.created", response: { id: "resp_1", model: "up" } }
const itemDone = (output_index: number, item: Fields): Fields => ({
  type: "response.output_item.done",
  output_index,
  item,
})
const itemAdded = (output_index: number, item: Fields): Fields => ({
  type: "response.output_item.added",
  output_index,
  item,
})
const textDelta = (output_index: number, delta: string): Fields => ({
  type: "response.output_text.delta",
  output_index,
  delta,
})
const argumentsDelta = (output_index: number, delta: string): Fields => ({
  type: "response.function_call_arguments.delta",
  output_index,
  delta,
})
const call = (call_id: string, name: string, args = ""): Fields => ({
  type: "function_call",
  call_id,
  name,
  arguments: args,
})
const message = (...content: Fields[]): Fields => ({ type: "message", role: "assistant", content })
const completed = (response: Fields = {}): Fields => ({
  type: "response.completed",
  response: { id: "resp_1", model: "up", status: "completed", ...response },
})
const incomplete = (reason: string): Fields => ({
  type: "response.incomplete",
  response: { status: "incomplete", incomplete_details: { reason } },
})

const begin = { kind: "begin", id: "resp_1", model: "up", usage: null }
const partEnd = { kind: "part-end" }
const end = (reason: string): unknown => ({ kind: "end", reason, stopSequence: null })

function partsOf(events: readonly AnswerEvent[]): unknown {
  const whole = wholeAnswer(events)
  if (whole.kind === "error") throw new Error(whole.error.message)
  return whole.value.parts
}

describe("answers of Responses upstreams", () => {
  test("reads text as it comes, and only once though it is repeated when done", () => {
    expect(
      streamed(
        created,
        itemAdded(0, message()),
        textDelta(0, "Hel"),
        textDelta(0, "lo"),
        { type: "response.output_text.done", output_index: 0, text: "Hello" },
        itemDone(0, message({ type: "output_text", text: "Hello" })),
        completed(),
      ),
    ).toEqual([begin, { kind: "text", text: "Hel" }, { kind: "text", text: "lo" }, partEnd, end("done")])
  })

  test("takes an item that only came whole", () => {
    const events = streamed(
      created,
      itemDone(0, message({ type: "output_text", text: "Hello" })),
      itemDone(1, call("a", "f", '{"n":1}')),
      completed(),
    )
    expect(partsOf(events)).toMatchObject([{ text: "Hello" }, { id: "a", argumentsJson: '{"n":1}' }])
    expect(events.at(-1)).toEqual(end("calls"))
  })

  test("G22 G28 tells interleaved calls one after the other, under the client's own names", () => {
    const there = names.out(odd)
    const events = streamed(
      created,
      itemAdded(0, call("a", there)),
      itemAdded(1, call("b", "g")),
      argumentsDelta(1, '{"b":2}'),
      argumentsDelta(0, '{"a"'),
      itemDone(1, call("b", "g", '{"b":2}')),
      argumentsDelta(0, ":1}"),
      itemDone(0, call("a", there, '{"a":1}')),
      completed(),
    )
    expect(partsOf(events)).toEqual([
      { kind: "call", id: "a", name: odd, argumentsJson: '{"a":1}' },
      { kind: "call", id: "b", name: "g", argumentsJson: '{"b":2}' },
    ])
    expect(events.map((event) => event.kind)).toEqual([
      "begin",
      "call",
      "call-arguments",
      "call-arguments",
      "part-end",
      "call",
      "call-arguments",
      "part-end",
      "end",
    ])
  })

  test("G27 gives {} to a call without arguments", () => {
    const events = streamed(created, itemAdded(0, call("a", "f")), itemDone(0, call("a", "f")), completed())
    expect(partsOf(events)).toMatchObject([{ argumentsJson: "{}" }])
  })

  test("G45 G46 reads summaries as thoughts, sections apart, with the encrypted content as their signature", () => {
    const thought = (summary_index: number, delta: string): Fields => ({
      type: "response.reasoning_summary_text.delta",
      output_index: 0,
      summary_index,
      delta,
    })
    const item = { type: "reasoning", summary: [{ text: "one" }, { text: "two" }], encrypted_content: "gAAA" }
    const signature = { value: "gAAA", family: "openai" }
    const events = streamed(created, thought(0, "one"), thought(1, "two"), itemDone(0, item), completed())
    expect(partsOf(events)).toEqual([{ kind: "thinking", text: "one\n\ntwo", signature }])
    const whole = streamed(created, itemDone(0, item), completed())
    expect(partsOf(whole)).toEqual([{ kind: "thinking", text: "one\n\ntwo", signature }])
    const hidden = streamed(created, itemDone(0, { ...item, summary: [] }), completed())
    expect(partsOf(hidden)).toEqual([{ kind: "thinking", text: "", signature }])
  })

  test.each([
    ["max_output_tokens", "length"],
    ["content_filter", "refused"],
    ["of the future", "other"],
  ])("G49 G51 reads the reason %s of an incomplete answer", (word, reason) => {
    expect(streamed(created, textDelta(0, "x"), incomplete(word)).at(-1)).toEqual(end(reason))
  })

  test("G51 shows a refusal and ends as one", () => {
    const events = streamed(
      created,
      { type: "response.refusal.delta", output_index: 0, delta: "I will not" },
      itemDone(0, message({ type: "refusal", refusal: "I will not" })),
      completed(),
    )
    expect(partsOf(events)).toEqual([{ kind: "text", text: "I will not" }])
    expect(events.at(-1)).toEqual(end("refused"))
  })

  test("G54 reads usage with cached tokens apart", () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40 },
      output_tokens: 9,
      output_tokens_details: { reasoning_tokens: 7 },
    }
    expect(streamed(created, completed({ usage })).slice(-2)).toEqual([
      { kind: "usage", usage: { input: 60, cachedInput: 40, cacheWrite: null, output: 9, thinking: 7 } },
      end("done"),
    ])
  })

  test.each([
    ["rate_limit_exceeded", "rate-limited", 1200],
    ["server_is_overloaded", "overloaded", null],
    ["insufficient_quota", "quota", null],
    ["invalid_prompt", "bad-request", null],
    ["server_error", "upstream", null],
  ])(
    "G64 G69 a failure %s in mid-stream is told as it is, with its hint, and nothing follows",
    (code, ours, wait) => {
      const text = wait === null ? "why" : "Please try again in 1.2s."
      const error = { code, message: text }
      for (const failed of [
        { type: "response.failed", response: { status: "failed", error } },
        { type: "error", ...error },
        { type: "error", error },
      ]) {
        const events = streamed(created, textDelta(0, "x"), failed, textDelta(0, "y"), completed())
        expect(events.at(-1)).toMatchObject({
          kind: "error",
          error: { code: ours, message: text, retryAfterMs: wait },
        })
        expect(JSON.stringify(events)).not.toContain('"y"')
      }
    },
  )

  test("G64 a stream that closes without its end is an error", () => {
    expect(streamed(created, textDelta(0, "x")).at(-1)).toMatchObject({
      kind: "error",
      error: { status: 502 },
    })
    const rubbish = createAnswerDecoder(options)
    expect(rubbish.push({ event: null, data: "{" })).toMatchObject([{ kind: "error" }])
    expect(rubbish.end()).toEqual([])
  })

  test("G73 takes pictures of the model", () => {
    const item = { type: "image_generation_call", result: "AAAA", output_format: "webp" }
    expect(partsOf(streamed(created, itemDone(0, item), completed()))).toEqual([
      { kind: "image", data: { mimeType: "image/webp", base64: "AAAA" } },
    ])
  })

  test("reads a plain answer as the same events", () => {
    const body = {
      id: "resp_1",
      model: "up",
      status: "completed",
      error: null,
      output: [
        { type: "reasoning", summary: [{ text: "hm" }] },
        message({ type: "output_text", text: "so" }),
        call("a", "f", "{}"),
      ],
      usage: { input_tokens: 1, output_tokens: 2 },
    }
    const events = decodeAnswer(JSON.stringify(body), options)
    expect(events[0]).toEqual(begin)
    expect(partsOf(events)).toMatchObject([{ kind: "thinking", text: "hm" }, { text: "so" }, { id: "a" }])
    expect(events.at(-1)).toEqual(end("calls"))
    for (const bad of [
      "nope",
      '{"status":"in_progress"}',
      '{"status":"failed","error":{"code":"server_error"}}',
    ])
      expect(decodeAnswer(bad, options)).toMatchObject([{ kind: "error" }])
  })
})
