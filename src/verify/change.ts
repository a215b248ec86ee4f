import type { CheckResult } from "../loop/evidence.ts"
import { deltaOf } from "./delta.ts"

/** The failing set compared with the one before it: the part of a delta that needs neither baseline nor quarantine. */
export type Change = {
  readonly added: readonly string[]
  readonly still: readonly string[]
  readonly gone: readonly string[]
  /** Whether all of `gone` may be called fixed. */
  readonly conclusive: boolean
}

/** What is new, still there and gone since `previous`. All lists keep the sorting of failing sets. */
export function changeOf(results: readonly CheckResult[], previous: readonly string[]): Change {
  const { added, still, fixed, unproven } = deltaOf({ results, previous, baseline: null, flaky: [] })
  return { added, still, gone: [...fixed, ...unproven].sort(), conclusive: unproven.length === 0 }
}
