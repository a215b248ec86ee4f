import { expect, test } from "vitest"
import { createAnswerEncoder } from "../../../src/gateway/codecs/gemini/encode-answer.ts"
import { eventsOf, message, plain, sentFor, streamed, streamText, thoughtful } from "./on-anthropic.ts"

const partsOf = (chunks: ReturnType<typeof streamed>) =>
  chunks.flatMap((chunk) => chunk.candidates?.[0].content.parts ?? [])
const until = (type: string) =>
  thoughtful.slice(
    0,
    thoughtful.findIndex((event) => event.type === type),
  )

test("G63 alt=sse is data alone, without it one JSON list", () => {
  const sse = streamText(thoughtful, "sse")
  expect(sse.split("\n\n").filter((event) => event !== "" && !event.startsWith("data: "))).toEqual([])
  const list = JSON.parse(streamText(thoughtful, "array"))
  expect(Array.isArray(list)).toBe(true)
  expect(list.length).toBe(streamed(thoughtful).length)
  expect(list.at(-1).candidates[0].finishReason).toBe("STOP")
})

test("G63a finishReason and usage stand in the last chunk", () => {
  const chunks = streamed(thoughtful)
  expect(
    chunks.slice(0, -1).some((chunk) => "usageMetadata" in chunk || "finishReason" in chunk.candidates[0]),
  ).toBe(false)
  expect(chunks.at(-1).candidates[0]).toMatchObject({ finishReason: "STOP", index: 0 })
  expect(chunks.at(-1).usageMetadata).toEqual({
    promptTokenCount: 16,
    cachedContentTokenCount: 4,
    candidatesTokenCount: 50,
    totalTokenCount: 66,
  })
})

test("G46 G28 thoughts are marked as such, and each call is one whole part with its id", () => {
  const parts = partsOf(streamed(thoughtful))
  const thoughts = parts.filter((part) => part.thought === true)
  expect(thoughts.map((part) => part.text).join("")).toBe("Let me think.")
  const text = parts.filter((part) => part.text !== undefined && part.thought !== true)
  expect(text.map((part) => part.text).join("")).toBe("I read é.")
  expect(streamText(thoughtful, "sse")).toContain('"args":{"n":12345678901234567890}')
  expect(parts.flatMap((part) => (part.functionCall === undefined ? [] : [part.functionCall.id]))).toEqual([
    "toolu_1",
    "toolu_2",
  ])
})

test("G43 what the client got comes back to Claude verbatim: thinking first, with its signature", () => {
  const parts = partsOf(streamed(thoughtful))
  const { text, body } = sentFor(
    JSON.stringify({
      contents: [
        { role: "user", parts: [{ text: "go" }] },
        { role: "model", parts },
        {
          role: "user",
          parts: [
            { functionResponse: { id: "toolu_2", name: "list", response: { output: "b" } } },
            { functionResponse: { id: "toolu_1", name: "read", response: { error: "no" } } },
          ],
        },
      ],
    }),
  )
  expect(body.messages[1].content.map((block: { type: string }) => block.type)).toEqual([
    "thinking",
    "text",
    "text",
    "tool_use",
    "tool_use",
  ])
  expect(body.messages[1].content[0]).toEqual({
    type: "thinking",
    thinking: "Let me think.",
    signature: "EqQBsig",
  })
  expect(body.messages[2].content).toEqual([
    { type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text: "no" }], is_error: true },
    { type: "tool_result", tool_use_id: "toolu_2", content: [{ type: "text", text: "b" }] },
  ])
  expect(text).not.toContain("skip_thought_signature_validator")
})

test.each([
  ["end_turn", "STOP"],
  ["stop_sequence", "STOP"],
  ["max_tokens", "MAX_TOKENS"],
  ["pause_turn", "STOP"],
  ["refusal", "SAFETY"],
  ["model_context_window_exceeded", "MAX_TOKENS"],
  ["a_reason_of_tomorrow", "OTHER"],
])("G51 %s is %s for a Gemini client, plain and streamed", (reason, expected) => {
  expect(
    plain(message([{ type: "text", text: "x" }], { stop_reason: reason })).candidates[0].finishReason,
  ).toBe(expected)
  const stream = [
    ...until("message_delta"),
    { type: "message_delta", delta: { stop_reason: reason } },
    { type: "message_stop" },
  ]
  expect(streamed(stream).at(-1).candidates[0].finishReason).toBe(expected)
})

test("G51a a stop sequence is told with the text that stopped it", () => {
  const events = eventsOf([
    ...until("message_delta"),
    { type: "message_delta", delta: { stop_reason: "stop_sequence", stop_sequence: "END" } },
    { type: "message_stop" },
  ])
  expect(events.at(-1)).toEqual({ kind: "end", reason: "stop-sequence", stopSequence: "END" })
})

test("G55 G56 cached and written tokens stay apart, and of several usages the last counts", () => {
  const usages = eventsOf(thoughtful).flatMap((event) => (event.kind === "usage" ? [event.usage] : []))
  expect(usages.at(-1)).toEqual({ input: 10, cachedInput: 4, cacheWrite: 2, output: 50, thinking: null })
})

test("G49 an answer cut before its first word is still an answer", () => {
  expect(plain(message([], { stop_reason: "max_tokens" })).candidates[0]).toMatchObject({
    finishReason: "MAX_TOKENS",
    content: { parts: [] },
  })
})

const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }

test("G64 a broken stream ends with an error object, never cleanly", () => {
  for (const stream of [until("message_delta"), [...until("message_delta"), overloaded]]) {
    const last = streamed(stream).at(-1)
    expect(last).toHaveProperty("error.status")
    expect(last).not.toHaveProperty("candidates")
    expect(JSON.parse(streamText(stream, "array")).at(-1)).toHaveProperty("error")
  }
})

test("G65 an overload inside a stream is an overload", () => {
  expect(eventsOf([overloaded])).toMatchObject([
    { kind: "error", error: { status: 503, code: "overloaded" } },
  ])
})

test("G64a what is said after the end of a stream is not written", () => {
  const encoder = createAnswerEncoder({ model: "m", form: "array" })
  expect(encoder.keepAlive().trim()).toBe("")
  encoder.push({ kind: "text", text: "x" })
  expect(
    JSON.parse(`[${encoder.push({ kind: "end", reason: "done", stopSequence: null }).slice(1)}`),
  ).toHaveLength(1)
  expect(encoder.push({ kind: "text", text: "late" }) + encoder.end()).toBe("")
})

test("plain answers hold the same parts as streams, with their words joined", () => {
  const answer = plain(
    message(
      [
        { type: "thinking", thinking: "hm", signature: "S" },
        { type: "text", text: "a" },
        { type: "tool_use", id: "toolu_9", name: "f", input: { a: 1 } },
      ],
      { stop_reason: "tool_use" },
    ),
  )
  expect(answer.candidates[0].content.parts.slice(-2)).toEqual([
    { text: "a" },
    { functionCall: { id: "toolu_9", name: "f", args: { a: 1 } } },
  ])
  expect(answer).toMatchObject({ modelVersion: "gemini-x", usageMetadata: { totalTokenCount: 15 } })
})
