import { describe, expect, it } from "vitest"
import { apply, type CallState, carryOver, emptyState, usedUnder } from "../../src/spend/call-state.ts"
import { day, hour, limit, minute, noon, reserve, settle, stateAfter, today } from "./call-samples.ts"

/** Calls made one after the other at these moments, of 1, 2, 4, 8 … billionths, so that each sum tells which of them count. */
function calls(...moments: readonly number[]): CallState {
  return stateAfter(...moments.map((at, index) => reserve(String(index), at, 2 ** index)))
}

/** The calls by their place that count today, as seen at `now`. */
function counted(state: CallState, now = noon): number[] {
  const { reserved, spent } = usedUnder(state, limit("daily"), "loop:a", now)
  return [...(reserved + spent).toString(2)]
    .toReversed()
    .flatMap((bit, index) => (bit === "1" ? [index] : []))
}

describe("what came of a record of the call log", () => {
  it("is an admission up to the last billionth of every cap, and a refusal beyond, with what is taken under it", () => {
    const limits = [limit("each", 10), limit("daily", 20)]
    const state = stateAfter(
      reserve("1", noon, 6, "loop:a", limits),
      reserve("2", noon, 10, "loop:b", limits),
    )
    expect(apply(state, reserve("3", noon, 5, "loop:a", limits))).toEqual({
      kind: "refused",
      limit: limits[0],
      spent: 0,
      reserved: 6,
    })
    apply(state, settle("2", 9))
    expect(apply(state, reserve("4", noon, 6, "loop:c", limits))).toEqual({
      kind: "refused",
      limit: limits[1],
      spent: 9,
      reserved: 6,
    })
    expect(apply(state, reserve("5", noon, 4, "loop:a", limits))).toEqual({ kind: "admitted" })
    expect(apply(state, reserve("6", noon, 1, "loop:c", limits))).toEqual({ kind: "admitted" })
    expect(apply(state, reserve("7", noon, 1, "loop:c", limits)).kind).toBe("refused")
  })

  it("is nothing for a call that is open already, and for one that is not", () => {
    const state = stateAfter(reserve("1", noon, 5))
    expect(apply(state, reserve("1", noon, 7))).toEqual({ kind: "ignored" })
    expect(counted(state)).toEqual([0, 2])
    expect(apply(state, settle("2", 5))).toEqual({ kind: "ignored" })
    expect(apply(state, { kind: "release", nonce: "n", id: "2", at: noon })).toEqual({ kind: "ignored" })
    expect(apply(state, settle("1", 5))).toMatchObject({ kind: "settled", ask: { id: "1", nanos: 5 } })
    expect(apply(state, settle("1", 5))).toEqual({ kind: "ignored" })
  })

  it("is a warning once, and nothing for the lines between files", () => {
    const state = emptyState()
    const warned = { kind: "warned", nonce: "n", key: "k", at: noon } as const
    expect([apply(state, warned), apply(state, warned)]).toEqual([{ kind: "noted" }, { kind: "ignored" }])
    expect(apply(state, { kind: "sealed", nonce: "n", at: noon })).toEqual({ kind: "noted" })
    const carried = carryOver(state)
    expect(apply(state, { kind: "carried", nonce: "n", carried })).toEqual({ kind: "noted" })
  })
})

