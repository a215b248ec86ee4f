import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, wholeFile } from "./failure.ts"
import type { ReportReader } from "./report.ts"
import { firstOwnFrame, isStackLine } from "./stack.ts"

/** jest, default reporter: `FAIL file`, then a `●` block per failure. */
export const jest: ReportReader = {
  name: "jest",
  read({ text, workspace }) {
    const counts = totals(text)
    if (counts === null && !/^(?:PASS|FAIL) \S+\.\w+(?: \([\d.]+ m?s\))?$/m.test(text)) return null
    return { failures: distinct(blocks(text.split("\n"), workspace)), counts }
  },
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  for (const match of text.matchAll(/^Tests: {2,}(.+ total)$/gm)) {
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(match[1] ?? "")?.[1] ?? 0)
    counts.passed += of("passed")
    counts.failed += of("failed")
    counts.skipped += of("skipped") + of("todo")
  }
  return counts
}

function blocks(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  let file: string | null = null
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ""
    // A project name may stand between the word and the file.
    const heading = /^(PASS|FAIL) (?:.* )?(?:\.\/)?(\S+\.\w+)(?: \([\d.]+ m?s\))?$/.exec(line)
    if (heading !== null) file = heading[1] === "FAIL" ? (heading[2] ?? null) : null
    const title = /^ {2}● (.+)$/.exec(line)?.[1]
    if (title === undefined || file === null || title.startsWith("Console")) continue
    const body: string[] = []
    while (i + 1 < lines.length && /^(?: {4}|$)/.test(lines[i + 1] ?? ""))
      body.push((lines[++i] ?? "").slice(4))
    failures.push(fromBlock(file, title, body, workspace))
  }
  return failures
}

function fromBlock(file: string, title: string, body: readonly string[], workspace: string): Failure {
  const codeAt = body.findIndex((line) => /^\s*>? *\d+ \|/.test(line))
  const stackAt = body.findIndex(isStackLine)
  const ends = [codeAt, stackAt].filter((at) => at >= 0)
  const message = body.slice(0, ends.length === 0 ? body.length : Math.min(...ends)).join("\n")
  const own = firstOwnFrame(body.filter(isStackLine), workspace)
  const value = (name: string) =>
    body.map((line) => new RegExp(`^${name}: +(.+)$`).exec(line)?.[1]).find(Boolean) ?? null
  const marked = /^> *(\d+) \|/m.exec(body.join("\n"))
  return failure({
    path: title === "Test suite failed to run" ? [file, wholeFile] : [file, ...title.split(" › ")],
    file,
    line: own?.place.file === file ? own.place.line : marked === null ? null : Number(marked[1]),
    message: detailsOf(message),
    expected: value("Expected"),
    actual: value("Received"),
    frame: own?.text ?? null,
  })
}

/** A file that does not parse comes with a page of advice; the error stands below `Details:`. */
export function detailsOf(message: string): string {
  const at = message.indexOf("\nDetails:\n")
  return at < 0 ? message : message.slice(at + "\nDetails:\n".length)
}
