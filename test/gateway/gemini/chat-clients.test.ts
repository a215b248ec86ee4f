import { expect, test } from "vitest"
import { upstreamRequest } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import { clientRequest } from "../../../src/gateway/codecs/openai-chat/decode-request.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-chat/encode-stream.ts"
import type { AnswerEvent, Exchange } from "../../../src/gateway/model/exchange.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { call, chunk, eventsOf, usage } from "../anthropic/on-gemini.ts"
import { eventsOf as claudeEvents, sentOf, thoughtful } from "./on-anthropic.ts"

const asked = (fields: Record<string, unknown>): Exchange => {
  const decoded = clientRequest(JSON.stringify({ model: "gpt-x", ...fields }), { session: null })
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}
const gemini = (exchange: Exchange, model = "gemini-3-flash-preview") =>
  JSON.parse(upstreamRequest(exchange, { jsonSchema: true, signatures: "keep", callIds: true, model }).body)

/** What a Chat Completions client reads of an answer's events, without the last `[DONE]`. */
const streamed = (events: readonly AnswerEvent[]) => {
  const facts = { id: "chatcmpl-1", model: "gpt-x", created: 1, custom: new Set<string>() }
  const encoder = createAnswerEncoder({ ...facts, usage: "wanted" })
  const text = events.map(encoder.push).join("") + encoder.end()
  return createSseReader()
    .push(new TextEncoder().encode(text))
    .flatMap(({ data }) => (data === "[DONE]" ? [] : [JSON.parse(data)]))
}
const callDeltas = (chunks: ReturnType<typeof streamed>) =>
  chunks.flatMap((each) => each.choices[0]?.delta?.tool_calls ?? [])

const toolCall = (id: string, name: string, args: string, more: Record<string, unknown> = {}) => ({
  id,
  type: "function",
  function: { name, arguments: args },
  ...more,
})
const conversation = [
  { role: "system", content: "one" },
  { role: "developer", content: "two" },
  { role: "user", content: "go" },
  {
    role: "assistant",
    content: null,
    tool_calls: [
      toolCall("call_1", "read", '{"n":12345678901234567890}', {
        extra_content: { google: { thought_signature: "sigA" } },
      }),
      toolCall("call_2", "read", ""),
    ],
  },
  { role: "tool", tool_call_id: "call_2", content: "second" },
  { role: "tool", tool_call_id: "call_1", content: "first" },
  { role: "developer", content: "be quick" },
  { role: "user", content: "" },
]

test("G09 G10 G30 G31 G32 G40 a Chat Completions history reaches Gemini whole", () => {
  const body = gemini(asked({ messages: conversation }))
  expect(body.systemInstruction).toEqual({ parts: [{ text: "one" }, { text: "two" }] })
  expect(body.contents).toMatchObject([
    { role: "user", parts: [{ text: "go" }] },
    {
      role: "model",
      parts: [
        { functionCall: { id: "call_1", name: "read" }, thoughtSignature: "sigA" },
        { functionCall: { id: "call_2", name: "read", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "call_1", name: "read", response: { output: "first" } } },
        { functionResponse: { id: "call_2", name: "read", response: { output: "second" } } },
        { text: "<system>\nbe quick\n</system>" },
      ],
    },
  ])
})

test("G21 G27 G31 the same history reaches Claude, every digit kept", () => {
  const { text, body } = sentOf(asked({ messages: conversation }))
  expect(body.system.map((block: { text: string }) => block.text)).toEqual(["one", "two"])
  expect(text).toContain('"input":{"n":12345678901234567890}')
  expect(body.messages[2].content.map((block: { type: string }) => block.type)).toEqual([
    "tool_result",
    "tool_result",
    "text",
  ])
  expect(text).not.toContain("sigA")
})

test("G04 temperature of an OpenAI request is left out for version 2026-10-21", () => {
  const exchange = asked({ messages: [{ role: "user", content: "x" }], temperature: 0.3 })
  expect(sentOf(exchange).body.temperature).toBe(0.3)
  expect(sentOf(exchange, { version: "2026-10-21" }).body).not.toHaveProperty("temperature")
})

