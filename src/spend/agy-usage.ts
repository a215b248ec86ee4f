import { isCount, isRecord } from "../system/json-record.ts"
import type { TokenUsage } from "./token-usage.ts"

/** What agy's `result` said about a conversation so far; its `input_tokens` leave out cache reads. */
type AgyTotals = {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
  readonly thinking: number
}

/** What was counted before: nothing yet, these totals, or nobody knows (a conversation taken over from elsewhere). */
export type AgyBefore =
  | { readonly kind: "new" }
  | ({ readonly kind: "known" } & AgyTotals)
  | { readonly kind: "unknown" }

export type AgyMeter = {
  /** Usage of a `step_update` as it was read; a step may report several times, its last word counts. */
  step(index: number, usage: unknown): void
  /**
   * Usage of the `result` that ends the turn. Gives what this turn used, null when nothing was measured (all zero, as after a print
   * timeout); afterwards the meter counts the next turn.
   */
  result(usage: unknown): TokenUsage | null
  /** To be kept for the next process of the same conversation. */
  before(): AgyBefore
}

/**
 * Turns agy's cumulative usage into what each turn used (platform document, section 5.2). The steps of a turn are billed where they
 * tell their usage, because a `result` sums up the whole process, and after a resume the whole conversation. Without them the
 * difference to the totals before counts; totals that went down in any part were counted anew from zero.
 */
export function agyMeter(start: AgyBefore): AgyMeter {
  let known = start
  const steps = new Map<number, AgyTotals>()
  return {
    step: (index, usage) => {
      const told = totalsOf(usage)
      if (told !== null) steps.set(index, told)
    },
    result: (usage) => {
      const total = totalsOf(usage)
      const used =
        steps.size > 0 ? sum([...steps.values()]) : total === null ? null : difference(total, known)
      if (total !== null) known = { kind: "known", ...total }
      else if (used !== null && known.kind !== "unknown")
        known = { kind: "known", ...sum([atLeastZero(known), used]) }
      steps.clear()
      return used === null ? null : { ...used, cacheWrite: null }
    },
    before: () => known,
  }
}

/** Null for what is no usage, and for all zero: agy writes zeros where it measured nothing. */
function totalsOf(usage: unknown): AgyTotals | null {
  if (!isRecord(usage)) return null
  const amount = (value: unknown): number => (isCount(value) ? value : 0)
  const totals = {
    input: amount(usage.input_tokens),
    cachedInput: amount(usage.cache_read_tokens),
    output: amount(usage.output_tokens),
    thinking: amount(usage.thinking_tokens),
  }
  return Object.values(totals).every((value) => value === 0) ? null : totals
}

function difference(total: AgyTotals, known: AgyBefore): AgyTotals | null {
  if (known.kind === "unknown") return null
  const last = atLeastZero(known)
  const anew =
    total.input < last.input ||
    total.cachedInput < last.cachedInput ||
    total.output < last.output ||
    total.thinking < last.thinking
  if (anew) return total
  const used = {
    input: total.input - last.input,
    cachedInput: total.cachedInput - last.cachedInput,
    output: total.output - last.output,
    thinking: total.thinking - last.thinking,
  }
  return Object.values(used).every((value) => value === 0) ? null : used
}

function sum(all: readonly AgyTotals[]): AgyTotals {
  return all.reduce((total, one) => ({
    input: total.input + one.input,
    cachedInput: total.cachedInput + one.cachedInput,
    output: total.output + one.output,
    thinking: total.thinking + one.thinking,
  }))
}

function atLeastZero(known: Exclude<AgyBefore, { kind: "unknown" }>): AgyTotals {
  return known.kind === "new" ? { input: 0, cachedInput: 0, output: 0, thinking: 0 } : known
}
