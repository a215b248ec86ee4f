import { appendFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Budget, type BudgetOrder, openBudget } from "../../src/spend/budget.ts"
import type { Caps } from "../../src/spend/caps.ts"
import { appendLedger } from "../../src/spend/ledger.ts"
import { readCalls } from "../../src/spend/read-calls.ts"
import { temporaryHome } from "../store/sample.ts"

const noon = Date.UTC(2026, 10, 18, 12)
const hour = 3_600_000
const flash = { model: "gemini-3.5-flash", upstream: "gemini-api" } as const

/** 1 USD = 1/9 million tokens of output of this model. */
function outputOf(usd: number) {
  return { input: 0, cachedInput: 0, cacheWrite: 0, output: (usd / 9) * 1e6, thinking: 0 }
}

function budgetOf(
  home: string,
  more: Partial<Omit<BudgetOrder, "caps">> & { readonly caps?: Partial<Caps> } = {},
): Budget {
  const { caps, ...rest } = more
  return openBudget({
    home,
    now: () => noon,
    zone: "utc",
    ...rest,
    caps: { each: null, daily: null, weekly: null, ...caps },
  })
}

function reserved(budget: Budget, usd: number, loop = "a"): string {
  const answer = budget.reserve({ loop, ...flash, maxUsd: usd })
  if (answer.kind !== "reserved") throw new Error(answer.message)
  return answer.id
}

