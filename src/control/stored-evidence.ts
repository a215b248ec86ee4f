import type { Claim, Usage } from "../loop/evidence.ts"
import type { LoopState } from "../loop/state.ts"
import { readIterationFile } from "../store/iteration.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"

/** What an iteration's `evidence.json` tells people. */
export type ShownEvidence = {
  readonly verdict: string
  readonly checks: readonly ShownCheck[]
  /** Findings of the integrity gate. */
  readonly findings: readonly ShownFinding[]
  /** What the agent was told: bounded, redacted and fenced. */
  readonly digest: string
  /** Measured sentences that no other field says. */
  readonly notes: readonly string[]
  readonly claim: Claim
  readonly usage: Usage
  /** Whether the tree was unchanged, so that the checks did not run again. */
  readonly reused: boolean
  readonly flaky: readonly string[]
}

export type ShownCheck = {
  readonly command: string
  readonly end: string
  readonly exitCode: number | null
  readonly durationMs: number
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number } | null
  readonly failures: readonly ShownFailure[]
  readonly logPath: string | null
  readonly note: string | null
}

export type ShownFailure = {
  readonly id: string
  readonly file: string | null
  readonly line: number | null
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
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
  return evidenceOf(home, state.id, state.iteration)
}

/** Evidence of iteration `n` (0 = the baseline); null when none was kept or it cannot be read. Throws StoreError. */
export function evidenceOf(home: string, loop: string, n: number): ShownEvidence | null {
  const value = parseRecord(readIterationFile(home, loop, n, "evidence.json") ?? "")
  if (value === null) return null
  const integrity = isRecord(value.integrity) ? value.integrity.findings : undefined
  return {
    verdict: textOf(value.verdict) ?? "",
    checks: records(value.checks).flatMap(decodeCheck),
    findings: records(integrity).flatMap(decodeFinding),
    digest: textOf(value.digest) ?? "",
    notes: texts(value.notes),
    claim: decodeClaim(value.claim),
    usage: decodeUsage(value.usage),
    reused: value.reused === true,
    flaky: texts(value.flaky),
  }
}

/** Findings of the last Stop that nobody approved yet. Throws StoreError. */
export function openFindings(home: string, state: LoopState): readonly ShownFinding[] {
  const approved = new Set(state.approved.map(({ finding }) => finding))
  return (shownEvidence(home, state)?.findings ?? []).filter(({ id }) => !approved.has(id))
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
  const { id, file, line, message, expected, actual } = value
  if (typeof id !== "string") return []
  return [
    {
      id,
      file: textOf(file),
      line: numberOf(line),
      message: textOf(message) ?? "",
      expected: textOf(expected),
      actual: textOf(actual),
    },
  ]
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

function decodeClaim(value: unknown): Claim {
  if (!isRecord(value)) return { kind: "none" }
  if (value.kind === "promise" && typeof value.text === "string") return { kind: "promise", text: value.text }
  if (value.kind === "blocked" && typeof value.why === "string") return { kind: "blocked", why: value.why }
  return { kind: "none" }
}

const bases = ["measured", "estimated", "unknown"] as const

function decodeUsage(value: unknown): Usage {
  const { inputTokens, outputTokens, usd, basis } = isRecord(value) ? value : {}
  return {
    inputTokens: numberOf(inputTokens),
    outputTokens: numberOf(outputTokens),
    usd: numberOf(usd),
    basis: bases.find((name) => name === basis) ?? "unknown",
  }
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : []
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null
}
