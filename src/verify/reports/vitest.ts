import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, idOf, wholeFile } from "./failure.ts"
import type { ReportReader } from "./report.ts"

/** vitest, default and verbose reporter: the ` FAIL ` blocks below the tree and the totals. */
export const vitest: ReportReader = {
  name: "vitest",
  read({ text, partial = false }) {
    const counts = totals(text)
    if (counts === null && !/^ ?RUN {2}v\d/m.test(text)) return null
    const lines = text.split("\n")
    const failures = [...failBlocks(lines), ...unhandled(lines)]
    const named = failures.length === 0 && counts === null ? namesOnly(lines) : failures
    const ran = verboseNames(lines)
    // The default reporter names only files and what failed.
    const complete =
      !partial && counts !== null && ran.length > 0 && ran.length === counts.passed + counts.failed
    return complete ? { failures: distinct(named), counts, ran } : { failures: distinct(named), counts }
  },
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  for (const match of text.matchAll(/^ {2,}Tests {2}(.+)$/gm)) {
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(match[1] ?? "")?.[1] ?? 0)
    counts.passed += of("passed")
    counts.failed += of("failed")
    counts.skipped += of("skipped") + of("todo")
  }
  return counts
}

/** Several ` FAIL ` lines in a row share the error below them. */
function failBlocks(lines: readonly string[]): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    const titles: string[] = []
    while (/^ FAIL {2}/.test(lines[i] ?? "")) titles.push((lines[i++] ?? "").slice(7))
    if (titles.length === 0) continue
    const body: string[] = []
    while (i < lines.length && !/^⎯{5}/.test(lines[i] ?? "") && !/^ FAIL {2}/.test(lines[i] ?? ""))
      body.push(lines[i++] ?? "")
    i--
    for (const title of titles) failures.push(fromBlock(title, body))
  }
  return failures
}

function fromBlock(title: string, body: readonly string[]): Failure {
  const places = body
    .map((line) => /^ ❯ (?:.* )?(\S+?):(\d+):\d+$/.exec(line))
    .filter((match) => match !== null)
  const place = places.find((match) => !match[1]?.includes("node_modules/"))
  const name = title.replace(/^\|[^|]+\| /, "")
  const load = /^(\S+) \[ .* \]$/.exec(name)
  const path = load?.[1] === undefined ? name.split(" > ") : [load[1], wholeFile]
  const file = path[0] ?? null
  const codeAt = body.findIndex((line) => /^ ❯ /.test(line))
  const message = body.slice(0, codeAt < 0 ? body.length : codeAt).join("\n")
  return failure({
    path,
    file,
    line: place?.[1] === file ? Number(place?.[2]) : null,
    message: message.replace(/\n- Expected\n\+ Received\n/, "\n"),
    ...oneLineDiff(body),
    frame: place === undefined ? null : place[0].trim(),
  })
}

/** `- 3` / `+ -1` below "- Expected / + Received", when each side is one line. */
function oneLineDiff(body: readonly string[]): { expected?: string; actual?: string } {
  const from = body.indexOf("+ Received")
  if (from < 0) return {}
  const end = body.findIndex((line) => line.startsWith(" ❯ "))
  const diff = body.slice(from + 1, end < 0 ? undefined : end).filter((line) => line.trim() !== "")
  const [expected, actual] = diff
  if (diff.length !== 2 || !expected?.startsWith("- ") || !actual?.startsWith("+ ")) return {}
  return { expected: expected.slice(2).trim(), actual: actual.slice(2).trim() }
}

/** Errors outside any test make vitest fail although every test passed. */
function unhandled(lines: readonly string[]): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    if (!/^⎯+ Unhandled (?:Error|Rejection)s? ⎯+$/.test(lines[i] ?? "") || /Errors ⎯/.test(lines[i] ?? ""))
      continue
    const body: string[] = []
    while (i + 1 < lines.length && !/^⎯{5}/.test(lines[i + 1] ?? "")) body.push(lines[++i] ?? "")
    const message = body.filter((line) => !/^ ❯ /.test(line)).join("\n")
    failures.push(failure({ path: ["unhandled error", body[0] ?? ""], message, class: "crash" }))
  }
  return failures
}

function verboseNames(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const name = /^ [✓×] (\S+ > .*?)(?: \d+m?s)?$/.exec(line)?.[1]
    return name === undefined ? [] : [idOf(name.split(" > "))]
  })
}

/** A run that was cut off: only the lines of the verbose tree tell what failed. */
function namesOnly(lines: readonly string[]): Failure[] {
  return lines.flatMap((line) => {
    const match = /^ × (\S+ > .*?)(?: \d+m?s)?$/.exec(line)
    const path = match?.[1]?.split(" > ") ?? []
    return path.length === 0
      ? []
      : [failure({ path, file: path[0] ?? null, message: "failed", class: "assertion" })]
  })
}
