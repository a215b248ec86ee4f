import type { IncomingHttpHeaders } from "node:http"
import { isRecord } from "../../system/json-record.ts"
import { badRequest } from "../codecs/bad-request.ts"
import { type Fields, numberOf, recordOf, textOf } from "../codecs/fields.ts"
import { member } from "../codecs/gemini/member.ts"
import { parseJson } from "../codecs/json-digits.ts"
import type { Format } from "../config/config.ts"
import type { ClientKey } from "../keys/key.ts"
import type { Decoded } from "../model/exchange.ts"

/** A client's request as it came, read as far as routing needs it. */
export type ClientCall = {
  readonly format: Format
  readonly requestId: string
  readonly key: ClientKey
  /** As the client named it. */
  readonly model: string
  readonly stream: boolean
  /** Gemini alone: server-sent events, or one JSON list (G63). */
  readonly form: "sse" | "array"
  /** Keeps requests of one session on one credential; never content (G14). */
  readonly session: string | null
  readonly maxOutputTokens: number | null
  /** The body as it came, and the same parsed once. */
  readonly bytes: Buffer
  readonly fields: Fields
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
}

export type CallOrder = Pick<ClientCall, "format" | "requestId" | "key" | "bytes" | "headers" | "query"> & {
  /** Out of the path; null = it stands in the body. */
  readonly model: string | null
  readonly stream: "in-body" | "yes" | "no"
}

/** Reads a request, or says what makes it none. */
export function readCall(order: CallOrder): Decoded<ClientCall> {
  const { bytes, headers, query } = order
  const fields = parseJson(bytes.toString("utf8"))
  if (!isRecord(fields)) return { kind: "error", error: badRequest("The body is no JSON object.", null) }
  const model = order.model ?? textOf(fields.model) ?? ""
  if (model === "") return { kind: "error", error: badRequest("model: a name is required.", "model") }
  const stream = order.stream === "in-body" ? fields.stream === true : order.stream === "yes"
  return {
    kind: "ok",
    value: {
      format: order.format,
      requestId: order.requestId,
      key: order.key,
      model,
      stream,
      form: order.format === "gemini" && query.get("alt") !== "sse" ? "array" : "sse",
      session: sessionInBody(order.format, fields) ?? sessionInHeaders(headers),
      maxOutputTokens: mostTokens(fields),
      bytes,
      fields,
      headers,
      query,
    },
  }
}

/** Whether a Chat Completions client wants usage in its stream (G57). */
export function wantsUsage({ fields }: ClientCall): boolean {
  return recordOf(fields.stream_options).include_usage === true
}

/** Headers in which clients name their session; measured: Codex (`session_id`), Claude Code (`x-claude-code-session-id`). */
const sessionHeaders = ["x-session-id", "session_id", "session-id", "x-claude-code-session-id"] as const

function sessionInHeaders(headers: IncomingHttpHeaders): string | null {
  for (const name of sessionHeaders) {
    const value = headers[name]
    if (typeof value === "string" && value !== "") return value
  }
  return null
}

function sessionInBody(format: Format, fields: Fields): string | null {
  switch (format) {
    case "anthropic":
      return textOf(recordOf(fields.metadata).user_id)
    case "openai-chat":
    case "openai-responses":
      return textOf(fields.prompt_cache_key) ?? textOf(fields.user)
    case "gemini":
      return null
  }
}

/** What bounds the answer's cost, whatever each format calls it. */
function mostTokens(fields: Fields): number | null {
  return (
    numberOf(fields.max_completion_tokens) ??
    numberOf(fields.max_output_tokens) ??
    numberOf(fields.max_tokens) ??
    numberOf(member(recordOf(member(fields, "generationConfig")), "maxOutputTokens"))
  )
}
