import { describe, expect, it } from "vitest"
import type { Evidence } from "../../src/loop/evidence.ts"
import { advance, type Movement, noteContinue, type Progress } from "../../src/loop/progress.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { check, evidence, runningLoop, start } from "./builders.ts"

const fresh = runningLoop().progress
const edited = { edited: true, best: { iteration: 1, failing: 1 } }

/** A loop in its third turn that has edited something and had one failure at best. */
function worn(more: Partial<Progress> = {}, state: Partial<LoopState> = {}): LoopState {
  return runningLoop({}, { iteration: 2, progress: { ...fresh, ...edited, ...more }, ...state })
}

const move = (state: LoopState, measured: Evidence = evidence(), now = start) => advance(state, measured, now)
const turns = (state: LoopState, ...sets: string[][]): Movement[] => {
  let current = state
  return sets.map((failing, i) => {
    const { progress, movement } = advance(current, evidence({ failing, tree: `turn-${i}` }), start)
    current = { ...current, progress, tree: `turn-${i}` }
    return movement
  })
}

describe("a change of the tree", () => {
  const unchanged = evidence({ tree: "tree-0" })

  it.each<[string, LoopState, Evidence, number, boolean]>([
    ["is seen by another tree", worn({ noChange: 1 }), evidence(), 0, true],
    [
      "is seen by another commit (S61)",
      worn({ noChange: 1 }),
      evidence({ tree: "tree-0", head: "head-1" }),
      0,
      true,
    ],
    ["is missing on the same tree (S62)", worn({ noChange: 1 }), unchanged, 2, true],
    ["is not known where the tree is not", worn({ noChange: 1 }), evidence({ tree: null }), 0, true],
    ["is not known where the tree before is not", worn({ noChange: 1 }, { tree: null }), evidence(), 0, true],
    [
      "is not asked for in the first turns (S63)",
      worn({ edited: false }, { iteration: 1 }),
      unchanged,
      0,
      false,
    ],
    ["is asked for from the third turn on", worn({ edited: false }), unchanged, 1, false],
    ["of no known tree is no edit", worn({ edited: false }), evidence({ tree: null }), 0, false],
  ])("%s", (_title, state, measured, noChange, wasEdited) => {
    expect(move(state, measured).progress).toMatchObject({ noChange, edited: wasEdited })
  })
})

describe("the counters of a standstill", () => {
  it("count the same failing set, begin anew with another, and do not count planning turns", () => {
    const once = move(worn()).progress
    expect(once.sameSet).toBe(1)
    const again = move(worn(once)).progress
    expect(again.sameSet).toBe(2)
    expect(move(worn(again), evidence({ failing: ["other", "x"] })).progress.sameSet).toBe(1)
    const planning = worn({ ...again, edited: false }, { iteration: 1 })
    expect(move(planning, evidence({ tree: "tree-0" })).progress.sameSet).toBe(0)
  })

  it("tell the same ids under another verdict apart", () => {
    const red = move(worn(), evidence({ failing: [], verdict: "red" })).progress
    expect(move(worn(red), evidence({ failing: [], verdict: "inconclusive" })).progress.sameSet).toBe(1)
  })

  it("remember the best iteration and the last twelve sets", () => {
    const first = move(runningLoop({}, { iteration: 4 }))
    expect(first.progress.best).toEqual({ iteration: 5, failing: 2 })
    expect(move(worn(first.progress), evidence({ failing: ["a"] })).progress.best).toEqual({
      iteration: 3,
      failing: 1,
    })
    expect(move(worn(), evidence({ failing: ["a"] })).progress.best).toEqual(edited.best)
    const recent = Array.from({ length: 12 }, (_, i) => ({ set: `${i}`, tree: null, failing: 1 }))
    const { progress } = move(worn({ recent }))
    expect(progress.recent).toHaveLength(12)
    expect(progress.recent.at(-1)).toMatchObject({ tree: "tree-1", failing: 2 })
  })
})

