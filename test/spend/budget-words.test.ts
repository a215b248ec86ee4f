import { describe, expect, it } from "vitest"
import { type Budget, openBudget } from "../../src/spend/budget.ts"
import type { Caps, OwnCaps } from "../../src/spend/caps.ts"
import { temporaryHome } from "../store/sample.ts"

// A Wednesday: the day ends at midnight, the week on Monday.
const noon = Date.UTC(2026, 10, 18, 12)
const flash = { model: "gemini-3.5-flash", upstream: "gemini-api" } as const
const none = { total: null, daily: null, weekly: null }
const tomorrow = "it begins anew at 2026-11-19T00:00:00.000Z"
const nextWeek = "it begins anew at 2026-11-23T00:00:00.000Z"

function budgetOf(caps: Partial<Caps>, now = () => noon): Budget {
  return openBudget({
    home: temporaryHome(),
    now,
    zone: "utc",
    caps: { each: null, daily: null, weekly: null, ...caps },
  })
}

function spend(budget: Budget, usd: number, owner: { loop: string } | { key: string }, own: OwnCaps = none) {
  const answer = budget.reserve({ ...owner, ...flash, maxUsd: usd, own })
  if (answer.kind !== "reserved") return answer
  const output = Math.round((usd / 9) * 1e6)
  return budget.settle(answer.id, {
    ...flash,
    tokens: { input: 0, cachedInput: 0, cacheWrite: 0, output, thinking: 0 },
  })
}

describe("what a budget says to people", () => {
  it.each([
    [{ loop: "a" }, { each: 9 }, none, "The cap of $9.00 for this loop would be passed: $4.50 spent."],
    [{ key: "a" }, { each: 9 }, none, "The cap of $9.00 for this key would be passed: $4.50 spent."],
    [{ key: "a" }, {}, { ...none, total: 9 }, "The cap of $9.00 for this key would be passed: $4.50 spent."],
    [
      { key: "a" },
      {},
      { ...none, daily: 9 },
      `The cap of $9.00 a day for this key would be passed: $4.50 spent, ${tomorrow}.`,
    ],
    [
      { loop: "a" },
      {},
      { ...none, weekly: 9 },
      `The cap of $9.00 a week for this loop would be passed: $4.50 spent, ${nextWeek}.`,
    ],
    [{ loop: "a" }, { daily: 9 }, none, `The cap of $9.00 a day would be passed: $4.50 spent, ${tomorrow}.`],
    [
      { loop: "a" },
      { weekly: 9 },
      none,
      `The cap of $9.00 a week would be passed: $4.50 spent, ${nextWeek}.`,
    ],
  ])("of %j under %j and %j: %s", (owner, caps, own, message) => {
    const budget = budgetOf(caps)
    spend(budget, 4.5, owner, own)
    expect(spend(budget, 4.6, owner, own)).toMatchObject({ kind: "refused", message })
  })

  it.each([
    [{ loop: "a" }, { each: 9 }, none, "95 % of the cap of $9.00 for this loop is used: $9.00 spent."],
    [
      { key: "a" },
      {},
      { ...none, daily: 9 },
      `95 % of the cap of $9.00 a day for this key is used: $9.00 spent, ${tomorrow}.`,
    ],
    [
      { key: "a" },
      {},
      { ...none, weekly: 9 },
      `95 % of the cap of $9.00 a week for this key is used: $9.00 spent, ${nextWeek}.`,
    ],
    [
      { loop: "a" },
      { weekly: 9 },
      none,
      `95 % of the cap of $9.00 a week is used: $9.00 spent, ${nextWeek}.`,
    ],
  ])("when %j has used up %j and %j: %s", (owner, caps, own, message) => {
    expect(spend(budgetOf(caps), 9, owner, own)).toMatchObject({
      warnings: [{ percent: 95, message }],
    })
  })

  it("names the model that has no price, or says that there is none to name", () => {
    const budget = budgetOf({ daily: 9 })
    const unpriced = (model: string | null) =>
      budget.reserve({ loop: "a", model, upstream: "ollama", maxUsd: null })
    expect(unpriced("local-7b")).toEqual({
      kind: "refused",
      cap: "unknown-price",
      spent: 0,
      reserved: 0,
      limit: 0,
      resetsAt: null,
      message:
        "No certain price is known for the model local-7b through ollama, so its cost cannot be held under a cap; name its price in prices.json.",
    })
    expect(unpriced(null)).toMatchObject({
      message: expect.stringContaining("is known for the model of this call through ollama"),
    })
  })

  it("shows small amounts with as many digits as it takes, and cents otherwise", () => {
    const budget = budgetOf({ daily: 0.01 })
    spend(budget, 0.0045, { loop: "a" })
    expect(spend(budget, 0.009, { loop: "a" })).toMatchObject({
      message: `The cap of $0.01 a day would be passed: $0.0045 spent, ${tomorrow}.`,
    })
    expect(spend(budgetOf({ daily: 9 }), 10, { loop: "a" })).toMatchObject({
      message: `The cap of $9.00 a day would be passed: $0.00 spent, ${tomorrow}.`,
    })
  })
})

describe("the warnings of a budget", () => {
  const told = (settled: ReturnType<typeof spend>) =>
    settled.kind === "settled"
      ? settled.warnings.map(({ cap, percent }) => `${cap} ${percent}`)
      : [settled.kind]

  it("come at exactly 80 and 95 percent", () => {
    const budget = budgetOf({ each: 90 })
    expect(told(spend(budget, 71.999991, { loop: "a" }))).toEqual([])
    expect(told(spend(budget, 0.000009, { loop: "a" }))).toEqual(["each 80"])
    expect(told(spend(budget, 13.5, { loop: "a" }))).toEqual(["each 95"])
  })

  it("come for each owner by itself where the cap is its own, and once where all share it", () => {
    const budget = budgetOf({ each: 9, daily: 900, weekly: 900 })
    expect(told(spend(budget, 9, { loop: "a" }))).toEqual(["each 95"])
    expect(told(spend(budget, 9, { loop: "b" }))).toEqual(["each 95"])
    expect(told(spend(budget, 9, { key: "a" }))).toEqual(["each 95"])
    const shared = budgetOf({ daily: 18, weekly: 19 })
    expect(told(spend(shared, 17.1, { loop: "a" }))).toEqual(["daily 95", "weekly 80"])
    expect(told(spend(shared, 0.9, { loop: "b" }))).toEqual([])
  })

  it("come anew with a new day or week of an owner, also where both began at one moment", () => {
    let at = Date.UTC(2026, 10, 16, 12)
    const budget = budgetOf({}, () => at)
    const own = { total: 100, daily: 9, weekly: 9.9 }
    expect(told(spend(budget, 8.1, { key: "a" }, own))).toEqual(["own-daily 80", "own-weekly 80"])
    at += 86_400_000
    expect(told(spend(budget, 1.8, { key: "a" }, own))).toEqual(["own-weekly 95"])
    at += 7 * 86_400_000
    expect(told(spend(budget, 9, { key: "a" }, own))).toEqual(["own-daily 95", "own-weekly 80"])
  })

  it("come again when the cap was raised and is nearly used up once more", () => {
    const home = temporaryHome()
    const open = (daily: number) =>
      openBudget({ home, now: () => noon, zone: "utc", caps: { each: null, daily, weekly: null } })
    expect(told(spend(open(9), 9, { loop: "a" }))).toEqual(["daily 95"])
    expect(told(spend(open(18), 9, { loop: "a" }))).toEqual(["daily 95"])
  })
})
