import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"
import { valuesIn } from "./values.ts"

/** PHPUnit: the numbered lists of errors and failures, and the totals. Risky tests and warnings are left out. */
export const phpunit: ReportReader = {
  name: "phpunit",
  read({ text, workspace }) {
    const counts = totals(text)
    if (counts === null && !/^PHPUnit \d+\.\d+/m.test(text)) return null
    return { failures: distinct(listed(text.split("\n"), workspace)), counts }
  },
}

function totals(text: string): TestCounts | null {
  const line = /^Tests: (\d+), Assertions: \d+((?:, [A-Z][\w ]+: \d+)*)\.$/m.exec(text)
  if (line?.[1] !== undefined) {
    const of = (word: string) => Number(new RegExp(`, ${word}: (\\d+)`).exec(line[2] ?? "")?.[1] ?? 0)
    const failed = of("Errors") + of("Failures")
    const skipped = of("Skipped") + of("Incomplete")
    return { passed: Math.max(0, Number(line[1]) - failed - skipped), failed, skipped }
  }
  const ok = /^OK \((\d+) tests?, \d+ assertions?\)$/m.exec(text)
  if (ok !== null) return { passed: Number(ok[1]), failed: 0, skipped: 0 }
  return /^No tests executed!$/m.test(text) ? { passed: 0, failed: 0, skipped: 0 } : null
}

/** `There were 3 failures:` opens a list; each entry is `1) Class::test`, message, blank line, place. */
function listed(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  let inside = false
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ""
    const opens = /^There (?:was|were) \d+ (.+):$/.exec(line)?.[1]
    if (opens !== undefined) inside = /^(?:errors?|failures?)$/.test(opens)
    else if (/^(?:ERRORS!|FAILURES!|--)$/.test(line)) inside = false
    const title = inside ? entry.exec(line) : null
    if (title === null) continue
    const body: string[] = []
    while (i + 1 < lines.length && !isEnd(lines[i + 1] ?? "")) body.push(lines[++i] ?? "")
    failures.push(fromBody(title[1] ?? "", title[2] ?? "", body, workspace))
  }
  return failures
}

const entry = /^\d+\) ([\w\\]+)::(\S+(?: with data set (?:#\d+|".*?"))?)/

function isEnd(line: string): boolean {
  return entry.test(line) || /^(?:--|ERRORS!|FAILURES!|There (?:was|were) \d+ .+:)$/.test(line)
}

function fromBody(testClass: string, test: string, body: readonly string[], workspace: string): Failure {
  const places = body
    .map((line) => /^(\S.*\.php):(\d+)$/.exec(line))
    .filter((match) => match !== null)
    .filter((match) => !/[\\/]vendor[\\/]/.test(match[1] ?? ""))
  const place = places.at(-1) // the test itself is the outermost frame
  const message = body.filter((line) => !/^\S.*\.php:\d+$/.test(line)).join("\n")
  return failure({
    path: [testClass, test],
    file: place?.[1] === undefined ? null : workspacePath(place[1], workspace),
    line: place === undefined ? null : Number(place[2]),
    message,
    ...valuesIn(message),
    frame: places[0]?.[0] ?? null,
  })
}
