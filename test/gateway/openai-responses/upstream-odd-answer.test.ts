import { describe, expect, test } from "vitest"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import {
  createAnswerDecoder,
  decodeAnswer,
} from "../../../src/gateway/codecs/openai-responses/decode-answer.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const options = { names: openaiNameMap(exchangeOf({})), now: () => 0 }
type Fields = Readonly<Record<string, unknown>>

const begin = { kind: "begin", id: "resp_1", model: "up", usage: null }
const partEnd = { kind: "part-end" }
const end = (reason: string) => ({ kind: "end", reason, stopSequence: null })
const created: Fields = { type: "response.created", response: { id: "resp_1", model: "up" } }
const completed: Fields = { type: "response.completed", response: { id: "resp_1", model: "up" } }
const done = (output_index: number, item: Fields): Fields => ({
  type: "response.output_item.done",
  output_index,
  item,
})

function streamed(...events: readonly Fields[]): AnswerEvent[] {
  const decoder = createAnswerDecoder(options)
  return [
    ...events.flatMap((event) => decoder.push({ event: null, data: JSON.stringify(event) })),
    ...decoder.end(),
  ]
}
const broken = (message: string) => ({
  kind: "error",
  error: { status: 502, code: "upstream", message, param: null, retryAfterMs: null },
})

describe("what Responses upstreams leave out or send twice", () => {
  test("pieces without words say nothing, and an item of a kind nobody knows is passed over", () => {
    const kinds = [
      "output_text",
      "refusal",
      "reasoning_summary_text",
      "reasoning_text",
      "function_call_arguments",
    ]
    const silent = kinds.flatMap((kind) => [
      { type: `response.${kind}.delta`, output_index: 0 },
      { type: `response.${kind}.delta`, output_index: 0, delta: "" },
    ])
    const items = [
      { type: "message", content: [{}] },
      { type: "web_search_call" },
      { type: "image_generation_call" },
    ]
    expect(
      streamed(
        created,
        ...silent,
        ...items.map((item, at) => done(at, item)),
        { type: "response.of.the.future" },
        completed,
      ),
    ).toEqual([begin, end("done")])
  })

  test("an answer may begin with any of its first events, and begins once", () => {
    const progress = { ...created, type: "response.in_progress" }
    expect(streamed(progress, completed)).toEqual([begin, end("done")])
    expect(streamed(created, progress, completed)).toEqual([begin, end("done")])
    expect(streamed(completed)).toEqual([begin, end("done")])
  })

  test("each event is read when it comes", () => {
    const decoder = createAnswerDecoder(options)
    const push = (event: Fields) => decoder.push({ event: null, data: JSON.stringify(event) })
    expect(push({ ...created, type: "response.in_progress" })).toEqual([begin])
    const summary = { type: "response.reasoning_summary_text.delta", output_index: 0, delta: "hm" }
    expect(push(summary)).toEqual([{ kind: "thinking", text: "hm" }])
  })

  test("the events of servers that send a last [DONE] are read as without it", () => {
    const decoder = createAnswerDecoder(options)
    expect(decoder.push({ event: null, data: " [DONE] " })).toEqual([])
    expect(decoder.push({ event: null, data: JSON.stringify(completed) })).toEqual([begin, end("done")])
  })

  test("G46 open thoughts are thoughts, each section apart", () => {
    const raw = (content_index: number | undefined, delta: string): Fields => ({
      type: "response.reasoning_text.delta",
      output_index: 0,
      content_index,
      delta,
    })
    expect(streamed(created, raw(undefined, "a"), raw(0, "b"), raw(1, "c"), completed)).toEqual([
      begin,
      { kind: "thinking", text: "a" },
      { kind: "thinking", text: "b" },
      { kind: "thinking", text: "\n\nc" },
      partEnd,
      end("done"),
    ])
    const item = { type: "reasoning", summary: [], content: [{ text: "open" }, {}] }
    expect(streamed(created, done(0, item), completed)).toEqual([
      begin,
      { kind: "thinking", text: "open" },
      partEnd,
      end("done"),
    ])
  })

  test("a summary goes before the whole thought, and a summary without words says nothing", () => {
    const both = { type: "reasoning", summary: [{ text: "short" }], content: [{ text: "long" }] }
    expect(streamed(created, done(0, both), completed)[1]).toEqual({ kind: "thinking", text: "short" })
    expect(streamed(created, done(0, { type: "reasoning", summary: [{}] }), completed)).toEqual([
      begin,
      end("done"),
    ])
  })

  test("G27 a call that comes whole without arguments has {}", () => {
    const call = { type: "function_call", call_id: "a", name: "f" }
    expect(streamed(created, done(0, call), completed)).toEqual([
      begin,
      { kind: "call", id: "a", name: "f" },
      { kind: "call-arguments", json: "{}" },
      partEnd,
      end("calls"),
    ])
  })

  test("G50 a refusal in pieces is one, and is not told again when it is whole", () => {
    const piece = { type: "response.refusal.delta", output_index: 0, delta: "no" }
    const item = { type: "message", content: [{ type: "refusal", refusal: "no" }] }
    expect(streamed(created, piece, done(0, item), completed)).toEqual([
      begin,
      { kind: "text", text: "no" },
      partEnd,
      end("refused"),
    ])
    expect(streamed(created, piece, completed).at(-1)).toEqual(end("refused"))
    expect(streamed(created, done(0, item), completed).at(-1)).toEqual(end("refused"))
  })

  test("G73 a picture of no stated format is a PNG", () => {
    expect(streamed(created, done(0, { type: "image_generation_call", result: "AA" }), completed)[1]).toEqual(
      {
        kind: "image",
        data: { mimeType: "image/png", base64: "AA" },
      },
    )
  })

  test.each([
    [{ output_tokens: 2 }, { input: null, output: 2 }],
    [{ input_tokens: 2 }, { input: 2, output: null }],
    [
      { input_tokens: 2, input_tokens_details: { cached_tokens: 9 } },
      { input: 0, cachedInput: 9 },
    ],
  ])("G54 usage %j is read as far as it is told", (usage, expected) => {
    const response = { id: "resp_1", model: "up", usage }
    expect(streamed(created, { type: "response.completed", response })[1]).toMatchObject({
      kind: "usage",
      usage: expected,
    })
  })

  test("G54 no usage is none at all", () => {
    const response = { id: "resp_1", model: "up", usage: {} }
    expect(streamed(created, { type: "response.completed", response })).toEqual([begin, end("done")])
  })
})