describe("a budget", () => {
  it("refuses the call that would pass a cap, names the cap, what is spent and when it begins anew", () => {
    const budget = budgetOf(temporaryHome(), { caps: { daily: 10, weekly: 12 } })
    budget.settle(reserved(budget, 4), { ...flash, tokens: outputOf(3) })
    reserved(budget, 6.5)
    expect(budget.reserve({ loop: "b", ...flash, maxUsd: 0.6 })).toEqual({
      kind: "refused",
      cap: "daily",
      spent: 3,
      reserved: 6.5,
      limit: 10,
      resetsAt: Date.UTC(2026, 10, 19),
      message:
        "The cap of $10.00 a day would be passed: $3.00 spent and $6.50 reserved by calls under way, it begins anew at 2026-11-19T00:00:00.000Z.",
    })
    expect(budget.reserve({ loop: "b", ...flash, maxUsd: 0.5 }).kind).toBe("reserved")
  })

  it("S05 holds each loop's own cap by itself, and a gateway key's", () => {
    const budget = budgetOf(temporaryHome(), { caps: { each: 2 } })
    reserved(budget, 2, "a")
    expect(budget.reserve({ loop: "a", ...flash, maxUsd: 0.01 })).toMatchObject({
      cap: "each",
      resetsAt: null,
    })
    reserved(budget, 2, "b")
    expect(budget.reserve({ key: "a", ...flash, maxUsd: 1 }).kind).toBe("reserved")
  })

  it("refuses under any cap in US dollars while no certain price is known, and lets pass without caps", () => {
    const home = temporaryHome()
    const call = { loop: "a", model: "local-7b", upstream: "ollama", maxUsd: null }
    expect(budgetOf(home, { caps: { weekly: 100 } }).reserve(call)).toMatchObject({
      kind: "refused",
      cap: "unknown-price",
      message: expect.stringContaining("name its price in prices.json"),
    })
    expect(budgetOf(home).reserve(call).kind).toBe("reserved")
  })

  it("takes the reserved amount as spent where nobody knows what the call used, and says that it is an estimate", () => {
    const home = temporaryHome()
    const budget = budgetOf(home, { caps: { daily: 10 } })
    const zeros = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, thinking: 0 }
    for (const tokens of [null, zeros]) {
      expect(budget.settle(reserved(budget, 2), { ...flash, tokens })).toMatchObject({
        usd: 2,
        basis: "estimated",
      })
    }
    expect(budget.view(null)).toMatchObject([{ cap: "daily", spent: 4, reserved: 0 }])
  })

  it("settles and releases a call once; a second word changes nothing", () => {
    const home = temporaryHome()
    const budget = budgetOf(home, { caps: { daily: 10 } })
    const id = reserved(budget, 5)
    expect(budget.settle(id, { ...flash, tokens: outputOf(1) })).toMatchObject({ kind: "settled", usd: 1 })
    expect(budget.settle(id, { ...flash, tokens: outputOf(4) })).toEqual({ kind: "not-open" })
    expect(budget.release(id)).toEqual({ kind: "not-open" })
    const other = reserved(budget, 5)
    expect(budget.release(other)).toEqual({ kind: "released" })
    expect(budget.settle(other, { ...flash, tokens: outputOf(4) })).toEqual({ kind: "not-open" })
    expect(readCalls(home, 0).calls).toMatchObject([{ id, usd: 1, basis: "measured", state: "settled" }])
  })

  it("keeps the amount of a dead process reserved, and lets a resumed one settle it with what it learned", () => {
    const home = temporaryHome()
    const dead = budgetOf(home, { caps: { daily: 10 } })
    const id = reserved(dead, 8)
    const resumed = budgetOf(home, { caps: { daily: 10 } })
    expect(resumed.reserve({ loop: "a", ...flash, maxUsd: 3 })).toMatchObject({
      kind: "refused",
      reserved: 8,
    })
    expect(resumed.settle(id, { ...flash, tokens: outputOf(1) })).toMatchObject({ kind: "settled", usd: 1 })
    expect(resumed.reserve({ loop: "a", ...flash, maxUsd: 9 }).kind).toBe("reserved")
  })

  it("warns at 80 and at 95 percent once each, in one of all processes, and anew on the next day", () => {
    const home = temporaryHome()
    let at = noon
    const order = { caps: { daily: 100 }, now: () => at }
    const [one, two] = [budgetOf(home, order), budgetOf(home, order)]
    const spend = (budget: Budget, usd: number) => {
      const settled = budget.settle(reserved(budget, usd), { ...flash, tokens: outputOf(usd) })
      return settled.kind === "settled"
        ? settled.warnings.map(({ cap, percent }) => `${cap} ${percent}`)
        : ["not open"]
    }
    expect(spend(one, 79)).toEqual([])
    expect(spend(two, 2)).toEqual(["daily 80"])
    expect(spend(one, 1)).toEqual([])
    expect(spend(one, 13.5)).toEqual(["daily 95"])
    expect(spend(two, 0.5)).toEqual([])
    at += 24 * hour
    expect(spend(two, 96)).toEqual(["daily 95"])
    expect(spend(one, 1)).toEqual([])
  })

  it("counts money that hosts told per iteration, but not twice for a loop whose calls went through the budget", () => {
    const home = temporaryHome()
    const line = {
      at: noon - hour,
      iteration: 1,
      host: "claude-code",
      model: null,
      wallMs: 1,
      checkMs: 1,
    } as const
    const told = { inputTokens: 1, outputTokens: 1, usd: 6, basis: "measured" } as const
    appendLedger(home, { ...line, ...told, loop: "told" })
    const budget = budgetOf(home, { caps: { daily: 10 } })
    expect(budget.reserve({ loop: "own", ...flash, maxUsd: 5 })).toMatchObject({ kind: "refused", spent: 6 })
    const id = reserved(budget, 3, "own")
    budget.settle(id, { ...flash, tokens: outputOf(3) })
    appendLedger(home, { ...line, ...told, usd: 3, host: "headless", loop: "own" })
    expect(budget.view(null)).toMatchObject([{ spent: 9 }])
  })

  it("goes on behind a line that a kill tore, and fails where the ledger cannot be written", () => {
    const home = temporaryHome()
    const budget = budgetOf(home, { caps: { daily: 10 } })
    reserved(budget, 5)
    appendFileSync(join(home, "ledger", "calls-000001.jsonl"), '{"kind":"reserve","id":"torn')
    expect(budget.reserve({ loop: "a", ...flash, maxUsd: 6 })).toMatchObject({ kind: "refused", reserved: 5 })
    expect(budgetOf(home, { caps: { daily: 10 } }).view(null)).toMatchObject([{ reserved: 5 }])
    expect(readCalls(home, 0).badLines).toBe(1)
    const blocked = temporaryHome()
    writeFileSync(join(blocked, "ledger"), "")
    expect(() => budgetOf(blocked)).toThrow(/not a usable folder/)
  })
})
