import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { captureSurface } from "../../src/integrity/capture.ts"
import { compareSurfaces } from "../../src/integrity/compare.ts"
import type { Surface } from "../../src/integrity/surface.ts"
import type { Finding } from "../../src/loop/evidence.ts"

export type Files = Readonly<Record<string, string>>

export type Rules = {
  readonly allowTestEdits?: boolean
  readonly failuresBefore?: readonly string[]
  readonly checks?: readonly string[]
  readonly idsBefore?: readonly string[]
  readonly idsAfter?: readonly string[]
}

/** The surface of these files in a real temporary folder. */
export async function surfaceOf(
  files: Files,
  checks: readonly string[] = [],
  testIds: readonly string[] | null = null,
  previous: Surface | null = null,
): Promise<Surface> {
  const workspace = mkdtempSync(join(tmpdir(), "for-loop-integrity-"))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true })
      writeFileSync(join(workspace, path), text)
    }
    return await captureSurface({ workspace, checks, testIds, previous })
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

/** Findings between two states of a project. A file that is null in `changes` is deleted. */
export async function findingsOf(
  files: Files,
  changes: Readonly<Record<string, string | null>>,
  rules: Rules = {},
): Promise<Finding[]> {
  const later = Object.entries({ ...files, ...changes }).flatMap(([path, text]) =>
    text === null ? [] : [[path, text] as const],
  )
  const before = await surfaceOf(files, rules.checks, rules.idsBefore ?? null)
  const after = await surfaceOf(Object.fromEntries(later), rules.checks, rules.idsAfter ?? null, before)
  return compareSurfaces(before, after, {
    allowTestEdits: rules.allowTestEdits ?? false,
    failuresBefore: rules.failuresBefore ?? [],
  })
}

/** Findings that stop a green, as `class severity`. */
export async function blocking(
  files: Files,
  changes: Readonly<Record<string, string | null>>,
  rules: Rules = {},
): Promise<string[]> {
  const findings = await findingsOf(files, changes, rules)
  return findings.filter(({ severity }) => severity !== "low").map(({ id }) => id.replace(/-[0-9a-z]+$/, ""))
}
