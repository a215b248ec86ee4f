import { describe, expect, test } from "vitest"
import { customTools, encodeAnswer } from "../../../src/gateway/codecs/openai-chat/encode-answer.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-chat/encode-stream.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent, CallUsage, GatewayError, StopReason } from "../../../src/gateway/model/exchange.ts"

const facts = {
  id: "chatcmpl-1",
  model: "m",
  created: 1_700_000_000,
  custom: customTools([{ name: "patch", origin: { kind: "custom" } }, { name: "read" }]),
}
const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "m" }
const usage: CallUsage = { input: 10, cachedInput: 5, cacheWrite: 2, output: 30, thinking: 20 }
const begin: Extract<AnswerEvent, { kind: "begin" }> = { kind: "begin", id: "up", model: "up-m", usage: null }
const partEnd: AnswerEvent = { kind: "part-end" }
const text = (words: string): AnswerEvent => ({ kind: "text", text: words })
const thought = (words: string): AnswerEvent => ({ kind: "thinking", text: words })
const call = (name: string, id: string | null): AnswerEvent => ({ kind: "call", id, name })
const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
const end = (reason: StopReason): AnswerEvent => ({ kind: "end", reason, stopSequence: null })
const why: GatewayError = { status: 500, code: "upstream", message: "why", param: null, retryAfterMs: null }

const encoder = (wanted: "wanted" | "unwanted" = "unwanted") =>
  createAnswerEncoder({ ...facts, usage: wanted })

/** What is sent for each event by itself, and at the end. */
function told(
  events: readonly AnswerEvent[],
  wanted: "wanted" | "unwanted" = "unwanted",
): readonly unknown[] {
  const sender = encoder(wanted)
  const wire = [...events.map(sender.push), sender.end()]
  return wire.map((one) => {
    const lines = one.split("\n").filter((line) => line !== "")
    return lines.map((line) => (line === "data: [DONE]" ? "done" : JSON.parse(line.replace("data: ", ""))))
  })
}

const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...head,
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
})
const piece = (fields: object) => chunk({ tool_calls: [{ index: 0, ...fields }] })

function plain(...events: AnswerEvent[]): unknown {
  const whole = wholeAnswer([begin, ...events])
  if (whole.kind === "error") throw new Error(whole.error.message)
  return JSON.parse(encodeAnswer(whole.value, facts))
}

const body = (message: object, finish_reason = "stop") => ({
  ...head,
  object: "chat.completion",
  choices: [
    { index: 0, message: { role: "assistant", refusal: null, ...message }, logprobs: null, finish_reason },
  ],
})

