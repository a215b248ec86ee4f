import { describe, expect, it } from "vitest"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import { anthropicNameMap } from "../../../src/gateway/codecs/anthropic/encode-request.ts"
import type { AnswerEvent, CallUsage } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

type Fields = Readonly<Record<string, unknown>>

const plain = anthropicNameMap(exchangeOf({ tools: [{ name: "read", description: "", schema: {} }] }))
/** A tool whose argument has a name that Anthropic does not take. */
const renamed = anthropicNameMap(
  exchangeOf({
    tools: [
      {
        name: "read",
        description: "",
        schema: { type: "object", properties: { "the path": { type: "string" } } },
      },
    ],
  }),
)
const usage = (more: Partial<CallUsage> = {}): CallUsage => ({
  input: null,
  cachedInput: null,
  cacheWrite: null,
  output: null,
  thinking: null,
  ...more,
})
const cut = {
  status: 502,
  code: "upstream",
  message: "The upstream's stream ended before the answer did.",
  param: null,
  retryAfterMs: null,
}

function streamed(events: readonly Fields[], names = plain): AnswerEvent[] {
  const decoder = createAnswerDecoder(names)
  const read = events.flatMap((event) =>
    decoder.push({ event: String(event.type), data: JSON.stringify(event) }),
  )
  return [...read, ...decoder.end()]
}

const answer = (more: Fields): AnswerEvent[] =>
  decodeAnswer(
    JSON.stringify({ type: "message", id: "msg_1", model: "claude", stop_reason: "end_turn", ...more }),
    plain,
  )

const start: Fields = {
  type: "message_start",
  message: { id: "msg_1", model: "claude", usage: { input_tokens: 5, cache_read_input_tokens: 3 } },
}
const begun: AnswerEvent = {
  kind: "begin",
  id: "msg_1",
  model: "claude",
  usage: usage({ input: 5, cachedInput: 3 }),
}
const block = (content_block: Fields): Fields => ({ type: "content_block_start", content_block })
const delta = (fields: Fields): Fields => ({ type: "content_block_delta", delta: fields })
const blockStop: Fields = { type: "content_block_stop" }
const ending = (stop_reason: unknown, more: Fields = {}): Fields => ({
  type: "message_delta",
  delta: { stop_reason, ...more },
})
const stop: Fields = { type: "message_stop" }
const partEnd: AnswerEvent = { kind: "part-end" }
const done: AnswerEvent = { kind: "end", reason: "done", stopSequence: null }
const signature = { value: "sig", family: "claude" } as const

/** The events of one block between the start and the end of a stream. */
function inStream(events: readonly Fields[], names = plain): AnswerEvent[] {
  const all = streamed([start, ...events, ending("end_turn"), stop], names)
  expect(all[0]).toEqual(begun)
  expect(all.at(-1)).toEqual(done)
  return all.slice(1, -1)
}

