import type { CheckResult, Evidence } from "../loop/evidence.ts"
import type { LoopState } from "../loop/state.ts"
import { readIterationFile, writeIterationFile } from "../store/iteration.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"

const failuresKept = 200

/** Keeps an iteration's evidence beside its logs, for reports and for reuse on an unchanged tree (S83). */
export function keepEvidence(home: string, state: LoopState, evidence: Evidence): void {
  const checks = evidence.checks.map((check) => ({ ...check, failures: check.failures.slice(0, failuresKept) }))
  writeIterationFile(home, state.id, state.iteration, "evidence.json", JSON.stringify({ ...evidence, checks }, null, 1))
  if (evidence.digest !== "") writeIterationFile(home, state.id, state.iteration, "digest.md", evidence.digest)
}

export type StoredEvidence = Pick<Evidence, "verdict" | "checks" | "failing" | "digest">

/**
 * What the last run on this loop's tree found, when it can stand for a new run: it ended green or red. Null when there
 * is none, it is not readable, or it was inconclusive (a timeout deserves another try).
 */
export function storedEvidence(home: string, state: LoopState): StoredEvidence | null {
  const verdict = state.iteration === 0 ? state.baseline.verdict : state.iterations.at(-1)?.verdict
  if (verdict !== "green" && verdict !== "red") return null
  const value = parseRecord(readIterationFile(home, state.id, state.iteration, "evidence.json") ?? "")
  if (value === null || value.verdict !== verdict || typeof value.digest !== "string") return null
  const checks = Array.isArray(value.checks) ? value.checks.flatMap(decodeCheck) : []
  if (checks.length !== state.checks.length) return null
  return { verdict, checks, failing: state.failing, digest: value.digest }
}

const ends = ["passed", "failed", "timeout", "killed", "infrastructure", "not-run"] as const

/** The part of a stored check that the decision reads; its failures are in the digest already. */
function decodeCheck(value: unknown): CheckResult[] {
  if (!isRecord(value)) return []
  const { command, exitCode, durationMs, logPath, note } = value
  const end = ends.find((name) => name === value.end)
  if (typeof command !== "string" || end === undefined || typeof durationMs !== "number") return []
  return [
    {
      command,
      end,
      exitCode: typeof exitCode === "number" ? exitCode : null,
      durationMs,
      failures: [],
      counts: null,
      logPath: typeof logPath === "string" ? logPath : null,
      note: typeof note === "string" ? note : null,
    },
  ]
}
