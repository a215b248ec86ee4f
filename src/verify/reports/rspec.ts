import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, numbered, wholeFile, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"
import { valuesIn } from "./values.ts"

const totalLine =
  /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred outside of examples)?$/gm

/** RSpec, formatters progress and documentation: the list below `Failures:`, files that cannot be loaded, the totals. */
export const rspec: ReportReader = {
  name: "rspec",
  read({ text, workspace }) {
    const counts = totals(text)
    if (counts === null && !/^An error occurred while loading \S+\.rb\.$/m.test(text)) return null
    const lines = text.split("\n")
    const files = filesOf(lines, workspace)
    return {
      failures: distinct([...loadErrors(lines, workspace), ...numbered(examples(lines, files, workspace))]),
      counts,
    }
  },
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  for (const match of text.matchAll(totalLine)) {
    const [all = 0, failed = 0, pending = 0, errors = 0] = match.slice(1).map((digits) => Number(digits ?? 0))
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    counts.passed += Math.max(0, all - failed - pending)
    counts.failed += failed + errors
    counts.skipped += pending
  }
  return counts
}

/** Where each failed example stands, by its title: `rspec ./spec/cart_spec.rb:3 # Cart adds`. */
function filesOf(lines: readonly string[], workspace: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const line of lines) {
    const match = /^rspec ['"]?([^\s'":[]+\.rb)\S* # (.+)$/.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined)
      files.set(match[2], workspacePath(match[1], workspace))
  }
  return files
}

function examples(
  lines: readonly string[],
  files: ReadonlyMap<string, string>,
  workspace: string,
): Failure[] {
  const failures: Failure[] = []
  let inside = false
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (line === "Failures:") inside = true
    else if (/^(?:Finished in |Failed examples:|Pending:)/.test(line)) inside = false
    const title = inside ? /^ {2}\d+\) (.+)$/.exec(line)?.[1] : undefined
    if (title === undefined) continue
    const body: string[] = []
    while (i + 1 < lines.length && /^(?: {5}|$)/.test(lines[i + 1] ?? ""))
      body.push((lines[++i] ?? "").slice(5))
    failures.push(fromBody([files.get(title) ?? "", title], files.get(title) ?? null, body, workspace))
  }
  return failures
}

function loadErrors(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    const path = /^An error occurred while loading (\S+\.rb)\.$/.exec(lines[i] ?? "")?.[1]
    if (path === undefined) continue
    const file = workspacePath(path, workspace)
    const body: string[] = []
    while (
      i + 1 < lines.length &&
      !/^(?:An error occurred|Finished in |Run options)/.test(lines[i + 1] ?? "")
    )
      body.push(lines[++i] ?? "")
    failures.push(fromBody([file, wholeFile], file, body, workspace))
  }
  return failures
}

/** The message up to the trace, whose lines begin with `# `. */
function fromBody(
  path: readonly string[],
  file: string | null,
  body: readonly string[],
  workspace: string,
): Failure {
  const traceAt = body.findIndex((line) => /^# \S+:\d+:in /.test(line))
  const frames = (traceAt < 0 ? [] : body.slice(traceAt))
    .map((line) => /^# (\S+?):(\d+):in /.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({
      file: workspacePath(match[1] ?? "", workspace),
      line: Number(match[2]),
      text: match.input,
    }))
  const own = frames.find((frame) => frame.file === file)
  const first = frames.find((frame) => !frame.file.startsWith("/"))
  const message = (traceAt < 0 ? body : body.slice(0, traceAt))
    .filter((line) => line.trim() !== "" && !/^Hint: /.test(line))
    .join("\n")
  const syntax = /^\s+\S+?:(\d+): syntax error/m.exec(message)
  return failure({
    path,
    file,
    line: own?.line ?? (syntax === null ? null : Number(syntax[1])),
    message,
    ...valuesIn(message),
    frame: first === undefined ? null : first.text.slice(2),
  })
}
