import { elapsedMs } from "../../loop/limits.ts"
import type { LoopState } from "../../loop/state.ts"
import type { HistoryRow } from "../model/view.ts"

/** The line of a loop that has ended; null while it has not. */
export function historyRow(state: LoopState): HistoryRow | null {
  if (state.status !== "ended") return null
  const endedAt = state.outcome?.at ?? state.updatedAt
  return {
    id: state.id,
    outcome: state.outcome?.kind ?? "ended",
    task: state.task,
    iterations: state.iteration,
    endedAt,
    elapsedMs: Math.round(elapsedMs(state, endedAt)),
    usd: state.spend.usd,
    basis: state.spend.basis,
  }
}
