import type { LedgerRecord } from "./ledger.ts"
import { nanosOf, usdOf } from "./money.ts"
import type { CallView } from "./read-calls.ts"
import { dayAt, weekAt } from "./zone.ts"

/** Something that used tokens or money: a call, or an iteration of a host that makes its own calls. */
export type SpendItem = {
  readonly at: number
  /** `loop:ID` or `key:ID`. */
  readonly owner: string
  readonly model: string | null
  /** Null = nobody knows, which is not zero. */
  readonly usd: number | null
  readonly basis: "measured" | "estimated" | "unknown"
  readonly input: number | null
  readonly cachedInput: number | null
  readonly output: number | null
}

/** Money that was measured, estimated and not known stays apart. */
export type SpendSum = {
  readonly items: number
  readonly measuredUsd: number
  readonly estimatedUsd: number
  /** Items whose money nobody knows; they are in neither sum. */
  readonly unknown: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
}

export const groupings = ["day", "week", "model", "loop"] as const
export type SpendGrouping = (typeof groupings)[number]

/**
 * Calls, and the iterations of those loops that made no call of ours: a headless loop's iterations repeat its calls.
 * Iteration 0 is the measuring before the work, where no model was asked.
 */
export function spendItems(calls: readonly CallView[], iterations: readonly LedgerRecord[]): SpendItem[] {
  const called = new Set(calls.map(({ owner }) => owner))
  const others = iterations.filter(({ loop, iteration }) => iteration > 0 && !called.has(`loop:${loop}`))
  return [
    ...calls.map(
      ({ at, owner, model, usd, basis, tokens }): SpendItem => ({
        at,
        owner,
        model,
        usd,
        basis,
        input: tokens?.input ?? null,
        cachedInput: tokens?.cachedInput ?? null,
        output: tokens?.output ?? null,
      }),
    ),
    ...others.map(
      ({ at, loop, model, usd, basis, inputTokens, outputTokens }): SpendItem => ({
        at,
        owner: `loop:${loop}`,
        model,
        usd,
        basis: usd === null ? "unknown" : basis,
        input: inputTokens,
        cachedInput: null,
        output: outputTokens,
      }),
    ),
  ].sort((a, b) => a.at - b.at)
}

/** Sums per day and week (every one of the span, also those without an item) or per model and loop (dearest first). */
export function groupSpend(
  items: readonly SpendItem[],
  by: SpendGrouping,
  span: { readonly from: number; readonly to: number; readonly zone: string },
): { readonly key: string; readonly sum: SpendSum; readonly items: readonly SpendItem[] }[] {
  const groups = new Map<string, SpendItem[]>()
  if (by === "day" || by === "week") for (const name of windowNames(by, span)) groups.set(name, [])
  for (const item of items) {
    const key = keyOf(item, by, span.zone)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  const sums = [...groups].map(([key, group]) => ({ key, sum: sumSpend(group), items: group }))
  if (by === "day" || by === "week") return sums.sort((a, b) => (a.key < b.key ? -1 : 1))
  return sums.sort((a, b) => knownUsd(b.sum) - knownUsd(a.sum) || (a.key < b.key ? -1 : 1))
}

export function sumSpend(items: readonly SpendItem[]): SpendSum {
  const usd = (basis: SpendItem["basis"]): number =>
    usdOf(items.reduce((sum, item) => sum + (item.basis === basis ? nanosOf(item.usd ?? 0) : 0), 0))
  const tokens = (of: (item: SpendItem) => number | null): number =>
    items.reduce((sum, item) => sum + (of(item) ?? 0), 0)
  return {
    items: items.length,
    measuredUsd: usd("measured"),
    estimatedUsd: usd("estimated"),
    unknown: items.filter((item) => item.usd === null).length,
    inputTokens: tokens(({ input }) => input),
    cachedInputTokens: tokens(({ cachedInput }) => cachedInput),
    outputTokens: tokens(({ output }) => output),
  }
}

export function knownUsd({ measuredUsd, estimatedUsd }: SpendSum): number {
  return measuredUsd + estimatedUsd
}

/** Money of all loops for each one that ended verified; the failed ones are part of the price. Null without a verified one. */
export function costPerVerified(
  items: readonly SpendItem[],
  verified: ReadonlySet<string>,
): {
  readonly tasks: number
  readonly unknownTasks: number
  readonly usd: number
  readonly perTask: number | null
} {
  const known = items.filter(({ owner, usd }) => usd !== null && owner.startsWith("loop:"))
  const priced = new Set(known.map(({ owner }) => owner.slice("loop:".length)))
  const tasks = [...verified].filter((loop) => priced.has(loop)).length
  const usd = knownUsd(sumSpend(known))
  return { tasks, unknownTasks: verified.size - tasks, usd, perTask: tasks === 0 ? null : usd / tasks }
}

function keyOf(item: SpendItem, by: SpendGrouping, zone: string): string {
  switch (by) {
    case "day":
      return dayAt(item.at, zone).name
    case "week":
      return weekAt(item.at, zone).name
    case "model":
      return item.model ?? "unknown"
    case "loop":
      return item.owner.startsWith("loop:") ? item.owner.slice("loop:".length) : item.owner
    default:
      return by satisfies never
  }
}

/** At most as many as a person reads; a longer span shows only what has items. */
const mostWindows = 400

function windowNames(
  by: "day" | "week",
  { from, to, zone }: { readonly from: number; readonly to: number; readonly zone: string },
): string[] {
  const windowAt = by === "day" ? dayAt : weekAt
  const names: string[] = []
  for (let at = from; at <= to && names.length < mostWindows; ) {
    const window = windowAt(at, zone)
    names.push(window.name)
    at = window.to
  }
  return names.length < mostWindows ? names : []
}