describe("every chunk of a stream to clients of Chat Completions", () => {
  test("tells the role first, then thoughts and texts as they come, one end, and that it is done", () => {
    expect(
      told([
        begin,
        thought("hm"),
        thought(""),
        partEnd,
        text("a"),
        text(""),
        text("b"),
        partEnd,
        end("done"),
      ]),
    ).toEqual([
      [chunk({ role: "assistant", content: "" })],
      [chunk({ reasoning_content: "hm" })],
      [],
      [],
      [chunk({ content: "a" })],
      [],
      [chunk({ content: "b" })],
      [],
      [chunk({}, "stop")],
      ["done"],
    ])
  })

  test("tells the role with the first words where no beginning came", () => {
    expect(told([text("a"), text("b"), end("done")]).slice(0, 2)).toEqual([
      [chunk({ role: "assistant", content: "a" })],
      [chunk({ content: "b" })],
    ])
  })

  test("G57 says null for usage in every chunk where it is wanted, and counts it in one of its own at the end", () => {
    const counted = {
      prompt_tokens: 17,
      completion_tokens: 30,
      total_tokens: 47,
      prompt_tokens_details: { cached_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 20 },
    }
    expect(told([begin, end("done"), { kind: "usage", usage }, text("late")], "wanted")).toEqual([
      [{ ...chunk({ role: "assistant", content: "" }), usage: null }],
      [{ ...chunk({}, "stop"), usage: null }],
      [],
      [],
      [{ ...head, choices: [], usage: counted }, "done"],
    ])
    expect(told([begin, end("done")], "wanted").at(-1)).toEqual(["done"])
    expect(told([begin, { kind: "usage", usage }, end("done")]).at(-1)).toEqual(["done"])
  })

  test("G56 keeps what was told of usage at the beginning until it is told anew", () => {
    const last = (...events: AnswerEvent[]) => told([...events, end("done")], "wanted").at(-1)
    expect(last({ ...begin, usage })).toMatchObject([{ usage: { prompt_tokens: 17 } }, "done"])
    expect(last({ ...begin, usage }, begin)).toMatchObject([{ usage: { prompt_tokens: 17 } }, "done"])
    const more = { kind: "usage", usage: { ...usage, input: 11 } } as const
    expect(last({ ...begin, usage }, more)).toMatchObject([{ usage: { prompt_tokens: 18 } }, "done"])
  })

  test("G28 tells a call with its arguments in pieces, and says nothing for empty pieces or pieces of no call", () => {
    expect(
      told([
        begin,
        args("{}"),
        call("read", "c"),
        args('{"a"'),
        args(""),
        args(":1}"),
        partEnd,
        args("{}"),
        end("calls"),
      ]),
    ).toEqual([
      [chunk({ role: "assistant", content: "" })],
      [],
      [piece({ id: "c", type: "function", function: { name: "read", arguments: "" } })],
      [piece({ function: { arguments: '{"a"' } })],
      [],
      [piece({ function: { arguments: ":1}" } })],
      [],
      [],
      [chunk({}, "tool_calls")],
      ["done"],
    ])
  })

  test("G27 tells {} for a call without arguments when it ends, by the end of the answer or by the next call too", () => {
    expect(told([begin, call("read", "c"), partEnd])[2]).toEqual([piece({ function: { arguments: "{}" } })])
    const closing = piece({ function: { arguments: "{}" } })
    expect(told([begin, call("read", "c"), end("calls")])[2]).toEqual([closing, chunk({}, "tool_calls")])
    expect(told([begin, call("read", "c"), call("read", "d")])[2]).toEqual([
      closing,
      chunk({
        tool_calls: [{ index: 1, id: "d", type: "function", function: { name: "read", arguments: "" } }],
      }),
    ])
  })

  test("G23 tells free text for a tool of free text at once when it is whole", () => {
    expect(told([begin, call("patch", "c"), args('{"input":"a'), args('b"}'), partEnd]).slice(1, 5)).toEqual([
      [piece({ id: "c", type: "custom", custom: { name: "patch", input: "" } })],
      [],
      [],
      [piece({ custom: { input: "ab" } })],
    ])
  })

  test("G73 counts the pictures of an answer from 0", () => {
    const picture: AnswerEvent = { kind: "image", data: { mimeType: "image/png", base64: "AA" } }
    const image = (index: number) => [
      chunk({ images: [{ index, type: "image_url", image_url: { url: "data:image/png;base64,AA" } }] }),
    ]
    expect(told([begin, picture, partEnd, picture])).toMatchObject([{}, image(0), [], image(1), {}])
  })

  test("G48 a reason without a call ends as one, whatever the upstream calls it", () => {
    expect(told([begin, text("x"), end("calls")])[2]).toEqual([chunk({}, "stop")])
    expect(told([begin, call("read", "c"), args("{}"), partEnd, end("done")])[4]).toEqual([
      chunk({}, "tool_calls"),
    ])
    expect(told([begin, call("read", "c"), args("{}"), partEnd, end("other")])[4]).toEqual([
      chunk({}, "tool_calls"),
    ])
  })

  test("G64 nothing follows a failure, not even that it is done", () => {
    const failing = encoder("wanted")
    failing.push(begin)
    expect(failing.push({ kind: "error", error: why })).toContain('"message":"why"')
    expect(failing.push(text("x")) + failing.push({ kind: "usage", usage }) + failing.end()).toBe("")
  })

  test("keeps a silent connection open with a comment", () => {
    expect(encoder().keepAlive()).toBe(": keep-alive\n\n")
  })
})

describe("a plain answer to clients of Chat Completions", () => {
  test("holds what there is and no empty fields", () => {
    expect(plain(text("hello"), partEnd, end("done"))).toEqual(body({ content: "hello" }))
    expect(plain(end("done"))).toEqual(body({ content: "" }))
    expect(plain(thought("hm"), partEnd, text("so"), partEnd, end("done"))).toEqual(
      body({ content: "so", reasoning_content: "hm" }),
    )
  })

  test("has no content beside calls or pictures alone", () => {
    expect(plain(call("read", "c"), args('{"a":1}'), partEnd, end("calls"))).toEqual(
      body(
        {
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "read", arguments: '{"a":1}' } }],
        },
        "tool_calls",
      ),
    )
    const url = "data:image/png;base64,AA"
    expect(plain({ kind: "image", data: { mimeType: "image/png", base64: "AA" } }, end("done"))).toEqual(
      body({ content: null, images: [{ type: "image_url", image_url: { url } }] }),
    )
  })

  test("G40 carries the last signature of its texts, one of Gemini's alone", () => {
    const signed = (
      words: string,
      value: string,
      family: "gemini" | "openai" | "claude" | null,
    ): AnswerEvent => ({
      kind: "text",
      text: words,
      signature: { value, family },
    })
    const extra = (value: string) => ({ extra_content: { google: { thought_signature: value } } })
    expect(
      plain(signed("a", "s1", "gemini"), partEnd, signed("b", "s2", null), partEnd, text("c"), end("done")),
    ).toEqual(body({ content: "abc", ...extra("s2") }))
    for (const family of ["openai", "claude"] as const)
      expect(plain(signed("a", "s1", family), end("done"))).toEqual(body({ content: "a" }))
  })

  test("G29 mints an id for a call whose id is empty", () => {
    expect(plain(call("read", ""), partEnd, end("calls"))).toMatchObject({
      choices: [{ message: { tool_calls: [{ id: expect.stringMatching(/^call_[0-9a-f]{32}$/) }] } }],
    })
  })

  test("G54 tells usage only where it is known", () => {
    expect(plain({ kind: "usage", usage }, end("done"))).toMatchObject({
      usage: { prompt_tokens: 17, total_tokens: 47 },
    })
    expect(plain(end("done"))).not.toHaveProperty("usage")
  })
})
