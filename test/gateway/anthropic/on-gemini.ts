import { clientRequest, type RequestHeaders } from "../../../src/gateway/codecs/anthropic/decode-request.ts"
import { createAnswerEncoder, encodeAnswer } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import {
  type GeminiOptions,
  geminiNameMap,
  upstreamRequest,
} from "../../../src/gateway/codecs/gemini/encode-request.ts"
import type { AnswerEvent, Exchange } from "../../../src/gateway/model/exchange.ts"
import { geminiNames, mapNames } from "../../../src/gateway/schema/names.ts"
import { geminiProperties, mapProperties } from "../../../src/gateway/schema/properties.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"

const headers: RequestHeaders = { version: "2023-06-01", betas: [], session: null }

const gemini3: GeminiOptions = {
  jsonSchema: true,
  signatures: "keep",
  callIds: true,
  model: "gemini-3-flash-preview",
}

type Body = Record<string, unknown>

export const ask = (content: unknown): Body => ({
  model: "claude-x",
  max_tokens: 4096,
  messages: [{ role: "user", content }],
})

export const tool = (
  name: string,
  schema: unknown = { type: "object", properties: { a: { type: "string" } } },
) => ({
  name,
  description: `does ${name}`,
  input_schema: schema,
})

/** What an Anthropic client's body means. */
export function exchangeOf(body: Body | string): Exchange {
  const decoded = clientRequest(typeof body === "string" ? body : JSON.stringify(body), headers)
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

/** What Gemini receives for it, decoded. */
export function sentFor(body: Body | string, options: Partial<GeminiOptions> = {}) {
  const sent = upstreamRequest(exchangeOf(body), { ...gemini3, ...options })
  return { ...sent, text: sent.body, body: JSON.parse(sent.body) }
}

const noNames = { ...mapNames([], geminiNames), properties: mapProperties([], geminiProperties) }
const answerOptions = { model: "claude-x", requestId: "req_1", thinking: true, show: true }

/** A Gemini stream, with the CRLF the service sends, in chunks of few bytes. */
function geminiStream(chunks: readonly unknown[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(
    chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(""),
  )
  return Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.slice(i * 7, i * 7 + 7))
}

export function eventsOf(chunks: readonly unknown[], exchange?: Exchange): AnswerEvent[] {
  const reader = createSseReader()
  const decoder = createAnswerDecoder(exchange === undefined ? noNames : geminiNameMap(exchange))
  const events = geminiStream(chunks).flatMap((bytes) => reader.push(bytes).flatMap(decoder.push))
  return [...events, ...reader.end().flatMap(decoder.push), ...decoder.end()]
}

const anyJson = (text: string) => JSON.parse(text)

type WireEvent = { readonly event: string | null; readonly data: ReturnType<typeof anyJson> }

/** What the Anthropic client reads of a Gemini stream. */
export function streamed(
  chunks: readonly unknown[],
  options: Partial<typeof answerOptions> = {},
): WireEvent[] {
  const encoder = createAnswerEncoder({ ...answerOptions, ...options })
  const text = eventsOf(chunks).map(encoder.push).join("") + encoder.end()
  return createSseReader()
    .push(new TextEncoder().encode(text))
    .map(({ event, data }) => ({ event, data: anyJson(data) }))
}

/** The same of a plain answer. */
export function plain(answer: unknown, options: Partial<typeof answerOptions> = {}) {
  return anyJson(plainText(JSON.stringify(answer), options))
}

export function plainText(answer: string, options: Partial<typeof answerOptions> = {}): string {
  const events = decodeAnswer(answer, noNames)
  return encodeAnswer(events, { ...answerOptions, ...options })
}

/** One chunk, or a whole plain answer. */
export function chunk(
  parts: readonly unknown[],
  more: { finishReason?: string; usageMetadata?: unknown } = {},
) {
  const { usageMetadata, ...candidate } = more
  return {
    candidates: [{ content: { role: "model", parts }, index: 0, ...candidate }],
    ...(usageMetadata === undefined ? {} : { usageMetadata }),
    modelVersion: "gemini-3-flash-preview",
    responseId: "r1",
  }
}

/** The content a client has put together from a stream, as its SDK does. */
export function contentOf(events: readonly WireEvent[]): Record<string, unknown>[] {
  const content: Record<string, unknown>[] = []
  const inputs: string[] = []
  for (const { data } of events) {
    if (data.type === "content_block_start") content[data.index] = { ...data.content_block }
    const block = content[data.index]
    if (data.type !== "content_block_delta" || block === undefined) continue
    const { delta } = data
    if (delta.type === "text_delta") block.text = `${block.text}${delta.text}`
    if (delta.type === "thinking_delta") block.thinking = `${block.thinking}${delta.thinking}`
    if (delta.type === "signature_delta") block.signature = delta.signature
    if (delta.type === "input_json_delta")
      inputs[data.index] = `${inputs[data.index] ?? ""}${delta.partial_json}`
  }
  for (const [index, json] of inputs.entries()) {
    const block = content[index]
    if (json !== undefined && block !== undefined) block.input = JSON.parse(json)
  }
  return content
}

export const faultOf = (body: Record<string, unknown>, more: Partial<typeof headers> = {}) => {
  const decoded = clientRequest(JSON.stringify(body), { ...headers, ...more })
  return decoded.kind === "error" ? decoded.error : null
}
export const history = (results: unknown[]) => ({
  ...ask(""),
  messages: [
    { role: "user", content: "go" },
    {
      role: "assistant",
      content: [
        { type: "tool_use", id: "toolu_1", name: "read", input: { p: 1 } },
        { type: "tool_use", id: "toolu_2", name: "read", input: {} },
      ],
    },
    { role: "user", content: results },
  ],
})
export const result = (id: string, content: unknown, is_error?: boolean) => ({
  type: "tool_result",
  tool_use_id: id,
  content,
  ...(is_error === undefined ? {} : { is_error }),
})

export const usage = (prompt: number, candidates: number, thoughts = 0, cached = 0) => ({
  promptTokenCount: prompt,
  candidatesTokenCount: candidates,
  thoughtsTokenCount: thoughts,
  cachedContentTokenCount: cached,
})
export const call = (name: string, args: unknown, more: Record<string, unknown> = {}) => ({
  functionCall: { name, args },
  ...more,
})
export const types = (events: ReturnType<typeof streamed>) => events.map(({ data }) => data.type)
