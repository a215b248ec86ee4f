import { describe, expect, test } from "vitest"
import { createAnswerDecoder } from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import { createAnswerEncoder, encodeAnswer } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import { anthropicNameMap } from "../../../src/gateway/codecs/anthropic/encode-request.ts"
import type { AnswerEvent, CallUsage, StopReason } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const options = { model: "claude-x", requestId: "req_1", thinking: true, show: true }
const usage: CallUsage = { input: 10, cachedInput: 4, cacheWrite: 2, output: 30, thinking: 20 }
const begin: Extract<AnswerEvent, { kind: "begin" }> = { kind: "begin", id: "up", model: "m", usage: null }
const partEnd: AnswerEvent = { kind: "part-end" }
const text = (words: string): AnswerEvent => ({ kind: "text", text: words })
const thought = (words: string): AnswerEvent => ({ kind: "thinking", text: words })
const call = (id: string): AnswerEvent => ({ kind: "call", id, name: "f" })
const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
const end = (reason: StopReason): AnswerEvent => ({ kind: "end", reason, stopSequence: null })

/** What is sent for each event by itself, and at the end. */
function told(...events: AnswerEvent[]): unknown[] {
  const encoder = createAnswerEncoder(options)
  return [...events.map(encoder.push), encoder.end()].map((wire) =>
    wire
      .split("\n")
      .filter((line) => line.startsWith("data: "))
      .map((line) => JSON.parse(line.slice("data: ".length))),
  )
}

const open = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block })
const delta = (index: number, fields: object) => ({ type: "content_block_delta", index, delta: fields })
const close = (index: number) => ({ type: "content_block_stop", index })
const words = (index: number, said: string) => delta(index, { type: "text_delta", text: said })

function plain(...events: AnswerEvent[]) {
  const { id, ...message } = JSON.parse(encodeAnswer(events, options))
  expect(id).toMatch(/^msg_[0-9a-f]{32}$/)
  return message
}

const counted = {
  input_tokens: 10,
  cache_creation_input_tokens: 2,
  cache_read_input_tokens: 4,
  output_tokens: 30,
}
const uncounted = {
  input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 0,
}
const message = { type: "message", role: "assistant", model: "claude-x", stop_sequence: null }

describe("every event of a stream to Anthropic clients", () => {
  test("G60 opens and closes a block for each part, one at a time", () => {
    const textBlock = { type: "text", text: "" }
    expect(
      told(
        { ...begin, usage },
        thought("hm"),
        partEnd,
        text("a"),
        text(""),
        text("b"),
        partEnd,
        text("c"),
        partEnd,
        call("t"),
        args('{"a"'),
        args(""),
        args(":1}"),
        partEnd,
        args("{}"),
        { kind: "usage", usage },
        end("calls"),
      ),
    ).toEqual([
      [
        {
          type: "message_start",
          message: {
            ...message,
            id: expect.stringMatching(/^msg_/),
            content: [],
            stop_reason: null,
            usage: { ...counted, output_tokens: 0 },
          },
        },
      ],
      [
        open(0, { type: "thinking", thinking: "", signature: "" }),
        delta(0, { type: "thinking_delta", thinking: "hm" }),
      ],
      [],
      [close(0), open(1, textBlock), words(1, "a")],
      [],
      [words(1, "b")],
      [close(1)],
      [open(2, textBlock), words(2, "c")],
      [close(2)],
      [open(3, { type: "tool_use", id: "t", name: "f", input: {} })],
      [delta(3, { type: "input_json_delta", partial_json: '{"a"' })],
      [],
      [delta(3, { type: "input_json_delta", partial_json: ":1}" })],
      [close(3)],
      [],
      [],
      [
        { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: counted },
        { type: "message_stop" },
      ],
      [],
    ])
  })

  test("G38 opens no block for a part without words, and one for each of two calls that follow each other", () => {
    expect(told(begin, text(""), thought(""), partEnd, end("done")).slice(1, 4)).toEqual([[], [], []])
    const tool = (index: number, id: string) => open(index, { type: "tool_use", id, name: "f", input: {} })
    expect(told(begin, call("t"), call("u")).slice(1, 3)).toEqual([[tool(0, "t")], [close(0), tool(1, "u")]])
    expect(plain(begin, text(""), thought(""), end("done")).content).toEqual([])
  })

  test("G64 a stream that broke off ends with an error, and nothing follows", () => {
    const [, , , last, after] = told(
      begin,
      text("a"),
      partEnd,
      {
        kind: "error",
        error: { status: 503, code: "overloaded", message: "why", param: null, retryAfterMs: null },
      },
      text("late"),
    )
    expect([last, after]).toEqual([
      [{ type: "error", error: { type: "overloaded_error", message: "why" }, request_id: "req_1" }],
      [],
    ])
    expect(told(begin).at(-1)).toEqual([
      {
        type: "error",
        error: { type: "api_error", message: "The upstream's stream ended before the answer did." },
        request_id: "req_1",
      },
    ])
    const ended = createAnswerEncoder(options)
    ended.push(end("done"))
    expect([ended.end(), ended.push(text("late"))]).toEqual(["", ""])
  })

  test("keeps a silent connection open, with the event of its own once the answer has begun", () => {
    const encoder = createAnswerEncoder(options)
    expect(encoder.keepAlive()).toBe(": wait\n\n")
    encoder.push(begin)
    expect(encoder.keepAlive()).toBe('event: ping\ndata: {"type":"ping"}\n\n')
  })
})

