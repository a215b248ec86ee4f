import { spawn } from "node:child_process"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { nanosOf } from "../../src/spend/money.ts"
import { readCalls } from "../../src/spend/read-calls.ts"
import { isRecord } from "../../src/system/json-record.ts"
import { temporaryHome } from "../store/sample.ts"
import { tellLog } from "./ledger-oracle.ts"

const caps = { each: 6, daily: 10, weekly: 14 }
const program = join(import.meta.dirname, "programs", "spender.ts")

const usd = fc.integer({ min: 1, max: 300_000 }).map((cents) => cents / 100_000)
/** How much of what was reserved a call costs. */
const part = fc.double({ min: 0, max: 1, noNaN: true })

type Line = Readonly<Record<string, unknown>>

/** Runs one spender and gives what it said, also when it killed itself. */
function spender(plan: object): Promise<Line[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(plan)], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part
    })
    child.once("error", reject)
    child.once("close", () => {
      const lines = text.split("\n").filter((line) => line !== "")
      resolve(lines.map((line): unknown => JSON.parse(line)).filter(isRecord))
    })
  })
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("reserve"), loop: fc.constantFrom("a", "b"), usd }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("settle"), which: fc.nat(), part }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release"), which: fc.nat() }) },
)
/** Every other process dies by a kill, somewhere. */
const steps = fc
  .tuple(fc.array(step, { minLength: 5, maxLength: 60 }), fc.option(fc.nat(60)))
  .map(([list, death]): readonly object[] => {
    const all: readonly object[] = list
    return death === null ? all : all.toSpliced(death, 0, { kind: "die" })
  })

describe("the call log", () => {
  it("stays exact and never over a cap while several real processes reserve, settle, release and are killed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 4 }), async (plans) => {
        const home = temporaryHome()
        const said = (
          await Promise.all(plans.map((list) => spender({ home, caps, fileBytes: 3000, steps: list })))
        ).flat()
        const told = tellLog(home)
        const { calls, badLines } = readCalls(home, 0)
        expect(badLines).toBe(0)
        expect(told.fullest).toBeLessThanOrEqual(1)
        // What the reports say is what the files say, and every process was told the truth.
        expect(new Map(calls.map((call) => [call.id, nanosOf(call.usd)]))).toEqual(told.calls)
        for (const line of said) {
          const id = String(line.id)
          const answer = isRecord(line.answer) ? line.answer : {}
          if (line.said === "reserved") expect(told.refused.has(id)).toBe(false)
          if (answer.kind === "settled") expect(told.calls.get(id)).toBe(nanosOf(Number(answer.usd)))
          if (answer.kind === "released") expect(told.calls.has(id)).toBe(false)
        }
        const reserved = said.filter((line) => line.said === "reserved").map((line) => String(line.id))
        expect(new Set(reserved).size).toBe(reserved.length)
        const released = new Set(
          said
            .filter(({ answer }) => isRecord(answer) && answer.kind === "released")
            .map((line) => String(line.id)),
        )
        const unheard = [...told.calls.keys()].filter((id) => !reserved.includes(id))
        for (const id of reserved) expect(told.calls.has(id) || released.has(id)).toBe(true)
        // A process that was killed may have reserved once more than it could say.
        expect(unheard.length).toBeLessThanOrEqual(plans.length)
        expect(told.refused.size).toBeGreaterThanOrEqual(
          said.filter((line) => line.said === "refused").length,
        )
      }),
      { numRuns: 6 },
    )
  }, 120_000)

  it("lets exactly as much through as there is, however many processes want it at once", async () => {
    const home = temporaryHome()
    const wish = { kind: "reserve", loop: "a", usd: 0.5 }
    const plan = {
      home,
      caps: { each: null, daily: 10, weekly: null },
      fileBytes: 2000,
      steps: Array(20).fill(wish),
    }
    const said = (await Promise.all([1, 2, 3, 4].map(() => spender(plan)))).flat()
    expect(said.filter((line) => line.said === "reserved")).toHaveLength(20)
    expect(said.filter((line) => line.said === "refused")).toHaveLength(60)
    expect(tellLog(home).fullest).toBe(1)
  }, 60_000)
})