describe("what counts under a cap", () => {
  it("is what its owner spent and reserved for all time, with what was spent elsewhere", () => {
    const state = stateAfter(
      reserve("1", 0, 1),
      reserve("2", noon, 2),
      reserve("3", noon, 4, "loop:b"),
      settle("1", 8),
    )
    expect(usedUnder(state, limit("each", 99, { elsewhere: 100 }), "loop:a", noon)).toEqual({
      spent: 108,
      reserved: 2,
    })
    expect(usedUnder(state, limit("each"), "loop:b", noon)).toEqual({ spent: 0, reserved: 4 })
    expect(usedUnder(state, limit("each"), "loop:c", noon)).toEqual({ spent: 0, reserved: 0 })
  })

  it("of an owner's own days and weeks is the owner's alone, of shared ones everybody's", () => {
    const state = stateAfter(
      reserve("0", today - 1, 16),
      reserve("1", noon, 1),
      reserve("2", noon, 2, "loop:b"),
      settle("2", 4),
    )
    for (const cap of ["own-daily", "own-weekly"] as const) {
      expect(usedUnder(state, limit(cap, 99, { elsewhere: 100 }), "loop:a", noon)).toEqual({
        spent: 100,
        reserved: 1,
      })
      expect(usedUnder(state, limit(cap), "loop:b", noon)).toEqual({ spent: 4, reserved: 0 })
    }
    for (const cap of ["daily", "weekly"] as const)
      expect(usedUnder(state, limit(cap), "loop:c", noon)).toEqual({ spent: 4, reserved: 1 })
  })

  it("stays right while calls are made, settled, released and refused between two questions", () => {
    const state = calls(today - 1, noon, noon + 1)
    expect(counted(state, noon + 2)).toEqual([1, 2])
    apply(state, reserve("3", noon + 3, 8, "loop:b"))
    expect(counted(state, noon + 3)).toEqual([1, 2, 3])
    apply(state, settle("1", 16))
    apply(state, { kind: "release", nonce: "n", id: "2", at: noon })
    apply(state, reserve("4", noon + 4, 2000, "loop:b", [limit("daily")]))
    expect(counted(state, noon + 5)).toEqual([3, 4])
    expect(usedUnder(state, limit("own-daily"), "loop:a", noon + 5)).toEqual({ spent: 16, reserved: 0 })
    expect(usedUnder(state, limit("own-daily"), "loop:b", noon + 5)).toEqual({ spent: 0, reserved: 8 })
    apply(state, reserve("5", noon + 6, 32))
    expect(usedUnder(state, limit("own-daily"), "loop:a", noon + 6)).toEqual({ spent: 16, reserved: 32 })
    expect(usedUnder(state, limit("own-daily"), "loop:b", noon + 6)).toEqual({ spent: 0, reserved: 8 })
    apply(state, settle("0", 512))
    expect(counted(state, noon + 7)).toEqual([3, 4, 5])
  })

  it("stays right for more windows than are remembered", () => {
    const state = calls(today - 1, noon)
    for (let from = 1; from <= 600; from += 1)
      expect(usedUnder(state, limit("daily", 99, { from }), "loop:a", noon)).toEqual({
        spent: 0,
        reserved: 3,
      })
    expect(counted(state)).toEqual([1])
    apply(state, reserve("2", noon + 1, 4))
    expect(counted(state, noon + 1)).toEqual([1, 2])
    expect(usedUnder(state, limit("daily", 99, { from: 600 }), "loop:a", noon + 1).reserved).toBe(7)
  })
})

describe("where a day begins in the log", () => {
  it.each<[string, number[], number[]]>([
    ["at its first moment", [today - 1, today, noon], [1, 2]],
    ["behind everything, where nothing was made today", [today - day, today - 1], []],
    [
      "at the first call of today, and all behind it counts whatever its clock says",
      [today - 1, today, today - 2, 0],
      [1, 2, 3],
    ],
    ["at a call made this very moment", [today - 1, noon], [1]],
    ["before calls whose clock was ahead", [today - 1, noon + 1, today], [1, 2]],
    ["before calls whose clock was ahead, where nothing else was made today", [today - 1, noon + day], [1]],
    ["before calls whose clock was far behind one before", [today - hour, today - 2 * hour, today], [1, 2]],
    [
      "behind calls that two processes wrote in the other order",
      [today - hour, today - hour - minute, today],
      [2],
    ],
    ["before a call that is a moment more behind", [today - hour, today - hour - minute - 1, today], [1, 2]],
    ["behind a believable call, whatever stands before that", [noon + 1, 0, today - 1, today], [3]],
    ["behind a believable call behind one whose clock was ahead", [noon + day, today - 1, today], [2]],
    [
      "before all calls with wrong clocks in a row",
      [today - hour, noon + day, 5, noon + 1, today],
      [1, 2, 3, 4],
    ],
    ["nowhere in a log without calls", [], []],
    ["at the first call of all, where its clock was ahead", [noon + 1, today], [0, 1]],
  ])("%s", (_where, moments, places) => {
    const state = calls(...moments)
    expect(counted(state)).toEqual(places)
    // Asked again, out of what is remembered by now.
    expect(counted(state)).toEqual(places)
  })

  it("is looked for anew where the clock went on past a call that seemed ahead, or was set back", () => {
    const state = calls(today - 1, noon + hour, today + hour)
    expect(counted(state, noon)).toEqual([1, 2])
    expect(counted(state, noon + hour)).toEqual([1, 2])
    expect(counted(state, noon)).toEqual([1, 2])
    const other = calls(today - hour, today + hour, today - minute, today + 3 * hour)
    expect(counted(other, today + 4 * hour)).toEqual([1, 2, 3])
    expect(counted(other, today + 30 * minute)).toEqual([3])
    expect(counted(other, today + 4 * hour)).toEqual([1, 2, 3])
  })

  it("moves to a call that seemed ahead once the clock has come to it, with all that was made since", () => {
    const state = calls(noon + 3 * hour, today - 1, today)
    expect(counted(state, noon)).toEqual([2])
    expect(counted(state, noon + hour)).toEqual([2])
    expect(counted(state, noon + 4 * hour)).toEqual([0, 1, 2])
  })

  it("does not move when a later call shows an earlier time", () => {
    const state = calls(today - 1, noon)
    expect(counted(state, noon)).toEqual([1])
    apply(state, reserve("2", today, 4))
    expect(counted(state, noon)).toEqual([1, 2])
    expect(usedUnder(state, limit("daily"), "loop:a", today)).toEqual({ spent: 0, reserved: 6 })
  })
})
