import { isRecord } from "../../system/json-record.ts"
import { badRequest } from "../codecs/bad-request.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../codecs/fields.ts"
import { member } from "../codecs/gemini/member.ts"
import { parseJson } from "../codecs/json-digits.ts"
import type { Decoded } from "../model/exchange.ts"

/** Texts to embed, in the terms of no vendor. */
export type EmbedRequest = {
  /** As the client's body names it; Gemini's clients name it in the path. */
  readonly model: string | null
  readonly inputs: readonly EmbedInput[]
  readonly dimensions: number | null
  /** How the client wants its numbers. */
  readonly encoding: "float" | "base64"
  /** Whether a Gemini client asked for one vector or for a list of them. */
  readonly batch: boolean
}

export type EmbedInput = {
  /** Null = the client sent numbers of tokens, which one vendor alone understands. */
  readonly text: string | null
  /** What the vector is for, in Gemini's words (`RETRIEVAL_QUERY`, …). */
  readonly taskType: string | null
  readonly title: string | null
}

export type Embeddings = { readonly vectors: readonly (readonly number[])[]; readonly tokens: number | null }

/** The formats clients ask for embeddings in. */
export type EmbedFormat = "openai-chat" | "gemini"

/** A body of `/v1/embeddings`, `:embedContent` or `:batchEmbedContents`. */
export function decodeEmbedRequest(
  format: EmbedFormat,
  operation: "embed" | "embed-batch",
  body: string,
): Decoded<EmbedRequest> {
  const fields = parseJson(body)
  if (!isRecord(fields)) return wrong("The body is no JSON object.", null)
  return format === "gemini" ? decodeGemini(fields, operation) : decodeOpenai(fields)
}

/** The vectors as the client reads them, as JSON text; `model` as the client named it. */
export function encodeEmbedAnswer(
  format: EmbedFormat,
  request: EmbedRequest,
  { vectors, tokens }: Embeddings,
  model: string,
): string {
  if (format === "gemini") {
    const embeddings = vectors.map((values) => ({ values }))
    return JSON.stringify(request.batch ? { embeddings } : { embedding: embeddings[0] ?? { values: [] } })
  }
  const data = vectors.map((values, index) => ({
    object: "embedding",
    index,
    embedding: request.encoding === "base64" ? packed(values) : values,
  }))
  // Google's API tells no count; none is made up.
  const usage = { prompt_tokens: tokens ?? 0, total_tokens: tokens ?? 0 }
  return JSON.stringify({ object: "list", data, model, usage })
}

function decodeOpenai(fields: Fields): Decoded<EmbedRequest> {
  const { input } = fields
  const list = typeof input === "string" ? [input] : listOf(input)
  if (list.length === 0) return wrong("input: a text or a list of texts is required.", "input")
  const texts: readonly unknown[] = list.every((one) => typeof one === "number") ? [list] : list
  const inputs: EmbedInput[] = []
  for (const [index, text] of texts.entries()) {
    if (typeof text !== "string" && !isTokens(text)) return wrong(`input.${index}: is no text.`, "input")
    inputs.push({ text: textOf(text), taskType: null, title: null })
  }
  const encoding = fields.encoding_format === "base64" ? "base64" : "float"
  const dimensions = numberOf(fields.dimensions)
  return { kind: "ok", value: { model: textOf(fields.model), inputs, dimensions, encoding, batch: true } }
}

function decodeGemini(fields: Fields, operation: "embed" | "embed-batch"): Decoded<EmbedRequest> {
  const batch = operation === "embed-batch"
  const requests = batch ? listOf(fields.requests).map(recordOf) : [fields]
  if (requests.length === 0) return wrong("requests: at least one is required.", "requests")
  const inputs: EmbedInput[] = []
  for (const [index, request] of requests.entries()) {
    const parts = listOf(recordOf(request.content).parts).map(recordOf)
    const texts = parts.map((part) => textOf(part.text))
    const at = batch ? `requests.${index}.content` : "content"
    if (texts.length === 0 || texts.includes(null)) return wrong(`${at}: only texts can be translated.`, at)
    const taskType = textOf(member(request, "taskType"))
    inputs.push({ text: texts.join(""), taskType, title: textOf(request.title) })
  }
  const [first = {}] = requests
  const dimensions = numberOf(member(first, "outputDimensionality"))
  return { kind: "ok", value: { model: null, inputs, dimensions, encoding: "float", batch } }
}

function isTokens(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number")
}

/** As OpenAI packs vectors: 32-bit floats, little endian. */
function packed(values: readonly number[]): string {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString("base64")
}

function wrong(message: string, param: string | null): Decoded<never> {
  return { kind: "error", error: badRequest(message, param) }
}
