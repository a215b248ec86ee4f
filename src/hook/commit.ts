import type { Evidence } from "../loop/evidence.ts"
import { type JournalEntry, record } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { appendLedger } from "../spend/ledger.ts"
import { writeBinding } from "../store/binding.ts"
import { appendJournal } from "../store/journal.ts"
import { saveState } from "../store/state-file.ts"
import type { HookContext } from "./context.ts"
import { keepEvidence } from "./evidence-file.ts"

/**
 * Makes a step true: evidence of the iteration, then the state (the one moment of commitment), then journal and
 * ledger, then the binding. A kill in between loses nothing: the journal is completed from the state.
 */
export function commit(
  context: HookContext,
  state: LoopState,
  entries: readonly JournalEntry[],
  evidence?: Evidence,
  model: string | null = null,
): LoopState {
  const { state: next, events } = record(state, entries, context.now())
  if (evidence !== undefined && evidence.checks.length > 0) keepEvidence(context.home, next, evidence)
  saveState(context.home, next)
  appendJournal(context.home, next.id, events)
  if (evidence !== undefined) appendLedger(context.home, ledgerRecord(next, evidence, model))
  if (next.conversationId !== null && next.status === "ended") {
    writeBinding(context.home, next.conversationId, {
      loop: next.id,
      active: false,
      requestKey: next.requestKey,
    })
  }
  return next
}

function ledgerRecord(
  state: LoopState,
  evidence: Evidence,
  model: string | null,
): Parameters<typeof appendLedger>[1] {
  const entry = state.iterations.at(-1)
  return {
    at: state.updatedAt,
    loop: state.id,
    iteration: state.iteration,
    host: state.host,
    model,
    ...evidence.usage,
    wallMs: entry?.durationMs ?? 0,
    checkMs: evidence.checkMs,
  }
}