describe("what a Stop says about movement", () => {
  it("S64 is moving with a smaller failing set than ever, whatever else stands still", () => {
    const tired = { sameSet: 9, noChange: 9, continuesAt: [start, start, start] }
    const state = worn({ ...tired, best: { iteration: 1, failing: 3 } }, { tree: "tree-1" })
    expect(move(state).movement).toEqual({ kind: "moving" })
  })

  const counted = (passed: number, failed: number) => check({ counts: { passed, failed, skipped: 0 } })
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `test ${i}`)
  const tired = { sameSet: 9, noChange: 9 }

  it.each<[string, readonly [passed: number, failed: number] | null, boolean]>([
    ["whose tests were deleted with what they tested", [7, 1], false],
    ["whose tests no longer load", [2, 1], false],
    ["of which some were fixed, and one that passed is gone", [8, 1], true],
    ["of which some were fixed", [9, 1], true],
    ["of no tests, as of a linter", [7, 3], true],
    ["of tests that nobody counts", null, true],
  ])("S64 takes a smaller failing set %s for what it is", (_title, counts, better) => {
    const first = evidence({ failing: ids(3), checks: [counted(7, 3)] })
    const before = move(runningLoop({}, { iteration: 2 }), first).progress
    expect(before.best).toEqual({ iteration: 3, failing: 3, ran: 10, passed: 7 })
    const state = worn({ ...before, ...tired }, { iteration: 3, tree: "tree-1" })
    const checks = counts === null ? [check()] : [counted(...counts)]
    const { progress, movement } = move(state, evidence({ failing: ids(1), checks }))
    expect(progress.best?.iteration).toBe(better ? 4 : 3)
    expect(movement.kind).toBe(better ? "moving" : "stagnant")
  })

  it("S64 adds up the tests of all checks, and knows none where the best had none counted", () => {
    const two = evidence({ failing: ids(3), checks: [counted(4, 2), check(), counted(3, 1)] })
    expect(move(runningLoop(), two).progress.best).toMatchObject({ ran: 10, passed: 7 })
    const uncounted = worn({ best: { iteration: 1, failing: 3 } })
    expect(move(uncounted, evidence({ failing: ids(1), checks: [counted(0, 1)] })).progress.best).toEqual({
      iteration: 3,
      failing: 1,
      ran: 1,
      passed: 0,
    })
  })

  it("names the same failing set from the third time on", () => {
    expect(turns(worn(), ["a", "b"], ["a", "b"], ["a", "b"], ["a", "b"])).toEqual([
      { kind: "moving" },
      { kind: "steady" },
      { kind: "stagnant", why: "the same failing set 3 times in a row" },
      { kind: "stagnant", why: "the same failing set 4 times in a row" },
    ])
  })

  it.each(["unchecked", "green"] as const)(
    "S64 is never stagnant over %s turns that change files: there is no failing set to stay the same",
    (verdict) => {
      let state = worn({ best: { iteration: 1, failing: 0 } })
      for (let turn = 0; turn < 8; turn++) {
        const measured = evidence({ verdict, failing: [], blocking: [], tree: `turn-${turn}` })
        const { progress, movement } = advance(state, measured, start)
        expect(movement.kind).not.toBe("stagnant")
        state = { ...state, progress, tree: `turn-${turn}` }
      }
      const still = evidence({ verdict, failing: [], blocking: [], tree: "turn-7" })
      const worst = { ...state, progress: { ...state.progress, noChange: 2 } }
      expect(move(worst, still).movement).toEqual({ kind: "stagnant", why: "no file changed for 3 turns" })
    },
  )

  it("S68 names a circle of two or three sets, and of nothing longer or broken", () => {
    const circle = (n: number) => ({
      kind: "stagnant",
      why: `the failing set goes round in a circle of ${n} turns (oscillation)`,
    })
    const sets = (letters: string) => [...letters].map((letter) => [letter, "x"])
    expect(turns(worn(), ...sets("abab")).at(-1)).toEqual(circle(2))
    expect(turns(worn(), ...sets("abcabc")).at(-1)).toEqual(circle(3))
    expect(turns(worn(), ...sets("zzabcabc")).at(-1)).toEqual(circle(3))
    expect(turns(worn(), ...sets("aba")).at(-1)).toEqual({ kind: "steady" })
    expect(turns(worn(), ...sets("abac")).at(-1)).toEqual({ kind: "moving" })
    expect(turns(worn(), ...sets("abcabd")).at(-1)).toEqual({ kind: "moving" })
    expect(turns(worn(), ...sets("abcdabcd")).at(-1)).toEqual({ kind: "steady" })
    expect(turns(worn(), ...sets("aabaab")).at(-1)).toEqual({ kind: "steady" })
  })

  it("is steady only while a set of the last six turns comes back", () => {
    const recent = (...sets: string[]) => sets.map((set) => ({ set, tree: null, failing: 2 }))
    const set = move(worn()).progress.recent.at(-1)?.set ?? ""
    expect(move(worn({ recent: recent(set, "1", "2", "3", "4", "5") })).movement.kind).toBe("steady")
    expect(move(worn({ recent: recent(set, "0", "1", "2", "3", "4", "5") })).movement.kind).toBe("moving")
  })

  it("names turns without any change from the third on", () => {
    const still = (noChange: number, failing: string[]) =>
      move(worn({ noChange }, { tree: "tree-1" }), evidence({ failing })).movement
    expect(still(1, ["a", "b"])).toEqual({ kind: "moving" })
    expect(still(2, ["a", "b"])).toEqual({ kind: "stagnant", why: "no file changed for 3 turns" })
  })
})

