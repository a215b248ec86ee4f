import type { LoopState } from "../../loop/state.ts"
import { readIterationFile } from "../../store/iteration.ts"
import { isRecord, parseRecord } from "../../system/json-record.ts"

/** What an iteration's `evidence.json` tells people: checks with their failures, and the findings of the integrity gate. */
export type ShownEvidence = {
  readonly checks: readonly ShownCheck[]
  readonly findings: readonly ShownFinding[]
}

type ShownCheck = {
  readonly command: string
  readonly end: string
  readonly exitCode: number | null
  readonly durationMs: number
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number } | null
  readonly failures: readonly ShownFailure[]
  readonly logPath: string | null
  readonly note: string | null
}

type ShownFailure = {
  readonly id: string
  readonly file: string | null
  readonly line: number | null
  readonly message: string
}

export type ShownFinding = {
  readonly id: string
  readonly file: string
  readonly line: number | null
  readonly severity: string
  readonly why: string
  readonly before: string
  readonly after: string
}

/** Evidence of the loop's last Stop (the baseline before the first); null when none was kept or it cannot be read. */
export function shownEvidence(home: string, state: LoopState): ShownEvidence | null {
  const value = parseRecord(readIterationFile(home, state.id, state.iteration, "evidence.json") ?? "")
  if (value === null) return null
  const integrity = isRecord(value.integrity) ? value.integrity.findings : undefined
  return {
    checks: records(value.checks).flatMap(decodeCheck),
    findings: records(integrity).flatMap(decodeFinding),
  }
}

function decodeCheck(value: Readonly<Record<string, unknown>>): ShownCheck[] {
  const { command, end, exitCode, durationMs, counts, failures, logPath, note } = value
  if (typeof command !== "string" || typeof end !== "string") return []
  return [
    {
      command,
      end,
      exitCode: numberOf(exitCode),
      durationMs: numberOf(durationMs) ?? 0,
      counts: isRecord(counts)
        ? {
            passed: numberOf(counts.passed) ?? 0,
            failed: numberOf(counts.failed) ?? 0,
            skipped: numberOf(counts.skipped) ?? 0,
          }
        : null,
      failures: records(failures).flatMap(decodeFailure),
      logPath: textOf(logPath),
      note: textOf(note),
    },
  ]
}

function decodeFailure(value: Readonly<Record<string, unknown>>): ShownFailure[] {
  const { id, file, line, message } = value
  if (typeof id !== "string") return []
  return [{ id, file: textOf(file), line: numberOf(line), message: textOf(message) ?? "" }]
}

function decodeFinding(value: Readonly<Record<string, unknown>>): ShownFinding[] {
  const { id, file, line, severity, why, before, after } = value
  if (typeof id !== "string" || typeof file !== "string") return []
  return [
    {
      id,
      file,
      line: numberOf(line),
      severity: textOf(severity) ?? "",
      why: textOf(why) ?? "",
      before: textOf(before) ?? "",
      after: textOf(after) ?? "",
    },
  ]
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null
}
