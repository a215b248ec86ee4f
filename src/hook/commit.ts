import type { Evidence } from "../loop/evidence.ts"
import { type JournalEntry, record } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { appendLedger, completeLedger, type LedgerRecord } from "../spend/ledger.ts"
import { writeBinding } from "../store/binding.ts"
import { appendJournal, completeJournal } from "../store/journal.ts"
import { loopFolder } from "../store/paths.ts"
import { saveState } from "../store/state-file.ts"
import { lockLost } from "../system/store-error.ts"
import type { HookContext } from "./context.ts"
import { keepEvidence } from "./evidence-file.ts"

/**
 * Makes a step true: evidence of the iteration, then the state (the one moment of commitment), then ledger and journal,
 * then the binding. A kill in between loses nothing: `completeCommit` adds from the state what is missing. The journal
 * comes last of the two, so that whole events mean a whole ledger. Throws StoreError, and saves nothing when the lock was
 * taken over meanwhile.
 */
export function commit(
  context: HookContext,
  state: LoopState,
  entries: readonly JournalEntry[],
  evidence?: Evidence,
  model: string | null = null,
): LoopState {
  if (context.holdsLock?.() === false) throw lockLost(loopFolder(context.home, state.id))
  const recorded = record(state, entries, context.now())
  const next = evidence === undefined ? recorded.state : withSpent(recorded.state, evidence, model)
  if (evidence !== undefined && evidence.checks.length > 0) keepEvidence(context.home, next, evidence)
  saveState(context.home, next)
  if (evidence !== undefined) for (const spent of ledgerRecords(next)) appendLedger(context.home, spent)
  appendJournal(context.home, next.id, recorded.events)
  if (next.status === "ended") releaseConversation(context.home, next)
  return next
}

/**
 * Adds to ledger and journal what the last commit of this state was kept from writing by a kill or a fault. Call it with the
 * loop's lock held. Throws StoreError.
 */
export function completeCommit(home: string, state: LoopState): void {
  completeJournal(home, state, () => {
    for (const spent of ledgerRecords(state)) completeLedger(home, spent)
  })
}

/** Lets go of the conversation of a loop that has ended. Throws StoreError. */
export function releaseConversation(home: string, { id, conversationId, requestKey }: LoopState): void {
  if (conversationId !== null) writeBinding(home, conversationId, { loop: id, active: false, requestKey })
}

function withSpent(state: LoopState, evidence: Evidence, model: string | null): LoopState {
  const lastSpent = {
    ...evidence.usage,
    at: state.updatedAt,
    iteration: state.iteration,
    model: model?.slice(0, 200) ?? null,
    wallMs: state.iterations.at(-1)?.durationMs ?? 0,
    checkMs: Math.round(evidence.checkMs),
  }
  return { ...state, lastSpent }
}

function ledgerRecords({ id, host, lastSpent }: LoopState): LedgerRecord[] {
  return lastSpent === undefined ? [] : [{ ...lastSpent, loop: id, host }]
}
