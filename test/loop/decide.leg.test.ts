import { describe, expect, it } from "vitest"
import { decide } from "../../src/loop/decide.ts"
import { settle } from "../../src/loop/settle.ts"
import { check, evidence, runningLoop, start } from "./builders.ts"

const green = { verdict: "green", failing: [], blocking: [], tree: "t2", treeAfter: "t2" } as const
const red = {
  verdict: "red",
  failing: ["a"],
  blocking: ["a"],
  tree: "t1",
  treeAfter: "t1",
  checks: [check({ end: "failed" })],
} as const
const done = { kind: "promise", text: "DONE" } as const

describe("decide in a loop that works in phases", () => {
  it("ends nothing before the last phase, however green and claimed it is", () => {
    for (const leg of ["think", "work"] as const) {
      const { decision, state } = decide(runningLoop(), evidence({ ...green, claim: done }), start, leg)
      expect(decision.kind).toBe("continue")
      expect(state).toMatchObject({ status: "running", iteration: 1 })
    }
    const { decision } = decide(runningLoop(), evidence({ ...green, claim: done }), start, "last")
    expect(decision).toMatchObject({ kind: "permit", outcome: "verified" })
  })

  it("says before the last phase only what was measured, not what to do", () => {
    const { decision } = decide(runningLoop(), evidence({ ...red, digest: "the digest" }), start, "work")
    expect(decision).toMatchObject({ prompt: expect.stringContaining("1 failure in the checks") })
    expect(decision).toMatchObject({ prompt: expect.stringContaining("the digest") })
    expect(decision).not.toMatchObject({ prompt: expect.stringContaining("Fix the first blocking failure") })
  })

  it("does not take thinking for standing still, but work on the same failures", () => {
    let state = runningLoop({ maxIterations: 30 })
    for (let n = 0; n < 9; n += 1) {
      const decided = decide(state, evidence(red), start + n * 1000, "think")
      expect(decided.decision.kind).toBe("continue")
      state = decided.state
    }
    for (let n = 0; n < 9 && state.status === "running"; n += 1) {
      state = decide(state, evidence(red), start + 120_000 + n * 120_000, "work").state
    }
    expect(state.outcome?.kind).toBe("stuck")
  })

  it("ends green at the last allowed iteration with the limit while the hard gate is not passed (S37)", () => {
    const { state } = decide(runningLoop({ maxIterations: 1 }), evidence(green), start, "work")
    expect(state.outcome?.kind).toBe("iteration-limit")
  })

  it("pauses for a person in any phase that says it is blocked", () => {
    const claim = { kind: "blocked", why: "which data base?" } as const
    const { state } = decide(runningLoop(), evidence({ ...red, claim }), start, "think")
    expect(state).toMatchObject({ status: "paused", outcome: { kind: "needs-human" } })
  })

  it("has room for eleven phases and ways back when the user named no limit", () => {
    const phases = { kind: "flag", name: "phases" } as const
    expect(settle([phases]).settings).toMatchObject({ phases: true, maxIterations: 40, maxMinutes: 240 })
    expect(settle([phases, { kind: "number", name: "max-iterations", value: 15 }]).settings).toMatchObject({
      maxIterations: 15,
      maxMinutes: 240,
    })
  })
})
