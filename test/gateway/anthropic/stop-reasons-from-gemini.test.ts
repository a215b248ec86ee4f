import { expect, test } from "vitest"
import { call, chunk, eventsOf, plain, streamed, types, usage } from "./on-gemini.ts"

test.each([
  ["STOP", "end_turn"],
  ["MAX_TOKENS", "max_tokens"],
  ["SAFETY", "refusal"],
  ["PROHIBITED_CONTENT", "refusal"],
  ["BLOCKLIST", "refusal"],
  ["SPII", "refusal"],
  ["RECITATION", "refusal"],
  ["IMAGE_SAFETY", "refusal"],
  ["SOMETHING_NEW", "end_turn"],
])("G50 %s ends as %s, streamed and plain", (finishReason, expected) => {
  const answer = chunk([{ text: "x" }], { finishReason })
  expect(streamed([answer]).at(-2)?.data.delta.stop_reason).toBe(expected)
  expect(plain(answer).stop_reason).toBe(expected)
})

test("G49 MAX_TOKENS without any part is max_tokens", () => {
  const answer = { candidates: [{ finishReason: "MAX_TOKENS" }], usageMetadata: usage(5, 0, 100) }
  expect(plain(answer)).toMatchObject({
    content: [],
    stop_reason: "max_tokens",
    usage: { output_tokens: 100 },
  })
  expect(streamed([answer]).at(-2)?.data.delta.stop_reason).toBe("max_tokens")
})

test.each(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"])(
  "G50a %s is an error of class 502, never a tool_use without a block",
  (finishReason) => {
    const events = eventsOf([{ candidates: [{ finishReason }] }])
    expect(events.at(-1)).toMatchObject({ kind: "error", error: { status: 502 } })
    expect(types(streamed([{ candidates: [{ finishReason }] }])).at(-1)).toBe("error")
  },
)

test("G48 STOP with a call is tool_use, streamed and plain", () => {
  const answer = chunk([call("read", {})], { finishReason: "STOP" })
  expect(streamed([answer]).at(-2)?.data.delta.stop_reason).toBe("tool_use")
  expect(plain(answer)).toMatchObject({
    stop_reason: "tool_use",
    content: [{ type: "tool_use", name: "read", input: {} }],
  })
})

test("G52 a blocked prompt is a refusal", () => {
  const answer = {
    promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
    usageMetadata: { promptTokenCount: 9 },
  }
  expect(plain(answer)).toMatchObject({ stop_reason: "refusal", content: [], usage: { input_tokens: 9 } })
  expect(types(streamed([answer])).at(-1)).toBe("message_stop")
})

test("G53 an answer without candidates is an error of class 502", () => {
  expect(eventsOf([{ candidates: [], usageMetadata: {} }]).at(-1)).toMatchObject({
    kind: "error",
    error: { status: 502, code: "upstream" },
  })
})

test("G48a calls are told as the reason whatever the client's format", () => {
  const events = eventsOf([chunk([call("read", {})], { finishReason: "STOP" })])
  expect(events.at(-1)).toEqual({ kind: "end", reason: "calls", stopSequence: null })
})
