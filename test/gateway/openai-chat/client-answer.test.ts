import { describe, expect, test } from "vitest"
import { customTools, encodeAnswer } from "../../../src/gateway/codecs/openai-chat/encode-answer.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-chat/encode-stream.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent, CallUsage, StopReason } from "../../../src/gateway/model/exchange.ts"
import { createSseReader, type SseEvent } from "../../../src/gateway/sse/read.ts"
import { isRecord } from "../../../src/system/json-record.ts"

const facts = {
  id: "chatcmpl-1",
  model: "m",
  created: 1_700_000_000,
  custom: customTools([{ name: "patch", origin: { kind: "custom" } }, { name: "read" }]),
}
const usage: CallUsage = { input: 10, cachedInput: 5, cacheWrite: 2, output: 30, thinking: 20 }
const begin: AnswerEvent = { kind: "begin", id: "up", model: "up-m", usage: null }
const partEnd: AnswerEvent = { kind: "part-end" }
const text = (words: string): AnswerEvent => ({ kind: "text", text: words })
const call = (name: string, id: string | null = null): AnswerEvent => ({ kind: "call", id, name })
const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
const end = (reason: StopReason): AnswerEvent => ({ kind: "end", reason, stopSequence: null })

function plain(events: readonly AnswerEvent[]): Readonly<Record<string, unknown>> {
  const whole = wholeAnswer(events)
  if (whole.kind === "error") throw new Error(whole.error.message)
  const body: unknown = JSON.parse(encodeAnswer(whole.value, facts))
  return isRecord(body) ? body : {}
}

function wire(events: readonly AnswerEvent[], wanted: "wanted" | "unwanted" = "wanted"): readonly SseEvent[] {
  const encoder = createAnswerEncoder({ ...facts, usage: wanted })
  const written = events.map(encoder.push).join("") + encoder.end()
  const reader = createSseReader()
  return [...reader.push(new TextEncoder().encode(written)), ...reader.end()]
}

function chunks(
  events: readonly AnswerEvent[],
  wanted: "wanted" | "unwanted" = "wanted",
): readonly unknown[] {
  return wire(events, wanted).flatMap((event) => (event.data === "[DONE]" ? [] : [JSON.parse(event.data)]))
}

const choice = (delta: unknown, finish_reason: string | null = null): unknown =>
  expect.objectContaining({ choices: [{ index: 0, delta, logprobs: null, finish_reason }] })

