import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { TestCounts } from "../../../src/loop/evidence.ts"
import type { ReportInput, ReportReader } from "../../../src/verify/reports/report.ts"
import { sanitise } from "../../../src/verify/sanitise.ts"

const folder = join(import.meta.dirname, "../../fixtures/reports")

/** A recorded output (see the README there) as a reader gets it, with the JUnit report of the same name when there is one. */
export function recorded(name: string, lineEnd: "LF" | "CRLF" = "LF"): ReportInput {
  const raw = readFileSync(join(folder, `${name}.txt`), "utf8")
  const xml = join(folder, `${name}.junit.xml`)
  return {
    text: sanitise(lineEnd === "CRLF" ? raw.replaceAll("\n", "\r\n") : raw).text,
    files: existsSync(xml) ? [{ path: xml, text: readFileSync(xml, "utf8") }] : [],
    workspace: "/home/dev/shop",
  }
}

export type Told = {
  readonly counts: TestCounts | null
  /** `[class] id @file:line` of each failure. */
  readonly failures: readonly string[]
}

/** What a reader tells about an input, short enough for a table; null when the output is not its own. */
export async function tell(reader: ReportReader, input: ReportInput): Promise<Told | null> {
  const report = await reader.read(input)
  if (report === null) return null
  const failures = report.failures.map((entry) => `[${entry.class}] ${entry.id} @${entry.file}:${entry.line}`)
  return { counts: report.counts, failures }
}

export const counts = (passed: number, failed: number, skipped: number): TestCounts => ({
  passed,
  failed,
  skipped,
})
