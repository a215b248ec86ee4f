import { expect, test } from "vitest"
import { retryAfterMs, retryAfterSeconds } from "../../../src/gateway/codecs/retry-hint.ts"
import { upstreamError } from "../../../src/gateway/codecs/upstream-error.ts"

const now = Date.parse("2026-11-20T10:00:00Z")
const none = new Headers()

test.each([
  [{ "retry-after-ms": "1500", "retry-after": "90" }, "", 1500],
  [{ "retry-after": "2" }, "", 2000],
  [{ "retry-after": "Fri, 20 Nov 2026 10:00:30 GMT" }, "", 30_000],
  [{}, '{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay": "17.5s"}', 17_500],
  [{}, "Quota exceeded. Please retry in 12.25s.", 12_250],
  [{}, "no hint", null],
])("G69 reads the hint of %o and body %s", (headers, body, expected) => {
  expect(retryAfterMs(new Headers(headers), body, now)).toBe(expected)
})

test("G69a sends a hint on in whole seconds, rounded up", () => {
  expect(retryAfterSeconds(17_500)).toBe("18")
  expect(retryAfterSeconds(1)).toBe("1")
})

test.each([
  [400, 400, "bad-request"],
  [401, 502, "upstream-auth"],
  [402, 402, "quota"],
  [403, 502, "upstream-auth"],
  [404, 404, "not-found"],
  [413, 413, "too-large"],
  [429, 429, "rate-limited"],
  [500, 500, "upstream"],
  [504, 504, "timeout"],
  [529, 503, "overloaded"],
  [418, 400, "bad-request"],
  [507, 502, "upstream"],
])("G68 an upstream's %i is told as %i %s", (status, told, code) => {
  expect(upstreamError({ status, headers: none, body: "", now }, "why")).toMatchObject({
    status: told,
    code,
    message: "why",
  })
})
