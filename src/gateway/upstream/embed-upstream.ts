import { isRecord } from "../../system/json-record.ts"
import { badRequest } from "../codecs/bad-request.ts"
import { type Fields, listOf, numberOf, present, recordOf, textOf } from "../codecs/fields.ts"
import { parseJson } from "../codecs/json-digits.ts"
import type { Decoded, GatewayError } from "../model/exchange.ts"
import type { Embeddings, EmbedInput, EmbedRequest } from "./embeddings.ts"
import type { Operation } from "./endpoint.ts"
import type { Target } from "./target.ts"

/** The request as the target takes it; an error where it has no embeddings (Claude). */
export function encodeEmbedRequest(
  request: EmbedRequest,
  { upstream, model }: Target,
): Decoded<{ readonly operation: Operation; readonly body: string }> {
  const { dimensions } = request
  const inputs = request.inputs.flatMap(({ text, ...rest }) => (text === null ? [] : [{ ...rest, text }]))
  if (inputs.length < request.inputs.length) {
    return {
      kind: "error",
      error: badRequest("input: only texts can be translated, no numbers of tokens.", "input"),
    }
  }
  switch (upstream.kind) {
    case "gemini": {
      const outputDimensionality = dimensions
      const requests = inputs.map((input) => ({
        model: `models/${model}`,
        ...contentOf(input, { outputDimensionality }),
      }))
      return ok("embed-batch", { requests })
    }
    case "vertex-gemini": {
      const instances = inputs.map(({ text, taskType, title }) =>
        present({ content: text, task_type: taskType, title }),
      )
      const parameters = dimensions === null ? null : { outputDimensionality: dimensions }
      return ok("embed", present({ instances, parameters }))
    }
    case "openai":
    case "openai-compatible":
      return ok(
        "embed",
        present({ model, input: inputs.map(({ text }) => text), dimensions, encoding_format: "float" }),
      )
    case "anthropic":
    case "vertex-claude": {
      const message = `The upstream ${upstream.name} has no embeddings. Choose a model of another upstream.`
      return {
        kind: "error",
        error: { status: 400, code: "unsupported", message, param: "model", retryAfterMs: null },
      }
    }
    default:
      return upstream.kind satisfies never
  }
}

/** The vectors in an upstream's answer, in the order of the texts. */
export function decodeEmbedAnswer({ upstream }: Target, body: string): Decoded<Embeddings> {
  const fields = recordOf(parseJson(body))
  switch (upstream.kind) {
    case "gemini": {
      const single = isRecord(fields.embedding) ? [fields.embedding] : []
      const vectors = [...listOf(fields.embeddings), ...single].map((one) => numbersOf(recordOf(one).values))
      return checked(vectors, numberOf(recordOf(fields.usageMetadata).promptTokenCount))
    }
    case "vertex-gemini": {
      const told = listOf(fields.predictions).map((one) => recordOf(recordOf(one).embeddings))
      const counts = told.map((one) => numberOf(recordOf(one.statistics).token_count))
      const tokens = counts.includes(null)
        ? null
        : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
      return checked(
        told.map((one) => numbersOf(one.values)),
        tokens,
      )
    }
    default: {
      const data = listOf(fields.data).map(recordOf)
      const sorted = [...data].sort((one, other) => (numberOf(one.index) ?? 0) - (numberOf(other.index) ?? 0))
      const vectors = sorted.map(({ embedding }) => unpacked(embedding) ?? numbersOf(embedding))
      return checked(vectors, numberOf(recordOf(fields.usage).prompt_tokens))
    }
  }
}

function contentOf({ text, taskType, title }: EmbedInput, more: Fields): Fields {
  return present({ content: { parts: [{ text }] }, taskType, title, ...more })
}

function ok(operation: Operation, body: object): Decoded<{ operation: Operation; body: string }> {
  return { kind: "ok", value: { operation, body: JSON.stringify(body) } }
}

function checked(vectors: readonly (readonly number[])[], tokens: number | null): Decoded<Embeddings> {
  if (vectors.length > 0 && vectors.every((vector) => vector.length > 0)) {
    return { kind: "ok", value: { vectors, tokens } }
  }
  return { kind: "error", error: unreadable }
}

const unreadable: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The upstream answered without embeddings.",
  param: null,
  retryAfterMs: null,
}

function numbersOf(value: unknown): readonly number[] {
  return listOf(value).map(Number)
}

/** Some servers pack vectors although numbers were asked for. */
function unpacked(value: unknown): readonly number[] | null {
  const text = textOf(value)
  if (text === null) return null
  const bytes = Buffer.from(text, "base64")
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4))
}
