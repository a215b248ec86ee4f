import {
  type CheckResult,
  type Evidence,
  type Failure,
  failureClasses,
  type TestCounts,
} from "../loop/evidence.ts"
import type { LoopState } from "../loop/state.ts"
import { readIterationFile, writeIterationFile } from "../store/iteration.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"

/** Bounds the file; what fails beyond this is in the full log. A reused result then names only these. */
const failuresKept = 2000
const testsKept = 20_000

/** Keeps an iteration's evidence beside its logs, for reports and for reuse on an unchanged tree (S83). */
export function keepEvidence(home: string, state: LoopState, evidence: Evidence): void {
  const checks = evidence.checks.map((check) => ({
    ...check,
    failures: check.failures.slice(0, failuresKept),
  }))
  writeIterationFile(
    home,
    state.id,
    state.iteration,
    "evidence.json",
    JSON.stringify({ ...evidence, checks }, null, 1),
  )
  if (evidence.digest !== "")
    writeIterationFile(home, state.id, state.iteration, "digest.md", evidence.digest)
}

/**
 * What the last run on this loop's tree found, when it can stand for a new run: it ended green or red. Null when there
 * is none, it is not readable, or it was inconclusive (a timeout deserves another try).
 */
export function storedResults(home: string, state: LoopState): CheckResult[] | null {
  const verdict = state.iteration === 0 ? state.baseline.verdict : state.iterations.at(-1)?.verdict
  if (verdict !== "green" && verdict !== "red") return null
  const value = parseRecord(readIterationFile(home, state.id, state.iteration, "evidence.json") ?? "")
  if (value === null || value.verdict !== verdict || !Array.isArray(value.checks)) return null
  const checks = value.checks.flatMap(decodeCheck)
  const same =
    checks.length === state.checks.length && checks.every((it, i) => it.command === state.checks[i])
  return same ? checks : null
}

const ends = ["passed", "failed", "timeout", "killed", "infrastructure", "not-run"] as const

function decodeCheck(value: unknown): CheckResult[] {
  if (!isRecord(value)) return []
  const end = ends.find((name) => name === value.end)
  if (typeof value.command !== "string" || end === undefined || !Array.isArray(value.failures)) return []
  return [
    {
      command: value.command,
      end,
      exitCode: numberOf(value.exitCode),
      durationMs: numberOf(value.durationMs) ?? 0,
      failures: value.failures.flatMap(decodeFailure),
      counts: countsOf(value.counts),
      ran: idsOf(value.ran),
      logPath: textOf(value.logPath),
      note: textOf(value.note),
    },
  ]
}

function decodeFailure(value: unknown): Failure[] {
  if (!isRecord(value) || typeof value.id !== "string") return []
  return [
    {
      id: value.id,
      suite: textOf(value.suite) ?? "",
      file: textOf(value.file),
      line: numberOf(value.line),
      class: failureClasses.find((name) => name === value.class) ?? "crash",
      message: textOf(value.message) ?? "",
      expected: textOf(value.expected),
      actual: textOf(value.actual),
      frame: textOf(value.frame),
    },
  ]
}

function countsOf(value: unknown): TestCounts | null {
  if (!isRecord(value)) return null
  const { passed, failed, skipped } = value
  if (typeof passed !== "number" || typeof failed !== "number" || typeof skipped !== "number") return null
  return { passed, failed, skipped }
}

function idsOf(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string").slice(0, testsKept) : null
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null
}
