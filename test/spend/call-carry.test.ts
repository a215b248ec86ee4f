import { describe, expect, it } from "vitest"
import { apply, carryOver, emptyState, stateFrom, usedUnder } from "../../src/spend/call-state.ts"
import { limit, noon, quarter, reserve, settle, stateAfter, today } from "./call-samples.ts"

describe("what a new file of the log begins with", () => {
  it("adds up settled calls of one owner in one quarter of an hour, in the order of the log", () => {
    const state = stateAfter(
      reserve("1", today + 1, 1),
      reserve("2", today + 2, 2, "loop:b"),
      reserve("3", today + quarter - 1, 4),
      reserve("4", today + quarter, 8),
      ...["1", "2", "3", "4"].map((id) => settle(id, 2 ** (Number(id) - 1))),
    )
    expect(carryOver(state)).toEqual({
      entries: [
        [today + 1, 5, null, "loop:a"],
        [today + 2, 2, null, "loop:b"],
        [today + quarter, 8, null, "loop:a"],
      ],
      open: [],
      owners: [
        ["loop:a", 13],
        ["loop:b", 2],
      ],
      warned: [],
    })
  })

  it("keeps open calls apart and whole, and adds nothing up across one", () => {
    const open = reserve("2", today + 2, 2)
    const state = stateAfter(
      reserve("1", today + 1, 1),
      open,
      reserve("3", today + 3, 4),
      settle("1", 1),
      settle("3", 4),
    )
    const { kind, nonce, ...ask } = { ...open }
    expect(carryOver(state)).toMatchObject({
      entries: [
        [today + 1, 1, null, "loop:a"],
        [today + 2, 2, "2", "loop:a"],
        [today + 3, 4, null, "loop:a"],
      ],
      open: [ask],
      owners: [["loop:a", 7]],
    })
  })

  it("keeps the time of a refused call, and forgets owners of whom nothing is left", () => {
    const state = stateAfter(
      reserve("1", today, 7, "loop:b", [limit("each", 5, { from: 0 })]),
      reserve("2", noon, 3, "loop:c"),
    )
    apply(state, { kind: "release", nonce: "n", id: "2", at: noon })
    expect(carryOver(state)).toMatchObject({
      entries: [
        [today, 0, null, "loop:b"],
        [noon, 0, null, "loop:c"],
      ],
      owners: [],
    })
  })

  it("leaves out what was settled more than 2,000 quarters with calls ago, but no call that is open", () => {
    const entries = Array.from({ length: 2100 }, (_, index) => [index * quarter, 1, null, "loop:a"] as const)
    const state = stateFrom({ entries, open: [], owners: [["loop:a", 2100]], warned: [] })
    const carried = carryOver(state)
    expect(carried.entries).toHaveLength(2000)
    expect(carried.entries[0]).toEqual([100 * quarter, 1, null, "loop:a"])
    expect(carried.owners).toEqual([["loop:a", 2100]])
    const old = stateAfter(reserve("old", 0, 5))
    for (const [at, nanos] of entries.slice(1)) {
      const id = String(at)
      apply(old, reserve(id, at, nanos))
      apply(old, settle(id, nanos))
    }
    expect(carryOver(old).entries.slice(0, 2)).toEqual([
      [0, 5, "old", "loop:a"],
      [100 * quarter, 1, null, "loop:a"],
    ])
    expect(carryOver(old).entries).toHaveLength(2001)
  })

  it("gives every decision that the old file would have given", () => {
    const state = stateAfter(
      reserve("1", today - 1, 1),
      reserve("2", today, 2),
      reserve("3", noon, 4, "loop:b"),
      settle("2", 16),
      { kind: "warned", nonce: "n", key: "k", at: noon },
    )
    const next = stateFrom(carryOver(state))
    expect(carryOver(next)).toEqual(carryOver(state))
    for (const one of [state, next]) {
      expect(usedUnder(one, limit("each"), "loop:a", noon)).toEqual({ spent: 16, reserved: 1 })
      expect(usedUnder(one, limit("own-daily"), "loop:b", noon)).toEqual({ spent: 0, reserved: 4 })
      expect(usedUnder(one, limit("daily"), "loop:c", noon)).toEqual({ spent: 16, reserved: 4 })
      expect(apply(one, settle("3", 8))).toMatchObject({ kind: "settled", ask: { id: "3" } })
      expect(usedUnder(one, limit("each"), "loop:b", noon)).toEqual({ spent: 8, reserved: 0 })
      expect(apply(one, { kind: "warned", nonce: "n", key: "k", at: noon })).toEqual({ kind: "ignored" })
    }
  })

  it("keeps the last thousand warnings", () => {
    const state = emptyState()
    for (let key = 0; key < 1005; key += 1)
      apply(state, { kind: "warned", nonce: "n", key: String(key), at: noon })
    const { warned } = carryOver(state)
    expect(warned).toHaveLength(1000)
    expect([warned.at(0), warned.at(-1)]).toEqual(["5", "1004"])
  })

  it("takes an entry whose call is not told as settled", () => {
    const state = stateFrom({ entries: [[noon, 3, "lost", null]], open: [], owners: [], warned: [] })
    expect(usedUnder(state, limit("daily"), "loop:a", noon)).toEqual({ spent: 3, reserved: 0 })
  })
})
