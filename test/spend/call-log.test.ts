import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Budget, openBudget } from "../../src/spend/budget.ts"
import { callFiles } from "../../src/spend/call-log.ts"
import { readCalls } from "../../src/spend/read-calls.ts"
import { temporaryHome } from "../store/sample.ts"

function open(home: string, fileBytes = 600): Budget {
  const caps = { each: null, daily: 10, weekly: null }
  return openBudget({ home, now: () => Date.UTC(2026, 10, 18, 12), zone: "utc", caps, fileBytes })
}

function reserve(budget: Budget, maxUsd = 1) {
  return budget.reserve({ loop: "a", model: "gemini-3.5-flash", upstream: "gemini-api", maxUsd })
}

/** A log of several files in which 6 of 10 dollars are taken. */
function filledHome(): string {
  const home = temporaryHome()
  const budget = open(home)
  for (let i = 0; i < 6; i += 1) reserve(budget)
  expect(callFiles(home).length).toBeGreaterThan(2)
  return home
}

function used(home: string): number | undefined {
  return open(home).view(null)[0]?.reserved
}

describe("the files of the call log", () => {
  it("count what two processes carried over at once only one time", () => {
    const home = filledHome()
    const newest = callFiles(home).at(-1) ?? ""
    const [carried = ""] = readFileSync(newest, "utf8").split("\n")
    reserve(open(home, 100_000))
    appendFileSync(newest, `${carried}\n`)
    reserve(open(home, 100_000))
    expect(used(home)).toBe(8)
    expect(readCalls(home, 0).calls).toHaveLength(8)
  })

  it("make good a file whose beginning a kill tore", () => {
    const home = filledHome()
    const newest = callFiles(home).at(-1) ?? ""
    const text = readFileSync(newest, "utf8")
    writeFileSync(newest, text.slice(0, text.indexOf("\n") / 2))
    const before = readCalls(home, 0).calls.length
    expect(reserve(open(home)).kind).toBe("reserved")
    expect(readCalls(home, 0).calls).toHaveLength(before + 1)
    expect(used(home)).toBe(before + 1)
  })

  it("are needed no more once a newer one begins with what they came to", () => {
    const home = filledHome()
    const files = callFiles(home)
    for (const old of files.slice(0, -1)) rmSync(old)
    expect(used(home)).toBe(6)
    expect(reserve(open(home)).kind).toBe("reserved")
    expect(used(home)).toBe(7)
  })

  it("may begin with what is no reservation, and stand beside files that are none of them", () => {
    const home = filledHome()
    const [first = "", second = ""] = callFiles(home)
    writeFileSync(join(home, "ledger", "calls-1.jsonl"), readFileSync(first))
    writeFileSync(join(home, "ledger", "calls-0000001.jsonl.bak"), readFileSync(first))
    expect(callFiles(home).slice(0, 2)).toEqual([first, second])
    writeFileSync(second, `{"kind":"note"}\n\n${readFileSync(second, "utf8")}`)
    expect(used(home)).toBe(6)
    expect(readCalls(home, 0).calls).toHaveLength(6)
  })

  it("take nothing into account that stands behind the seal of a file", () => {
    const home = filledHome()
    const [first = ""] = callFiles(home)
    const line =
      readFileSync(first, "utf8")
        .split("\n")
        .find((one) => one.includes('"reserve"')) ?? ""
    appendFileSync(first, `${line.replace(/"id":"\w+"/, '"id":"late"')}\n`)
    expect(readCalls(home, 0).calls).toHaveLength(6)
    expect(used(home)).toBe(6)
  })

  it("are read on by a process that slept while others began several new ones", () => {
    const home = temporaryHome()
    const sleeper = open(home)
    reserve(sleeper)
    const busy = open(home)
    for (let i = 0; i < 8; i += 1) reserve(busy)
    expect(callFiles(home).length).toBeGreaterThan(3)
    expect(reserve(sleeper).kind).toBe("reserved")
    expect(reserve(sleeper)).toMatchObject({ kind: "refused", reserved: 10 })
    expect(reserve(busy)).toMatchObject({ kind: "refused", reserved: 10 })
  })

  it("may be removed or cut while they are open: what is there counts", () => {
    const home = temporaryHome()
    const budget = open(home, 100_000)
    for (let i = 0; i < 4; i += 1) reserve(budget)
    const [file = ""] = callFiles(home)
    const lines = readFileSync(file, "utf8").split("\n")
    truncateSync(file, `${lines.slice(0, 2).join("\n")}\n`.length)
    expect(budget.view(null)).toMatchObject([{ reserved: 2 }])
    rmSync(file)
    expect(budget.view(null)).toMatchObject([{ reserved: 0 }])
    expect(reserve(budget).kind).toBe("reserved")
    expect(readdirSync(join(home, "ledger"))).toEqual(["calls-000001.jsonl"])
  })

  it("do not believe a reservation whose caps cannot be read", () => {
    const home = temporaryHome()
    reserve(open(home, 100_000))
    const [file = ""] = callFiles(home)
    writeFileSync(file, readFileSync(file, "utf8").replace('"cap":"daily"', '"cap":"hourly"'))
    expect(readCalls(home, 0)).toEqual({ calls: [], badLines: 1 })
  })
})
