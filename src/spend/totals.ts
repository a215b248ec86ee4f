import type { LedgerRecord } from "./ledger.ts"

/** A sum that says how much of it is missing: `unknown` records had no amount and are not in `sum`. */
type Sum = { readonly sum: number; readonly unknown: number }

export type Totals = {
  readonly records: number
  readonly usd: Sum
  readonly inputTokens: Sum
  readonly outputTokens: Sum
  /** Records whose amounts were estimated rather than reported by the host. */
  readonly estimated: number
  readonly wallMs: number
  readonly checkMs: number
}

export type Grouping = "day" | "week" | "loop"

/** Adds records up. An unknown amount never counts as zero silently: the sum says how many were unknown. */
export function totalsOf(records: readonly LedgerRecord[]): Totals {
  return {
    records: records.length,
    usd: sumOf(records.map(({ usd }) => usd)),
    inputTokens: sumOf(records.map(({ inputTokens }) => inputTokens)),
    outputTokens: sumOf(records.map(({ outputTokens }) => outputTokens)),
    estimated: records.filter(({ basis }) => basis === "estimated").length,
    wallMs: records.reduce((sum, { wallMs }) => sum + wallMs, 0),
    checkMs: records.reduce((sum, { checkMs }) => sum + checkMs, 0),
  }
}

/** Totals per day (`2026-01-31`), ISO week (`2026-W05`, Monday first) or loop id; days and weeks in UTC; sorted by key. */
export function totalsBy(records: readonly LedgerRecord[], grouping: Grouping): ReadonlyMap<string, Totals> {
  const groups = new Map<string, LedgerRecord[]>()
  for (const record of records) {
    const key = keyOf(record, grouping)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(sorted.map(([key, group]) => [key, totalsOf(group)]))
}

function keyOf(record: LedgerRecord, grouping: Grouping): string {
  switch (grouping) {
    case "day":
      return dayOf(record.at)
    case "week":
      return isoWeekOf(record.at)
    case "loop":
      return record.loop
    default:
      return grouping satisfies never
  }
}

/** Day of a moment (epoch ms) in UTC, `2026-01-31`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** ISO 8601 week of a moment (epoch ms) in UTC, `2026-W05`: the week belongs to the year of its Thursday. */
export function isoWeekOf(at: number): string {
  const dayMs = 86_400_000
  const moment = new Date(at)
  const fromMonday = (moment.getUTCDay() + 6) % 7
  const thursday = new Date(at + (3 - fromMonday) * dayMs)
  const year = thursday.getUTCFullYear()
  const dayOfYear =
    (Date.UTC(year, thursday.getUTCMonth(), thursday.getUTCDate()) - Date.UTC(year, 0, 1)) / dayMs
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, "0")}`
}

function sumOf(amounts: readonly (number | null)[]): Sum {
  const known = amounts.filter((amount) => amount !== null)
  return { sum: known.reduce((sum, amount) => sum + amount, 0), unknown: amounts.length - known.length }
}