describe("a plain answer of Claude", () => {
  it("is its blocks between a beginning, the usage and an end", () => {
    const spent = usage({ input: 1, cachedInput: 2, cacheWrite: 3, output: 4 })
    const content = [
      { type: "thinking", thinking: "hm", signature: "sig" },
      { type: "redacted_thinking", data: "xyz" },
      { type: "text", text: "hello" },
      { type: "tool_use", id: "toolu_1", name: "read", input: { path: "a" } },
      { type: "server_tool_use", id: "x" },
    ]
    expect(
      answer({
        content,
        stop_reason: "tool_use",
        stop_sequence: null,
        usage: {
          input_tokens: 1,
          cache_read_input_tokens: 2,
          cache_creation_input_tokens: 3,
          output_tokens: 4,
        },
      }),
    ).toEqual([
      { kind: "begin", id: "msg_1", model: "claude", usage: spent },
      { kind: "thinking", text: "hm" },
      { kind: "thinking", text: "", signature },
      partEnd,
      { kind: "thinking", text: "", redacted: "xyz" },
      partEnd,
      { kind: "text", text: "hello" },
      partEnd,
      { kind: "call", id: "toolu_1", name: "read" },
      { kind: "call-arguments", json: '{"path":"a"}' },
      partEnd,
      { kind: "usage", usage: spent },
      { kind: "end", reason: "calls", stopSequence: null },
    ])
  })

  it.each<[string, Fields, AnswerEvent[]]>([
    ["text", { type: "text", text: "" }, []],
    ["thinking", { type: "thinking", thinking: "", signature: "" }, []],
    [
      "a signature alone",
      { type: "thinking", signature: "sig" },
      [{ kind: "thinking", text: "", signature }, partEnd],
    ],
    ["thinking alone", { type: "thinking", thinking: "hm" }, [{ kind: "thinking", text: "hm" }, partEnd]],
    ["a text without words", { type: "text" }, []],
    [
      "hidden thinking without data",
      { type: "redacted_thinking" },
      [{ kind: "thinking", text: "", redacted: "" }, partEnd],
    ],
  ])("keeps of %s what is there", (_title, content, events) => {
    expect(answer({ content: [content] }).slice(1, -2)).toEqual(events)
  })

  it.each([
    ["end_turn", "done"],
    ["max_tokens", "length"],
    ["stop_sequence", "stop-sequence"],
    ["pause_turn", "paused"],
    ["refusal", "refused"],
    ["model_context_window_exceeded", "context"],
    ["tool_use", "done"],
    ["something new", "other"],
  ])("that ends with %s has ended with %s where no tool is called", (stop_reason, reason) => {
    expect(answer({ content: [], stop_reason, stop_sequence: "X" }).at(-1)).toEqual({
      kind: "end",
      reason,
      stopSequence: "X",
    })
  })

  it("mints an id for a call without one, and makes a strange one fit always alike", () => {
    const called = (id: unknown) => answer({ content: [{ type: "tool_use", id, name: "read" }] })[1]
    expect(called(undefined)).toMatchObject({ id: expect.stringMatching(/^call_[0-9a-f]{32}$/) })
    expect(called("a b")).toMatchObject({ id: expect.stringMatching(/^call_[0-9a-f]{40}$/) })
    expect(called("a b")).toEqual(called("a b"))
  })

  it("is an error where it is one, or no message at all", () => {
    const error = { type: "overloaded_error", message: "busy" }
    expect(decodeAnswer(JSON.stringify({ type: "error", error }), plain)).toMatchObject([
      { kind: "error", error: { code: "overloaded", message: expect.stringContaining("busy") } },
    ])
    const none = [{ kind: "error", error: { ...cut, message: "The upstream's answer is no message." } }]
    expect(decodeAnswer('{"type":"completion"}', plain)).toEqual(none)
    expect(decodeAnswer("<html>", plain)).toEqual(none)
  })
})

