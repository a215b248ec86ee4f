import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { rustFailure } from "./cargo-test.ts"
import { distinct, idOf } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const verdict = /^ +(PASS|FAIL|TIMEOUT|ABORT|SIG[A-Z]+|LEAK) \[[^\]]+\] (?:\([^)]*\) )?(\S+) (\S.*)$/
const summary = /^ +Summary \[[^\]]+\] (.+)$/gm

/** cargo-nextest: the line of each test, its output below a failure, the summary. Ids are binary and test. */
export const nextest: ReportReader = {
  name: "cargo nextest",
  read({ text, partial = false }) {
    const counts = totals(text)
    if (counts === null && !/^ +Nextest run ID |^ Nextest run ID /m.test(text)) return null
    const { failures, ran } = scan(text.split("\n"))
    const complete = !partial && counts !== null && ran.length === counts.passed + counts.failed
    return complete ? { failures: distinct(failures), counts, ran } : { failures: distinct(failures), counts }
  },
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  for (const match of text.matchAll(summary)) {
    const line = match[1] ?? ""
    const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
    if (!/\d+ tests? run/.test(line)) continue
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    counts.passed += of("passed")
    counts.failed += of("failed") + of("timed out") + of("exec failed")
    counts.skipped += of("skipped")
  }
  return counts
}

function scan(lines: readonly string[]): { failures: Failure[]; ran: string[] } {
  const failures: Failure[] = []
  const ran = new Set<string>()
  for (let i = 0; i < lines.length; i++) {
    const match = verdict.exec(lines[i] ?? "")
    if (match?.[2] === undefined || match[3] === undefined) continue
    ran.add(idOf([match[2], match[3]]))
    if (match[1] === "PASS" || match[1] === "LEAK") continue
    const body: string[] = []
    while (i + 1 < lines.length && /^(?: {4}(?! )| {5}|$| {2}std(?:out|err) ───)/.test(lines[i + 1] ?? "")) {
      if (verdict.test(lines[i + 1] ?? "")) break
      const line = lines[++i] ?? ""
      if (!/^ {2}std(?:out|err) /.test(line)) body.push(line.slice(4))
    }
    const said =
      body.length === 0 && match[1] !== "FAIL"
        ? [match[1] === "TIMEOUT" ? "timed out" : `ended by ${match[1]}`]
        : body
    failures.push(rustFailure(match[2], match[3], said))
  }
  return { failures, ran: [...ran] }
}
