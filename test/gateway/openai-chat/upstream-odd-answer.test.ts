import { describe, expect, test } from "vitest"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/openai-chat/decode-answer.ts"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "./exchange-of.ts"

const options = { names: openaiNameMap(exchangeOf({})), now: () => 0 }
const begin = { kind: "begin", id: "c-1", model: "up", usage: null }
const partEnd = { kind: "part-end" }
const end = (reason: string) => ({ kind: "end", reason, stopSequence: null })
const text = (words: string) => ({ kind: "text", text: words })
const thought = (words: string) => ({ kind: "thinking", text: words })
const call = (id: string | null, name: string) => ({ kind: "call", id, name })
const args = (json: string) => ({ kind: "call-arguments", json })
const broken = (message: string) => ({
  kind: "error",
  error: { status: 502, code: "upstream", message, param: null, retryAfterMs: null },
})

const chunk = (delta: object, finish_reason: string | null = null) => ({
  id: "c-1",
  model: "up",
  choices: [{ index: 0, delta, finish_reason }],
})
const pieces = (...tool_calls: object[]) => chunk({ tool_calls })
const called = (name: string, json: unknown = "", more: object = {}) => ({
  id: "a",
  type: "function",
  function: { name, arguments: json },
  ...more,
})
const more = (json: unknown) => ({ function: { arguments: json } })

/** The events between the beginning and the end of a stream of these chunks. */
function streamed(...data: readonly object[]): AnswerEvent[] {
  const decoder = createAnswerDecoder(options)
  const events = data.flatMap((one) => decoder.push({ event: null, data: JSON.stringify(one) }))
  return [...events, ...decoder.push({ event: null, data: " [DONE]\n" })]
}

function message(fields: object, finish_reason: unknown = "stop"): readonly AnswerEvent[] {
  const body = { id: "c-1", model: "up", choices: [{ message: fields, finish_reason }] }
  return decodeAnswer(JSON.stringify(body), options)
}

