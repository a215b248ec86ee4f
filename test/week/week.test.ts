import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { simulateWeek } from "./simulate.ts"

const seed = 7

describe("a simulated week with faults by chance", () => {
  it(`keeps every limit, every iteration and every cent (seed ${seed})`, { timeout: 600_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "for-loop-week-"))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const week = await simulateWeek({ folder, seed, loops: 8, iterations: 120 })
    expect(week.problems).toEqual([])
    expect(week.iterations).toBeGreaterThanOrEqual(120)
    expect(week.ledger).toEqual(week.expected)
    // Faults happened, and of most kinds, or nothing was shown.
    expect(Object.keys(week.faults).length).toBeGreaterThan(8)
    expect(week.outcomes.verified).toBeGreaterThan(0)
  })
})
