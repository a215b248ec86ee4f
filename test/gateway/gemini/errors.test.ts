import { expect, test } from "vitest"
import { errorAnswer, readError } from "../../../src/gateway/codecs/gemini/errors.ts"
import type { GatewayError } from "../../../src/gateway/model/exchange.ts"

const error: GatewayError = {
  status: 400,
  code: "bad-request",
  message: "why",
  param: null,
  retryAfterMs: null,
}
const told = (more: Partial<GatewayError>) => {
  const answer = errorAnswer({ ...error, ...more })
  return { ...answer, body: JSON.parse(answer.body) }
}
const google = (code: number, status: string, details: readonly unknown[] = []) => ({
  error: { code, message: `${status} it is`, status, details },
})
const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  readError({ status, headers: new Headers(headers), body: JSON.stringify(body), now: 0 })

test.each([
  ["bad-request", 400, "INVALID_ARGUMENT"],
  ["unauthorized", 401, "UNAUTHENTICATED"],
  ["forbidden", 403, "PERMISSION_DENIED"],
  ["not-found", 404, "NOT_FOUND"],
  ["rate-limited", 429, "RESOURCE_EXHAUSTED"],
  ["overloaded", 503, "UNAVAILABLE"],
  ["timeout", 504, "DEADLINE_EXCEEDED"],
  ["upstream-auth", 502, "UNAVAILABLE"],
] as const)("G67 %s has Google's envelope with status %i and %s", (code, status, word) => {
  expect(told({ code, status })).toMatchObject({
    status,
    body: { error: { code: status, message: "why", status: word, details: [] } },
  })
})

test("G67a the field and the hint stand in the details", () => {
  const { headers, body } = told({
    status: 429,
    code: "rate-limited",
    param: "contents",
    retryAfterMs: 17_500,
  })
  expect(headers["retry-after"]).toBe("18")
  expect(body.error.details).toEqual([
    {
      "@type": "type.googleapis.com/google.rpc.BadRequest",
      fieldViolations: [{ field: "contents", description: "why" }],
    },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "18s" },
  ])
})

test("an error without a field or a hint names neither", () => {
  const { headers, body } = told({ code: "rate-limited", status: 429 })
  expect(headers).toEqual({ "content-type": "application/json; charset=UTF-8" })
  expect(body).toEqual({ error: { code: 429, message: "why", status: "RESOURCE_EXHAUSTED", details: [] } })
})

test("G67b an end of the budget is 402 and asks for no retry", () => {
  const { status, headers, body } = told({ code: "budget", status: 429, retryAfterMs: 1000 })
  expect(status).toBe(402)
  expect(body.error.code).toBe(402)
  expect(headers).toMatchObject({ "x-should-retry": "false" })
  expect(headers).not.toHaveProperty("retry-after")
  expect(body.error.details).toEqual([])
})

test("G67c Google's errors are understood, wrapped into a list or not", () => {
  const fieldViolations = [{ field: "tools[0]", description: "x" }]
  const body = google(400, "INVALID_ARGUMENT", [{ fieldViolations }])
  const expected = { status: 400, code: "bad-request", message: "INVALID_ARGUMENT it is", param: "tools[0]" }
  expect(read(400, body)).toMatchObject(expected)
  expect(read(400, [body])).toMatchObject(expected)
  expect(read(502, "<html>")).toMatchObject({ status: 502, code: "upstream" })
})

test("G68 a key that Google rejects is never shown as the client's", () => {
  for (const status of [401, 403]) {
    expect(read(status, google(status, "X"))).toMatchObject({ status: 502, code: "upstream-auth" })
  }
})

test("G69 RetryInfo is read; a quota of the day is told apart", () => {
  const info = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "17.5s" }
  expect(read(429, google(429, "RESOURCE_EXHAUSTED", [info]))).toMatchObject({
    code: "rate-limited",
    retryAfterMs: 17_500,
  })
  const violations = [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }]
  expect(read(429, google(429, "RESOURCE_EXHAUSTED", [{ violations }, info])).code).toBe("quota")
})