describe("what Chat Completions upstreams leave out or send twice", () => {
  test("an answer without a reason ends where it is done, and nothing follows", () => {
    expect(streamed(chunk({ content: "x" }))).toEqual([begin, text("x"), partEnd, end("done")])
    expect(message({ content: "x" }, null)).toEqual([begin, text("x"), partEnd, end("done")])
    const decoder = createAnswerDecoder(options)
    decoder.push({ event: null, data: JSON.stringify(chunk({ content: "x" }, "")) })
    expect(decoder.push({ event: null, data: "[DONE]" })).toEqual([partEnd, end("done")])
    expect(decoder.push({ event: null, data: JSON.stringify(chunk({ content: "late" })) })).toEqual([])
    expect(decoder.end()).toEqual([])
  })

  test("a stream that closes behind its reason has ended, one without a reason broke off", () => {
    const closed = (last: object) => {
      const decoder = createAnswerDecoder(options)
      decoder.push({ event: null, data: JSON.stringify(last) })
      return decoder.end()
    }
    expect(closed(chunk({ content: "x" }, "stop"))).toEqual([end("done")])
    expect(closed(chunk({ content: "x" }))).toMatchObject([{ kind: "error" }])
    expect(closed(chunk({ content: "x" }, ""))).toMatchObject([{ kind: "error" }])
  })

  test("only the first of several answers counts, with or without an index", () => {
    const choices = [{ index: 1, delta: { content: "other" } }, { delta: { content: "mine" } }]
    expect(streamed({ id: "c-1", model: "up", choices }, chunk({}, "stop"))).toEqual([
      begin,
      text("mine"),
      partEnd,
      end("done"),
    ])
    expect(
      streamed({ id: "c-1", model: "up", choices: [choices[0]] }, chunk({ content: "x" }, "stop"))[1],
    ).toEqual(text("x"))
  })

  test.each([
    ["stop", "done"],
    ["length", "length"],
    ["function_call", "calls"],
    ["tool_calls", "calls"],
    ["content_filter", "refused"],
    ["of the future", "other"],
  ])("G48 the reason %s is %s", (word, reason) => {
    expect(streamed(chunk({ content: "x" }, word)).at(-1)).toEqual(end(reason))
  })

  test("G46 content in parts is read part by part, thoughts apart", () => {
    const content = [
      { type: "thinking", thinking: [{ text: "h" }, { text: "m" }, {}] },
      { type: "text", text: "so" },
      { type: "text" },
      { type: "thinking" },
    ]
    expect(message({ content })).toEqual([begin, thought("hm"), partEnd, text("so"), partEnd, end("done")])
  })

  test("G73 pictures stand between texts, and a picture that is no data is passed over", () => {
    const images = [
      { image_url: { url: "data:image/png;base64,AA" } },
      { image_url: { url: "https://example.org/a.png" } },
      { image_url: {} },
    ]
    expect(streamed(chunk({ content: "a" }), chunk({ images }), chunk({ content: "b" }, "stop"))).toEqual([
      begin,
      text("a"),
      partEnd,
      { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
      partEnd,
      text("b"),
      partEnd,
      end("done"),
    ])
  })

  test("G28 calls of one index are told apart by id where they bring a name of their own", () => {
    expect(
      streamed(
        pieces(called("f", "{}", { index: 0 })),
        pieces(called("g", "{}", { index: 0, id: "b" })),
        chunk({}, "tool_calls"),
      ),
    ).toEqual([begin, call("a", "f"), args("{}"), partEnd, call("b", "g"), args("{}"), partEnd, end("calls")])
  })

  test.each([
    ["the id repeated", { id: "a", function: { arguments: ":1}" } }],
    ["the id and the name repeated", { id: "a", function: { name: "f", arguments: ":1}" } }],
    ["the name repeated without an id", { function: { name: "f", arguments: ":1}" } }],
    ["another id without a name", { id: "x", function: { arguments: ":1}" } }],
    ["an empty id and name", { id: "", function: { name: "", arguments: ":1}" } }],
  ])("G28 a piece with %s belongs to the call of its index", (_what, piece) => {
    expect(streamed(pieces(called("f", '{"a"')), pieces(piece), chunk({}, "tool_calls"))).toEqual([
      begin,
      call("a", "f"),
      args('{"a"'),
      args(":1}"),
      partEnd,
      end("calls"),
    ])
  })

  test("G28 arguments that come before the name wait for it, and a call without a name never comes", () => {
    expect(
      streamed(
        pieces({ id: "a", ...more('{"a"') }),
        pieces(more(":1")),
        pieces(called("f", "}")),
        chunk({}, "tool_calls"),
      ),
    ).toEqual([begin, call("a", "f"), args('{"a":1}'), partEnd, end("calls")])
    expect(streamed(pieces({ id: "a", ...more("{}") }), chunk({}, "tool_calls"))).toEqual([
      begin,
      end("calls"),
    ])
  })

  test("G27 a call without arguments has {}, one with an object as its arguments has it as text", () => {
    const events = (json: unknown) =>
      streamed(pieces(called("f", json)), chunk({}, "tool_calls")).slice(1, -2)
    expect(events("")).toEqual([call("a", "f"), args("{}")])
    expect(events(null)).toEqual([call("a", "f"), args("{}")])
    expect(events({ a: 1 })).toEqual([call("a", "f"), args('{"a":1}')])
    expect(streamed(pieces(called("f")), pieces(more("")), chunk({}, "tool_calls")).slice(1, -2)).toEqual([
      call("a", "f"),
      args("{}"),
    ])
  })

  test("G29 a call without an id has none, an empty one too", () => {
    for (const id of [undefined, "", null])
      expect(streamed(pieces(called("f", "{}", { id })), chunk({}, "tool_calls"))[1]).toEqual(call(null, "f"))
  })

  test.each([
    [{ completion_tokens: 2 }, { input: null, cachedInput: null, output: 2 }],
    [{ prompt_tokens: 2 }, { input: 2, output: null }],
    [
      { prompt_tokens: 2, prompt_tokens_details: { cached_tokens: 9 } },
      { input: 0, cachedInput: 9 },
    ],
  ])("G54 usage %j is read as far as it is told", (usage, expected) => {
    expect(streamed({ ...chunk({ content: "x" }, "stop"), usage })[1]).toMatchObject({
      kind: "usage",
      usage: expected,
    })
    expect(streamed({ ...chunk({ content: "x" }, "stop"), usage: {} })[1]).toEqual(text("x"))
  })
})

describe("answers of Chat Completions upstreams that fail", () => {
  test("say why in words where the upstream does not", () => {
    const decoder = createAnswerDecoder(options)
    expect(decoder.push({ event: null, data: "{" })).toEqual([broken("The upstream sent no valid JSON.")])
    expect(decoder.push({ event: null, data: "{" })).toEqual([])
    const list = createAnswerDecoder(options)
    expect(list.push({ event: null, data: "[]" })).toEqual([
      broken("The upstream's answer is no JSON object."),
    ])
    expect(decodeAnswer("nope", options)).toEqual([broken("The upstream's answer is no JSON object.")])
    expect(decodeAnswer('{"id":"c-1","model":"up","choices":[]}', options)).toEqual([
      begin,
      broken("The upstream sent an empty answer."),
    ])
  })

  test.each([
    [{ code: 429 }, 429],
    [{ code: 400 }, 400],
    [{ code: 599 }, 502],
    [{ code: 600, type: "rate_limit_error" }, 429],
    [{ code: 399, type: "overloaded_error" }, 503],
    [{ code: "429" }, 502],
    [{ type: "rate_limit_error" }, 429],
    [{ type: "invalid_request_error" }, 400],
    [{ code: "context_length_exceeded" }, 400],
    [{ code: "slow_down" }, 503],
    [{ type: "server_error" }, 502],
    [{}, 502],
  ])("G64 an error %j inside an answer is one of status %i", (error, status) => {
    expect(streamed({ error: { message: "why", ...error } })).toMatchObject([
      { kind: "error", error: { status, message: "why" } },
    ])
  })

  test("G68 a used-up quota inside an answer is told by its type or its code, but only where it is one", () => {
    for (const error of [{ type: "insufficient_quota" }, { code: "insufficient_quota" }])
      expect(streamed({ error })).toMatchObject([
        { error: { status: 429, code: "quota", retryAfterMs: null } },
      ])
    expect(streamed({ error: { type: "insufficient_quota", code: 500 } })).toMatchObject([
      { error: { status: 500, code: "upstream" } },
    ])
  })
})
