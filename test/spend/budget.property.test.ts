import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Budget, openBudget } from "../../src/spend/budget.ts"
import { callFiles } from "../../src/spend/call-log.ts"
import { nanosOf } from "../../src/spend/money.ts"
import { readCalls } from "../../src/spend/read-calls.ts"
import { temporaryHome } from "../store/sample.ts"
import { tellLog } from "./ledger-oracle.ts"

const caps = { each: 6, daily: 10, weekly: 14 }
const flash = { model: "gemini-3.5-flash", upstream: "gemini-api" } as const

const usd = fc.integer({ min: 1, max: 300_000 }).map((cents) => cents / 100_000)
/** How much of what was reserved a call costs. */
const part = fc.double({ min: 0, max: 1, noNaN: true })

describe("the call log", () => {
  it("comes to the same sums whatever the interleaving and wherever its files end", () => {
    type Move = {
      who: number
      kind: "reserve" | "settle" | "release" | "restart"
      which: number
      usd: number
      part: number
    }
    const move: fc.Arbitrary<Move> = fc.record({
      who: fc.nat(3),
      kind: fc.constantFrom("reserve", "reserve", "settle", "settle", "release", "restart"),
      which: fc.nat(),
      usd,
      part,
    })
    fc.assert(
      fc.property(
        fc.array(move, { maxLength: 80 }),
        fc.integer({ min: 200, max: 5000 }),
        (moves, fileBytes) => {
          const home = temporaryHome()
          const open = (): Budget =>
            openBudget({ home, now: () => Date.UTC(2026, 10, 18, 12), zone: "utc", caps, fileBytes })
          const budgets = [open(), open(), open(), open()]
          const known: { id: string; usd: number }[] = []
          for (const { who, kind, which, usd: amount, part: share } of moves) {
            const budget = budgets[who]
            const call = known[which % Math.max(1, known.length)]
            if (kind === "restart") budgets[who] = open()
            if (kind === "reserve") {
              const answer = budget?.reserve({ loop: "ab"[which % 2] ?? "a", ...flash, maxUsd: amount })
              if (answer?.kind === "reserved") known.push({ id: answer.id, usd: amount })
            }
            if (call === undefined) continue
            if (kind === "release") budget?.release(call.id)
            const tokens = {
              input: 0,
              cachedInput: 0,
              cacheWrite: 0,
              output: Math.floor((share * call.usd * 1e6) / 9),
              thinking: 0,
            }
            if (kind === "settle") budget?.settle(call.id, { ...flash, tokens })
          }
          const told = tellLog(home)
          expect(told.fullest).toBeLessThanOrEqual(1)
          expect(new Map(readCalls(home, 0).calls.map((call) => [call.id, nanosOf(call.usd)]))).toEqual(
            told.calls,
          )
          const sum = [...told.calls.values()].reduce((total, one) => total + one, 0)
          for (const budget of [...budgets, open()]) {
            const [daily] = budget.view(null)
            expect(nanosOf(daily?.spent ?? 0) + nanosOf(daily?.reserved ?? 0)).toBe(sum)
          }
        },
      ),
      { numRuns: 150 },
    )
  }, 60_000)

  it("begins new files all the time in these tests", () => {
    const home = temporaryHome()
    const budget = openBudget({ home, now: () => 1e12, zone: "utc", caps, fileBytes: 500 })
    for (let i = 0; i < 10; i += 1) budget.reserve({ loop: "a", ...flash, maxUsd: 0.01 })
    expect(callFiles(home).length).toBeGreaterThan(3)
    expect(readCalls(home, 0).calls).toHaveLength(10)
  })
})
