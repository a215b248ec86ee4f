import type { CheckResult, Failure } from "../loop/evidence.ts"

/** Options with which runners stop at their first failure; what comes after it never runs. */
const stopsEarly = /(?:^|\s)(?:-x|--exitfirst|--maxfail(?:[= ]\d+)?|--bail(?:[= ]\d+)?|-?-fail-?fast)(?=\s|$)/

/** `cargo test` goes on to the next target only when asked to. */
const cargoStopsEarly = /\bcargo\b.*\btest\b/

/** A command of several steps, or one that may hide several behind a name. */
const severalSteps =
  /&&|\|\||[;|]|(?:^|\s)(?:npm|pnpm|yarn|bun|make|just|task|tox|nox|gradle|gradlew|mvn|mvnw)(?=\s|$)/

/**
 * Tells of an id that is not reported any more whether that proves a fix: a report names it among the tests that ran, or nothing can have
 * kept it from running. A report that names other tests of its file or package and not this one shows that it did not run (S73).
 */
export function proofOf(results: readonly CheckResult[]): (id: string) => boolean {
  const seen = new Set(results.flatMap((result) => result.ran ?? []))
  const places = new Set([...seen].map(placeOf))
  const allNamed = results.length > 0 && results.every((result) => result.ran !== null)
  return (id) => {
    if (seen.has(id)) return true
    if (places.has(placeOf(id)) && !looksLikeDiagnostic(id)) return false
    if (allNamed && testPath.test(placeOf(id))) return false
    return !results.some((result) => mayHideTests(result, id))
  }
}

/** Tools that run no tests, so that a check without names of tests may be one of them. */
const testless =
  /\b(?:tsc|vue-tsc|eslint|biome|oxlint|prettier|ruff|mypy|pyright|flake8|clippy|rustfmt|golangci-lint|gofmt|lint|types?|type-?check|format|build)\b|\bgo vet\b/

/** Ids of all tests that ran, sorted; null when a check may have run tests without naming them all. */
export function ranOf(results: readonly CheckResult[]): string[] | null {
  const unnamed = results.some((result) => result.ran === null && !testless.test(result.command))
  return unnamed ? null : [...new Set(results.flatMap((result) => result.ran ?? []))].sort()
}

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

const testPath = /(?:^|[._/-])(?:tests?|specs?)(?=[._/-]|$)/i

/** The outermost part of an id: file, package or target. */
function placeOf(id: string): string {
  return id.split(" > ", 1)[0] ?? ""
}
