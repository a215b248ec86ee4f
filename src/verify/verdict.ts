import type { CheckResult, Verdict } from "../loop/evidence.ts"

/**
 * The verdict of all checks together: green only when every one passed (invariant 3); red as soon as something was seen to fail, also in
 * a run that did not come to its end; inconclusive when nothing red was seen but not everything ended; unchecked without checks.
 */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  if (results.length === 0) return "unchecked"
  if (results.some(isRed)) return "red"
  return results.every((result) => result.end === "passed") ? "green" : "inconclusive"
}

/**
 * Ids of everything that fails now, sorted, each once. A check that did not pass and named nothing stands for itself as
 * `check:<command>`, or a runner that crashes or hangs would look like all its tests were fixed.
 */
export function failingOf(results: readonly CheckResult[]): string[] {
  const ids = results.flatMap((result) => {
    if (result.end === "passed") return []
    return result.failures.length > 0
      ? result.failures.map((failure) => failure.id)
      : [checkId(result.command)]
  })
  return [...new Set(ids)].sort()
}

/** Id of a check as a whole. */
function checkId(command: string): string {
  return `check:${command}`
}

function isRed(result: CheckResult): boolean {
  return result.end === "failed" || (result.end !== "passed" && result.failures.length > 0)
}