describe("answers of Responses upstreams that fail", () => {
  test("say why in words where the upstream does not", () => {
    const decoder = createAnswerDecoder(options)
    expect(decoder.push({ event: null, data: "{" })).toEqual([broken("The upstream sent no valid JSON.")])
    expect(decodeAnswer("[]", options)).toEqual([broken("The upstream's answer is no JSON object.")])
    expect(decodeAnswer('{"status":"in_progress"}', options)).toEqual([
      broken("The upstream sent an unfinished answer."),
    ])
    expect(streamed(created, { type: "response.failed", response: {} }).at(-1)).toEqual(
      broken("The upstream's answer failed."),
    )
  })

  test("G64 an error in the words of Chat Completions is one, and an event of another type is none", () => {
    const error = { message: "why", type: "server_error" }
    expect(streamed(created, { error }).at(-1)).toMatchObject({ kind: "error", error: { message: "why" } })
    expect(streamed(created, { type: "response.queued", error }, completed)).toEqual([begin, end("done")])
    expect(streamed(created, {}, completed)).toEqual([begin, end("done")])
  })

  test("a plain answer that failed is its error, and one that was cut off is none", () => {
    const failed = { status: "failed", error: { code: "server_error", message: "why" } }
    expect(decodeAnswer(JSON.stringify(failed), options)).toMatchObject([
      { kind: "error", error: { message: "why" } },
    ])
    const cut = {
      id: "resp_1",
      model: "up",
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
    }
    expect(decodeAnswer(JSON.stringify(cut), options)).toEqual([begin, end("length")])
  })
})
