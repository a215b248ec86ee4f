import type { CheckResult } from "../loop/evidence.ts"
import { failingOf } from "./verdict.ts"

/** The failing set compared with the one before it. */
export type Change = {
  readonly added: readonly string[]
  readonly still: readonly string[]
  readonly gone: readonly string[]
  /** Whether `gone` may be called fixed: every check came to its end, told its failures, and loaded all its files. */
  readonly conclusive: boolean
}

/** What is new, still there and gone since `previous`. All lists keep the sorting of failing sets. */
export function changeOf(results: readonly CheckResult[], previous: readonly string[]): Change {
  const failing = failingOf(results)
  const before = new Set(previous)
  const now = new Set(failing)
  return {
    added: failing.filter((id) => !before.has(id)),
    still: failing.filter((id) => before.has(id)),
    gone: previous.filter((id) => !now.has(id)),
    conclusive: results.every(isConclusive),
  }
}

/** A file that does not load takes its tests with it: they vanish from the report without being fixed. */
function isConclusive(result: CheckResult): boolean {
  if (result.end === "passed") return true
  if (result.end !== "failed" || result.failures.length === 0) return false
  return !result.failures.some((failure) => failure.class === "syntax" || failure.class === "missing-module")
}
