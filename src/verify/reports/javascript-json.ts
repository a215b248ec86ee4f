import type { Failure } from "../../loop/evidence.ts"
import { isRecord } from "../../system/json-record.ts"
import { failure, idOf, wholeFile, workspacePath } from "./failure.ts"
import { detailsOf } from "./jest.ts"
import type { Report } from "./report.ts"
import { firstOwnFrame, isStackLine } from "./stack.ts"
import { valuesIn } from "./values.ts"

type Fields = Readonly<Record<string, unknown>>

/** The JSON reporter of jest, which vitest writes too: ids as in the plain output of both. Null for another document. */
export function jestJson(value: Fields, workspace: string): Report | null {
  if (!Array.isArray(value.testResults) || typeof value.numTotalTests !== "number") return null
  const failures: Failure[] = []
  const ran: string[] = []
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const suite of value.testResults.filter(isRecord)) {
    const file = workspacePath(text(suite.name), workspace)
    const tests = list(suite.assertionResults)
    if (suite.status === "failed" && !tests.some((test) => test.status === "failed")) {
      failures.push(fromStack([file, wholeFile], file, loadError(text(suite.message)), workspace))
    }
    for (const test of tests) {
      const path = [file, ...strings(test.ancestorTitles).filter((title) => title !== ""), text(test.title)]
      if (test.status === "passed" || test.status === "failed") {
        counts[test.status]++
        ran.push(idOf(path))
      } else counts.skipped++
      if (test.status === "failed")
        failures.push(fromStack(path, file, strings(test.failureMessages)[0] ?? "", workspace))
    }
  }
  return { failures, counts, ran }
}

/** The JSON reporter of mocha. It joins suites and test by blanks, so an id is the file with that title. */
export function mochaJson(value: Fields, workspace: string): Report | null {
  if (!isRecord(value.stats) || !Array.isArray(value.passes) || !Array.isArray(value.failures)) return null
  const pathOf = (test: Fields) => [workspacePath(text(test.file), workspace), text(test.fullTitle)]
  const failed = list(value.failures)
  const passed = list(value.passes)
  const failures = failed.map((test) => {
    const error = isRecord(test.err) ? test.err : {}
    const path = pathOf(test)
    const stack = text(error.stack)
    const report = fromStack(
      path,
      path[0] ?? "",
      stack.includes(text(error.message)) ? stack : text(error.message),
      workspace,
    )
    return {
      ...report,
      expected: short(error.expected) ?? report.expected,
      actual: short(error.actual) ?? report.actual,
    }
  })
  return {
    failures,
    counts: { passed: passed.length, failed: failed.length, skipped: list(value.pending).length },
    ran: [...passed, ...failed].map((test) => idOf(pathOf(test))),
  }
}

/** RSpec's JSON formatter. */
export function rspecJson(value: Fields, workspace: string): Report | null {
  if (!Array.isArray(value.examples) || typeof value.summary_line !== "string") return null
  const failures: Failure[] = []
  const ran: string[] = []
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const example of list(value.examples)) {
    const file = workspacePath(text(example.file_path), workspace)
    const path = [file, text(example.full_description)]
    if (example.status === "pending") counts.skipped++
    else {
      counts[example.status === "passed" ? "passed" : "failed"]++
      ran.push(idOf(path))
    }
    if (example.status !== "failed") continue
    const error = isRecord(example.exception) ? example.exception : {}
    const message = text(error.message).trim()
    const places = strings(error.backtrace).map((line) => /^(\S+?):(\d+):in /.exec(line))
    const own = places.find((place) => workspacePath(place?.[1] ?? "", workspace) === file)
    const name = text(error.class).startsWith("RSpec::") ? "" : `${text(error.class)}: `
    failures.push(
      failure({
        path,
        file,
        line: own === undefined || own === null ? null : Number(own[2]),
        message: `${name}${message}`,
        ...valuesIn(message),
        frame: own?.input ?? null,
      }),
    )
  }
  return { failures, counts, ran }
}

/** jest repeats its block for people here: title, indentation, and a page of advice before the details. */
function loadError(message: string): string {
  const plain = message.replace(/^\s*● Test suite failed to run\n+/, "").replace(/^ {4}/gm, "")
  return detailsOf(plain)
}

function fromStack(path: readonly string[], file: string, trace: string, workspace: string): Failure {
  const lines = trace.split("\n")
  const stackAt = lines.findIndex(isStackLine)
  const frame = stackAt < 0 ? null : firstOwnFrame(lines.slice(stackAt), workspace)
  const message = (stackAt < 0 ? lines : lines.slice(0, stackAt)).join("\n")
  return failure({
    path,
    file: file === "" ? (frame?.place.file ?? null) : file,
    line: frame !== null && (file === "" || frame.place.file === file) ? frame.place.line : null,
    message: message || "failed",
    ...valuesIn(message),
    frame: frame?.text ?? null,
  })
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : []
}

function text(value: unknown): string {
  return typeof value === "string" ? value : ""
}

function short(value: unknown): string | null {
  return typeof value === "string" && !value.includes("\n") ? value : null
}
