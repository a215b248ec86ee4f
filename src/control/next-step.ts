import { limits } from "../loop/settings.ts"
import type { LoopState } from "../loop/state.ts"
import type { LifeWord } from "./life.ts"
import { plainWording, type Wording } from "./wording.ts"
import { localTime } from "./words.ts"

/** The one sentence that says what the user can do about a loop now. */
export function nextStep(state: LoopState, word: LifeWord, wording: Wording = plainWording): string {
  switch (word) {
    case "armed":
      return wording.pasteLine
    case "running":
    case "checking":
      return wording.follow(state.id)
    case "interrupted":
      if (state.host === "headless") return `Its process ended. ${wording.runAgain(state.id)}`
      return `The hook process died. ${wording.resumeThenMessage(state.id)}`
    case "host-capped":
      return `The host ended the turn although the loop asked to go on. ${wording.resumeThenMessage(state.id)}`
    case "paused":
      return liftOf(state, wording)
    case "ended":
      return afterEnd(state, wording)
    default:
      return word satisfies never
  }
}

/** Limits to offer for a loop that used up its own: never given silently, only named (S50). */
export function suggestedLimits(state: LoopState): { readonly iterations: number; readonly minutes: number } {
  return {
    iterations: Math.min(limits.maxIterations.max, state.iteration + 10),
    minutes: Math.min(limits.maxMinutes.max, state.settings.maxMinutes + 60),
  }
}

function liftOf({ id, outcome, host }: LoopState, wording: Wording): string {
  if (host === "headless") return wording.runAgain(id)
  const until = outcome?.until
  switch (until) {
    case "user-message":
      return "Answer in the conversation: your next message there lets the loop go on."
    case "reset-time": {
      const at = outcome?.resumeAt ?? null
      const when = at === null ? "the limit is reset" : localTime(at)
      return `Wait until ${when}, then send any message in the conversation.`
    }
    case "resume":
    case "never":
    case undefined:
      return wording.resumeThenMessage(id)
    default:
      return until satisfies never
  }
}

function afterEnd(state: LoopState, wording: Wording): string {
  const { id } = state
  const outcome = state.outcome?.kind
  switch (outcome) {
    case "verified":
      return wording.seeChanges(id, state.branch?.name ?? null)
    case "already-green":
      return "Nothing was changed. Name a check that fails until the task is done, then start again."
    case "unverified":
      return wording.lookAtResult
    case "iteration-limit":
      return wording.extendIterations(id, suggestedLimits(state).iterations)
    case "time-limit":
      return wording.extendMinutes(id, suggestedLimits(state).minutes)
    case "spend-limit":
      return wording.afterSpendLimit(id)
    case "tampered":
      return wording.afterTampering(id)
    case "cancelled":
      return wording.afterCancel(id)
    case "fault":
      return wording.afterFault
    case "stuck":
    case "needs-human":
    case "rate-limited":
    case "host-capped":
    case "host-error":
    case undefined:
      return wording.seeReport(id)
    default:
      return outcome satisfies never
  }
}
