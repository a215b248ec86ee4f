import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openBudget } from "../../src/spend/budget.ts"
import { appendLedger, type LedgerRecord } from "../../src/spend/ledger.ts"
import { temporaryHome } from "../store/sample.ts"

const noon = Date.UTC(2026, 10, 18, 12)
const midnight = Date.UTC(2026, 10, 18)
const day = 86_400_000

function iteration(more: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    at: noon,
    loop: "a",
    iteration: 1,
    host: "claude-code",
    model: null,
    inputTokens: 1,
    outputTokens: 1,
    usd: 2,
    basis: "measured",
    wallMs: 1,
    checkMs: 1,
    ...more,
  }
}

function budgetOf(home: string, more: { now?: () => number; trustMs?: number } = {}) {
  const caps = { each: 50, daily: 10, weekly: 20 }
  return openBudget({ home, now: () => noon, zone: "utc", caps, ...more })
}

/** What is spent of each cap, as a loop sees it; null: as nobody in particular. */
function spent(budget: ReturnType<typeof budgetOf>, loop: string | null) {
  return budget.view(loop === null ? null : { loop }).map((cap) => cap.spent)
}

describe("money that hosts told per iteration", () => {
  it("counts for the loop and the day and week it was spent in, from their first moment on", () => {
    const home = temporaryHome()
    const budget = budgetOf(home)
    expect(spent(budget, "a")).toEqual([0, 0, 0])
    const told = [
      iteration({ at: midnight, usd: 1 }),
      iteration({ at: midnight - 1, usd: 0.5 }),
      iteration({ at: midnight - 4 * day, usd: 0.25 }),
      iteration({ loop: "b", usd: 4 }),
    ]
    for (const one of told) appendLedger(home, one)
    expect(spent(budget, "a")).toEqual([1.75, 5, 5.5])
    expect(spent(budget, "b")).toEqual([4, 5, 5.5])
    expect(spent(budget, "c")).toEqual([0, 5, 5.5])
    expect(spent(budget, null)).toEqual([5, 5.5])
  })

  it("is not counted where it is nothing, or nobody knows", () => {
    const home = temporaryHome()
    for (const usd of [null, 0])
      appendLedger(home, iteration({ usd, basis: usd === null ? "unknown" : "measured" }))
    expect(spent(budgetOf(home), "a")).toEqual([0, 0, 0])
  })

  it("is seen as soon as it is told, also in another month, unless a look at the disk may wait", () => {
    const home = temporaryHome()
    let at = noon
    const now = () => at
    const [exact, patient] = [budgetOf(home, { now }), budgetOf(home, { now, trustMs: 1000 })]
    expect([spent(exact, null), spent(patient, null)]).toEqual([
      [0, 0],
      [0, 0],
    ])
    appendLedger(home, iteration())
    at += 999
    expect([spent(exact, null), spent(patient, null)]).toEqual([
      [2, 2],
      [0, 0],
    ])
    at += 1
    expect([spent(exact, null), spent(patient, null)]).toEqual([
      [2, 2],
      [2, 2],
    ])
    appendLedger(home, iteration({ at: noon + 20 * day }))
    expect([spent(exact, null), spent(patient, null)]).toEqual([
      [4, 4],
      [2, 2],
    ])
    // A clock that was set back must not keep the old numbers for as long as it was set back.
    at = noon - 3600_000
    expect(spent(patient, null)).toEqual([4, 4])
  })

  it("that stands in a damaged line is not counted, the rest is", () => {
    const home = temporaryHome()
    appendLedger(home, iteration())
    appendFileSync(join(home, "ledger", "2026-11.jsonl"), '{"at":17\n')
    expect(spent(budgetOf(home), null)).toEqual([2, 2])
  })
})