test("G24 G26 choice and one call at a time", () => {
  const tools = [{ type: "function", function: { name: "f", parameters: { type: "object" } } }]
  const messages = [{ role: "user", content: "x" }]
  const named = { type: "function", function: { name: "f" } }
  expect(gemini(asked({ messages, tools, tool_choice: named })).toolConfig.functionCallingConfig).toEqual({
    mode: "ANY",
    allowedFunctionNames: ["f"],
  })
  const single = asked({ messages, tools, tool_choice: "required", parallel_tool_calls: false })
  expect(gemini(single).toolConfig.functionCallingConfig).toEqual({ mode: "ANY" })
  expect(sentOf(single).body.tool_choice).toEqual({ type: "any", disable_parallel_tool_use: true })
})

test.each([
  ["none", "gemini-2.5-flash", { thinkingBudget: 0 }],
  ["low", "gemini-2.5-flash", { thinkingBudget: 1024 }],
  ["minimal", "gemini-3-flash-preview", { thinkingLevel: "MINIMAL" }],
  ["high", "gemini-3-pro-preview", { thinkingLevel: "HIGH" }],
])("G44 reasoning_effort %s for %s is %j", (reasoning_effort, model, expected) => {
  const exchange = asked({ messages: [{ role: "user", content: "x" }], reasoning_effort })
  expect(gemini(exchange, model).generationConfig.thinkingConfig).toMatchObject(expected)
})

const answer = [
  chunk([{ text: "hm", thought: true }]),
  chunk([call("read", { a: 1 }, { thoughtSignature: "sigA" }), call("read", { a: 2 })]),
  chunk([], { finishReason: "STOP", usageMetadata: usage(100, 20, 30, 40) }),
]

test("G28 G48 parallel calls of Gemini have an index each, and the reason is tool_calls", () => {
  const chunks = streamed(eventsOf(answer))
  const deltas = callDeltas(chunks)
  expect([...new Set(deltas.map((delta) => delta.index))]).toEqual([0, 1])
  expect(deltas.flatMap((delta) => delta.id ?? [])).toHaveLength(2)
  expect(chunks.flatMap((each) => each.choices[0]?.finish_reason ?? [])).toEqual(["tool_calls"])
})

test("G46 G54 thoughts are no content, and count as completion tokens", () => {
  const chunks = streamed(eventsOf(answer))
  expect(chunks.map((each) => each.choices[0]?.delta?.reasoning_content ?? "").join("")).toBe("hm")
  expect(chunks.map((each) => each.choices[0]?.delta?.content ?? "").join("")).toBe("")
  expect(chunks.at(-1).usage).toMatchObject({
    prompt_tokens: 100,
    completion_tokens: 50,
    prompt_tokens_details: { cached_tokens: 40 },
    completion_tokens_details: { reasoning_tokens: 30 },
  })
})

test("G55 an OpenAI client's prompt tokens hold what Claude read from and wrote to its cache", () => {
  const chunks = streamed(claudeEvents(thoughtful))
  expect(chunks.at(-1).usage).toMatchObject({ prompt_tokens: 16, completion_tokens: 50 })
  const pieces = callDeltas(chunks).filter((delta) => delta.index === 0)
  expect(pieces.map((delta) => delta.function?.arguments ?? "").join("")).toBe('{"n":12345678901234567890}')
})

test.each([
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content_filter"],
  ["STOP", "stop"],
])("G49 G50 Gemini's %s is %s", (finishReason, expected) => {
  const chunks = streamed(eventsOf([chunk([{ text: "x" }], { finishReason })]))
  expect(chunks.flatMap((each) => each.choices[0]?.finish_reason ?? [])).toEqual([expected])
})

test("G52 a blocked prompt is content_filter", () => {
  const chunks = streamed(eventsOf([{ promptFeedback: { blockReason: "SAFETY" } }]))
  expect(chunks.flatMap((each) => each.choices[0]?.finish_reason ?? [])).toEqual(["content_filter"])
})

test("G64 a stream of Gemini that breaks ends with an error", () => {
  const chunks = streamed(eventsOf([chunk([{ text: "x" }])]))
  expect(chunks.at(-1)).toHaveProperty("error")
})
