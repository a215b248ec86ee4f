import { describe, expect, it } from "vitest"
import { type Budget, type BudgetOrder, openBudget } from "../../src/spend/budget.ts"
import type { Caps, OwnCaps } from "../../src/spend/caps.ts"
import type { PriceRow } from "../../src/spend/price-row.ts"
import { temporaryHome } from "../store/sample.ts"

const hour = 3_600_000
/** A Wednesday, a minute before midnight. */
const evening = Date.UTC(2026, 10, 18, 23, 59)
const flash = { model: "gemini-3.5-flash", upstream: "gemini-api" } as const
const noOwn: OwnCaps = { total: null, daily: null, weekly: null }

function tokensOf(usd: number) {
  return { input: 0, cachedInput: 0, cacheWrite: 0, output: Math.round((usd / 9) * 1e6), thinking: 0 }
}

function budgetOf(home: string, caps: Partial<Caps>, more: Partial<BudgetOrder> = {}): Budget {
  const order = { home, now: () => evening, zone: "utc", ...more }
  return openBudget({ ...order, caps: { each: null, daily: null, weekly: null, ...caps } })
}

function reserved(budget: Budget, usd: number, own = noOwn): string {
  const answer = budget.reserve({ key: "k", ...flash, maxUsd: usd, own })
  if (answer.kind === "refused") throw new Error(answer.message)
  return answer.id
}

function settled(budget: Budget, id: string, usd: number) {
  const answer = budget.settle(id, { ...flash, tokens: tokensOf(usd) })
  if (answer.kind === "not-open") throw new Error("not open")
  return answer
}

describe("what a settled call is told", () => {
  it("is its price, how certain that is, and the row it was found in", () => {
    const budget = budgetOf(temporaryHome(), {})
    expect(settled(budget, reserved(budget, 2), 0.9)).toMatchObject({
      kind: "settled",
      usd: 0.9,
      basis: "measured",
      row: { model: "gemini-3.5-flash" },
      warnings: [],
    })
  })

  it("is an estimate where it was cut off, or where nobody knows what it used", () => {
    const budget = budgetOf(temporaryHome(), {})
    const cut = { ...flash, tokens: tokensOf(0.9), certain: false }
    expect(budget.settle(reserved(budget, 2), cut)).toMatchObject({ usd: 0.9, basis: "estimated" })
    const unknown = { ...flash, tokens: null, certain: false }
    expect(budget.settle(reserved(budget, 2), unknown)).toMatchObject({
      usd: 2,
      basis: "estimated",
      row: null,
    })
    const unpriced = { ...flash, model: "nobody-knows", tokens: tokensOf(1) }
    expect(budget.settle(reserved(budget, 2), unpriced)).toMatchObject({
      usd: 2,
      basis: "estimated",
      row: null,
    })
  })

  it("follows the user's own prices", () => {
    const rates = {
      input: 0,
      cachedInput: null,
      cacheWrite: null,
      longCacheWrite: null,
      output: 1,
      thinking: 1,
    }
    const row: PriceRow = {
      model: flash.model,
      seller: "any",
      currency: "USD",
      since: "1970-01-01",
      until: null,
      rates,
      longContext: null,
      media: [],
      source: { page: "mine", read: "1970-01-01" },
    }
    const budget = budgetOf(temporaryHome(), {}, { prices: [row] })
    expect(settled(budget, reserved(budget, 2), 9)).toMatchObject({
      usd: 1,
      row: { source: { page: "mine" } },
    })
  })

  it("may be told to a process that did not reserve it and did not look since", () => {
    const home = temporaryHome()
    const [one, other] = [budgetOf(home, { daily: 9 }), budgetOf(home, { daily: 9 })]
    const id = reserved(one, 2)
    expect(settled(other, id, 0.9)).toMatchObject({ usd: 0.9 })
    expect(one.view(null)).toMatchObject([{ spent: 0.9, reserved: 0 }])
  })
})

describe("a call that is settled after midnight", () => {
  const told = (answer: ReturnType<typeof settled>) =>
    answer.warnings.map(({ cap, percent }) => `${cap} ${percent}`)

  it("belongs to the day it was made in, so that nobody is warned of the new one", () => {
    let at = evening
    const budget = budgetOf(temporaryHome(), { daily: 9, weekly: 9.5 }, { now: () => at })
    const id = reserved(budget, 9)
    at += hour
    expect(told(settled(budget, id, 9))).toEqual(["weekly 80"])
    expect(budget.view(null)).toMatchObject([
      { cap: "daily", spent: 0, from: Date.UTC(2026, 10, 19), resetsAt: Date.UTC(2026, 10, 20) },
      { cap: "weekly", spent: 9 },
    ])
  })

  it("is held against the caps of its owner that it was reserved under", () => {
    let at = evening
    const budget = budgetOf(temporaryHome(), {}, { now: () => at })
    const id = reserved(budget, 9, { total: 10, daily: 9, weekly: 9.1 })
    at += hour
    const answer = settled(budget, id, 9)
    expect(told(answer)).toEqual(["each 80", "own-weekly 95"])
    expect(answer.warnings).toMatchObject([
      { limit: 10, spent: 9, resetsAt: null },
      { limit: 9.1, spent: 9, resetsAt: Date.UTC(2026, 10, 23) },
    ])
  })

  it("is held against the day that the clock shows, also where it was set back", () => {
    let at = evening
    const budget = budgetOf(temporaryHome(), { daily: 9 }, { now: () => at })
    const id = reserved(budget, 9)
    at -= 24 * hour
    expect(settled(budget, id, 9).warnings).toMatchObject([
      { cap: "daily", resetsAt: Date.UTC(2026, 10, 18) },
    ])
  })

  it("that is settled before midnight warns of its own day", () => {
    const budget = budgetOf(temporaryHome(), { daily: 9, weekly: 9.5 })
    expect(told(settled(budget, reserved(budget, 9), 9))).toEqual(["daily 95", "weekly 80"])
  })

  it("that was reserved in the first moment of a day is of that day", () => {
    let at = Date.UTC(2026, 10, 18)
    const budget = budgetOf(temporaryHome(), { daily: 9 }, { now: () => at })
    const id = reserved(budget, 9)
    expect(told(settled(budget, id, 9))).toEqual(["daily 95"])
    at = Date.UTC(2026, 10, 19)
    expect(budget.view(null)).toMatchObject([{ spent: 0 }])
    const next = reserved(budget, 9)
    at = Date.UTC(2026, 10, 20)
    expect(told(settled(budget, next, 9))).toEqual([])
  })
})
