import type { CheckResult } from "../loop/evidence.ts"
import { proofOf } from "./delta-proof.ts"
import { failingOf } from "./verdict.ts"

export type DeltaOrder = {
  readonly results: readonly CheckResult[]
  /** Sorted ids of what failed at the Stop before this one. */
  readonly previous: readonly string[]
  /** What failed before the agent began; null when it was not measured to its end, so that nothing is said about it. */
  readonly baseline: readonly string[] | null
  /** Quarantined ids: tests seen to flip at the same tree. */
  readonly flaky: readonly string[]
}

/**
 * Where a run stands towards the baseline, quarantined tests left out. `clean`: nothing fails. `regressed`: something fails that did
 * not fail before the loop. `fixed-baseline`: nothing new fails and something of before is proven fixed. `baseline-broken`: only
 * what failed before, and all of it.
 */
type Standing = "clean" | "regressed" | "baseline-broken" | "fixed-baseline"

/** A failing set compared with the one before it and with the baseline. Every list keeps the order of its source. */
export type Delta = {
  /** Failing now, not at the last Stop. With `still` and `flaky` it makes up the whole failing set, each id once. */
  readonly added: readonly string[]
  readonly still: readonly string[]
  /** Quarantined and failing now: listed, never counted as new, still failing or regressed (S82). */
  readonly flaky: readonly string[]
  /** Failed at the last Stop, proven not to fail now. */
  readonly fixed: readonly string[]
  /** Failed at the last Stop and is not reported now, but nothing shows that it ran: no proof of a fix (S73). */
  readonly unproven: readonly string[]
  /** Failing now and already before the loop; and those that were not: what the loop broke. */
  readonly preexisting: readonly string[]
  readonly regressions: readonly string[]
  /** Failed before the loop, proven not to fail now. */
  readonly repaired: readonly string[]
  /** Null without a baseline. */
  readonly standing: Standing | null
}

/**
 * Compares what fails now with the last Stop and with the baseline (S80). Ids carry no line numbers, so a test that moved in its file
 * is the same test. A check that did not come to its end fails as `check:<command>`, so no outage looks like a fix.
 */
export function deltaOf(order: DeltaOrder): Delta {
  const failing = failingOf(order.results)
  const now = new Set(failing)
  const quarantined = new Set(order.flaky)
  const previous = new Set(order.previous)
  const deciding = failing.filter((id) => !quarantined.has(id))
  const proven = proofOf(order.results)
  const gone = unique(order.previous).filter((id) => !now.has(id) && !quarantined.has(id))
  const towards = towardsBaseline(order.baseline, deciding, (id) => {
    return !now.has(id) && !quarantined.has(id) && proven(id)
  })
  return {
    added: deciding.filter((id) => !previous.has(id)),
    still: deciding.filter((id) => previous.has(id)),
    flaky: failing.filter((id) => quarantined.has(id)),
    fixed: gone.filter(proven),
    unproven: gone.filter((id) => !proven(id)),
    ...towards,
  }
}

/** What of a failing set may decide: a quarantined test never decides alone (S82). */
export function decidingFailures(failing: readonly string[], flaky: readonly string[]): string[] {
  const quarantined = new Set(flaky)
  return failing.filter((id) => !quarantined.has(id))
}

function towardsBaseline(
  baseline: readonly string[] | null,
  deciding: readonly string[],
  isRepaired: (id: string) => boolean,
): Pick<Delta, "preexisting" | "regressions" | "repaired" | "standing"> {
  const before = new Set(baseline ?? [])
  const repaired = [...before].filter(isRepaired)
  if (baseline === null) {
    return { preexisting: [], regressions: [], repaired, standing: null }
  }
  const preexisting = deciding.filter((id) => before.has(id))
  const regressions = deciding.filter((id) => !before.has(id))
  return { preexisting, regressions, repaired, standing: standingOf(deciding, regressions, repaired) }
}

function standingOf(
  deciding: readonly string[],
  regressions: readonly string[],
  repaired: readonly string[],
): Standing {
  if (deciding.length === 0) return "clean"
  if (regressions.length > 0) return "regressed"
  return repaired.length > 0 ? "fixed-baseline" : "baseline-broken"
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
