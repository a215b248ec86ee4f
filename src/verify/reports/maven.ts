import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { kindOf } from "./compilers.ts"
import { distinct, failure, finding, numbered, workspacePath } from "./failure.ts"
import { javaFrame, javaMessage } from "./java-stack.ts"
import type { ReportReader } from "./report.ts"
import { valuesIn } from "./values.ts"

/** Maven with surefire or failsafe: totals of each module, failed tests, compiler errors, and what broke the build otherwise. */
export const maven: ReportReader = {
  name: "maven",
  read({ text, workspace }) {
    if (!/^\[(?:INFO|ERROR)\] /m.test(text)) return null
    const lines = text.split("\n")
    const counts = totals(text)
    const failures = [...numbered(distinct(compilerErrors(lines, workspace))), ...tests(lines, workspace)]
    if (failures.length === 0) failures.push(...brokenBuild(text))
    if (counts === null && failures.length === 0 && !/^\[INFO\] BUILD SUCCESS$/m.test(text)) return null
    return { failures: distinct(failures), counts }
  },
}

/** The line below "Results:" has no time; the ones of single classes do. */
function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  const line = /^\[[A-Z]+\] +Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/gm
  for (const match of text.matchAll(line)) {
    const [run = 0, failures = 0, errors = 0, skipped = 0] = match.slice(1).map(Number)
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    counts.passed += Math.max(0, run - failures - errors - skipped)
    counts.failed += failures + errors
    counts.skipped += skipped
  }
  return counts
}

/** `[ERROR] pkg.Class.method -- Time elapsed: … <<< FAILURE!`, with a trace up to the next blank line; surefire 2 wrote two blanks or `method(pkg.Class)`. */
function tests(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    const head =
      /^\[ERROR\] (?!Tests run)(\S.*?)(?: --| ) Time elapsed: [\d.,]+ s +<<< (?:FAILURE|ERROR)!$/.exec(
        lines[i] ?? "",
      )
    if (head?.[1] === undefined) continue
    const body: string[] = []
    while (i + 1 < lines.length && lines[i + 1] !== "" && !/^\[[A-Z]+\]/.test(lines[i + 1] ?? ""))
      body.push(lines[++i] ?? "")
    const [name, test] = split(head[1])
    const message = javaMessage(body)
    const frame = javaFrame(body, name, workspace)
    failures.push(
      failure({
        path: [name, test],
        file: frame?.file ?? null,
        line: frame?.line ?? null,
        message: message || "failed",
        ...valuesIn(message),
        frame: frame?.text ?? null,
      }),
    )
  }
  return failures
}

function split(title: string): [string, string] {
  const old = /^([^\s(]+)\(([\w.$]+)\)$/.exec(title)
  if (old?.[1] !== undefined && old[2]?.includes(".")) return [old[2], old[1]]
  const bracket = title.search(/[([]/)
  const dot = title.lastIndexOf(".", bracket < 0 ? title.length : bracket)
  return dot < 0 ? [title, "(class)"] : [title.slice(0, dot), title.slice(dot + 1)]
}

function compilerErrors(lines: readonly string[], workspace: string): Failure[] {
  return lines.flatMap((line) => {
    const match = /^\[ERROR\] (\S.*\.(?:java|kt|scala|groovy)):\[?(\d+)[,:]\d+\]? (?:error: )?(.+)$/.exec(
      line,
    )
    if (match === null) return []
    const message = match[3] ?? ""
    return [
      finding({
        file: workspacePath(match[1] ?? "", workspace),
        line: Number(match[2]),
        rule: null,
        message,
        class: kindOf(message),
      }),
    ]
  })
}

/** Dependencies that cannot be had, a plugin that fails: the first such sentence is the reason. */
function brokenBuild(text: string): Failure[] {
  const goal = /^\[ERROR\] (Failed to execute goal .+|.*(?:Non-resolvable|Could not resolve).+)$/m.exec(
    text,
  )?.[1]
  if (goal === undefined) return []
  const missing = /Could not (?:resolve|find)|Non-resolvable|Could not transfer/.test(goal)
  const offline = /Could not transfer|Unknown host|Connection|timed out|status code: 5\d\d/i.test(goal)
  return [
    failure({
      path: ["maven", goal.replace(/ on project .*$/, "")],
      message: goal,
      class: offline ? "infrastructure" : missing ? "missing-module" : "crash",
    }),
  ]
}
