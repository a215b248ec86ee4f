import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure } from "./failure.ts"
import { javaFrame, javaMessage } from "./java-stack.ts"
import type { ReportReader } from "./report.ts"
import { valuesIn } from "./values.ts"

/** Gradle: failed tests as its test task logs them, the totals of a failed run, and what broke the build otherwise. */
export const gradle: ReportReader = {
  name: "gradle",
  read({ text, workspace }) {
    if (!/^(?:> Task :\S|BUILD (?:FAILED|SUCCESSFUL)(?: in |$)|FAILURE: Build )/m.test(text)) return null
    const failures = tests(text.split("\n"), workspace)
    const compiles = /^(?:\S+\.(?:java|kt|groovy|scala):\d+|e: \S+:\d+)/m.test(text)
    if (failures.length === 0 && !compiles) failures.push(...brokenBuild(text))
    return { failures: distinct(failures), counts: totals(text) }
  },
}

/** Gradle counts only where something failed. */
function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  const line = /^(\d+) tests? completed, (\d+) failed(?:, (\d+) skipped)?$/gm
  for (const match of text.matchAll(line)) {
    const [all = 0, failed = 0, skipped = 0] = match.slice(1).map((digits) => Number(digits ?? 0))
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    counts.passed += Math.max(0, all - failed - skipped)
    counts.failed += failed
    counts.skipped += skipped
  }
  return counts
}

/** `CartTest > adds() FAILED`, below it the exception, indented by four. */
function tests(lines: readonly string[], workspace: string): Failure[] {
  const failures: Failure[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (!line.endsWith(" FAILED") || !line.includes(" > ") || /^\s|^> Task/.test(line)) continue
    const path = line.slice(0, -" FAILED".length).split(" > ")
    const body: string[] = []
    while (i + 1 < lines.length && /^ {4}/.test(lines[i + 1] ?? "")) body.push((lines[++i] ?? "").slice(4))
    const [said = "", ...trace] = body
    const short = /^(.*?) at ([\w$]+\.\w+):(\d+)$/.exec(said) // without a trace the place stands behind the exception
    const frames = short === null ? trace : [`at ${path[0]}.test(${short[2]}:${short[3]})`]
    const frame = javaFrame(frames, path[0] ?? "", workspace)
    const message = javaMessage([short?.[1] ?? said, ...trace])
    failures.push(
      failure({
        path,
        file: frame?.file ?? null,
        line: frame?.line ?? null,
        message: message || "failed",
        ...valuesIn(message),
        frame: short === null ? (frame?.text ?? null) : null,
      }),
    )
  }
  return failures
}

/** The block below `* What went wrong:`. */
function brokenBuild(text: string): Failure[] {
  const at = text.search(/^\* What went wrong:$/m)
  if (at < 0) return []
  const message =
    text
      .slice(text.indexOf("\n", at) + 1, at + 2000)
      .split("\n* ", 1)[0]
      ?.trim() ?? ""
  if (/There were failing tests/.test(message)) return []
  const offline = /Could not (?:GET|HEAD)|Unknown host|Connect(?:ion)? (?:to|timed)|status code 5\d\d/i.test(
    message,
  )
  return [
    failure({
      path: [
        "gradle",
        message
          .split("\n")
          .at(-1)
          ?.replace(/^[\s>]+/, "") ?? "",
      ],
      message,
      class: offline
        ? "infrastructure"
        : /Could not (?:resolve|find)/.test(message)
          ? "missing-module"
          : "crash",
    }),
  ]
}
