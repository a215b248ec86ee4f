import { describe, expect, it } from "vitest"
import { conclude } from "../../src/loop/control.ts"
import type { Termination } from "../../src/loop/event.ts"
import { preflight } from "../../src/loop/preflight.ts"
import { runningLoop, start, stopEvent, turn } from "./builders.ts"

const pauseBy = (
  outcome: "rate-limited" | "host-capped" | "host-error" | "needs-human",
  resumeInMs: number | null,
) => stopEvent({ termination: { kind: "pause", outcome, why: `${outcome} by the host`, resumeInMs } })

describe("preflight", () => {
  it("lets an eligible Stop of a running loop go on to the checks", () => {
    expect(preflight(runningLoop(), stopEvent(), turn(), start).kind).toBe("check")
  })

  it("S46 pauses on a quota with the time it resumes, and counts nothing", () => {
    const { state, kind } = preflight(runningLoop(), pauseBy("rate-limited", 4_325_000), turn(), start)
    expect(kind).toBe("permit")
    expect(state.outcome).toMatchObject({
      kind: "rate-limited",
      resumeAt: start + 4_325_000,
      until: "reset-time",
    })
    expect(state.iteration).toBe(0)
  })

  it.each([
    ["S39 a host cap reads host-capped, never success", "host-capped"],
    ["S47 S48 a failed sign-in or full context pauses", "host-error"],
  ] as const)("%s", (_title, outcome) => {
    const { state } = preflight(runningLoop(), pauseBy(outcome, null), turn(), start)
    expect(state.status).toBe("paused")
    expect(state.outcome?.kind).toBe(outcome)
  })

  it.each<[string, Termination]>([
    ["a continuation of another hook", { kind: "not-a-stop" }],
    ["a reason no build is known to send", { kind: "unknown", name: "SOMETHING_NEW" }],
  ])("permits %s without counting", (_title, termination) => {
    const passed = preflight(runningLoop(), stopEvent({ termination }), turn(), start)
    expect(passed.kind).toBe("permit")
    expect(passed.state.status).toBe("running")
    expect(passed.state.iteration).toBe(0)
  })

  it("S45 runs no check and counts nothing while background work is running", () => {
    const passed = preflight(runningLoop(), stopEvent({ fullyIdle: false }), turn(), start)
    expect(passed).toMatchObject({ kind: "permit", state: { iteration: 0, status: "running" } })
  })

  it("S55 never pushes an agent on that waits for the user's answer, and takes the answer as the go", () => {
    const ended = stopEvent({ termination: { kind: "eligible-unless-human-wait" } })
    const { state } = preflight(runningLoop(), ended, turn({ waitingForHuman: true }), start)
    expect(state.outcome).toMatchObject({ kind: "needs-human", until: "user-message" })
  })

  it("S54 pauses visibly when the user wrote something else, and keeps the state", () => {
    const other = turn({ request: { text: "why is rounding half up?", key: "row-9" } })
    const { state } = preflight(runningLoop({}, { iteration: 3 }), stopEvent(), other, start)
    expect(state).toMatchObject({ status: "paused", iteration: 3 })
    expect(state.outcome?.reason).toContain("another message")
  })

  it("does not take a transcript without a user row for another request", () => {
    expect(preflight(runningLoop(), stopEvent(), turn({ request: null }), start).kind).toBe("check")
  })

  it("S52 keeps a loop paused that the user paused or stopped", () => {
    const paused = conclude(runningLoop(), "needs-human", "you stopped the turn", start)
    const passed = preflight(paused, stopEvent(), turn(), start)
    expect(passed).toMatchObject({ kind: "permit", decision: { kind: "permit", outcome: "needs-human" } })
  })
})
