import { expect, test } from "vitest"
import { errorAnswer, readError, readStreamError } from "../../../src/gateway/codecs/anthropic/errors.ts"
import type { GatewayError } from "../../../src/gateway/model/exchange.ts"

const error: GatewayError = {
  status: 400,
  code: "bad-request",
  message: "why",
  param: null,
  retryAfterMs: null,
}
const told = (more: Partial<GatewayError>) => {
  const answer = errorAnswer({ ...error, ...more }, "req_7")
  return { ...answer, body: JSON.parse(answer.body) }
}

test.each([
  ["bad-request", 400, 400, "invalid_request_error"],
  ["unauthorized", 401, 401, "authentication_error"],
  ["forbidden", 403, 403, "permission_error"],
  ["not-found", 404, 404, "not_found_error"],
  ["too-large", 413, 413, "request_too_large"],
  ["rate-limited", 429, 429, "rate_limit_error"],
  ["overloaded", 503, 529, "overloaded_error"],
  ["timeout", 504, 504, "timeout_error"],
  ["upstream-auth", 502, 502, "api_error"],
  ["internal", 500, 500, "api_error"],
] as const)(
  "G67 G68 %s of status %i has Anthropic's envelope with %i and %s",
  (code, status, expected, type) => {
    const answer = told({ code, status })
    expect(answer.status).toBe(expected)
    expect(answer.headers["request-id"]).toBe("req_7")
    expect(answer.body).toMatchObject({ type: "error", error: { type, message: "why" }, request_id: "req_7" })
  },
)

test("G67a an end of the budget is 402 billing_error and asks for no retry", () => {
  const answer = told({ code: "budget", status: 429, retryAfterMs: 5000 })
  expect(answer).toMatchObject({ status: 402, headers: { "x-should-retry": "false" } })
  expect(answer.headers).not.toHaveProperty("retry-after")
  expect(answer.body.error.type).toBe("billing_error")
})

test("G68 quota and credentials of the gateway's own upstream are told apart in the details, and nothing else is", () => {
  for (const code of ["quota", "upstream-auth"] as const)
    expect(told({ code }).body.error).toMatchObject({ message: "why", details: { error_code: code } })
  expect(told({ code: "rate-limited" }).body.error).toEqual({ type: "rate_limit_error", message: "why" })
})

test("an error without a hint asks for nothing", () => {
  expect(told({ code: "rate-limited", status: 429 }).headers).toEqual({
    "content-type": "application/json",
    "request-id": "req_7",
  })
})

test("G69 a hint is sent on as whole seconds, rounded up", () => {
  expect(told({ code: "rate-limited", status: 429, retryAfterMs: 1200 }).headers["retry-after"]).toBe("2")
})

test.each([
  [400, 400, "bad-request"],
  [401, 502, "upstream-auth"],
  [403, 502, "upstream-auth"],
  [429, 429, "rate-limited"],
  [500, 500, "upstream"],
  [529, 503, "overloaded"],
])("G68 Anthropic's %i is told as %i %s, with its message", (status, expected, code) => {
  const body = JSON.stringify({ type: "error", error: { type: "x", message: "its words" } })
  const headers = new Headers({ "retry-after": "3" })
  expect(readError({ status, headers, body, now: 0 })).toMatchObject({
    status: expected,
    code,
    message: "its words",
    retryAfterMs: 3000,
  })
})

test("G68a an error inside a stream has the status of its word; an unknown one is a bad gateway", () => {
  const event = (type: string) => ({ type: "error", error: { type, message: "m" } })
  expect(readStreamError(event("rate_limit_error"))).toMatchObject({ status: 429, code: "rate-limited" })
  expect(readStreamError(event("authentication_error"))).toMatchObject({ status: 502, code: "upstream-auth" })
  expect(readStreamError(event("word_of_tomorrow"))).toMatchObject({ status: 502, code: "upstream" })
})
