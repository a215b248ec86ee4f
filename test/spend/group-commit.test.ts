import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { type Budget, openBudget } from "../../src/spend/budget.ts"
import { callFiles } from "../../src/spend/call-log.ts"
import { temporaryHome } from "../store/sample.ts"

const noon = Date.UTC(2026, 10, 18, 12)
const model = "gemini-3.5-flash"

function budgetOf(home: string, daily: number | null): Budget {
  return openBudget({
    home,
    now: () => noon,
    caps: { each: null, daily, weekly: null },
    zone: "utc",
    settled: "cached",
  })
}

function call(maxUsd: number, key = "editor") {
  return { key, model, upstream: "gemini-api", maxUsd }
}

describe("calls that ask the budget at the same moment", () => {
  it("are each told their own decision, in the order in which they asked", async () => {
    const home = temporaryHome()
    const { grouped } = budgetOf(home, 5)
    const asked = [3, 1, 2, 1, 1].map((usd) => grouped.reserve(call(usd)))
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind)
    expect(kinds).toEqual(["reserved", "reserved", "refused", "reserved", "refused"])
  })

  it("never get the last dollar twice, also where another process takes some of it in between", async () => {
    const home = temporaryHome()
    const [one, other] = [budgetOf(home, 4), budgetOf(home, 4)]
    const asked = Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? one : other).grouped.reserve(call(1)))
    expect(other.reserve(call(1)).kind).toBe("reserved")
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === "reserved")).toHaveLength(3)
    expect(one.view(null)[0]?.reserved).toBe(4)
    expect(other.view(null)).toEqual(one.view(null))
  })

  it("are settled once, also where a settlement is asked for twice at once", async () => {
    const home = temporaryHome()
    const budget = budgetOf(home, 5)
    const reserved = await budget.grouped.reserve(call(2))
    if (reserved.kind === "refused") throw new Error(reserved.message)
    const used = { tokens: null, model, upstream: "gemini-api" }
    const settled = await Promise.all([
      budget.grouped.settle(reserved.id, used),
      budget.grouped.settle(reserved.id, used),
    ])
    expect(settled).toMatchObject([{ kind: "settled", usd: 2, basis: "estimated" }, { kind: "not-open" }])
    expect(budget.view(null)[0]).toMatchObject({ spent: 2, reserved: 0 })
    expect(budgetOf(home, 5).view(null)[0]).toMatchObject({ spent: 2, reserved: 0 })
  })

  it("are all refused with the disk's fault when nothing can be written, and the next ones are served again", async () => {
    const home = temporaryHome()
    const budget = budgetOf(home, 5)
    expect((await budget.grouped.reserve(call(1))).kind).toBe("reserved")
    const [path = ""] = callFiles(home)
    rmSync(path)
    mkdirSync(path)
    const failed = await Promise.allSettled([
      budget.grouped.reserve(call(1)),
      budget.grouped.reserve(call(1)),
    ])
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"])
    rmSync(path, { recursive: true })
    expect((await budget.grouped.reserve(call(1))).kind).toBe("reserved")
  })

  it("lose nothing where the file ends in a torn line or grows past its size", async () => {
    const home = temporaryHome()
    const budget = openBudget({
      home,
      now: () => noon,
      caps: { each: null, daily: 1000, weekly: null },
      zone: "utc",
      settled: "cached",
      fileBytes: 2000,
    })
    for (let round = 0; round < 5; round += 1) {
      const [last = ""] = callFiles(home).slice(-1)
      if (round > 0) writeFileSync(last, '{"kind":"reser', { flag: "a" })
      const asked = Array.from({ length: 8 }, () => budget.grouped.reserve(call(1)))
      expect((await Promise.all(asked)).every(({ kind }) => kind === "reserved")).toBe(true)
    }
    expect(callFiles(home).length).toBeGreaterThan(1)
    expect(budget.view(null)[0]?.reserved).toBe(40)
    expect(budgetOf(home, 1000).view(null)[0]?.reserved).toBe(40)
  })
})