describe("a plain answer to Anthropic clients", () => {
  test("holds each part as a block, the arguments of calls as objects, and what was used", () => {
    expect(
      plain(
        begin,
        text("a"),
        text("b"),
        partEnd,
        text("c"),
        partEnd,
        call("t"),
        args('{"n":12'),
        args("3}"),
        partEnd,
        call("u"),
        { kind: "usage", usage },
        end("calls"),
      ),
    ).toEqual({
      ...message,
      content: [
        { type: "text", text: "ab" },
        { type: "text", text: "c" },
        { type: "tool_use", id: "t", name: "f", input: { n: 123 } },
        { type: "tool_use", id: "u", name: "f", input: {} },
      ],
      stop_reason: "tool_use",
      usage: counted,
    })
    expect(plain({ ...begin, usage }, begin, end("done")).usage).toEqual(counted)
    expect(plain(begin, end("done")).usage).toEqual(uncounted)
  })

  test.each([
    ["done", "end_turn", "tool_use"],
    ["calls", "end_turn", "tool_use"],
    ["other", "end_turn", "tool_use"],
    ["malformed", "end_turn", "tool_use"],
    ["length", "max_tokens", "max_tokens"],
    ["stop-sequence", "stop_sequence", "stop_sequence"],
    ["refused", "refusal", "refusal"],
    ["paused", "pause_turn", "pause_turn"],
    ["context", "model_context_window_exceeded", "model_context_window_exceeded"],
  ] as const)("G48 G51 the reason %s is %s, and %s where there is a call", (reason, word, withCall) => {
    expect(plain(begin, text("a"), end(reason)).stop_reason).toBe(word)
    expect(plain(begin, call("t"), partEnd, end(reason)).stop_reason).toBe(withCall)
    expect(told(begin, text("a"), end(reason))[2]).toContainEqual(
      expect.objectContaining({ delta: { stop_reason: word, stop_sequence: null } }),
    )
  })

  test("that was told without its end stopped as if it was done, and says which stop ended it", () => {
    expect(plain(begin, text("a")).stop_reason).toBe("end_turn")
    expect(plain(begin, { kind: "end", reason: "stop-sequence", stopSequence: "END" })).toMatchObject({
      stop_reason: "stop_sequence",
      stop_sequence: "END",
    })
  })
})

test("G48 a stream of Anthropic that stops for a tool it never called is done", () => {
  const decoder = createAnswerDecoder(anthropicNameMap(exchangeOf({})))
  const wire = [
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "tool_use" } },
    { type: "message_stop" },
  ]
  expect(
    wire.flatMap((event) => decoder.push({ event: event.type, data: JSON.stringify(event) })).at(-1),
  ).toEqual(end("done"))
})
