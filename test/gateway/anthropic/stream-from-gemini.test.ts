import { expect, test } from "vitest"
import { createAnswerEncoder } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import {
  call,
  chunk,
  contentOf,
  eventsOf,
  exchangeOf,
  plain,
  plainText,
  sentFor,
  streamed,
  tool,
  types,
  usage,
} from "./on-gemini.ts"

const thoughtful = [
  chunk([{ text: "Let me ", thought: true }], { usageMetadata: usage(10, 1, 2) }),
  chunk([{ text: "think.", thought: true }]),
  chunk([{ text: "I " }]),
  chunk([{ text: "read é." }, call("read", { path: "a" }, { thoughtSignature: "sigA" })]),
  chunk([call("read", { path: "b" })], { finishReason: "STOP", usageMetadata: usage(10, 20, 5, 4) }),
]

test("G60 sends Anthropic's events in order, one block open at a time", () => {
  const events = streamed(thoughtful)
  expect(types(events)[0]).toBe("message_start")
  expect(types(events).slice(-2)).toEqual(["message_delta", "message_stop"])
  for (const { event, data } of events) expect(event).toBe(data.type)
  let open: number | null = null
  let next = 0
  for (const { data } of events) {
    if (data.type === "content_block_start") {
      expect(open).toBeNull()
      expect(data.index).toBe(next)
      open = next
      next += 1
    }
    if (data.type === "content_block_delta") expect(data.index).toBe(open)
    if (data.type === "content_block_stop") {
      expect(data.index).toBe(open)
      open = null
    }
  }
  expect(open).toBeNull()
  expect(next).toBe(5)
})

test("G60a message_start carries the input usage, message_delta the stop reason and the usage", () => {
  const events = streamed(thoughtful)
  expect(events[0]?.data.message).toMatchObject({
    role: "assistant",
    model: "claude-x",
    content: [],
    usage: { input_tokens: 10 },
  })
  expect(events.at(-2)?.data).toMatchObject({
    delta: { stop_reason: "tool_use", stop_sequence: null },
    usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 25 },
  })
})

test("G61 input pieces join into JSON, and a signature is the last delta of its block", () => {
  const events = streamed(thoughtful)
  const content = contentOf(events)
  expect(content.filter((block) => block.type === "tool_use").map((block) => block.input)).toEqual([
    { path: "a" },
    { path: "b" },
  ])
  for (const [at, { data }] of events.entries()) {
    if (data.delta?.type === "signature_delta") expect(events[at + 1]?.data.type).toBe("content_block_stop")
  }
})

test("G28 parallel calls have blocks and ids of their own", () => {
  const calls = contentOf(streamed(thoughtful)).filter((block) => block.type === "tool_use")
  expect(new Set(calls.map((block) => block.id)).size).toBe(2)
})

test("G46 thoughts stand in a thinking block, never in text", () => {
  const content = contentOf(streamed(thoughtful))
  expect(content[0]).toMatchObject({ type: "thinking", thinking: "Let me think." })
  expect(JSON.stringify(content.filter((block) => block.type === "text"))).not.toContain("think")
})

test("G46a a client that did not ask for thinking sees no thinking block", () => {
  const content = contentOf(streamed(thoughtful, { thinking: false }))
  expect(content.map((block) => block.type)).toEqual(["text", "tool_use", "tool_use"])
})

test("G44a display omitted sends the signature without the text", () => {
  const chunks = [
    chunk([{ text: "secret", thought: true, thoughtSignature: "s" }, { text: "ok" }], {
      finishReason: "STOP",
    }),
  ]
  const content = contentOf(streamed(chunks, { show: false }))
  expect(content[0]).toMatchObject({ type: "thinking", thinking: "" })
  expect(content[0]?.signature).toContain("s")
})

test("G29 G37 what the client got comes back with every signature in its place, unsigned siblings unsigned", () => {
  const content = contentOf(streamed(thoughtful))
  const results = content
    .filter((block) => block.type === "tool_use")
    .map((block) => ({ type: "tool_result", tool_use_id: block.id, content: "ok" }))
  const { body, sentinels } = sentFor({
    model: "claude-x",
    max_tokens: 4096,
    tools: [tool("read")],
    messages: [
      { role: "user", content: "go" },
      { role: "assistant", content },
      { role: "user", content: results },
    ],
  })
  const calls = content.filter((block) => block.type === "tool_use")
  expect(body.contents[1].parts).toEqual([
    { text: "I read é." },
    { functionCall: { id: calls[0]?.id, name: "read", args: { path: "a" } }, thoughtSignature: "sigA" },
    { functionCall: { id: calls[1]?.id, name: "read", args: { path: "b" } } },
  ])
  expect(sentinels).toBe(0)
})

test("G38 a signature on an empty last part opens no text block, and comes back", () => {
  const chunks = [
    chunk([{ text: "Hello" }]),
    chunk([{ text: "", thoughtSignature: "last" }], { finishReason: "STOP", usageMetadata: usage(1, 1) }),
  ]
  const content = contentOf(streamed(chunks))
  expect(content.filter((block) => block.type === "text")).toEqual([{ type: "text", text: "Hello" }])
  const { body } = sentFor({
    model: "claude-x",
    max_tokens: 10,
    messages: [
      { role: "user", content: "hi" },
      { role: "assistant", content },
      { role: "user", content: "more" },
    ],
  })
  expect(body.contents[1].parts).toEqual([{ text: "Hello", thoughtSignature: "last" }])
})

