import { describe, expect, test } from "vitest"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/openai-chat/decode-answer.ts"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf } from "./exchange-of.ts"

const odd = "mcp.server:read file"
const names = openaiNameMap(exchangeOf({ tools: [{ name: odd, description: "", schema: {} }] }))
const options = { names, now: () => 0 }

function streamed(...data: readonly unknown[]): AnswerEvent[] {
  const decoder = createAnswerDecoder(options)
  const events = data.flatMap((each) =>
    decoder.push({ event: null, data: typeof each === "string" ? each : JSON.stringify(each) }),
  )
  return [...events, ...decoder.end()]
}

const chunk = (delta: unknown, finish_reason: string | null = null): unknown => ({
  id: "c-1",
  model: "up",
  choices: [{ index: 0, delta, finish_reason }],
})
const piece = (index: number | undefined, fields: Readonly<Record<string, unknown>>): unknown =>
  chunk({ tool_calls: [{ ...(index !== undefined && { index }), ...fields }] })
const opening = (id: string, name: string, args = ""): Readonly<Record<string, unknown>> => ({
  id,
  type: "function",
  function: { name, arguments: args },
})
const more = (args: string): Readonly<Record<string, unknown>> => ({ function: { arguments: args } })

const begin = { kind: "begin", id: "c-1", model: "up", usage: null }
const partEnd = { kind: "part-end" }
const end = (reason: string): unknown => ({ kind: "end", reason, stopSequence: null })

function callsIn(events: readonly AnswerEvent[]): unknown {
  const whole = wholeAnswer(events)
  if (whole.kind === "error") throw new Error(whole.error.message)
  return whole.value.parts.map((part) =>
    part.kind === "call" ? [part.id, part.name, part.argumentsJson] : part.kind,
  )
}

