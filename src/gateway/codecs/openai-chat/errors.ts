import { isRecord } from "../../../system/json-record.ts"
import type { GatewayError } from "../../model/exchange.ts"
import { type Fields, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { retryAfterSeconds } from "../retry-hint.ts"
import { type FailedAnswer, upstreamError } from "../upstream-error.ts"

export type ErrorAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The `type` and `code` of OpenAI's envelope for each of ours. */
const words: Readonly<Record<GatewayError["code"], readonly [type: string, code: string | null]>> = {
  "bad-request": ["invalid_request_error", null],
  unauthorized: ["authentication_error", "invalid_api_key"],
  forbidden: ["permission_error", null],
  "not-found": ["invalid_request_error", "model_not_found"],
  "too-large": ["invalid_request_error", "request_too_large"],
  "rate-limited": ["rate_limit_error", "rate_limit_exceeded"],
  quota: ["insufficient_quota", "insufficient_quota"],
  budget: ["insufficient_quota", "insufficient_quota"],
  "upstream-auth": ["server_error", "upstream_auth"],
  overloaded: ["server_error", "overloaded"],
  timeout: ["server_error", "timeout"],
  upstream: ["server_error", "upstream_error"],
  unsupported: ["invalid_request_error", "unsupported"],
  internal: ["server_error", "internal_error"],
}

/** An error as clients of both OpenAI formats get it before the first byte (G67, G68, G69). */
export function errorAnswer(error: GatewayError): ErrorAnswer {
  return {
    status: statusFor(error),
    headers: { "content-type": "application/json", ...retryHeaders(error) },
    body: JSON.stringify(errorEnvelope(error)),
  }
}

/** `{error: {message, type, param, code}}`, also for the middle of a stream. */
export function errorEnvelope(error: GatewayError): Fields {
  const [type, code] = words[error.code]
  return { error: { message: error.message, type, param: error.param, code } }
}

/** What an upstream of this format says went wrong; Google's own wraps the envelope in a list (G67). */
export function readError(answer: FailedAnswer): GatewayError {
  const told = envelopeIn(parseJson(answer.body))
  const error = upstreamError(answer, textOf(told?.message), textOf(told?.param))
  const quota = told?.code === "insufficient_quota" || told?.type === "insufficient_quota"
  return quota && answer.status === 429 ? { ...error, code: "quota", retryAfterMs: null } : error
}

/** An error that came inside an answer of status 200; null when there is none. */
export function errorInside(value: unknown, now: number): GatewayError | null {
  const told = envelopeIn(value)
  if (told === null) return null
  const code = told.code
  const status = typeof code === "number" && code >= 400 && code < 600 ? code : statusOfType(told)
  return readError({ status, headers: { get: () => null }, body: JSON.stringify(value), now })
}

function envelopeIn(value: unknown): Fields | null {
  const first: unknown = Array.isArray(value) ? value[0] : value
  if (!isRecord(first)) return null
  if (typeof first.error === "string") return { message: first.error }
  return isRecord(first.error) ? first.error : null
}

function statusOfType(told: Fields): number {
  const word = `${textOf(told.type) ?? ""} ${textOf(told.code) ?? ""}`
  if (/rate_limit|insufficient_quota/.test(word)) return 429
  if (/overloaded|server_is_overloaded|slow_down/.test(word)) return 503
  return /invalid_request|invalid_prompt|context_length/.test(word) ? 400 : 502
}

/** A budget stop is 429 here: Codex tries a 402 six times. 529 is a word of Anthropic's alone. */
function statusFor(error: GatewayError): number {
  if (error.code === "budget" || error.code === "quota") return 429
  return error.status === 529 ? 503 : error.status
}

/** Silence after a budget stop needs `x-should-retry: false` and no `Retry-After`. */
function retryHeaders(error: GatewayError): Readonly<Record<string, string>> {
  if (error.code === "budget" || error.code === "quota") return { "x-should-retry": "false" }
  if (error.retryAfterMs === null) return {}
  return { "retry-after": retryAfterSeconds(error.retryAfterMs) }
}
