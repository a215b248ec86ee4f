import type { Failure } from "../../loop/evidence.ts"
import { isRecord } from "../../system/json-record.ts"
import { failure, idOf, workspacePath } from "./failure.ts"
import type { Report } from "./report.ts"
import { firstOwnFrame } from "./stack.ts"
import { valuesIn } from "./values.ts"

/**
 * A CTRF report (Common Test Report Format, ctrf.io): `{results: {tool, summary, tests: [{name, status, suite, filePath, …}]}}`.
 * Counts are made from the tests themselves; `pending` and `other` count as skipped. Null for another document.
 */
export function ctrf(value: Readonly<Record<string, unknown>>, workspace: string): Report | null {
  const results = value.results
  if (!isRecord(results) || !Array.isArray(results.tests) || !isRecord(results.summary)) return null
  const failures: Failure[] = []
  const ran: string[] = []
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const test of results.tests) {
    if (!isRecord(test) || typeof test.name !== "string") continue
    const path = placeOf(test, test.name, workspace)
    if (test.status === "passed" || test.status === "failed") {
      counts[test.status]++
      ran.push(idOf(path))
    } else counts.skipped++
    if (test.status === "failed") failures.push(toFailure(test, path, workspace))
  }
  return { failures, counts, ran }
}

type Fields = Readonly<Record<string, unknown>>

/** File, suites, name; pytest's plugin repeats file and classes in the name, others repeat the file as the suite. */
function placeOf(test: Fields, name: string, workspace: string): string[] {
  const file = typeof test.filePath === "string" ? workspacePath(test.filePath, workspace) : ""
  if (file.endsWith(".py") && name.startsWith(`${file}::`))
    return [file, ...name.slice(file.length + 2).split("::")]
  const suites = (
    Array.isArray(test.suite) ? test.suite : typeof test.suite === "string" ? test.suite.split(" > ") : []
  )
    .filter((suite) => typeof suite === "string")
    .filter((suite) => workspacePath(suite, workspace) !== file && !name.includes(suite))
  return [file, ...suites, name]
}

function toFailure(test: Fields, path: readonly string[], workspace: string): Failure {
  const file = path[0] || null
  const message = typeof test.message === "string" ? test.message : ""
  const trace = typeof test.trace === "string" ? test.trace : ""
  const frame = firstOwnFrame(
    trace.split("\n").filter((line) => /^\s*at /.test(line)),
    workspace,
  )
  const python = /^(\S+\.py):(\d+): /m.exec(trace)
  const line =
    typeof test.line === "number" && Number.isInteger(test.line) && test.line > 0 ? test.line : null
  return failure({
    path,
    file: file ?? frame?.place.file ?? null,
    line:
      (frame !== null && (file === null || frame.place.file === file) ? frame.place.line : null) ??
      (python !== null && python[1] === file ? Number(python[2]) : null) ??
      line,
    message: message || trace.split("\n", 1)[0] || "failed",
    ...valuesIn(message),
    frame: frame?.text ?? null,
  })
}
