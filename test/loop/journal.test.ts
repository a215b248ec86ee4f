import { describe, expect, it } from "vitest"
import { record } from "../../src/loop/journal.ts"
import { runningLoop, start } from "./builders.ts"

describe("entries of the journal", () => {
  const before = { ...runningLoop(), seq: 7, lastEvents: [{ seq: 7, at: 0, kind: "old", detail: "" }] }

  it("get the next numbers and the time, and are kept in the state", () => {
    const entries = ["a", "b"].map((kind) => ({ kind, detail: `${kind} happened` }))
    const events = [
      { seq: 8, at: start, kind: "a", detail: "a happened" },
      { seq: 9, at: start, kind: "b", detail: "b happened" },
    ]
    expect(record(before, entries, start)).toEqual({
      state: { ...before, seq: 9, updatedAt: start, lastEvents: events },
      events,
    })
  })

  it("leave the last ones in the state when there is nothing new", () => {
    expect(record(before, [], start)).toEqual({ state: { ...before, updatedAt: start }, events: [] })
  })

  it("are bounded in number and length", () => {
    const entries = Array.from({ length: 101 }, () => ({ kind: "a", detail: "x".repeat(4001) }))
    const { state, events } = record(before, entries, start)
    expect([events.length, events[0]?.detail.length, state.seq]).toEqual([100, 4000, 107])
  })
})
