import type { Failure, FailureClass, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, finding, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"
import { valuesIn } from "./values.ts"

const onePerProject =
  /^(?:Passed|Failed|Skipped)! +- Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total: +\d+/gm
const summary = /^Test summary: total: \d+, failed: (\d+), succeeded: (\d+), skipped: (\d+)/gm
const buildError =
  /^ *(\S[^(\n]*\.(?:cs|fs|vb|csproj|fsproj|razor))\((\d+)(?:,\d+){0,3}\): error ([A-Z]+\d+): (.+?)(?: \[[^\]\n]+\])?$/
const projectError =
  /^ *(\S[^:\n]*\.(?:csproj|fsproj|vbproj|sln)) ?: error ([A-Z]+\d+): (.+?)(?: \[[^\]\n]+\])?$/
const verdict = /^ {2}Failed (\S.*?) \[(?:< )?[\d.,]+ ?\w+(?: [\d.,]+ ?\w+)*\]$/

/** `dotnet test`: the console logger of VSTest, the summary of the terminal logger, and errors of the build. */
export const dotnet: ReportReader = {
  name: "dotnet test",
  read({ text, workspace }) {
    const counts = totals(text)
    const lines = text.split("\n")
    const build = /: error [A-Z]+\d+: /.test(text) ? buildErrors(lines, workspace) : []
    if (counts === null && build.length === 0 && !/^Test run for .+\.dll/m.test(text)) return null
    return { failures: [...numbered(build), ...distinct(tests(lines, workspace))], counts }
  },
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  const projects = [...text.matchAll(onePerProject)]
  for (const match of projects.length > 0 ? projects : text.matchAll(summary)) {
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    counts.failed += Number(match[1])
    counts.passed += Number(match[2])
    counts.skipped += Number(match[3])
  }
  return counts
}

function buildErrors(lines: readonly string[], workspace: string): Failure[] {
  const seen = new Set<string>()
  const failures: Failure[] = []
  for (const line of lines) {
    if (!line.includes(": error ") || seen.has(line.trim())) continue
    seen.add(line.trim()) // the build repeats its errors at its end
    const match = buildError.exec(line)
    const project = match === null ? projectError.exec(line) : null
    const path = match?.[1] ?? project?.[1]
    const code = match?.[3] ?? project?.[2] ?? ""
    if (path === undefined || code === "TESTERROR") continue
    failures.push(
      finding({
        file: workspacePath(path, workspace),
        line: match === null ? null : Number(match[2]),
        rule: code,
        message: match?.[4] ?? project?.[3] ?? "",
        class: kindOf(code),
      }),
    )
  }
  return failures
}

/** CS0234 and CS0246: a namespace or type that is not there; NU1xxx: a package; CS1001 to CS1056, CS15xx: the parser. */
function kindOf(code: string): FailureClass {
  if (/^(?:CS0234|CS0246|NU\d+|NETSDK\d+)$/.test(code)) return "missing-module"
  if (/^(?:CS10(?:0[1-9]|[1-4]\d|5[0-6])|CS15\d\d)$/.test(code)) return "syntax"
  return /^(?:CA|IDE|SA)\d+$/.test(code) ? "lint" : "type"
}

/** `  Failed Name [12 ms]`, then `  Error Message:` and `  Stack Trace:`. */
function tests(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    const name = verdict.exec(lines[i] ?? "")?.[1]
    if (name === undefined) continue
    const message: string[] = []
    const stack: string[] = []
    let into: string[] | null = null
    while (i + 1 < lines.length && !isEnd(lines[i + 1] ?? "")) {
      const line = lines[++i] ?? ""
      if (line === "  Error Message:") into = message
      else if (line === "  Stack Trace:") into = stack
      else if (/^ {2}(?:Standard|Debug) /.test(line)) into = null
      else into?.push(line.replace(/^ {3}/, ""))
    }
    failures.push(fromTest(name, message.join("\n"), stack, workspace))
  }
  return failures
}

function isEnd(line: string): boolean {
  return /^(?: {2}(?:Failed|Passed|Skipped) \S|(?:Failed|Passed|Skipped)! |\[xUnit|Test Run |Total tests: |Results File: )/.test(
    line,
  )
}

function fromTest(name: string, message: string, stack: readonly string[], workspace: string): Failure {
  const bracket = name.indexOf("(")
  const dot = name.lastIndexOf(".", bracket < 0 ? name.length : bracket)
  const testClass = dot < 0 ? name : name.slice(0, dot)
  const frames = stack.map((line) => / in (.+):line (\d+)$/.exec(line)).filter((match) => match !== null)
  const own = frames.find((match) => match.input.includes(`at ${testClass}.`))
  const place = own ?? frames[0]
  return failure({
    path: dot < 0 ? [name] : [testClass, name.slice(dot + 1)],
    file: place?.[1] === undefined ? null : workspacePath(place[1], workspace),
    line: place === undefined ? null : Number(place[2]),
    message: message || "failed",
    ...valuesIn(message),
    frame: frames[0]?.input.trim() ?? null,
  })
}
