import { markdownReport } from "../../control/markdown-report.ts"
import { buildReport } from "../../control/report.ts"
import { replaceFile } from "../../system/files.ts"
import { type Given, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import { outputFile } from "../output-file.ts"
import { personOf } from "../person-of.ts"
import { output, type Result } from "../result.ts"

/** `for-loop report [ID] [--format md|json] [--output FILE]`: everything that is known about a loop, for people or programs. */
export async function runReport(given: Given, context: CliContext): Promise<Result> {
  const found = findState(context, given.words[0] ?? null)
  if (found.kind === "problem") return found
  const file = outputFile(given, context, "report", "output")
  if (file.kind === "problem") return file
  const report = await buildReport(personOf(context), found.state)
  const text =
    textGiven(given, "format") === "json" ? `${JSON.stringify(report, null, 2)}\n` : markdownReport(report)
  const { path } = file
  if (path === null) return output(report, () => text)
  replaceFile(path, text)
  return output(report, () => `Written to ${path}.\n`)
}