test("G39 keeps the order of parts and joins none that carries a signature", () => {
  const events = eventsOf([
    chunk([{ text: "a" }, { text: "b", thoughtSignature: "s" }, { text: "c" }], { finishReason: "STOP" }),
  ])
  expect(
    events.flatMap((event) =>
      event.kind === "text" ? [event.text] : event.kind === "part-end" ? ["|"] : [],
    ),
  ).toEqual(["a", "b", "|", "c", "|"])
})

test("G54 plain usage counts thoughts as output and cached tokens apart", () => {
  const answer = chunk([{ text: "x" }], { finishReason: "STOP", usageMetadata: usage(100, 20, 30, 40) })
  expect(plain(answer).usage).toMatchObject({
    input_tokens: 60,
    cache_read_input_tokens: 40,
    output_tokens: 50,
  })
})

test("G56 of several usages in a stream the last counts", () => {
  const chunks = [1, 2, 3].map((n) => chunk([{ text: "x" }], { usageMetadata: usage(10, n) }))
  const events = streamed([...chunks, chunk([], { finishReason: "STOP", usageMetadata: usage(10, 4) })])
  expect(events.at(-2)?.data.usage).toMatchObject({ input_tokens: 10, output_tokens: 4 })
})

test.each([
  ["falls silent", []],
  ["reports an error", [{ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }]],
])("G64 a stream that %s ends with an error event, never cleanly", (_how, last) => {
  const events = streamed([chunk([{ text: "Hel" }]), ...last])
  expect(events.at(-1)).toMatchObject({ event: "error", data: { type: "error", request_id: "req_1" } })
  expect(types(events)).not.toContain("message_stop")
})

test("G64a an encoder whose events just stop does not pretend an end", () => {
  const encoder = createAnswerEncoder({ model: "m", requestId: "r", thinking: false, show: false })
  encoder.push({ kind: "begin", id: null, model: null, usage: null })
  expect(encoder.keepAlive()).toBe('event: ping\ndata: {"type":"ping"}\n\n')
  expect(encoder.end()).toContain("event: error")
  expect(encoder.end()).toBe("")
})

test("G36 arguments that Vertex streams in pieces become one call", () => {
  const piece = (partialArgs: unknown, willContinue?: boolean) => ({
    functionCall: { partialArgs, willContinue },
  })
  const chunks = [
    chunk([{ functionCall: { name: "write", willContinue: true }, thoughtSignature: "s" }]),
    chunk([piece([{ jsonPath: "$.path", stringValue: "a/", willContinue: true }], true)]),
    chunk([piece([{ jsonPath: "$.path", stringValue: "b" }], true)]),
    chunk([piece([{ jsonPath: "$.list[0].n", numberValue: 1 }], true)]),
    chunk([piece([{ jsonPath: "$.list[1]['x y']", boolValue: true }], true)]),
    chunk([piece([{ jsonPath: "$.none", nullValue: "NULL_VALUE" }], true)]),
    chunk([{ functionCall: {} }]),
    chunk([], { finishReason: "STOP" }),
  ]
  const content = contentOf(streamed(chunks))
  expect(content.at(-1)).toMatchObject({
    name: "write",
    input: { path: "a/b", list: [{ n: 1 }, { "x y": true }], none: null },
  })
  expect(content.filter((block) => block.type === "tool_use")).toHaveLength(1)
})

test("G21 digits above 2^53 in arguments reach the client and come back unharmed", () => {
  const args = '{"n":12345678901234567890}'
  const parts = `[{"functionCall":{"name":"f","args":${args}}}]`
  const answer = `{"candidates":[{"content":{"parts":${parts}},"finishReason":"STOP"}]}`
  expect(plainText(answer)).toContain(`"input":${args}`)
  const call = `{"type":"tool_use","id":"a","name":"f","input":${args}}`
  const messages = `[{"role":"user","content":"x"},{"role":"assistant","content":[${call}]}]`
  const body = `{"model":"m","max_tokens":9,"messages":${messages}}`
  expect(sentFor(body).text).toContain(`"args":${args}`)
  expect(exchangeOf(body).turns[1]?.parts[0]).toMatchObject({ argumentsJson: args })
})

test("G73 an image of the model reaches the client, and comes back as one", () => {
  const image = { inlineData: { mimeType: "image/png", data: "aGk=" }, thoughtSignature: "pic" }
  const content = contentOf(streamed([chunk([image], { finishReason: "STOP" })]))
  expect(content[0]).toEqual({
    type: "image",
    source: { type: "base64", media_type: "image/png", data: "aGk=" },
  })
  const messages = [
    { role: "user", content: "draw" },
    { role: "assistant", content },
    { role: "user", content: "redder" },
  ]
  expect(sentFor({ model: "m", max_tokens: 9, messages }).body.contents[1].parts).toEqual([image])
})

test("G37a a signed call right behind its thought shares the thought's block", () => {
  const parts = [{ text: "hm", thought: true }, call("read", {}, { thoughtSignature: "sigA" })]
  const content = contentOf(streamed([chunk(parts, { finishReason: "STOP" })]))
  expect(content).toMatchObject([
    { type: "thinking", thinking: "hm", signature: "fl1.gemini.call.sigA" },
    { type: "tool_use", name: "read" },
  ])
})