describe("answers of Chat Completions upstreams", () => {
  test("reads text as it comes, and the end once", () => {
    expect(
      streamed(
        chunk({ role: "assistant", content: "" }),
        chunk({ content: "Hel" }),
        chunk({ content: "lo" }),
        chunk({}, "stop"),
        "[DONE]",
      ),
    ).toEqual([begin, { kind: "text", text: "Hel" }, { kind: "text", text: "lo" }, partEnd, end("done")])
  })

  test("G22 gives the client its own names of tools again", () => {
    const events = streamed(piece(0, opening("a", names.out(odd), "{}")), chunk({}, "tool_calls"), "[DONE]")
    expect(callsIn(events)).toEqual([["a", odd, "{}"]])
  })

  test("G28a tells parallel calls one after the other, also when their pieces are interleaved", () => {
    const events = streamed(
      piece(0, opening("a", "f")),
      piece(1, opening("b", "g")),
      piece(1, more('{"b"')),
      piece(0, more('{"a":1}')),
      piece(1, more(":2}")),
      chunk({}, "tool_calls"),
      "[DONE]",
    )
    expect(callsIn(events)).toEqual([
      ["a", "f", '{"a":1}'],
      ["b", "g", '{"b":2}'],
    ])
    expect(events.map((event) => event.kind)).toEqual([
      "begin",
      "call",
      "call-arguments",
      "part-end",
      "call",
      "call-arguments",
      "call-arguments",
      "part-end",
      "end",
    ])
  })

  test("G28b tells calls apart by id where a server gives all the index 0 or none", () => {
    for (const index of [0, undefined]) {
      const events = streamed(
        piece(index, opening("a", "f", '{"a":1}')),
        piece(index, opening("b", "f", '{"b":2}')),
        chunk({}, "stop"),
        "[DONE]",
      )
      expect(callsIn(events)).toEqual([
        ["a", "f", '{"a":1}'],
        ["b", "f", '{"b":2}'],
      ])
    }
  })

  test("G28c takes several whole calls in one chunk, and names repeated with every piece", () => {
    const events = streamed(
      chunk({
        tool_calls: [
          { index: 0, ...opening("a", "f", "{") },
          { index: 1, ...opening("b", "g", "{}") },
        ],
      }),
      piece(0, opening("a", "f", "}")),
      chunk({}, "tool_calls"),
      "[DONE]",
    )
    expect(callsIn(events)).toEqual([
      ["a", "f", "{}"],
      ["b", "g", "{}"],
    ])
  })

  test("G27 gives {} to a call without arguments, and takes arguments that came as an object", () => {
    expect(callsIn(streamed(piece(0, opening("a", "f")), chunk({}, "tool_calls"), "[DONE]"))).toEqual([
      ["a", "f", "{}"],
    ])
    const object = piece(0, { id: "a", function: { name: "f", arguments: { n: 1 } } })
    expect(callsIn(streamed(object, chunk({}, "tool_calls"), "[DONE]"))).toEqual([["a", "f", '{"n":1}']])
  })

  test("G40 takes Google's signature from a call and from the end of a text", () => {
    const extra_content = { google: { thought_signature: "sig" } }
    const events = streamed(
      chunk({ content: "hi" }),
      chunk({ content: "", extra_content }),
      piece(0, { ...opening("a", "f", "{}"), extra_content }),
      chunk({}, "tool_calls"),
      "[DONE]",
    )
    const signature = { value: "sig", family: "gemini" }
    expect(events).toContainEqual({ kind: "text", text: "", signature })
    expect(events).toContainEqual({ kind: "call", id: "a", name: "f", signature })
  })

  test("G46 keeps thoughts out of the text, in every field servers use for them", () => {
    for (const delta of [
      { reasoning_content: "hm" },
      { reasoning: "hm" },
      { content: "hm", extra_content: { google: { thought: true } } },
      { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] },
    ]) {
      expect(streamed(chunk(delta), chunk({ content: "yes" }), chunk({}, "stop"), "[DONE]")).toEqual([
        begin,
        { kind: "thinking", text: "hm" },
        partEnd,
        { kind: "text", text: "yes" },
        partEnd,
        end("done"),
      ])
    }
  })

  test.each([
    ["stop", "done"],
    ["length", "length"],
    ["tool_calls", "calls"],
    ["content_filter", "refused"],
    ["of the future", "other"],
  ])("G51 reads the finish_reason %s", (word, reason) => {
    expect(streamed(chunk({ content: "x" }), chunk({}, word), "[DONE]").at(-1)).toEqual(end(reason))
  })

  test("G51 shows a refusal and ends as one", () => {
    const events = streamed(chunk({ refusal: "I will not" }), chunk({}, "stop"), "[DONE]")
    expect(events).toContainEqual({ kind: "text", text: "I will not" })
    expect(events.at(-1)).toEqual(end("refused"))
  })

  test("G53 an answer without any choice is an error that may be tried again", () => {
    const empty = decodeAnswer('{"id":"c","choices":[]}', options)
    expect(empty.at(-1)).toMatchObject({ kind: "error", error: { status: 502 } })
    expect(streamed("[DONE]").at(-1)).toMatchObject({ kind: "error", error: { status: 502 } })
  })

  test("G54 reads usage with cached tokens apart, G56 the last one of several, before the end", () => {
    const usage = (completion_tokens: number): unknown => ({
      choices: [],
      usage: {
        prompt_tokens: 100,
        completion_tokens,
        prompt_tokens_details: { cached_tokens: 40 },
        completion_tokens_details: { reasoning_tokens: 7 },
      },
    })
    const events = streamed(chunk({ content: "x" }), chunk({}, "stop"), usage(1), usage(9), "[DONE]")
    expect(events.slice(-2)).toEqual([
      { kind: "usage", usage: { input: 60, cachedInput: 40, cacheWrite: null, output: 9, thinking: 7 } },
      end("done"),
    ])
    expect(events.at(-3)).toMatchObject({ kind: "usage", usage: { output: 1 } })
  })

  test("G58 an answer that broke off still tells the usage it knew", () => {
    const cut = streamed({
      ...Object(chunk({ content: "x" })),
      usage: { prompt_tokens: 3, completion_tokens: 1 },
    })
    expect(cut.filter((event) => event.kind === "usage")).toHaveLength(1)
  })

  test("G64 a stream that closes without its end, or sends rubbish, is an error and nothing follows", () => {
    expect(streamed(chunk({ content: "x" })).at(-1)).toMatchObject({
      kind: "error",
      error: { code: "upstream" },
    })
    const rubbish = streamed(
      chunk({ content: "x" }),
      "{not json",
      chunk({ content: "y" }),
      chunk({}, "stop"),
      "[DONE]",
    )
    expect(rubbish.at(-1)).toMatchObject({ kind: "error" })
    expect(JSON.stringify(rubbish)).not.toContain('"y"')
  })

  test("G64 a stream that told its reason but closes without [DONE] is whole", () => {
    expect(streamed(chunk({ content: "x" }), chunk({}, "stop")).at(-1)).toEqual(end("done"))
  })

  test("an error inside a stream of status 200 is a failure, in Google's list too", () => {
    const error = { error: { message: "busy", type: "server_error", code: 503 } }
    for (const wrapped of [error, [error]])
      expect(streamed(wrapped)).toEqual([
        { kind: "error", error: expect.objectContaining({ code: "overloaded", message: "busy" }) },
      ])
    expect(decodeAnswer(JSON.stringify(error), options)).toHaveLength(1)
  })

  test("G73 takes pictures of the model", () => {
    const events = streamed(
      chunk({ images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }] }),
      chunk({}, "stop"),
      "[DONE]",
    )
    expect(events.slice(1, 3)).toEqual([
      { kind: "image", data: { mimeType: "image/png", base64: "AAAA" } },
      partEnd,
    ])
  })

  test("G48 reads a plain answer as the same events", () => {
    const body = {
      id: "c-1",
      model: "up",
      choices: [
        {
          index: 0,
          finish_reason: "tool_calls",
          message: {
            role: "assistant",
            content: "so",
            reasoning_content: "hm",
            tool_calls: [opening("a", "f", '{"n":1}'), opening("b", "f", "")],
          },
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    }
    const events = decodeAnswer(JSON.stringify(body), options)
    expect(callsIn(events)).toEqual(["thinking", "text", ["a", "f", '{"n":1}'], ["b", "f", "{}"]])
    expect(events.at(-1)).toEqual(end("calls"))
    expect(decodeAnswer("no json", options)).toMatchObject([{ kind: "error", error: { status: 502 } }])
  })
})
