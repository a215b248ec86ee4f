import type { Failure, FailureClass, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, idOf, numbered } from "./failure.ts"
import { libtestEvents, type RustTest, targetIn } from "./libtest-json.ts"
import type { Report, ReportReader } from "./report.ts"

/** `cargo test`, also with libtest's JSON: failed tests of every target, doc tests included, and errors of the compiler. */
export const cargoTest: ReportReader = {
  name: "cargo test",
  read({ text, full = text, partial = false }) {
    const events = libtestEvents(full)
    if (events !== null) return fromEvents(events, text.split("\n"))
    const counts = totals(text)
    const isCargo = /^ +(?:Compiling|Finished|Running|Doc-tests|Checking) \S/m.test(text)
    if (counts === null && !isCargo) return null
    const lines = text.split("\n")
    const compile = compilerErrors(lines)
    if (counts === null && compile.length === 0) return null
    const failures = [...numbered(compile), ...distinct(testFailures(lines))]
    const ran = ranTests(lines)
    const complete = counts !== null && !partial && ran.length === counts.passed + counts.failed
    return complete ? { failures, counts, ran } : { failures, counts }
  },
}

function ranTests(lines: readonly string[]): string[] {
  const ran: string[] = []
  let target = ""
  for (const line of lines) {
    target = targetIn(line) ?? target
    const name = /^test (.+?)(?: - should panic(?: with .*)?)? \.\.\. (?:ok|FAILED)$/.exec(line)?.[1]
    if (name !== undefined) ran.push(idOf([target, withoutLine(name)]))
  }
  return ran
}

/** A doc test is named after its line, which moves. */
function withoutLine(test: string): string {
  return test.replace(/ \(line \d+\)$/, "")
}

function fromEvents(events: readonly RustTest[], lines: readonly string[]): Report {
  const of = (outcome: RustTest["outcome"]) => events.filter((test) => test.outcome === outcome)
  const failed = of("failed").map((test) => rustFailure(test.target, test.name, test.output))
  return {
    failures: [...numbered(compilerErrors(lines)), ...distinct(failed)],
    counts: { passed: of("passed").length, failed: failed.length, skipped: of("ignored").length },
    ran: events
      .filter((test) => test.outcome !== "ignored")
      .map((test) => idOf([test.target, withoutLine(test.name)])),
  }
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  for (const match of text.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored;/gm)) {
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    counts.passed += Number(match[1])
    counts.failed += Number(match[2])
    counts.skipped += Number(match[3])
  }
  return counts
}

function testFailures(lines: readonly string[]): Failure[] {
  const failures: Failure[] = []
  let target = ""
  let bodies = new Map<string, string[]>()
  let body: string[] | null = null
  let failed: string[] = []
  for (const line of lines) {
    const title = targetIn(line)
    const block = /^---- (.+) stdout ----$/.exec(line)?.[1]
    const name = /^test (.+?)(?: - should panic(?: with .*)?)? \.\.\. FAILED$/.exec(line)?.[1]
    if (title !== null) target = title
    else if (block !== undefined) {
      body = []
      bodies.set(block, body)
    } else if (name !== undefined) failed.push(name)
    else if (/^test result: /.test(line)) {
      for (const test of failed) failures.push(rustFailure(target, test, bodies.get(test) ?? []))
      failed = []
      bodies = new Map()
      body = null
    } else if (/^failures:$/.test(line)) body = null
    else body?.push(line)
  }
  return [...failures, ...failed.map((test) => rustFailure(target, test, bodies.get(test) ?? []))]
}

/** The failure of one Rust test from what it printed. */
export function rustFailure(target: string, test: string, body: readonly string[]): Failure {
  const panicAt = body.findIndex((line) => /^thread '.*' (?:\(\d+\) )?panicked at /.test(line))
  const place = /panicked at (\S+?):(\d+):\d+:$/.exec(body[panicAt] ?? "")
  const from = panicAt < 0 ? body.filter((line) => !frameOfOneTest.test(line)) : body.slice(panicAt + 1)
  const end = from.findIndex((line) => /^(?:stack backtrace:|note: (?:run with|Some details))/.test(line))
  const message = (end < 0 ? from : from.slice(0, end)).join("\n")
  const value = (side: string) => new RegExp(`^ *${side}: (.*)$`, "m").exec(message)?.[1] ?? null
  return failure({
    path: [target, withoutLine(test)],
    file: place?.[1] ?? null,
    line: place === null ? null : Number(place[2]),
    message: message || "failed",
    class: kindOf(message),
    actual: value("left"),
    expected: value("right"),
  })
}

/** What libtest prints around a test that ran alone, as nextest runs it. */
const frameOfOneTest =
  /^\s*(?:running 1 test|test .* \.\.\. FAILED|failures:|---- .* ----|test result: .*|\w+(?:::\w+)+)?$/

function kindOf(message: string): FailureClass {
  return /^ *(?:assertion|Error: |note: test did not panic)/m.test(message) ? "assertion" : "crash"
}

/** `error[E0308]: text` and the `--> file:line:column` below it. */
function compilerErrors(lines: readonly string[]): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    const head = /^error(?:\[(E\d+)\])?: (.+)$/.exec(lines[i] ?? "")
    const place = /^ *--> (.+):(\d+):\d+$/.exec(lines[i + 1] ?? "")
    if (head?.[2] === undefined || place?.[1] === undefined) continue
    const body: string[] = []
    for (let j = i + 2; j < i + 30 && j < lines.length && lines[j] !== ""; j++) body.push(lines[j] ?? "")
    failures.push(
      failure({
        path: [place[1], [head[1], head[2]].filter(Boolean).join(" ")],
        file: place[1],
        line: Number(place[2]),
        message: [head[2], ...body].join("\n"),
        class:
          head[1] === undefined
            ? "syntax"
            : /unresolved import|can't find crate|E0432|E0463/.test(head[0])
              ? "missing-module"
              : "type",
      }),
    )
  }
  return failures
}
