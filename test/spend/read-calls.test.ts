import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { describe, expect, it } from "vitest"
import { openBudget } from "../../src/spend/budget.ts"
import { callFiles } from "../../src/spend/call-log.ts"
import { readCalls } from "../../src/spend/read-calls.ts"
import { temporaryHome } from "../store/sample.ts"

const noon = Date.UTC(2026, 10, 18, 12)
const flash = { model: "gemini-3.5-flash", upstream: "gemini-api" } as const
const tokens = { input: 0, cachedInput: 0, cacheWrite: 0, output: 100_000, thinking: 40 }
const none = { each: null, daily: null, weekly: null }

function budgetOf(home: string, more: { now?: () => number; fileBytes?: number; daily?: number } = {}) {
  const { daily = null, now = () => noon, ...rest } = more
  return openBudget({ home, now, zone: "utc", caps: { ...none, daily }, ...rest })
}

function reserve(budget: ReturnType<typeof budgetOf>, loop = "a") {
  const answer = budget.reserve({ loop, ...flash, maxUsd: 1 })
  return answer.kind === "reserved" ? answer.id : ""
}

describe("the calls of the log", () => {
  it("are told as they were reserved, and as they were settled", () => {
    const home = temporaryHome()
    const budget = budgetOf(home)
    const id = reserve(budget)
    const open = {
      id,
      at: noon,
      owner: "loop:a",
      ...flash,
      usd: 1,
      basis: "estimated",
      tokens: null,
      state: "open",
      caller: { pid: process.pid, host: hostname() },
    }
    expect(readCalls(home, 0)).toEqual({ calls: [open], badLines: 0 })
    budget.settle(id, { ...flash, model: null, tokens })
    const settled = {
      ...open,
      usd: 0.9,
      basis: "measured",
      tokens: { ...tokens, longCacheWrite: null },
      state: "settled",
    }
    expect(readCalls(home, 0).calls).toEqual([settled])
  })

  it("stand under the model that answered, where it is another one than was asked for", () => {
    const home = temporaryHome()
    const budget = budgetOf(home)
    budget.settle(reserve(budget), { ...flash, model: "gemini-3.8-flash", tokens })
    expect(readCalls(home, 0).calls).toMatchObject([{ model: "gemini-3.8-flash" }])
  })

  it("are only those that were admitted and not given back", () => {
    const home = temporaryHome()
    const budget = budgetOf(home, { daily: 2 })
    const [first, second] = [reserve(budget), reserve(budget)]
    expect(reserve(budget)).toBe("")
    budget.release(first)
    budget.release("never-reserved")
    budget.settle("never-reserved", { ...flash, tokens })
    expect(readCalls(home, 0).calls.map(({ id }) => id)).toEqual([second])
  })

  it("begin with the moment asked for", () => {
    const home = temporaryHome()
    let at = noon
    const budget = budgetOf(home, { now: () => at })
    for (at of [noon, noon + 1, noon + 2]) reserve(budget)
    expect(readCalls(home, noon + 1).calls.map((call) => call.at)).toEqual([noon + 1, noon + 2])
  })

  it("are told once each over all files, also those whose beginning stands in a file that was removed", () => {
    const home = temporaryHome()
    const budget = budgetOf(home, { fileBytes: 400 })
    const ids = ["a", "b", "c"].map((loop) => reserve(budget, loop))
    expect(callFiles(home).length).toBeGreaterThan(1)
    expect(readCalls(home, 0).calls.map(({ id }) => id)).toEqual(ids)
    const before = readCalls(home, 0).calls
    const [oldest = ""] = callFiles(home)
    rmSync(oldest)
    expect(readCalls(home, 0).calls).toEqual(before)
    budget.settle(ids[0] ?? "", { ...flash, tokens })
    expect(readCalls(home, 0).calls.find(({ id }) => id === ids[0])).toMatchObject({
      state: "settled",
      usd: 0.9,
    })
  })

  it("are not told again from a second beginning of a file, nor from behind its seal", () => {
    const home = temporaryHome()
    const budget = budgetOf(home, { fileBytes: 400 })
    for (const loop of ["a", "b", "c"]) reserve(budget, loop)
    const [first = "", second = ""] = callFiles(home)
    const lines = readFileSync(first, "utf8").split("\n")
    const late = (lines.find((line) => line.includes('"reserve"')) ?? "").replace(/"id":"\w+"/, '"id":"late"')
    const before = readCalls(home, 0)
    appendFileSync(first, `${late}\n`)
    const [carried = "", ...rest] = readFileSync(second, "utf8").split("\n")
    writeFileSync(second, [carried, late.replace("late", "between"), carried, ...rest].join("\n"))
    const ids = readCalls(home, 0).calls.map(({ id }) => id)
    expect(ids).toEqual([
      ...before.calls.map(({ id }) => id).slice(0, 2),
      "between",
      ...before.calls.map(({ id }) => id).slice(2),
    ])
  })

  it("count lines that cannot be read, but not empty ones", () => {
    const home = temporaryHome()
    reserve(budgetOf(home))
    const [file = ""] = callFiles(home)
    appendFileSync(file, '\n   \n{"kind":"reserve"\nnonsense\n')
    expect(readCalls(home, 0)).toMatchObject({ calls: [{ owner: "loop:a" }], badLines: 2 })
  })
})
