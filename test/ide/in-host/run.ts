import { writeFileSync } from "node:fs"
import * as vscode from "vscode"
import { cases } from "./cases.ts"
import type { InHostReport } from "./report.ts"
import { inHostTitles } from "./titles.ts"

/**
 * Entry that the extension host loads (`extensionTestsPath`), the same on the desktop and in code-server. The report goes
 * to the file E2E_RESULTS: exit codes are 0 even when the extension host dies.
 */
export async function run(): Promise<void> {
  const tests: InHostReport["tests"][number][] = []
  for (const title of inHostTitles) {
    const started = Date.now()
    const error = await failureOf(cases[title])
    tests.push({ title, error, ms: Date.now() - started })
  }
  const report: InHostReport = { vscode: vscode.version, node: process.version, tests }
  if (process.env.E2E_RESULTS !== undefined) writeFileSync(process.env.E2E_RESULTS, JSON.stringify(report))
  const failed = tests.filter((test) => test.error !== null)
  if (failed.length > 0) throw new Error(`${failed.length} of ${tests.length} failed`)
}

async function failureOf(play: () => Promise<void>): Promise<string | null> {
  try {
    await play()
    return null
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}
