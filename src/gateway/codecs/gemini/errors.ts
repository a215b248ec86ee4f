import type { GatewayError } from "../../model/exchange.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { retryAfterSeconds } from "../retry-hint.ts"
import { type FailedAnswer, upstreamError } from "../upstream-error.ts"

/** Google's word for each kind of failure. */
const words: Readonly<Record<GatewayError["code"], string>> = {
  "bad-request": "INVALID_ARGUMENT",
  unauthorized: "UNAUTHENTICATED",
  forbidden: "PERMISSION_DENIED",
  "not-found": "NOT_FOUND",
  "too-large": "INVALID_ARGUMENT",
  "rate-limited": "RESOURCE_EXHAUSTED",
  quota: "RESOURCE_EXHAUSTED",
  budget: "FAILED_PRECONDITION",
  "upstream-auth": "UNAVAILABLE",
  overloaded: "UNAVAILABLE",
  timeout: "DEADLINE_EXCEEDED",
  upstream: "INTERNAL",
  unsupported: "UNIMPLEMENTED",
  internal: "INTERNAL",
}

type ErrorAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An error as a Gemini client expects it (G67). A budget's end is 402, which Gemini CLI does not repeat (GB4). */
export function errorAnswer(error: GatewayError): ErrorAnswer {
  const status = error.code === "budget" ? 402 : error.status
  const hint =
    error.retryAfterMs === null || error.code === "budget" ? null : retryAfterSeconds(error.retryAfterMs)
  return {
    status,
    headers: {
      "content-type": "application/json; charset=UTF-8",
      ...(hint === null ? {} : { "retry-after": hint }),
      ...(error.code === "budget" ? { "x-should-retry": "false" } : {}),
    },
    body: JSON.stringify(errorObject({ ...error, status })),
  }
}

/** The error object itself, which is also what a broken stream ends with (G64). */
export function errorObject(error: GatewayError): Fields {
  const details: Fields[] = []
  if (error.param !== null) {
    details.push({
      "@type": "type.googleapis.com/google.rpc.BadRequest",
      fieldViolations: [{ field: error.param, description: error.message }],
    })
  }
  if (error.retryAfterMs !== null && error.code !== "budget") {
    const retryDelay = `${retryAfterSeconds(error.retryAfterMs)}s`
    details.push({ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay })
  }
  return { error: { code: error.status, message: error.message, status: words[error.code], details } }
}

/** What a Gemini upstream answered instead of a success; also in a list, as its OpenAI-compatible side does. */
export function readError(answer: FailedAnswer): GatewayError {
  const parsed = parseJson(answer.body)
  const error = recordOf(recordOf(Array.isArray(parsed) ? parsed[0] : parsed).error)
  const details = listOf(error.details).map(recordOf)
  const violation = details.flatMap((detail) => listOf(detail.fieldViolations)).map(recordOf)[0]
  const told = upstreamError(answer, textOf(error.message), textOf(violation?.field))
  // Gemini tells of a wrong or expired key with status 400 (G68).
  const reasons = details.map((detail) => textOf(detail.reason) ?? "")
  if (reasons.some((reason) => reason.startsWith("API_KEY_")))
    return { ...told, status: 502, code: "upstream-auth", param: null }
  // A quota of the day is no matter of waiting a little (G70).
  const daily = details.flatMap((detail) => listOf(detail.violations)).map(recordOf)
  const isDaily = daily.some((each) => /PerDay/i.test(textOf(each.quotaId) ?? ""))
  return told.code === "rate-limited" && isDaily ? { ...told, code: "quota" } : told
}

/** An error object inside a stream that began with status 200 (G65). */
export function readStreamError(chunk: Fields): GatewayError {
  const status = numberOf(recordOf(chunk.error).code) ?? 502
  return readError({ status, headers: new Headers(), body: JSON.stringify(chunk), now: 0 })
}
