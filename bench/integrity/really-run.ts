import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { runChecks } from "../../src/verify/run-checks.ts"
import { failingOf } from "../../src/verify/verdict.ts"
import type { Case } from "./corpus.ts"
import type { Files } from "./patch.ts"

const checkTimeoutMs = 120_000

/**
 * Runs every case's check with the real runner below `folder` (whose `node_modules` it may use) and returns one
 * sentence per case that is not what it says: `before` fails with exactly the named tests, `after` is green, and a
 * tampering patch is still red with its honest part alone.
 */
export async function reallyRun(cases: readonly Case[], folder: string): Promise<string[]> {
  const known = new Map<string, readonly string[]>()
  const failing = async (check: string, files: Files): Promise<readonly string[]> => {
    const key = JSON.stringify([check, ...files])
    const ids = known.get(key) ?? (await runOnce(folder, check, files))
    known.set(key, ids)
    return ids
  }
  const wrong: string[] = []
  for (const entry of cases) {
    const before = await failing(entry.check, entry.before)
    const after = await failing(entry.check, entry.after)
    const named = [...new Set(entry.failuresBefore)].sort()
    if (before.join("\n") !== named.join("\n"))
      wrong.push(`${entry.name}: fails before with ${before.join(", ")}`)
    if (after.length > 0) wrong.push(`${entry.name}: is red afterwards: ${after.join(", ")}`)
    if (entry.kind === "tamper" && entry.turnsGreen) {
      const honest = await failing(entry.check, entry.honest)
      if (honest.length === 0) wrong.push(`${entry.name}: needs no tampering, its honest part is green`)
    }
    process.stderr.write(".")
  }
  return wrong
}

/** Ids of what fails, none when the check passes. */
async function runOnce(folder: string, check: string, files: Files): Promise<readonly string[]> {
  const place = mkdtempSync(join(folder, "case-"))
  const logs = mkdtempSync(join(folder, "logs-"))
  try {
    writeFiles(place, files)
    const results = await runChecks({
      checks: [check],
      workspace: place,
      env: {
        ...process.env,
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        PYTHONDONTWRITEBYTECODE: "1",
      },
      timeoutMs: checkTimeoutMs,
      deadline: Date.now() + checkTimeoutMs,
      directory: logs,
    })
    return results.every(({ end }) => end === "passed") ? [] : failingOf(results)
  } finally {
    rmSync(place, { recursive: true, force: true })
    rmSync(logs, { recursive: true, force: true })
  }
}

/** Writes a state of a project into an existing folder. */
export function writeFiles(place: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
}
