import { describe, expect, test } from "vitest"
import type { AnswerEvent, GatewayError } from "../../../src/gateway/model/exchange.ts"
import {
  args,
  begin,
  call,
  encoder,
  end,
  type Fields,
  partEnd,
  plain,
  stream,
  text,
  usage,
} from "./answer-wire.ts"

const thought = (words: string): AnswerEvent => ({ kind: "thinking", text: words })
const why: GatewayError = { status: 500, code: "upstream", message: "why", param: null, retryAfterMs: null }

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1_700_000_000,
  status: "in_progress",
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model: "m",
  output: [],
  parallel_tool_calls: true,
  previous_response_id: null,
  store: false,
  temperature: null,
  top_p: null,
  tool_choice: "auto",
  tools: [],
  usage: null,
  metadata: {},
}

/** The events between the first two and the last one. */
function told(...events: AnswerEvent[]): Fields[] {
  return stream([begin, ...events, end("done")])
    .slice(2, -1)
    .map(({ sequence_number, ...event }) => event)
}

const outputText = (words: string) => ({ type: "output_text", text: words, annotations: [], logprobs: [] })

describe("every event of a stream to clients of the Responses API", () => {
  test("begins with the whole response as it stands, and ends with it complete", () => {
    const events = stream([begin, text("hi"), partEnd, { kind: "usage", usage }, end("done")])
    expect(events.slice(0, 2)).toEqual([
      { type: "response.created", sequence_number: 0, response },
      { type: "response.in_progress", sequence_number: 1, response },
    ])
    const output = [
      {
        id: "msg_1_0",
        type: "message",
        status: "completed",
        role: "assistant",
        content: [outputText("hi")],
      },
    ]
    const counted = {
      input_tokens: 15,
      input_tokens_details: { cached_tokens: 5 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 45,
    }
    expect(events.at(-1)).toEqual({
      type: "response.completed",
      sequence_number: events.length - 1,
      response: { ...response, status: "completed", output, usage: counted },
    })
    expect(plain([begin, text("hi"), partEnd, { kind: "usage", usage }, end("done")])).toEqual({
      ...response,
      status: "completed",
      output,
      usage: counted,
    })
  })

  test("tells a text piece by piece, and whole when it is done", () => {
    const place = { item_id: "msg_1_0", output_index: 0 }
    const item = { id: "msg_1_0", type: "message", role: "assistant" }
    expect(told(text("a"), text(""), text("b"), partEnd)).toEqual([
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { ...item, status: "in_progress", content: [] },
      },
      { type: "response.content_part.added", ...place, content_index: 0, part: outputText("") },
      { type: "response.output_text.delta", ...place, content_index: 0, delta: "a", logprobs: [] },
      { type: "response.output_text.delta", ...place, content_index: 0, delta: "b", logprobs: [] },
      { type: "response.output_text.done", ...place, content_index: 0, text: "ab", logprobs: [] },
      { type: "response.content_part.done", ...place, content_index: 0, part: outputText("ab") },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { ...item, status: "completed", content: [outputText("ab")] },
      },
    ])
  })

  test("tells a thought piece by piece in one summary, and whole when it is done", () => {
    const place = { item_id: "rs_1_0", output_index: 0, summary_index: 0 }
    const item = { id: "rs_1_0", type: "reasoning" }
    const part = (words: string) => ({ type: "summary_text", text: words })
    expect(told(thought("a"), thought(""), thought("b"), partEnd)).toEqual([
      { type: "response.output_item.added", output_index: 0, item: { ...item, summary: [] } },
      { type: "response.reasoning_summary_part.added", ...place, part: part("") },
      { type: "response.reasoning_summary_text.delta", ...place, delta: "a" },
      { type: "response.reasoning_summary_text.delta", ...place, delta: "b" },
      { type: "response.reasoning_summary_text.done", ...place, text: "ab" },
      { type: "response.reasoning_summary_part.done", ...place, part: part("ab") },
      { type: "response.output_item.done", output_index: 0, item: { ...item, summary: [part("ab")] } },
    ])
  })

  test("tells a call with its arguments piece by piece, and whole when it is done", () => {
    const place = { item_id: "fc_1_0", output_index: 0 }
    const item = { id: "fc_1_0", type: "function_call", call_id: "c", name: "shell" }
    expect(told(call("shell", "c"), args('{"a":'), args(""), args("1}"), partEnd)).toEqual([
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { ...item, status: "in_progress", arguments: "" },
      },
      { type: "response.function_call_arguments.delta", ...place, delta: '{"a":' },
      { type: "response.function_call_arguments.delta", ...place, delta: "1}" },
      { type: "response.function_call_arguments.done", ...place, name: "shell", arguments: '{"a":1}' },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { ...item, status: "completed", arguments: '{"a":1}' },
      },
    ])
  })

  test("G27 tells a call without arguments as one with {}, in a piece and whole", () => {
    const place = { item_id: "fc_1_0", output_index: 0 }
    expect(told(call("shell", "c"), partEnd).slice(1, 3)).toEqual([
      { type: "response.function_call_arguments.delta", ...place, delta: "{}" },
      { type: "response.function_call_arguments.done", ...place, name: "shell", arguments: "{}" },
    ])
  })

  test("G23 tells free text for a tool of free text at once when it is whole", () => {
    const place = { item_id: "ctc_1_0", output_index: 0 }
    const item = { id: "ctc_1_0", type: "custom_tool_call", call_id: "c", name: "patch" }
    expect(told(call("patch", "c"), args('{"input":"a'), args('b"}'), partEnd)).toEqual([
      {
        type: "response.output_item.added",
        output_index: 0,
        item: { ...item, status: "in_progress", input: "" },
      },
      { type: "response.custom_tool_call_input.delta", ...place, delta: "ab" },
      { type: "response.custom_tool_call_input.done", ...place, input: "ab" },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { ...item, status: "completed", input: "ab" },
      },
    ])
  })

  test("G73 tells a picture whole, its format without the kind of file", () => {
    const item = {
      id: "ig_1_0",
      type: "image_generation_call",
      status: "completed",
      result: "AAAA",
      output_format: "webp",
    }
    expect(told({ kind: "image", data: { mimeType: "image/webp", base64: "AAAA" } })).toEqual([
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.output_item.done", output_index: 0, item },
    ])
  })

  test("begins before anything is said, and with whatever comes first", () => {
    expect(encoder().push(begin)).toContain("event: response.created\n")
    expect(encoder().push(text("x"))).toContain("event: response.created\n")
  })

  test("says nothing for pieces of arguments outside of a call, nor anything behind a failure", () => {
    const open = encoder()
    open.push(begin)
    expect(open.push(args("{}"))).toBe("")
    open.push(text("x"))
    expect(open.push(args("{}"))).toBe("")
    expect(open.push({ kind: "error", error: why })).toContain("response.failed")
    expect(open.push(text("y")) + open.end()).toBe("")
  })

  test("G56 takes behind the end only what was used, or that it failed after all", () => {
    const late = encoder()
    late.push(begin)
    late.push(end("done"))
    expect(late.push({ kind: "usage", usage }) + late.push(text("late"))).toBe("")
    expect(late.end()).toContain('"input_tokens":15')
    const failing = encoder()
    failing.push(begin)
    failing.push(end("done"))
    expect(failing.push({ kind: "error", error: why })).toContain("event: response.failed\n")
    expect(failing.end()).toBe("")
  })

  test("G58 keeps what an upstream told of its usage at the beginning, also where the answer fails", () => {
    const events = [{ ...begin, usage }, text("x"), partEnd]
    expect(stream([...events, end("done")]).at(-1)).toMatchObject({
      response: { usage: { input_tokens: 15 } },
    })
    expect(stream([...events, { kind: "error", error: why }]).at(-1)).toMatchObject({
      response: { status: "failed", error: { code: "server_error" }, usage: { input_tokens: 15 } },
    })
    expect(stream([...events, begin, end("done")]).at(-1)).toMatchObject({
      response: { usage: { input_tokens: 15 } },
    })
  })

  test("ends once, and keeps a silent connection open with a comment", () => {
    const ended = encoder()
    ended.push(begin)
    ended.push(end("done"))
    expect(ended.end()).toContain("response.completed")
    expect(ended.end()).toBe("")
    expect(encoder().keepAlive()).toBe(": keep-alive\n\n")
  })

  test.each([
    ["quota", "insufficient_quota"],
    ["unsupported", "invalid_prompt"],
    ["too-large", "invalid_prompt"],
    ["timeout", "server_error"],
  ] as const)("G64 an error %s is called %s", (code, word) => {
    expect(stream([begin, { kind: "error", error: { ...why, code } }]).at(-1)).toMatchObject({
      response: { error: { code: word, message: "why" } },
    })
  })
})

describe("a plain answer to clients of the Responses API", () => {
  test("G45 repeats no signature of a picture, and gives items without one none", () => {
    const data = { mimeType: "image/png", base64: "AA" }
    const signature = { value: "sig", family: "gemini" } as const
    expect(
      plain([begin, { kind: "image", data, signature }, thought("hm"), partEnd, end("done")]).output,
    ).toEqual([
      expect.objectContaining({ type: "image_generation_call" }),
      { id: "rs_1_1", type: "reasoning", summary: [{ type: "summary_text", text: "hm" }] },
    ])
  })

  test("G55 counts tokens written to a cache into the input", () => {
    const more = { ...usage, cacheWrite: 7 }
    expect(plain([begin, { kind: "usage", usage: more }, end("done")])).toMatchObject({
      usage: { input_tokens: 22, total_tokens: 52 },
    })
  })

  test("puts only the beginning of the response's own id into the ids of items", () => {
    expect(plain([begin, text("x"), partEnd, end("done")], { id: "my-resp_9" }).output).toMatchObject([
      { id: "msg_my-resp_9_0" },
    ])
  })
})
