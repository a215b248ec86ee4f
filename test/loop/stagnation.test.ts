import { describe, expect, it } from "vitest"
import { decide } from "../../src/loop/decide.ts"
import type { Evidence } from "../../src/loop/evidence.ts"
import { check, evidence, play, runningLoop, start } from "./builders.ts"

describe("stagnation", () => {
  const same = (tree: string): Evidence => evidence({ tree, treeAfter: tree })

  it("S67 gives a changed strategy one try after the same failing set three times, then stops as stuck", () => {
    const { answers, state } = play(runningLoop(), [same("1"), same("2"), same("3"), same("4")])
    expect(answers.map((a) => a.kind)).toEqual(["continue", "continue", "continue", "permit"])
    expect(answers[2]?.kind === "continue" && answers[2].prompt).toContain("Change your strategy")
    expect(state.outcome).toMatchObject({ kind: "stuck" })
    expect(state.progress.breaker).toBe("open")
  })

  it("S63 leaves the breaker closed over two planning turns without an edit", () => {
    const untouched = evidence({ tree: "tree-0", treeAfter: "tree-0" })
    const { state } = play(runningLoop(), [untouched, untouched])
    expect(state.progress).toMatchObject({ breaker: "closed", sameSet: 0, noChange: 0 })
  })

  it("stops an agent that never edits, planning or not", () => {
    const untouched = evidence({ tree: "tree-0", treeAfter: "tree-0" })
    const { state } = play(
      runningLoop({ maxIterations: 50 }),
      Array.from({ length: 8 }, () => untouched),
    )
    expect(state.outcome?.kind).toBe("stuck")
  })

  it("S64 never calls a shrinking failing set stuck", () => {
    const shrinking = [9, 8, 7, 6, 5, 4, 3, 2].map((n, i) =>
      evidence({ failing: Array.from({ length: n }, (_, k) => `t${k}`), tree: `${i}` }),
    )
    const { state, answers } = play(runningLoop({ maxIterations: 20 }), shrinking)
    expect(answers.every((a) => a.kind === "continue")).toBe(true)
    expect(state.progress.breaker).toBe("closed")
  })

  it("S68 names an oscillation within six turns", () => {
    const a = (tree: string) => evidence({ failing: ["a", "x"], tree })
    const b = (tree: string) => evidence({ failing: ["b", "x"], tree })
    const { answers } = play(runningLoop(), [a("1"), b("2"), a("3"), b("4"), a("5"), b("6")])
    const said = answers.findIndex((d) => d.kind === "continue" && d.prompt.includes("oscillation"))
    expect(said).toBeGreaterThan(-1)
    expect(said).toBeLessThan(6)
    expect(answers.some((d) => d.kind === "permit" && d.outcome === "stuck")).toBe(true)
  })

  it("S61 counts a commit as progress even when the tree looks the same", () => {
    const committed = (n: number) =>
      evidence({ tree: "1", treeAfter: "1", head: `head-${n}`, failing: [`t${n}`] })
    const { state } = play(runningLoop(), [committed(1), committed(2), committed(3), committed(4)])
    expect(state.progress.noChange).toBe(0)
    expect(state.status).toBe("running")
  })

  it("S62 does not take a tree that was dirty before and unchanged since for progress", () => {
    const dirty = runningLoop({}, { tree: "dirty", progress: { ...runningLoop().progress, edited: true } })
    const { state } = play(
      dirty,
      [1, 2, 3].map(() => evidence({ tree: "dirty", treeAfter: "dirty" })),
    )
    expect(state.progress.noChange).toBe(3)
  })

  it("S66 calls repeated infrastructure faults a host error, never stuck", () => {
    const broken = evidence({
      verdict: "inconclusive",
      failing: [],
      checks: [check({ command: "nope", end: "infrastructure", exitCode: null })],
    })
    const { state } = play(runningLoop(), [broken, broken, broken])
    expect(state.outcome?.kind).toBe("host-error")
    expect(state.progress.breaker).toBe("closed")
  })

  it("S69 lets go after three continues within a minute without an edit", () => {
    let state = runningLoop({ maxIterations: 50 }, { iteration: 2 })
    const outcomes: (string | null)[] = []
    for (let i = 0; i < 6 && state.status === "running"; i++) {
      const failing = [`t${i}`, "x"]
      const decided = decide(
        state,
        evidence({ failing, tree: "tree-0", treeAfter: "tree-0" }),
        start + i * 5000,
      )
      state = decided.state
      outcomes.push(decided.decision.kind === "permit" ? decided.decision.outcome : null)
    }
    expect(outcomes).toEqual([null, null, null, "stuck"])
  })
})
