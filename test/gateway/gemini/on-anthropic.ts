import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import {
  type AnthropicOptions,
  anthropicNameMap,
  upstreamRequest,
} from "../../../src/gateway/codecs/anthropic/encode-request.ts"
import { clientRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import { createAnswerEncoder, encodeAnswer } from "../../../src/gateway/codecs/gemini/encode-answer.ts"
import type { AnswerEvent, Exchange } from "../../../src/gateway/model/exchange.ts"
import { mapNames, strictNames } from "../../../src/gateway/schema/names.ts"
import { anthropicProperties, mapProperties } from "../../../src/gateway/schema/properties.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { sseEvent } from "../../../src/gateway/sse/write.ts"

export const place = { model: "gemini-x", stream: false, session: null }

const claude: AnthropicOptions = {
  model: "claude-sonnet-4-5-20250929",
  version: "2023-06-01",
  sampling: true,
  defaultMaxTokens: 4096,
  vertexVersion: null,
}

type Body = Record<string, unknown>

export const ask = (parts: readonly unknown[], more: Body = {}): Body => ({
  contents: [{ role: "user", parts }],
  ...more,
})

export function exchangeOf(body: Body | string): Exchange {
  const decoded = clientRequest(typeof body === "string" ? body : JSON.stringify(body), place)
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

/** What Anthropic receives for a Gemini client's body, decoded. */
export function sentFor(body: Body | string, options: Partial<AnthropicOptions> = {}) {
  return sentOf(exchangeOf(body), options)
}

export function sentOf(exchange: Exchange, options: Partial<AnthropicOptions> = {}) {
  const sent = upstreamRequest(exchange, { ...claude, ...options })
  return { notes: sent.notes, text: sent.body, body: JSON.parse(sent.body) }
}

const noNames = { ...mapNames([], strictNames), properties: mapProperties([], anthropicProperties) }

type Event = { readonly type: string } & Body

export function eventsOf(events: readonly Event[], exchange?: Exchange): AnswerEvent[] {
  const decoder = createAnswerDecoder(exchange === undefined ? noNames : anthropicNameMap(exchange))
  const wire = events.map((event) => sseEvent(event.type, JSON.stringify(event))).join("")
  const read = createSseReader().push(new TextEncoder().encode(wire))
  return [...read.flatMap(decoder.push), ...decoder.end()]
}

/** What a Gemini client reads of an Anthropic stream. */
export function streamText(events: readonly Event[], form: "sse" | "array"): string {
  const encoder = createAnswerEncoder({ model: "gemini-x", form })
  return eventsOf(events).map(encoder.push).join("") + encoder.end()
}

const anyJson = (text: string) => JSON.parse(text)

export function streamed(events: readonly Event[]): ReturnType<typeof anyJson>[] {
  return createSseReader()
    .push(new TextEncoder().encode(streamText(events, "sse")))
    .map(({ data }) => anyJson(data))
}

export function plain(message: Body) {
  return anyJson(encodeAnswer(decodeAnswer(JSON.stringify(message), noNames), "gemini-x"))
}

export const message = (content: readonly unknown[], more: Body = {}): Body => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content,
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5 },
  ...more,
})

const block = (index: number, start: Body, ...deltas: readonly Body[]): Event[] => [
  { type: "content_block_start", index, content_block: start },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
]

/** A stream as Anthropic documents it: thinking with a signature, text, two calls. */
export const thoughtful: readonly Event[] = [
  {
    type: "message_start",
    message: message([], {
      stop_reason: null,
      usage: {
        input_tokens: 10,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 2,
        output_tokens: 1,
      },
    }),
  },
  { type: "ping" },
  ...block(
    0,
    { type: "thinking", thinking: "", signature: "" },
    { type: "thinking_delta", thinking: "Let me " },
    { type: "thinking_delta", thinking: "think." },
    { type: "signature_delta", signature: "EqQBsig" },
  ),
  ...block(
    1,
    { type: "text", text: "" },
    { type: "text_delta", text: "I read " },
    { type: "text_delta", text: "é." },
  ),
  ...block(
    2,
    { type: "tool_use", id: "toolu_1", name: "read", input: {} },
    { type: "input_json_delta", partial_json: "" },
    { type: "input_json_delta", partial_json: '{"n":1234567890' },
    { type: "input_json_delta", partial_json: "1234567890}" },
  ),
  ...block(3, { type: "tool_use", id: "toolu_2", name: "list", input: {} }),
  { type: "a_type_of_tomorrow", index: 9 },
  {
    type: "message_delta",
    delta: { stop_reason: "tool_use", stop_sequence: null },
    usage: { output_tokens: 50 },
  },
  { type: "message_stop" },
]

export const declared = (name: string, more: Record<string, unknown> = {}) => ({
  tools: [{ functionDeclarations: [{ name, description: "d", ...more }] }],
})
export const config = (generationConfig: Record<string, unknown>) =>
  ask([{ text: "x" }], { generationConfig })
export const mode = (functionCallingConfig: Record<string, unknown>) => ({
  ...ask([{ text: "x" }]),
  ...declared("f"),
  toolConfig: { functionCallingConfig },
})
