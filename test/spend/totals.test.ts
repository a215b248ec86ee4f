import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { LedgerRecord } from "../../src/spend/ledger.ts"
import { dayOf, isoWeekOf, totalsBy, totalsOf } from "../../src/spend/totals.ts"

function record(at: number, usd: number | null, changes: Partial<LedgerRecord> = {}): LedgerRecord {
  const basis = usd === null ? "unknown" : "measured"
  return {
    at,
    loop: "a",
    iteration: 1,
    host: "claude-code",
    model: null,
    inputTokens: 10,
    outputTokens: null,
    usd,
    basis,
    wallMs: 100,
    checkMs: 10,
    ...changes,
  }
}

describe("totals", () => {
  it("add known amounts and say how many were unknown", () => {
    const records = [
      record(0, 0.5),
      record(0, null),
      record(0, 0.25, { basis: "estimated", outputTokens: 7 }),
    ]
    expect(totalsOf(records)).toEqual({
      records: 3,
      usd: { sum: 0.75, unknown: 1 },
      inputTokens: { sum: 30, unknown: 0 },
      outputTokens: { sum: 7, unknown: 2 },
      estimated: 1,
      wallMs: 300,
      checkMs: 30,
    })
  })

  it("tell a sum of nothing known from a sum of zero", () => {
    expect(totalsOf([record(0, null)]).usd).toEqual({ sum: 0, unknown: 1 })
    expect(totalsOf([record(0, 0)]).usd).toEqual({ sum: 0, unknown: 0 })
  })

  it("group by day and week in UTC and by loop, sorted", () => {
    const sunday = Date.UTC(2026, 10, 22, 23, 59)
    const monday = Date.UTC(2026, 10, 23)
    const records = [record(monday, 2, { loop: "z" }), record(sunday, 1), record(monday, 4)]
    const sums = (grouping: "day" | "week" | "loop") =>
      [...totalsBy(records, grouping)].map(([key, { usd }]) => [key, usd.sum])
    expect(sums("day")).toEqual([
      ["2026-11-22", 1],
      ["2026-11-23", 6],
    ])
    expect(sums("week")).toEqual([
      ["2026-W47", 1],
      ["2026-W48", 6],
    ])
    expect(sums("loop")).toEqual([
      ["a", 5],
      ["z", 2],
    ])
  })

  it.each([
    ["2026-01-01", "2026-W01"],
    ["2025-12-28", "2025-W52"],
    ["2025-12-29", "2026-W01"],
    ["2021-01-03", "2020-W53"],
    ["2024-12-31", "2025-W01"],
    ["2000-02-29", "2000-W09"],
  ])("put %s into ISO week %s", (day, week) => {
    expect(isoWeekOf(Date.parse(`${day}T23:59:59.999Z`))).toBe(week)
    expect(isoWeekOf(Date.parse(`${day}T00:00:00Z`))).toBe(week)
    expect(dayOf(Date.parse(`${day}T23:59:59.999Z`))).toBe(day)
  })

  it("lose nothing by grouping", () => {
    const amount = fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null })
    const records = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 4e12 }), amount).map(([at, usd]) => record(at, usd)),
    )
    fc.assert(
      fc.property(
        records,
        fc.constantFrom("day" as const, "week" as const, "loop" as const),
        (list, grouping) => {
          const groups = [...totalsBy(list, grouping).values()]
          const whole = totalsOf(list)
          expect(groups.reduce((sum, { usd }) => sum + usd.sum, 0)).toBe(whole.usd.sum)
          expect(groups.reduce((sum, { usd }) => sum + usd.unknown, 0)).toBe(whole.usd.unknown)
          expect(groups.reduce((sum, { records: count }) => sum + count, 0)).toBe(list.length)
        },
      ),
    )
  })
})
