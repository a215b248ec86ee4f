import type { JournalEvent, LoopState } from "./state.ts"

/** A fact worth keeping, before it got its number and time. */
export type JournalEntry = { readonly kind: string; readonly detail: string }

/**
 * Numbers the entries and keeps them in the state, so that the save is the one moment at which they become true;
 * the journal file is completed from `lastEvents` when a kill came between the two writes.
 */
export function record(
  state: LoopState,
  entries: readonly JournalEntry[],
  now: number,
): { state: LoopState; events: JournalEvent[] } {
  const events = entries.slice(0, 100).map((entry, i) => ({
    seq: state.seq + 1 + i,
    at: now,
    kind: entry.kind,
    detail: entry.detail.slice(0, 4000),
  }))
  const seq = state.seq + events.length
  return {
    state: { ...state, seq, updatedAt: now, lastEvents: events.length > 0 ? events : state.lastEvents },
    events,
  }
}
