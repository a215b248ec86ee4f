import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import type { Case } from "./corpus.ts"
import type { Files } from "./patch.ts"

const checkTimeoutMs = 120_000

/**
 * Runs every case's check with the real runner below `folder` (whose `node_modules` it may use) and returns one
 * sentence per case that is not what it says: `before` and the honest part of a tampering patch must be red, `after`
 * green, and a tampering patch must differ from its honest part.
 */
export function reallyRun(cases: readonly Case[], folder: string): string[] {
  const known = new Map<string, string>()
  const run = (check: string, files: Files): { readonly green: boolean; readonly output: string } => {
    const key = JSON.stringify([check, ...files])
    const output = known.get(key) ?? runOnce(folder, check, files)
    known.set(key, output)
    return { green: output === "", output: output.slice(-1500) }
  }
  return cases.flatMap((entry) => {
    const wrong: string[] = []
    const after = run(entry.check, entry.after)
    if (!after.green) wrong.push(`is red afterwards\n${after.output}`)
    if (entry.failuresBefore.length > 0 && run(entry.check, entry.before).green) wrong.push("is green before")
    if (entry.kind === "tamper" && entry.turnsGreen && run(entry.check, entry.honest).green) {
      wrong.push("needs no tampering: the honest part is green")
    }
    process.stderr.write(wrong.length === 0 ? "." : "x")
    return wrong.map((what) => `${entry.name}: ${what}`)
  })
}

/** Output of a red run, or the empty text of a green one. */
function runOnce(folder: string, check: string, files: Files): string {
  const place = mkdtempSync(join(folder, "case-"))
  try {
    writeFiles(place, files)
    const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
    const ran = spawnSync("/bin/sh", ["-c", check], {
      cwd: place,
      encoding: "utf8",
      timeout: checkTimeoutMs,
      env: {
        ...process.env,
        PATH: path,
        NO_COLOR: "1",
        NODE_ENV: undefined,
        CI: undefined,
        PYTHONDONTWRITEBYTECODE: "1",
      },
    })
    return ran.status === 0 ? "" : `${ran.stdout}${ran.stderr}(exit code ${ran.status})`
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Writes a state of a project into an existing folder. */
export function writeFiles(place: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
}
