import type { Decision, StopEvent, Turn } from "../loop/event.ts"
import type { LoopState } from "../loop/state.ts"
import { readHeartbeat } from "../store/heartbeat.ts"
import type { HookContext } from "./context.ts"

/** So many equal answers in a row are believed to be copies; one more counts as a new turn, so nothing circles. */
const replayLimit = 3

/**
 * What tells one turn from the next: the payload's own key, the transcript's end and the number of model calls seen.
 * Some builds send byte-identical payloads for different turns, so the payload alone never decides (S42).
 */
export function turnKeyOf(context: HookContext, event: StopEvent, turn: Turn, state: LoopState): string {
  const beats = readHeartbeat(context.home, state.id)?.count ?? 0
  return [event.host, event.turnKey, turn.fingerprint, beats].join("|").slice(0, 2000)
}

/** The earlier answer when this Stop is a second delivery of the last one (S42, S96), else null. */
export function duplicateOf(
  state: LoopState,
  turnKey: string,
): { readonly state: LoopState; readonly decision: Decision } | null {
  const { last } = state
  if (last === null || last.turnKey !== turnKey) return null
  // The headless driver numbers its turns, so its key never lies; a run may be killed and taken up any number of times.
  if (state.host !== "headless" && last.replays >= replayLimit) return null
  return { state: { ...state, last: { ...last, replays: last.replays + 1 } }, decision: last.answer }
}
