import { posix } from "node:path"
import type { Failure } from "../../loop/evidence.ts"
import { rustFailure } from "./cargo-test.ts"
import { failure, finding, idOf, numbered, wholeFile, workspacePath } from "./failure.ts"
import { javaFrame, javaMessage } from "./java-stack.ts"
import { type JunitCase, junitCases, junitCounts } from "./junit.ts"
import type { Report } from "./report.ts"
import { firstOwnFrame, isStackLine } from "./stack.ts"
import { valuesIn } from "./values.ts"

/**
 * A JUnit XML file of any runner: surefire, Gradle, jest-junit, vitest, mocha, Node, gotestsum, nextest, PHPUnit, RSpec, .NET, CTest … Ids
 * are those of the runner's plain output wherever the file tells enough. Null when it is not such a file.
 */
export async function junitReport(path: string, xml: string, workspace: string): Promise<Report | null> {
  const cases = await junitCases(xml)
  if (cases === null) return null
  const lint = cases.filter((entry) => entry.package.startsWith("org."))
  if (lint.some((entry) => lintRule(entry) !== null)) {
    const failures = lint.filter(hasFailed).map((entry) => lintFinding(entry, workspace))
    return { failures: numbered(failures), counts: null }
  }
  const module = workspacePath(path, workspace).split(/\/?(?:target|build)\//, 1)[0] ?? ""
  const parents = parentsOfFailures(cases)
  const failures = cases
    .filter((entry) => hasFailed(entry) && !parents.has(entry))
    .map((entry) => toFailure(entry, workspace, module))
  const tests = cases.filter((entry) => !isLoadFailure(entry))
  const ran = tests
    .filter((entry) => entry.outcome !== "skipped")
    .map((entry) => idOf(placeOf(entry, workspace)))
  return { failures, counts: junitCounts(tests), ran }
}

function hasFailed(entry: JunitCase): boolean {
  return entry.outcome === "failed" || entry.outcome === "error"
}

/** Go reports a test and its subtests: the failure of the outer one says nothing of its own. */
function parentsOfFailures(cases: readonly JunitCase[]): Set<JunitCase> {
  const byName = new Map(cases.map((entry) => [`${entry.classname}\n${entry.name}`, entry]))
  const parents = new Set<JunitCase>()
  for (const entry of cases) {
    if (!hasFailed(entry)) continue
    for (let at = entry.name.lastIndexOf("/"); at > 0; at = entry.name.lastIndexOf("/", at - 1)) {
      const parent = byName.get(`${entry.classname}\n${entry.name.slice(0, at)}`)
      if (parent !== undefined) parents.add(parent)
    }
  }
  return parents
}

/** A class name ends in a name too, and a Go package has slashes: only the endings of source files tell a path. */
const isPath = (text: string) => /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|php|dart|lua|exs?)$/.test(text)

/** vitest writes a file that cannot be loaded as a test of that name, which it counts nowhere else. */
const isLoadFailure = (entry: JunitCase) => isPath(entry.classname) && entry.classname === entry.name

/** Where a test stands, from the outside in. */
function placeOf(entry: JunitCase, workspace: string): string[] {
  const { classname, name, suites, file } = entry
  const path = file === null ? null : workspacePath(file, workspace)
  if (entry.className !== null) return [entry.className, name] // PHPUnit
  if (path !== null && workspacePath(name, workspace) === path) return [path, wholeFile] // Node: the file itself
  if (classname === "test" || (path !== null && classname === suites.join(".")))
    return [path ?? "", ...suites, name] // Node
  if (isLoadFailure(entry)) return [classname, wholeFile]
  if (isPath(classname)) return [workspacePath(classname, workspace), ...name.split(/ > | › /)] // vitest, Playwright
  if (path !== null) return [path, name === classname ? "" : lastSuite(entry), name] // RSpec, mocha, jest with files
  if (classname !== "" && classname !== name) return [classname, name]
  return [lastSuite(entry), name]
}

function lastSuite(entry: JunitCase): string {
  const suite = entry.suites.at(-1) ?? ""
  return entry.name.startsWith(suite) || /^(?:Root Suite|rspec\d*)$/.test(suite) ? "" : suite
}

