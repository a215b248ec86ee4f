import type { Failure, FailureClass } from "../../loop/evidence.ts"
import { distinct, failure, idOf, numbered } from "./failure.ts"
import { plainGoOutput } from "./go-test-json.ts"
import type { ReportReader } from "./report.ts"

/** `go test`, plain, `-v` and `-json`: failed tests, panics, time-outs, packages that do not build, findings of vet. */
export const goTest: ReportReader = {
  name: "go test",
  read({ text: printed, full = printed, partial = false }) {
    const text = plainGoOutput(full) ?? printed
    if (
      !/^(?:(?:FAIL|ok {2})\t\S+|\? {3}\t\S+\t\[no test files\]|--- FAIL: |# \S+ \[\S+\.test\])/m.test(text)
    )
      return null
    const lines = text.split("\n")
    const tests = testFailures(lines)
    const passed = lines.filter((line) => /^ *--- PASS: /.test(line)).length
    const skipped = lines.filter((line) => /^ *--- SKIP: /.test(line)).length
    const failures = [...numbered(buildFailures(lines)), ...distinct(tests)]
    // Without -v Go names only what failed: how many passed is not known.
    if (passed + skipped === 0 || partial) return { failures, counts: null }
    return { failures, counts: { passed, failed: tests.length, skipped }, ran: ranTests(lines) }
  },
}

/** The verdicts of -v stand before the line that names their package. */
function ranTests(lines: readonly string[]): string[] {
  const ran: string[] = []
  let names: string[] = []
  for (const line of lines) {
    const name = /^ *--- (?:FAIL|PASS): (\S+) \(/.exec(line)?.[1]
    const end = /^(?:FAIL|ok {2})\t(\S+)\t/.exec(line)?.[1]
    if (name !== undefined) names.push(name)
    if (end === undefined) continue
    ran.push(...names.map((test) => idOf([end, test])))
    names = []
  }
  return ran
}

/** Of one package; looking for the leaves among them compares each with each. */
const mostTests = 1000

type Open = { readonly name: string; readonly body: string[] }

function testFailures(lines: readonly string[]): Failure[] {
  const failures: Failure[] = []
  let failed: Open[] = []
  const logged = new Map<string, string[]>() // -v prints a test's log before its verdict
  let running: string[] | null = null
  let crash: string[] | null = null
  for (const line of lines) {
    const verdict = /^ *--- (FAIL|PASS|SKIP): (\S+) \([\d.]+s\)$/.exec(line)
    const run = /^=== (?:RUN|CONT|NAME) +(\S+)$/.exec(line)?.[1]
    const end = /^(?:FAIL|ok {2})\t(\S+)\t/.exec(line)?.[1]
    if (run !== undefined) {
      running = logged.get(run) ?? []
      logged.set(run, running)
    } else if (verdict?.[2] !== undefined) {
      const body = logged.get(verdict[2]) ?? []
      running = body
      if (verdict[1] === "FAIL" && failed.length < mostTests) failed.push({ name: verdict[2], body })
    } else if (end !== undefined) {
      failures.push(...packageFailures(end, failed, crash))
      failed = []
      logged.clear()
      running = null
      crash = null
    } else if (/^(?:panic|fatal error): /.test(line)) crash = [line]
    else if (crash !== null) crash.push(line)
    else if (line !== "FAIL" && line !== "PASS")
      (failed.length > 0 && running === null ? failed.at(-1)?.body : running)?.push(line)
  }
  if (failed.length > 0) failures.push(...packageFailures("", failed, crash))
  return failures
}

function packageFailures(name: string, failed: readonly Open[], crash: readonly string[] | null): Failure[] {
  const leaves = failed.filter(({ name: test }) => !failed.some((other) => other.name.startsWith(`${test}/`)))
  if (crash === null) return leaves.map((test) => fromTest(name, test))
  const guilty =
    /^\t\t?(Test\S+|Fuzz\S+|Example\S+) \(/m.exec(crash.join("\n"))?.[1] ?? leaves.at(-1)?.name ?? "(panic)"
  const others = leaves.filter((test) => test.name !== guilty).map((test) => fromTest(name, test))
  return [...others, fromCrash(name, guilty, crash)]
}

function fromTest(packageName: string, test: Open): Failure {
  const message = test.body.map((line) => line.trim()).join("\n")
  const place = /^(\S+\.go):(\d+): /m.exec(message)
  return failure({
    path: [packageName, test.name],
    file: place?.[1] ?? null,
    line: place === null ? null : Number(place[2]),
    message: message || "failed without a message",
  })
}

function fromCrash(packageName: string, test: string, crash: readonly string[]): Failure {
  const first = crash[0] ?? ""
  const kind: FailureClass = first.includes("test timed out") ? "timeout" : "crash"
  const frame = crash
    .map((line) => /^\t(\S+\.go):(\d+) /.exec(line))
    .find((m) => m && !/\/src\/|^_testmain/.test(m[1] ?? ""))
  return failure({
    path: [packageName, test],
    file: frame?.[1]?.split("/").at(-1) ?? null,
    line: frame?.[2] === undefined ? null : Number(frame[2]),
    message: first,
    class: kind,
    frame: frame?.[0].trim() ?? null,
  })
}

/** `file.go:3:36: text` below a `# package` heading: the compiler or vet. */
function buildFailures(lines: readonly string[]): Failure[] {
  const failures: Failure[] = []
  let heading = ""
  for (const line of lines) {
    if (/^# /.test(line)) heading = line
    else if (/^(?:FAIL|ok|---|===)/.test(line)) heading = ""
    const match = /^(?:vet: )?(\S+\.go):(\d+)(?::\d+)?: (.+)$/.exec(line)
    if (match === null || (heading === "" && !/no required module|is not in std/.test(line))) continue
    const message = match[3] ?? ""
    failures.push(
      failure({
        path: [match[1] ?? "", message],
        file: match[1] ?? null,
        line: Number(match[2]),
        message,
        class: /syntax error|expected .* found/.test(message)
          ? "syntax"
          : /no required module|is not in std|cannot find package/.test(message)
            ? "missing-module"
            : heading.startsWith("# [")
              ? "lint"
              : "type",
      }),
    )
  }
  return failures
}
