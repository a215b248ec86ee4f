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
  [{ "retry-after": "0" }, "", 0],
  [{ "retry-after": "1.5" }, "", 1500],
  [{ "retry-after": "soon" }, "Try again in 1m2s", 62_000],
  [{ "retry-after": "Fri, 20 Nov 2026 09:59:30 GMT" }, "", 0],
  [{}, "try again in 250ms", 250],
  [{ "retry-after-ms": "1500 and more", "retry-after": "2" }, "", 2000],
  [{ "retry-after-ms": "about 1500", "retry-after": "2" }, "", 2000],
  [{ "retry-after-ms": "x1500", "retry-after": "2" }, "", 2000],
  [{ "retry-after-ms": "1500x", "retry-after": "2" }, "", 2000],
  [{}, '{"retryDelay" : "5s"}', 5000],
  [{}, "Try again in 12m3s", 723_000],
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
  [408, 504, "timeout"],
  [413, 413, "too-large"],
  [429, 429, "rate-limited"],
  [500, 500, "upstream"],
  [504, 504, "timeout"],
  [529, 503, "overloaded"],
  [422, 400, "bad-request"],
  [503, 503, "overloaded"],
  [499, 400, "bad-request"],
  [501, 502, "upstream"],
  [302, 502, "upstream"],
  [418, 400, "bad-request"],
  [507, 502, "upstream"],
])("G68 an upstream's %i is told as %i %s", (status, told, code) => {
  expect(upstreamError({ status, headers: none, body: "", now }, "why")).toMatchObject({
    status: told,
    code,
    message: "why",
  })
})

test("an upstream that says nothing is told by its status, with its field where it names one", () => {
  expect(upstreamError({ status: 418, headers: none, body: "", now }, null)).toEqual({
    status: 400,
    code: "bad-request",
    message: "The upstream answered with status 418.",
    param: null,
    retryAfterMs: null,
  })
  expect(upstreamError({ status: 400, headers: none, body: "", now }, "why", "model").param).toBe("model")
})