function toFailure(entry: JunitCase, workspace: string, module: string): Failure {
  const lines = entry.text.split("\n")
  const place = placeOf(entry, workspace)
  if (/^thread '.*' .*panicked at /m.test(entry.text))
    return rustFailure(place[0] ?? "", place[1] ?? "", lines)
  const own = firstOwnFrame(lines.filter(isStackLine), workspace) ?? crossFrame(lines, workspace)
  const java = javaFrame(lines, entry.classname, workspace, module)
  const go = /^\s*(\S+_test\.go):(\d+): /m.exec(entry.text)
  const file = entry.file === null ? null : workspacePath(entry.file, workspace)
  const ruby = rubyLine(lines, file, workspace)
  const message = nodeMessage(entry) ?? messageOf(entry, lines)
  return failure({
    path: place,
    file:
      file ??
      own?.place.file ??
      java?.file ??
      go?.[1] ??
      (isPath(entry.classname) ? (place[0] ?? null) : null),
    line:
      (own !== null && (file === null || own.place.file === file) ? own.place.line : null) ??
      ruby ??
      entry.line ??
      java?.line ??
      (go === null ? null : Number(go[2])),
    message: message || "failed",
    ...valuesOf(message, entry.text),
    frame: own?.text ?? java?.text ?? null,
  })
}

/** vitest marks its frames ` ❯ file:3:4`. */
function crossFrame(lines: readonly string[], workspace: string): ReturnType<typeof firstOwnFrame> {
  return firstOwnFrame(
    lines.filter((line) => line.startsWith(" ❯ ")).map((line) => line.replace(/^ ❯ /, "at ")),
    workspace,
  )
}

/** `# ./spec/cart_spec.rb:3` of RSpec and `/…/CartTest.php:6` of PHPUnit, the line in the test's own file. */
function rubyLine(lines: readonly string[], file: string | null, workspace: string): number | null {
  if (file === null) return null
  for (const line of lines) {
    const match = /^(?:# )?(\S+\.(?:rb|php)):(\d+)(?::in|$)/.exec(line.trim())
    if (match?.[1] !== undefined && workspacePath(match[1], workspace) === posix.normalize(file))
      return Number(match[2])
  }
  return null
}

/** Node wraps every error: its class stands at the cause. */
function nodeMessage(entry: JunitCase): string | null {
  if (!entry.text.includes("ERR_TEST_FAILURE")) return null
  const name = /^ *cause: (\w*Error)\b/m.exec(entry.text)?.[1]
  return name === undefined ? entry.message : `${name}: ${entry.message}`
}

/** The attribute is short, the text may have a stack below: what stands before the stack is the message. */
function messageOf(entry: JunitCase, lines: readonly string[]): string {
  const title = `${entry.className}::${entry.name}` // PHPUnit
  const body = javaMessage(
    beforeStack(
      lines.filter((line) => !/^(?:=== RUN|--- FAIL)/.test(line.trim()) && !line.startsWith(title)),
    ),
  )
  const said = entry.message.trim()
  const nothing = said === "" || /^(?:Failed|failed|test failure with exit code \d+)$/.test(said)
  if (nothing) return body.trim()
  return body.includes(said) && body.length < 4000 ? body.trim() : said
}

function beforeStack(lines: readonly string[]): string[] {
  const end = lines.findIndex((line) => isStackLine(line) || /^ ❯ |^# \S+:\d+|^⎯{5}/.test(line))
  return lines.slice(0, end < 0 ? lines.length : end)
}

/** vitest adds a diff of one line each, Node its error's fields. */
function valuesOf(message: string, text: string): { expected: string | null; actual: string | null } {
  const said = valuesIn(message)
  if (said.expected !== null) return said
  const diff = /^\+ Received\n\n- (.+)\n\+ (.+)$/m.exec(text)
  if (diff !== null) return { expected: diff[1] ?? null, actual: diff[2] ?? null }
  const field = (name: string) =>
    new RegExp(`^ {2,8}${name}: ([^[{\\n][^\\n]*?),?$`, "m").exec(text)?.[1] ?? null
  return { expected: field("expected"), actual: field("actual") }
}

/** Linters write a rule as a test: `org.eslint.no-undef`, `org.ruff.F401`. */
function lintRule(entry: JunitCase): string | null {
  return /^org\.(?:eslint|ruff|biome|oxlint|stylelint)\.(.+)$/.exec(entry.name)?.[1] ?? null
}

function lintFinding(entry: JunitCase, workspace: string): Failure {
  const rule = lintRule(entry)
  const line = entry.line ?? Number(/\bline (\d+)/.exec(entry.text)?.[1] ?? 0)
  return finding({
    file: workspacePath(entry.suites.at(-1) ?? entry.classname, workspace),
    line: line > 0 ? line : null,
    rule,
    message: entry.message || entry.text.trim(),
    class: /syntax|parsing/i.test(rule ?? "") || /^Parsing error/.test(entry.message) ? "syntax" : "lint",
  })
}