describe("a stream of Claude", () => {
  it("gives text, thinking and signatures on piece by piece", () => {
    expect(
      inStream([
        block({ type: "thinking", thinking: "" }),
        delta({ type: "thinking_delta", thinking: "h" }),
        delta({ type: "signature_delta", signature: "sig" }),
        blockStop,
        block({ type: "text", text: "" }),
        delta({ type: "text_delta", text: "he" }),
        delta({ type: "text_delta", text: "llo" }),
        blockStop,
        block({ type: "redacted_thinking", data: "xyz" }),
        blockStop,
      ]),
    ).toEqual([
      { kind: "thinking", text: "h" },
      { kind: "thinking", text: "", signature },
      partEnd,
      { kind: "text", text: "he" },
      { kind: "text", text: "llo" },
      partEnd,
      { kind: "thinking", text: "", redacted: "xyz" },
      partEnd,
    ])
  })

  it("gives a call's arguments on in pieces, or as the block began where no pieces follow", () => {
    const call = (input: unknown) => block({ type: "tool_use", id: "toolu_1", name: "read", input })
    const piece = (partial_json: unknown) => delta({ type: "input_json_delta", partial_json })
    const named: AnswerEvent = { kind: "call", id: "toolu_1", name: "read" }
    const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
    expect(inStream([call({}), piece(""), piece('{"a":'), piece("1}"), piece(undefined), blockStop])).toEqual(
      [named, args('{"a":'), args("1}"), partEnd],
    )
    expect(inStream([call({ a: 1 }), blockStop])).toEqual([named, args('{"a":1}'), partEnd])
    expect(inStream([call(undefined), piece(""), blockStop])).toEqual([named, args("{}"), partEnd])
  })

  it("holds the pieces back where a name differs at the upstream (G22)", () => {
    const [away = ""] = Object.keys(JSON.parse(renamed.properties.out('{"the path":"a"}')))
    expect(away).not.toBe("the path")
    const call = block({ type: "tool_use", id: "toolu_1", name: "read", input: {} })
    const piece = (partial_json: string) => delta({ type: "input_json_delta", partial_json })
    const text = JSON.stringify({ [away]: "a" })
    const pieces = [call, piece(text.slice(0, 5)), piece(text.slice(5)), blockStop]
    const events: AnswerEvent[] = [
      { kind: "call", id: "toolu_1", name: "read" },
      { kind: "call-arguments", json: '{"the path":"a"}' },
      partEnd,
    ]
    expect(inStream([...pieces, ...pieces], renamed)).toEqual([...events, ...events])
  })

  it("ends with calls only where one was made, and with the last reason given", () => {
    const call = block({ type: "tool_use", id: "toolu_1", name: "read", input: {} })
    const endOf = (...events: Fields[]) => streamed([start, ...events, stop]).at(-1)
    expect(endOf(call, blockStop, ending("tool_use"))).toMatchObject({ reason: "calls" })
    expect(endOf(ending("tool_use"))).toMatchObject({ reason: "done" })
    expect(endOf(ending("max_tokens"), ending(null), ending(undefined))).toMatchObject({ reason: "length" })
    expect(endOf(ending("stop_sequence", { stop_sequence: "X" }))).toEqual({
      kind: "end",
      reason: "stop-sequence",
      stopSequence: "X",
    })
  })

  it("adds up what each report of the usage says and keeps what a later one leaves out (G56)", () => {
    const told = (tokens: Fields): Fields => ({ type: "message_delta", delta: {}, usage: tokens })
    expect(
      inStream([told({ output_tokens: 7 }), told({ input_tokens: 6, cache_creation_input_tokens: 1 })]),
    ).toEqual([
      { kind: "usage", usage: usage({ input: 5, cachedInput: 3, output: 7 }) },
      { kind: "usage", usage: usage({ input: 6, cachedInput: 3, cacheWrite: 1, output: 7 }) },
    ])
  })

  it("passes over what it does not know, and what comes outside any block", () => {
    expect(
      inStream([
        { type: "ping" },
        delta({ type: "text_delta", text: "lost" }),
        block({ type: "server_tool_use", id: "x" }),
        delta({ type: "input_json_delta", partial_json: "{}" }),
        blockStop,
        block({ type: "text" }),
        delta({ type: "citations_delta" }),
        delta({ type: "text_delta" }),
        blockStop,
        blockStop,
      ]),
    ).toEqual([{ kind: "text", text: "" }, partEnd])
  })

  it("is cut off where it ends without a reason (G64), and says nothing behind its end", () => {
    expect(streamed([start])).toEqual([begun, { kind: "error", error: cut }])
    expect(streamed([start, stop])).toEqual([begun, { kind: "error", error: cut }])
    expect(streamed([start, ending("end_turn")])).toEqual([begun, done])
    expect(streamed([start, ending("end_turn"), stop, start, stop])).toEqual([begun, done])
  })

  it("ends with an error event, with the status behind its word (G65)", () => {
    const failed = (type: string) =>
      streamed([start, { type: "error", error: { type, message: "why" } }, start, stop]).slice(1)
    expect(failed("rate_limit_error")).toMatchObject([{ kind: "error", error: { status: 429 } }])
    expect(failed("something new")).toMatchObject([{ kind: "error", error: { status: 502 } }])
  })
})