describe("continues within a minute (S69)", () => {
  const still = evidence({ tree: "tree-0" })
  const at = (...ages: number[]) => ages.map((age) => start - age)

  it("stop the loop at the third without an edit", () => {
    const rapid = { kind: "rapid", why: "3 continues within 60 s without an edit" }
    expect(move(worn({ continuesAt: at(60_000, 30_000, 0) }), still).movement).toEqual(rapid)
    expect(move(worn({ continuesAt: at(60_001, 30_000, 0) }), still).movement.kind).not.toBe("rapid")
    expect(move(worn({ continuesAt: at(30_000, 0) }), still).movement.kind).not.toBe("rapid")
  })

  it("are forgotten after a minute and with an edit", () => {
    expect(move(worn({ continuesAt: at(60_001, 60_000) }), still).progress.continuesAt).toEqual(at(60_000))
    expect(move(worn({ continuesAt: at(2, 1, 0) })).progress.continuesAt).toEqual([])
  })

  it("are noted, ten at most", () => {
    expect(noteContinue(fresh, start).continuesAt).toEqual([start])
    const many = noteContinue({ ...fresh, continuesAt: Array.from({ length: 10 }, (_, i) => i) }, start)
    expect(many.continuesAt).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, start])
  })
})

describe("a tool call that keeps failing (S58)", () => {
  const call = { key: "k", what: "run_command npm publish" }
  const failing = (...failedCalls: { key: string; what: string }[]) => evidence({ failedCalls })

  it("is counted turn after turn and stops the loop at the third", () => {
    const second = move(worn({ failedCalls: [{ ...call, turns: 1 }] }), failing(call))
    expect(second.progress.failedCalls).toEqual([{ ...call, turns: 2 }])
    expect(second.movement.kind).not.toBe("blocked")
    expect(move(worn(second.progress), failing(call)).movement).toEqual({
      kind: "blocked",
      why: "the same tool call failed 3 turns in a row: run_command npm publish",
    })
  })

  it("begins anew with another call, a turn without it, and real progress", () => {
    const twice = { failedCalls: [{ ...call, turns: 2 }] }
    const other = { key: "other", what: "x" }
    expect(move(worn(twice), failing(other)).progress.failedCalls).toEqual([{ ...other, turns: 1 }])
    expect(move(worn(twice)).progress.failedCalls).toEqual([])
    const better = worn({ ...twice, best: { iteration: 1, failing: 3 } })
    expect(move(better, failing(call)).progress.failedCalls).toEqual([{ ...call, turns: 1 }])
    const first = worn({ ...twice, best: null })
    expect(move(first, failing(call)).progress.failedCalls).toEqual([{ ...call, turns: 3 }])
  })
})

describe("an infrastructure fault (S66)", () => {
  const lost = check({ end: "infrastructure", exitCode: null })
  const broken = evidence({ verdict: "inconclusive", failing: [], checks: [check({ end: "timeout" }), lost] })

  it("counts only among its own", () => {
    const state = worn({ infra: 1, sameSet: 2 })
    expect(move(state, broken)).toEqual({
      progress: { ...state.progress, infra: 2 },
      movement: { kind: "uncounted" },
    })
    expect(move(worn({ infra: 2 }), broken).movement).toEqual({
      kind: "infrastructure",
      why: "the checks could not run 3 times in a row",
    })
    expect(move(worn({ infra: 2 })).progress.infra).toBe(0)
  })

  it("is none where something red was seen, or all that could not end was slow", () => {
    expect(move(worn(), evidence({ checks: [check(), lost] })).movement.kind).toBe("moving")
    const slow = evidence({ verdict: "inconclusive", failing: [], checks: [check({ end: "timeout" })] })
    expect(move(worn(), slow).progress.infra).toBe(0)
  })
})
