import { expect, test } from "vitest"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import { createAnswerEncoder, encodeAnswer } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import { mapNames, strictNames } from "../../../src/gateway/schema/names.ts"
import { anthropicProperties, mapProperties } from "../../../src/gateway/schema/properties.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { sseEvent } from "../../../src/gateway/sse/write.ts"
import { message, sentOf, thoughtful } from "../gemini/on-anthropic.ts"
import { ask, contentOf, exchangeOf, tool } from "./on-gemini.ts"

const properties = mapProperties([], anthropicProperties)
const names = { ...mapNames([], strictNames), properties }
const options = { model: "claude-x", requestId: "r", thinking: true, show: true }

const history = {
  model: "claude-x",
  max_tokens: 4096,
  system: [{ type: "text", text: "You are Claude Code", cache_control: { type: "ephemeral" } }],
  tools: [tool("read")],
  tool_choice: { type: "auto", disable_parallel_tool_use: true },
  thinking: { type: "adaptive", display: "summarized" },
  output_config: { effort: "high" },
  stop_sequences: ["END"],
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "go" },
        { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
      ],
    },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "one", signature: "S1" },
        { type: "redacted_thinking", data: "R1" },
        { type: "text", text: "between" },
        { type: "thinking", thinking: "", signature: "S2" },
        { type: "tool_use", id: "toolu_1", name: "read", input: { a: "x" } },
      ],
    },
    {
      role: "user",
      content: [
        {
          type: "tool_result",
          tool_use_id: "toolu_1",
          content: [{ type: "text", text: "no" }],
          is_error: true,
        },
        { type: "text", text: "go on" },
      ],
    },
  ],
}

test("G43 G44 a request of an Anthropic client reaches Anthropic as it was, block by block", () => {
  const { body } = sentOf(exchangeOf(history), { model: "claude-x" })
  expect(body).toEqual({ ...history, tool_choice: { type: "auto", disable_parallel_tool_use: true } })
})

test("G42 signatures of another vendor are removed before Claude", () => {
  const content = [
    { type: "thinking", thinking: "", signature: "fl1.gemini.call.sigA" },
    { type: "tool_use", id: "t", name: "f", input: {} },
  ]
  const body = {
    ...ask(""),
    messages: [
      { role: "user", content: "x" },
      { role: "assistant", content },
    ],
  }
  const { text } = sentOf(exchangeOf(body), { model: "claude-x" })
  expect(text).not.toContain("sigA")
  expect(text).not.toContain('"thinking":')
})

test("G60 G61 a stream of Anthropic comes out as the same content", () => {
  const decoder = createAnswerDecoder(names)
  const encoder = createAnswerEncoder(options)
  const wire = thoughtful.map((event) => sseEvent(event.type, JSON.stringify(event))).join("")
  const events = createSseReader().push(new TextEncoder().encode(wire)).flatMap(decoder.push)
  const text = [...events, ...decoder.end()].map(encoder.push).join("") + encoder.end()
  const read = createSseReader()
    .push(new TextEncoder().encode(text))
    .map(({ event, data }) => ({ event, data: JSON.parse(data) }))
  expect(text).toContain('"partial_json":"1234567890}"')
  expect(contentOf(read)).toMatchObject([
    { type: "thinking", thinking: "Let me think.", signature: "EqQBsig" },
    { type: "text", text: "I read é." },
    { type: "tool_use", id: "toolu_1", name: "read" },
    { type: "tool_use", id: "toolu_2", name: "list", input: {} },
  ])
  expect(read.at(-2)?.data).toMatchObject({
    delta: { stop_reason: "tool_use" },
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 4,
      cache_creation_input_tokens: 2,
      output_tokens: 50,
    },
  })
})

test.each([
  ["end_turn", null],
  ["stop_sequence", "END"],
  ["max_tokens", null],
  ["pause_turn", null],
  ["refusal", null],
  ["model_context_window_exceeded", null],
])(
  "G51 a plain answer that stopped by %s is the same for an Anthropic client",
  (stop_reason, stop_sequence) => {
    const content = [
      { type: "thinking", thinking: "hm", signature: "S" },
      { type: "redacted_thinking", data: "R" },
      { type: "text", text: "a" },
    ]
    const answer = message(content, { stop_reason, stop_sequence })
    const out = JSON.parse(encodeAnswer(decodeAnswer(JSON.stringify(answer), names), options))
    expect(out).toMatchObject({ type: "message", role: "assistant", content, stop_reason, stop_sequence })
  },
)

test("G51a tool_use without a block is no tool_use", () => {
  const answer = message([{ type: "text", text: "a" }], { stop_reason: "tool_use" })
  expect(JSON.parse(encodeAnswer(decodeAnswer(JSON.stringify(answer), names), options)).stop_reason).toBe(
    "end_turn",
  )
})

test("G22 a mapped tool name is the client's own again", () => {
  const mapped = { ...mapNames(["mcp.files/read"], strictNames), properties }
  const content = [{ type: "tool_use", id: "t", name: mapped.out("mcp.files/read"), input: {} }]
  const out = JSON.parse(encodeAnswer(decodeAnswer(JSON.stringify(message(content)), mapped), options))
  expect(out.content[0].name).toBe("mcp.files/read")
})

test("an answer that is no message is an error of class 502", () => {
  expect(decodeAnswer("<html>", names)).toMatchObject([{ kind: "error", error: { status: 502 } }])
})
