import type { TestCounts } from "../../loop/evidence.ts"
import { distinct } from "./failure.ts"
import type { Report } from "./report.ts"

export type WrittenReport = { readonly folder: string; readonly report: Report }

/**
 * One report out of what a check printed and the report files it wrote. The same run often speaks twice, on the terminal and in a file:
 * the same totals mean the same run, which is then counted once. Otherwise a file counts only where nothing printed tells of tests; a
 * number must never be too high because a run was seen twice. Null when there is nothing to combine.
 */
export function combine(printed: readonly Report[], written: readonly WrittenReport[]): Report | null {
  const tests = printed.filter(isTestRun)
  const groups = [...byFolder(written).values()]
  const added: Report[] = []
  for (const group of groups) {
    if (group.counts === null) {
      added.push(group) // findings of a linter
      continue
    }
    const same = tests.findIndex((report) => sameCounts(report.counts, group.counts))
    const alone = tests.every((report) => report.counts === null)
    if (same >= 0) tests[same] = merged(tests[same] ?? group, group)
    else if (alone && !tests.some((report) => report.failures.length > group.failures.length))
      added.push(group)
  }
  // Where only the file could count, what the runner printed of the same tests would be named twice.
  const kept = added.some((report) => report.counts !== null) ? [] : tests
  const all = [...printed.filter((report) => !isTestRun(report)), ...kept, ...added]
  return all.length === 0 ? null : sumOf(all)
}

/** Compilers and linters count nothing and never name what ran; test runners without totals are told by their failures alone. */
function isTestRun(report: Report): boolean {
  return (
    report.counts !== null ||
    report.ran !== undefined ||
    report.failures.some((it) => testClasses.has(it.class))
  )
}

const testClasses: ReadonlySet<string> = new Set(["assertion", "timeout", "crash"])

function byFolder(written: readonly WrittenReport[]): Map<string, Report> {
  const groups = new Map<string, Report>()
  for (const { folder, report } of written) {
    const before = groups.get(folder)
    groups.set(folder, before === undefined ? report : sumOf([before, report]))
  }
  return groups
}

/** Of two reports of one run, the printed one, with the list of tests from the file; the file's where their ids do not agree. */
function merged(printed: Report, file: Report): Report {
  if (printed.ran !== undefined) return printed
  const named = new Set(file.failures.map((it) => it.id))
  return printed.failures.every((it) => named.has(it.id)) && file.ran !== undefined
    ? { ...printed, ran: file.ran }
    : file
}

function sameCounts(a: TestCounts | null, b: TestCounts | null): boolean {
  return a !== null && b !== null && a.passed === b.passed && a.failed === b.failed && a.skipped === b.skipped
}

function sumOf(reports: readonly Report[]): Report {
  const failures = distinct(reports.flatMap((report) => report.failures))
  const counts = reports.reduce<TestCounts | null>((sum, report) => added(sum, report.counts), null)
  const runs = reports.filter((report) => report.counts !== null)
  const ran = runs.flatMap((report) => report.ran ?? [])
  const complete = runs.length > 0 && runs.every((report) => report.ran !== undefined)
  return complete ? { failures, counts, ran: [...new Set(ran)] } : { failures, counts }
}

function added(a: TestCounts | null, b: TestCounts | null): TestCounts | null {
  if (a === null || b === null) return a ?? b
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}
