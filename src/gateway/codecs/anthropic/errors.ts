import type { GatewayError } from "../../model/exchange.ts"
import { type Fields, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { retryAfterSeconds } from "../retry-hint.ts"
import { type FailedAnswer, upstreamError } from "../upstream-error.ts"

/** Anthropic's word for each kind of failure. */
const words: Readonly<Record<GatewayError["code"], string>> = {
  "bad-request": "invalid_request_error",
  unauthorized: "authentication_error",
  forbidden: "permission_error",
  "not-found": "not_found_error",
  "too-large": "request_too_large",
  "rate-limited": "rate_limit_error",
  quota: "rate_limit_error",
  budget: "billing_error",
  "upstream-auth": "api_error",
  overloaded: "overloaded_error",
  timeout: "timeout_error",
  upstream: "api_error",
  unsupported: "invalid_request_error",
  internal: "api_error",
}

/** The status behind a word, for errors inside a stream of status 200 (G65). */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
}

type ErrorAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * An error as an Anthropic client expects it (G67). Overload is 529 there (G68); a budget's end is 402 without any hint,
 * which Claude Code does not repeat (GB3).
 */
export function errorAnswer(error: GatewayError, requestId: string): ErrorAnswer {
  const hint =
    error.retryAfterMs === null || error.code === "budget" ? null : retryAfterSeconds(error.retryAfterMs)
  return {
    status: statusOf(error),
    headers: {
      "content-type": "application/json",
      "request-id": requestId,
      ...(hint === null ? {} : { "retry-after": hint }),
      ...(error.code === "budget" ? { "x-should-retry": "false" } : {}),
    },
    body: JSON.stringify(errorObject(error, requestId)),
  }
}

/** The envelope, which is also the last event of a broken stream (G64). */
export function errorObject(error: GatewayError, requestId: string): Fields & { readonly type: string } {
  const details =
    error.code === "quota" || error.code === "upstream-auth" ? { details: { error_code: error.code } } : {}
  return {
    type: "error",
    error: { type: words[error.code], message: error.message, ...details },
    request_id: requestId,
  }
}

/** The error of an answer whose upstream fell silent in the middle. */
export const cutStream: GatewayError = {
  status: 502,
  code: "upstream",
  message: "The upstream's stream ended before the answer did.",
  param: null,
  retryAfterMs: null,
}

/** What an Anthropic upstream answered instead of a success. */
export function readError(answer: FailedAnswer): GatewayError {
  return upstreamError(answer, textOf(recordOf(recordOf(parseJson(answer.body)).error).message))
}

/** An `error` event inside a stream. */
export function readStreamError(event: Fields): GatewayError {
  const type = textOf(recordOf(event.error).type) ?? ""
  return readError({
    status: statuses[type] ?? 502,
    headers: new Headers(),
    body: JSON.stringify(event),
    now: 0,
  })
}

function statusOf(error: GatewayError): number {
  if (error.code === "budget") return 402
  return error.code === "overloaded" ? 529 : error.status
}
