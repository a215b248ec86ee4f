import type { CheckResult, Failure } from "../loop/evidence.ts"

/** Options with which runners stop at their first failure; what comes after it never runs. */
const stopsEarly = /(?:^|\s)(?:-x|--exitfirst|--maxfail(?:[= ]\d+)?|--bail(?:[= ]\d+)?|-?-fail-?fast)(?=\s|$)/

/** `cargo test` goes on to the next target only when asked to. */
const cargoStopsEarly = /\bcargo\b.*\btest\b/

/** A command of several steps, or one that may hide several behind a name. */
const severalSteps =
  /&&|\|\||[;|]|(?:^|\s)(?:npm|pnpm|yarn|bun|make|just|task|tox|nox|gradle|gradlew|mvn|mvnw)(?=\s|$)/

/**
 * Whether a check ended in a way that may have kept a test from running, so that its absence from the report proves nothing: it did
 * not come to its end, told no failures, met a file that does not load, stopped at its first failure, or failed in a step before
 * the tests (`tsc && vitest run`).
 */
export function mayHideTests(result: CheckResult, id: string): boolean {
  if (result.end === "passed") return false
  if (result.end !== "failed" || result.failures.length === 0) return true
  if (result.failures.some(isUnloaded)) return true
  if (stopsEarly.test(result.command)) return true
  if (cargoStopsEarly.test(result.command) && !/--no-fail-fast\b/.test(result.command)) return true
  const noTests = result.counts === null && result.failures.every(isDiagnostic)
  return noTests && severalSteps.test(result.command) && !looksLikeDiagnostic(id)
}

/** A file that does not load takes its tests with it: they vanish from the report without being fixed. */
function isUnloaded(failure: Failure): boolean {
  return failure.class === "syntax" || failure.class === "missing-module"
}

function isDiagnostic(failure: Failure): boolean {
  return failure.class === "type" || failure.class === "lint"
}

/** `src/a.ts > TS2322 …`, `src/a.js > no-undef …`: a path and a rule's code, where tests have a name in words. */
function looksLikeDiagnostic(id: string): boolean {
  const parts = id.split(" > ")
  return (
    parts.length === 2 &&
    /^(?:[A-Z]+\d+|[a-z@][\w@/]*(?:-\w+)+|[\w@-]+\/[\w/-]+)(?=\s|$)/.test(parts[1] ?? "")
  )
}
