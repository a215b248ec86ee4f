import { kindOf, settleKind } from "../../src/integrity/classify.ts"
import { compareSurfaces } from "../../src/integrity/compare.ts"
import { maskEnvironment } from "../../src/integrity/settings/environment.ts"
import type { Surface } from "../../src/integrity/surface.ts"
import type { Finding } from "../../src/loop/evidence.ts"
import type { Row } from "./rows.ts"
import type { Files } from "./workspace.ts"

/** Findings between two states of a project, as they would be captured, a line each: what a person is told. */
export function told(
  files: Files,
  changes: Readonly<Record<string, string | null>>,
  rules: Row["rules"] = {},
): string[] {
  const before = surface(files, rules.checks ?? [], rules.idsBefore ?? null)
  const after = surface(
    { ...files, ...changes },
    rules.checksAfter ?? rules.checks ?? [],
    rules.idsAfter ?? null,
  )
  return compareSurfaces(before, after, {
    allowTestEdits: rules.allowTestEdits ?? false,
    failuresBefore: rules.failuresBefore ?? [],
  }).map(line)
}

function surface(
  files: Readonly<Record<string, string | null>>,
  checks: readonly string[],
  testIds: readonly string[] | null,
): Surface {
  const kept = Object.entries(files).flatMap(([path, raw]) => {
    const kind = kindOf(path)
    if (kind === null || raw === null) return []
    const text = kind === "env" ? maskEnvironment(raw) : raw
    return [{ path, kind: kind === "test-or-support" ? settleKind(path, text) : kind, hash: text, text }]
  })
  return { files: kept, checks, testIds }
}

function line({ id, severity, file, line: number, why, before, after }: Finding): string {
  const place = `${file}${number === null ? "" : `:${number}`}`
  const texts = `${severity} ${id.replace(/-[0-9a-z]+$/, "")} ${place} ${why} | ${before} | ${after}`
  return texts.replaceAll("\n", " / ").trimEnd()
}
