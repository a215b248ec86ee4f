import { describe, expect, test } from "vitest"
import { errorAnswer, readError } from "../../../src/gateway/codecs/openai-chat/errors.ts"
import type { GatewayError } from "../../../src/gateway/model/exchange.ts"

const fault = (change: Partial<GatewayError>): GatewayError => ({
  status: 500,
  code: "internal",
  message: "what happened",
  param: null,
  retryAfterMs: null,
  ...change,
})

const failed = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): GatewayError =>
  readError({ status, body, now: 0, headers: { get: (name) => headers[name] ?? null } })

describe("errors in OpenAI's envelope", () => {
  test("G67a writes message, type, param and code, whatever the error", () => {
    const { status, body, headers } = errorAnswer(
      fault({ status: 400, code: "bad-request", param: "messages[0]" }),
    )
    expect(status).toBe(400)
    expect(headers["content-type"]).toBe("application/json")
    expect(JSON.parse(body)).toEqual({
      error: { message: "what happened", type: "invalid_request_error", param: "messages[0]", code: null },
    })
  })

  test("G67b understands the envelope, Google's list around it, and a bare text", () => {
    const envelope = { error: { message: "m", type: "invalid_request_error", param: "p", code: null } }
    for (const body of [envelope, [envelope]])
      expect(failed(400, JSON.stringify(body))).toMatchObject({
        code: "bad-request",
        message: "m",
        param: "p",
      })
    expect(failed(400, '{"error":"plain"}').message).toBe("plain")
    expect(failed(500, "<html>").message).toContain("500")
  })

  test.each([
    [400, 400, "bad-request"],
    [401, 502, "upstream-auth"],
    [403, 502, "upstream-auth"],
    [404, 404, "not-found"],
    [413, 413, "too-large"],
    [429, 429, "rate-limited"],
    [500, 500, "upstream"],
    [504, 504, "timeout"],
    [529, 503, "overloaded"],
  ])("G68a an upstream's %i reaches the client as %i", (there, here, code) => {
    const error = failed(there, '{"error":{"message":"m"}}')
    expect(error).toMatchObject({ status: here, code })
    expect(errorAnswer(error).status).toBe(here)
    if (code === "upstream-auth")
      expect(errorAnswer(error).body).not.toMatch(/invalid_api_key|authentication/)
  })

  test("G68b an overload of Anthropic's becomes 503 for clients of OpenAI", () => {
    expect(errorAnswer(fault({ status: 529, code: "overloaded" })).status).toBe(503)
  })

  test("G68c a used-up quota of the upstream is told as such, so that clients stop asking", () => {
    const error = failed(
      429,
      '{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}',
      {
        "retry-after": "3",
      },
    )
    expect(error.code).toBe("quota")
    // A 402 would make Codex ask six times.
    expect(errorAnswer(failed(402, "{}")).status).toBe(429)
    expect(errorAnswer(error)).toMatchObject({ status: 429, headers: { "x-should-retry": "false" } })
  })

  test("G69 obeys the upstream's hint and passes it on rounded up", () => {
    expect(failed(429, "{}", { "retry-after-ms": "1200" }).retryAfterMs).toBe(1200)
    expect(failed(429, '[{"error":{"details":[{"retryDelay":"17.5s"}]}}]').retryAfterMs).toBe(17500)
    const inWords = (words: string): unknown =>
      failed(429, JSON.stringify({ error: { message: words } })).retryAfterMs
    expect(inWords("Please retry in 17.5s.")).toBe(17_500)
    expect(inWords("Please try again in 1m2s. Visit …")).toBe(62_000)
    expect(inWords("Please try again in 20ms.")).toBe(20)
    expect(inWords("Later.")).toBeNull()
    const { headers } = errorAnswer(fault({ status: 429, code: "rate-limited", retryAfterMs: 17_500 }))
    expect(headers["retry-after"]).toBe("18")
    expect(errorAnswer(fault({})).headers["retry-after"]).toBeUndefined()
  })

  test("a spent budget is 429 insufficient_quota, with no hint to come again", () => {
    const { status, headers, body } = errorAnswer(
      fault({
        status: 402,
        code: "budget",
        retryAfterMs: 60_000,
        message: "The budget of the day is spent.",
      }),
    )
    expect(status).toBe(429)
    expect(headers).toMatchObject({ "x-should-retry": "false" })
    expect(headers["retry-after"]).toBeUndefined()
    expect(JSON.parse(body)).toMatchObject({ error: { code: "insufficient_quota" } })
  })
})
