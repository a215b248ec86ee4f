import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Usage } from "../../src/loop/evidence.ts"

export type Week = {
  loops: number
  iterations: number
  /** Happened, by kind. */
  readonly faults: Record<string, number>
  readonly outcomes: Record<string, number>
  /** Counted by the simulation itself, and read from the ledger. */
  readonly expected: Sums
  ledger: Sums
  bytes: { peak: number; before: number; after: number; loopsKept: number }
  /** Everything that did not hold. */
  readonly problems: string[]
}

export type Sums = { records: number; inputTokens: number; outputTokens: number; usd: number }

/** A week in which nothing has happened yet. */
export function emptyWeek(): Week {
  const sums = (): Sums => ({ records: 0, inputTokens: 0, outputTokens: 0, usd: 0 })
  return {
    loops: 0,
    iterations: 0,
    faults: {},
    outcomes: {},
    expected: sums(),
    ledger: sums(),
    bytes: { peak: 0, before: 0, after: 0, loopsKept: 0 },
    problems: [],
  }
}

export function addTo(sums: Sums, { inputTokens, outputTokens, usd }: Omit<Usage, "basis">): void {
  sums.records += 1
  sums.inputTokens += inputTokens ?? 0
  sums.outputTokens += outputTokens ?? 0
  // Whole cents, so that the order of adding does not matter.
  sums.usd = Math.round((sums.usd + (usd ?? 0)) * 100) / 100
}

/** Paths of all files below a folder, from there. */
export function namesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  )
}

export function bytesBelow(folder: string): number {
  return namesBelow(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}