describe("answers to clients of Chat Completions", () => {
  test("G28 gives parallel calls their own stable index, plain arguments joined into one JSON text", () => {
    const events = [
      begin,
      call("read", "a"),
      args('{"p":'),
      args("1}"),
      partEnd,
      call("read", "b"),
      args("{}"),
      partEnd,
      end("calls"),
    ]
    const calls = chunks(events).flatMap((chunk) => {
      const [first] = isRecord(chunk) && Array.isArray(chunk.choices) ? chunk.choices : []
      return first?.delta?.tool_calls ?? []
    })
    expect(calls).toEqual([
      { index: 0, id: "a", type: "function", function: { name: "read", arguments: "" } },
      { index: 0, function: { arguments: '{"p":' } },
      { index: 0, function: { arguments: "1}" } },
      { index: 1, id: "b", type: "function", function: { name: "read", arguments: "" } },
      { index: 1, function: { arguments: "{}" } },
    ])
    expect(plain(events)).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            tool_calls: [
              { id: "a", function: { name: "read", arguments: '{"p":1}' } },
              { id: "b", function: { name: "read", arguments: "{}" } },
            ],
          },
        },
      ],
    })
  })

  test("G29 mints a different short id for each call that came without one", () => {
    const written = JSON.stringify(plain([begin, call("f"), partEnd, call("f"), partEnd, end("done")]))
    const ids = [...written.matchAll(/"id":"(call_[A-Za-z0-9_-]{1,59})"/g)].map((found) => found[1])
    expect(new Set(ids).size).toBe(2)
  })

  test("G27 writes empty arguments as {}", () => {
    const events = [begin, call("f", "a"), partEnd, end("calls")]
    expect(plain(events)).toMatchObject({
      choices: [{ message: { tool_calls: [{ function: { arguments: "{}" } }] } }],
    })
    expect(chunks(events)).toContainEqual(
      choice({ tool_calls: [{ index: 0, function: { arguments: "{}" } }] }),
    )
  })

  test("G23 gives a tool of free text its text again", () => {
    const events = [begin, call("patch", "a"), args('{"input":"*** Be'), args('gin"}'), partEnd, end("calls")]
    expect(plain(events)).toMatchObject({
      choices: [
        { message: { tool_calls: [{ type: "custom", custom: { name: "patch", input: "*** Begin" } }] } },
      ],
    })
    expect(chunks(events)).toContainEqual(
      choice({ tool_calls: [{ index: 0, custom: { input: "*** Begin" } }] }),
    )
  })

  test("G38 opens no empty content for a text that only carries a signature, yet passes the signature on", () => {
    const signature = { value: "sig", family: "gemini" } as const
    const events: AnswerEvent[] = [
      begin,
      text("hi"),
      { kind: "text", text: "", signature },
      partEnd,
      end("done"),
    ]
    expect(chunks(events)).toContainEqual(choice({ extra_content: { google: { thought_signature: "sig" } } }))
    expect(plain(events)).toMatchObject({
      choices: [{ message: { content: "hi", extra_content: { google: { thought_signature: "sig" } } } }],
    })
  })

  test("G40 emits the signature of a call in its field and never inside the id", () => {
    const signature = { value: "c2lnbmF0dXJl", family: "gemini" } as const
    const events: AnswerEvent[] = [
      begin,
      { kind: "call", id: "a", name: "f", signature },
      partEnd,
      end("calls"),
    ]
    const field = { id: "a", extra_content: { google: { thought_signature: "c2lnbmF0dXJl" } } }
    expect(plain(events)).toMatchObject({ choices: [{ message: { tool_calls: [field] } }] })
    expect(chunks(events)[1]).toMatchObject({ choices: [{ delta: { tool_calls: [field] } }] })
  })

  test("G46 shows thoughts as reasoning_content and never as content", () => {
    const events: AnswerEvent[] = [
      begin,
      { kind: "thinking", text: "hm" },
      partEnd,
      text("yes"),
      partEnd,
      end("done"),
    ]
    expect(plain(events)).toMatchObject({
      choices: [{ message: { content: "yes", reasoning_content: "hm" } }],
    })
    const contents = JSON.stringify(chunks(events)).match(/"content":"[^"]*"/g)
    expect(contents).toEqual(['"content":""', '"content":"yes"'])
    expect(chunks(events)).toContainEqual(choice({ reasoning_content: "hm" }))
  })

  test.each([
    ["G48 a plain stop with calls", "done", "called", "tool_calls"],
    ["G48 calls that are none", "calls", "none", "stop"],
    ["G49 the limit of tokens", "length", "none", "length"],
    ["G49 the limit of tokens in a call", "length", "called", "length"],
    ["G50 a refusal", "refused", "none", "content_filter"],
    ["G52 a blocked prompt", "refused", "none", "content_filter"],
    ["G51 a pause", "paused", "none", "stop"],
    ["G51 a full context", "context", "none", "length"],
    ["G51 a stop sequence", "stop-sequence", "none", "stop"],
    ["G51 a reason nobody knows", "other", "none", "stop"],
  ] as const)("%s ends with the word of this format", (_title, reason, called, word) => {
    const events = [begin, ...(called === "called" ? [call("f", "a"), partEnd] : []), end(reason)]
    expect(plain(events)).toMatchObject({ choices: [{ finish_reason: word }] })
    expect(chunks(events).at(-1)).toEqual(choice({}, word))
  })

  test("G49 answers without any part when thinking used the whole budget", () => {
    expect(plain([begin, end("length")])).toMatchObject({
      choices: [{ message: { content: "" }, finish_reason: "length" }],
    })
  })

  test("G50 a malformed call is an error, never tool_calls without a call", () => {
    expect(wholeAnswer([begin, end("malformed")])).toMatchObject({ kind: "error", error: { status: 502 } })
    const written = wire([begin, end("malformed")])
    expect(written.at(-1)?.data).toContain('"error"')
    expect(JSON.stringify(written)).not.toContain("tool_calls")
  })

  test("G54 G55 counts cached and written tokens into the prompt and reports reasoning", () => {
    const expected = {
      prompt_tokens: 17,
      completion_tokens: 30,
      total_tokens: 47,
      prompt_tokens_details: { cached_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 20 },
    }
    expect(plain([begin, text("x"), { kind: "usage", usage }, end("done")]).usage).toEqual(expected)
  })

  test("G56 keeps the last usage and adds none up", () => {
    const more = { ...usage, output: 31 }
    const events: AnswerEvent[] = [
      { ...begin, usage },
      { kind: "usage", usage },
      end("done"),
      { kind: "usage", usage: more },
    ]
    expect(chunks(events).at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 31 } })
    expect(plain(events).usage).toMatchObject({ completion_tokens: 31 })
  })

  test("G57 sends the usage chunk only to clients that asked for it", () => {
    const events: AnswerEvent[] = [begin, text("x"), partEnd, { kind: "usage", usage }, end("done")]
    expect(chunks(events, "wanted").at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 17 } })
    expect(JSON.stringify(chunks(events, "unwanted"))).not.toContain("usage")
  })

  test("G62 streams the role first, one finish_reason, and [DONE] last", () => {
    const events = wire([begin, text("a"), text("b"), partEnd, end("done")])
    expect(events[0]?.data).toContain('"delta":{"role":"assistant","content":""}')
    expect(JSON.stringify(events).match(/role/g)).toHaveLength(1)
    expect(JSON.stringify(events).match(/finish_reason\\":\\"/g)).toHaveLength(1)
    expect(events.at(-1)).toEqual({ event: null, data: "[DONE]" })
    expect(events.every((event) => event.event === null)).toBe(true)
  })

  test("G64 ends with an error object and without [DONE] when the upstream fails or breaks off in mid-stream", () => {
    const error = {
      status: 503,
      code: "overloaded",
      message: "busy",
      param: null,
      retryAfterMs: null,
    } as const
    const told = wire([begin, text("a"), { kind: "error", error }, text("b"), end("done")])
    expect(JSON.parse(told.at(-1)?.data ?? "")).toMatchObject({
      error: { message: "busy", code: "overloaded" },
    })
    const silent = wire([begin, text("a")])
    expect(JSON.parse(silent.at(-1)?.data ?? "")).toMatchObject({ error: { code: "upstream_error" } })
    for (const events of [told, silent]) {
      expect(events).toHaveLength(3)
      expect(JSON.stringify(events)).not.toMatch(/DONE|finish_reason\\":\\"/)
    }
    expect(wholeAnswer([begin, text("a")])).toMatchObject({ kind: "error" })
  })

  test("keeps a silent connection open with a comment that is no event", () => {
    const reader = createSseReader()
    const kept = createAnswerEncoder({ ...facts, usage: "unwanted" }).keepAlive()
    expect(reader.push(new TextEncoder().encode(kept))).toEqual([])
    expect(kept).not.toBe("")
  })

  test("G73 gives pictures of the model to the client, plain and streamed", () => {
    const events: AnswerEvent[] = [
      begin,
      { kind: "image", data: { mimeType: "image/png", base64: "AAAA" } },
      partEnd,
      end("done"),
    ]
    const field = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }
    expect(plain(events)).toMatchObject({ choices: [{ message: { images: [field] } }] })
    expect(chunks(events)[1]).toMatchObject({ choices: [{ delta: { images: [field] } }] })
  })
})
