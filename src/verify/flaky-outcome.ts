import type { CheckResult } from "../loop/evidence.ts"
import { readBothEnds } from "../system/bounded-read.ts"
import { mayHideTests } from "./delta-proof.ts"
import { sanitise } from "./sanitise.ts"

/** What a rerun says about one test; `unknown` proves nothing: it could not run, or the test was not among what ran. */
export type RerunOutcome = "red" | "green" | "unknown"

/**
 * Reads a rerun for the test with this id. Red only when this test failed; green only when a report names it, or else something
 * passed, nothing can have hidden the test, and the output shows it where counts alone would not. The exit code does not matter: a coverage threshold fails
 * every run of a single test.
 */
export function outcomeOf(
  result: CheckResult,
  id: string,
  asked: { readonly scope: "test" | "file" | "suite"; readonly passes: RegExp | null },
): RerunOutcome {
  if (result.failures.some((failure) => failure.id === id)) return "red"
  if (result.end !== "passed" && result.end !== "failed") return "unknown"
  if (result.ran !== null) return result.ran.includes(id) ? "green" : "unknown"
  if (asked.scope === "suite") {
    // The very command that was judged before: silence about the test means now what it meant then.
    return mayHideTests(result, id) ? "unknown" : "green"
  }
  if (result.failures.length > 0 && mayHideTests(result, id)) return "unknown"
  if (result.counts === null ? asked.passes === null : result.counts.passed === 0) return "unknown"
  return asked.passes === null || asked.passes.test(logOf(result)) ? "green" : "unknown"
}

const logBytes = 512 * 1024

function logOf(result: CheckResult): string {
  return result.logPath === null ? "" : sanitise(readBothEnds(result.logPath, logBytes, logBytes) ?? "").text
}
