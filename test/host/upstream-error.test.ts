import { describe, expect, it } from "vitest"
import { decodeAntigravity } from "../../src/host/antigravity.ts"
import { terminationOf } from "../../src/host/antigravity-termination.ts"
import { isRecord } from "../../src/host/payload.ts"
import { classifyError, resumeIn } from "../../src/host/upstream-error.ts"
import { fixtureText, indexEntries, textOf } from "./fixtures.ts"

const now = Date.parse("2026-11-18T09:30:00Z")
const second = 1000
const minute = 60 * second
const hour = 60 * minute

describe("the resume time of a quota error", () => {
  it.each([
    ["Individual quota reached. Resets in 1h12m5s.", hour + 12 * minute + 5 * second],
    ["Resets in 34m13s", 34 * minute + 13 * second],
    ["quota: resets in 2d3h", 51 * hour],
    ["Please retry in 12.5s.", 12_500],
    ["try again in 5 minutes", 5 * minute],
    ["available in 1 hour, 30 minutes", 90 * minute],
    ['{"retryDelay": "34s"}', 34 * second],
    ["Retry-After: 120", 120 * second],
    ["retry after 250ms", 250],
    ["reset_time: 2026-11-18T13:40:00Z", 4 * hour + 10 * minute],
    ["Resets at 2026-11-18T10:30:00+01:00.", 0],
    ["Resets at 2026-11-18T09:00:00Z", 0],
  ])("reads %j", (text, ms) => {
    expect(resumeIn(text, now)).toBe(ms)
  })

  it.each([
    "quota reached",
    "Resets in a while",
    "retry 3 times",
    "Resets in 400d",
    "reset at 2026-99-99T00:00:00Z",
    "Resets on 2029-01-01T00:00:00Z",
    "used 12s of 34s",
    "",
  ])("finds none in %j", (text) => {
    expect(resumeIn(text, now)).toBeNull()
  })
})

describe("the class of an error text", () => {
  it.each([
    ["RESOURCE_EXHAUSTED (code 429): Individual quota reached. Resets in 1h12m5s.", "quota"],
    ["HTTP 429 Too Many Requests", "quota"],
    ["Rate limit exceeded", "quota"],
    ["code 429: input tokens exceed the limit per minute", "quota"],
    ["UNAUTHENTICATED (code 401): sign in again", "auth"],
    ["PERMISSION_DENIED (code 403)", "auth"],
    ["error: not signed in", "auth"],
    ["API key not valid. Please pass a valid API key.", "auth"],
    ["INVALID_ARGUMENT (code 400): input exceeds the context window", "context"],
    ["prompt is too long: 210000 tokens > 200000 maximum", "context"],
    ["The input token count exceeds the maximum number of tokens allowed", "context"],
    ["model request failed: upstream returned 500", "other"],
    ["UNAVAILABLE (code 503): try again later", "other"],
    ["open /etc/hosts: permission denied", "other"],
    ["401 tests failed", "other"],
    ["stream interrupted", "other"],
  ])("reads %j as %s", (text, kind) => {
    expect(classifyError(text, now).kind).toBe(kind)
  })

  it("stays quick and calm on a huge text", () => {
    expect(classifyError(`${"resets in ".repeat(50_000)}1h`, now).kind).toBe("other")
  })

  const meaning: Readonly<Record<string, string>> = { quota: "quota", auth: "auth", "infra-error": "other" }
  const failed = indexEntries("agy/index.json", "runs").flatMap((run) => {
    const outcome = isRecord(run.expect) ? textOf(run.expect, "outcome") : ""
    const kind = meaning[outcome]
    return kind === undefined ? [] : [{ name: textOf(run, "name"), run, kind }]
  })

  it.each(failed)("agrees with the recorded agy run $name", ({ run, kind }) => {
    const error = classifyError(textOf(run, "stderr"), now)
    expect(error.kind).toBe(kind)
    const seconds = isRecord(run.expect) ? run.expect.resetsInSeconds : undefined
    if (error.kind === "quota") expect(error.resumeInMs).toBe(Number(seconds) * second)
  })

  it("covers quota, authentication and infrastructure runs", () => {
    expect(new Set(failed.map(({ kind }) => kind))).toEqual(new Set(["quota", "auth", "other"]))
  })
})

function terminationOfFixture(name: string) {
  const decoded = decodeAntigravity("Stop", fixtureText(`hook-events/${name}.json`), now)
  return decoded.kind === "event" && decoded.event.kind === "stop" ? decoded.event.termination : null
}

describe("a Stop that pauses the loop", () => {
  it.each([
    ["S46", "stop-error-quota", "rate-limited", hour + 12 * minute + 5 * second, /quota/],
    ["S47", "stop-error-auth", "needs-human", null, /^Sign in/],
    ["S48", "stop-error-context", "host-error", null, /task is restated/],
    ["S46", "stop-error-with-no-tool-call", "host-error", null, /stream interrupted/],
    ["S52", "stop-reason-user-canceled", "needs-human", null, /^You stopped the turn/],
    ["S52", "stop-reason-user-canceled-prefixed", "needs-human", null, /^You stopped the turn/],
    ["S39", "stop-reason-max-invocations", "host-capped", null, /limit/],
    ["S39", "stop-reason-max-forced-invocations", "host-capped", null, /continuations/],
    ["S39", "stop-reason-doc-max-steps-exceeded", "host-capped", null, /limit/],
    ["S39", "stop-reason-max-token-budget-exceeded", "host-capped", null, /token budget/],
    ["S39", "stop-reason-halted-step", "host-error", null, /halted/],
    ["S39", "stop-reason-terminal-custom-hook", "host-error", null, /hook/],
    ["S46", "stop-reason-error", "host-error", null, /upstream returned 500/],
  ])("%s reads %s as %s", (_scenario, name, outcome, resumeInMs, why) => {
    expect(terminationOfFixture(name)).toEqual({
      kind: "pause",
      outcome,
      resumeInMs,
      why: expect.stringMatching(why),
    })
  })

  it("S52 lets the user's own cancel win over the error text that comes with it", () => {
    expect(terminationOf("USER_CANCELED", "code 429: quota", now)).toMatchObject({ outcome: "needs-human" })
  })

  it("puts an error text of many lines into one bounded sentence", () => {
    const termination = terminationOf("ERROR", `first\nsecond ${"x".repeat(5000)}`, now)
    expect(termination.kind === "pause" && termination.why).toMatch(/^[^\n]{1,600}$/)
  })

  it("bounds an unknown name and does not mistake names of object members for reasons", () => {
    expect(terminationOf("n".repeat(5000), "", now)).toEqual({ kind: "unknown", name: "N".repeat(100) })
    expect(terminationOf("constructor", "", now).kind).toBe("unknown")
    expect(terminationOf("__proto__", "", now).kind).toBe("unknown")
  })

  it.each(["", "  ", " no_tool_call ", "TERMINATION_REASON_NO_TOOL_CALL"])(
    "reads %j as a normal end",
    (reason) => {
      expect(terminationOf(reason, " ", now)).toEqual({ kind: "eligible" })
    },
  )
})
