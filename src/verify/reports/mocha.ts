import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, wholeFile } from "./failure.ts"
import type { ReportReader } from "./report.ts"
import { firstOwnFrame, isStackLine } from "./stack.ts"

/** mocha, every reporter that ends with the usual epilogue (spec, dot, nyan …). */
export const mocha: ReportReader = {
  name: "mocha",
  read({ text, workspace }) {
    const lines = text.split("\n")
    const counts = totals(text)
    if (counts !== null) return { failures: distinct(epilogue(lines, workspace)), counts }
    const crash = /^ ?(?:Exception during run|✖ ERROR): ?/m.exec(text)
    if (crash === null) return null
    const body = text.slice(crash.index + crash[0].length).split("\n")
    const own = firstOwnFrame(body.filter(isStackLine), workspace)
    const message = body.slice(0, Math.max(1, body.findIndex(isStackLine))).join("\n")
    const file = own?.place.file ?? null
    return {
      failures: [
        failure({ path: [file ?? "mocha", wholeFile], file, line: own?.place.line ?? null, message }),
      ],
      counts: null,
    }
  },
}

function totals(text: string): TestCounts | null {
  if (!/^ +\d+ passing \(\d+\w+\)$/m.test(text)) return null
  const sum = (word: string) => {
    let total = 0
    for (const match of text.matchAll(new RegExp(`^ +(\\d+) ${word}(?: \\(\\d+\\w+\\))?$`, "gm")))
      total += Number(match[1])
    return total
  }
  return { passed: sum("passing"), failed: sum("failing"), skipped: sum("pending") }
}

/** The numbered list after `N failing`; titles are indented two columns per suite, the last one ends with a colon. */
function epilogue(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  let inside = false
  for (let i = 0; i < lines.length; i++) {
    if (/^ +\d+ failing$/.test(lines[i] ?? "")) inside = true
    if (/^ +\d+ passing \(/.test(lines[i] ?? "")) inside = false
    if (!inside || !isTitle(lines[i])) continue
    const path = [(lines[i] ?? "").replace(/^ {2}\d+\) /, "")]
    while (!path.at(-1)?.endsWith(":") && /^ {7}\S| {9}\S/.test(lines[i + 1] ?? ""))
      path.push((lines[++i] ?? "").trim())
    path.push((path.pop() ?? "").replace(/:$/, ""))
    const body: string[] = []
    while (i + 1 < lines.length && !isTitle(lines[i + 1]) && !/^\S.*> /.test(lines[i + 1] ?? ""))
      body.push(lines[++i] ?? "")
    failures.push(fromBlock(path, body, workspace))
  }
  return failures
}

function isTitle(line: string | undefined): boolean {
  return /^ {2}\d+\) \S/.test(line ?? "")
}

function fromBlock(path: readonly string[], body: readonly string[], workspace: string): Failure {
  const stackAt = body.findIndex(isStackLine)
  const own = stackAt < 0 ? null : firstOwnFrame(body.slice(stackAt), workspace)
  const message = (stackAt < 0 ? body : body.slice(0, stackAt))
    .map((line) => line.replace(/^ {5,6}/, ""))
    .join("\n")
  const diff = body.slice(body.findIndex((line) => /^ +\+ expected - actual$/.test(line)) + 1)
  const side = (mark: string) =>
    diff.map((line) => /^ {6}([-+])(\S.*)$/.exec(line)).filter((m) => m?.[1] === mark)
  const [expected, actual] = [side("+"), side("-")]
  return failure({
    path,
    file: own?.place.file ?? null,
    line: own?.place.line ?? null,
    message,
    expected: expected.length === 1 && actual.length === 1 ? (expected[0]?.[2] ?? null) : null,
    actual: expected.length === 1 && actual.length === 1 ? (actual[0]?.[2] ?? null) : null,
    frame: own?.text ?? null,
  })
}
