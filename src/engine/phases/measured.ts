import type { IterationRecord, LoopState } from "../../loop/state.ts"
import { readIterationFile } from "../../store/iteration.ts"
import { isRecord, parseRecord } from "../../system/json-record.ts"

type MeasuredCheck = {
  readonly command: string
  readonly end: string
  readonly exitCode: number | null
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number } | null
}

/** What the loop measured at the Stop that ended a turn. */
export type Measured = {
  readonly record: IterationRecord
  readonly checks: readonly MeasuredCheck[]
  /** Ids of the failures that decide. */
  readonly blocking: readonly string[]
  /** Content hash of the files before the checks ran; null = it could not be told. */
  readonly tree: string | null
  readonly weakened: readonly { readonly place: string; readonly why: string }[]
}

/** Reads it from the loop's state and the kept evidence. Null when the last Stop was not measured. Throws StoreError. */
export function measuredAt(home: string, state: LoopState): Measured | null {
  const record = state.iterations.at(-1)
  if (record === undefined) return null
  const kept = parseRecord(readIterationFile(home, state.id, record.n, "evidence.json") ?? "")
  // A loop without checks keeps no evidence; its tree is the state's, for nothing ran that could change it.
  if (kept === null) return { record, checks: [], blocking: [], tree: state.tree, weakened: [] }
  return {
    record,
    checks: listOf(kept.checks).flatMap(checkOf),
    blocking: listOf(kept.blocking).filter((id) => typeof id === "string"),
    tree: typeof kept.tree === "string" ? kept.tree : null,
    weakened: isRecord(kept.integrity) ? listOf(kept.integrity.findings).flatMap(weakenedOf) : [],
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function checkOf(value: unknown): MeasuredCheck[] {
  if (!isRecord(value) || typeof value.command !== "string" || typeof value.end !== "string") return []
  const { command, end, exitCode, counts } = value
  return [
    { command, end, exitCode: typeof exitCode === "number" ? exitCode : null, counts: countsOf(counts) },
  ]
}

function countsOf(value: unknown): MeasuredCheck["counts"] {
  if (!isRecord(value)) return null
  const { passed, failed, skipped } = value
  if (typeof passed !== "number" || typeof failed !== "number" || typeof skipped !== "number") return null
  return { passed, failed, skipped }
}

function weakenedOf(value: unknown): { place: string; why: string }[] {
  if (!isRecord(value) || typeof value.file !== "string" || typeof value.why !== "string") return []
  const line = typeof value.line === "number" ? `:${value.line}` : ""
  return [{ place: `${value.file}${line}`, why: value.why }]
}
