import { limits } from "../../loop/settings.ts"
import type { LoopState } from "../../loop/state.ts"
import { localTime } from "../words.ts"
import type { LifeWord } from "./loop-life.ts"

/** The one sentence that says what the user can do about a loop now. */
export function nextStep(state: LoopState, word: LifeWord): string {
  const { id } = state
  switch (word) {
    case "armed":
      return "Paste the line that `for-loop start` printed into the agent's chat."
    case "running":
    case "checking":
      return `Follow it with \`for-loop status ${id} --watch\`, or stop it with \`for-loop cancel ${id}\`.`
    case "interrupted":
      return `The hook process died. Run \`for-loop resume ${id}\`, then send any message in the conversation.`
    case "host-capped":
      return `The host ended the turn although the loop asked to go on. Run \`for-loop resume ${id}\`, then send any message in the conversation.`
    case "paused":
      return liftOf(state)
    case "ended":
      return afterEnd(state)
    default:
      return word satisfies never
  }
}

function liftOf(state: LoopState): string {
  const { id, outcome } = state
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
      return `Run \`for-loop resume ${id}\`, then send any message in the conversation.`
    default:
      return until satisfies never
  }
}

function afterEnd(state: LoopState): string {
  const { id, settings } = state
  const outcome = state.outcome?.kind
  switch (outcome) {
    case "verified":
      return state.branch === null
        ? `See what changed with \`for-loop report ${id}\`.`
        : `See what changed with \`for-loop report ${id}\`; it also says how to merge ${state.branch.name}.`
    case "already-green":
      return "Nothing was changed. Name a check that fails until the task is done, then start again."
    case "unverified":
      return "Nobody checked the result: look at it yourself, or start again with --check."
    case "iteration-limit":
      return `Extend it with \`for-loop resume ${id} --max-iterations ${Math.min(limits.maxIterations.max, state.iteration + 10)}\`, or see \`for-loop report ${id}\`.`
    case "time-limit":
      return `Extend it with \`for-loop resume ${id} --max-minutes ${Math.min(limits.maxMinutes.max, settings.maxMinutes + 60)}\`, or see \`for-loop report ${id}\`.`
    case "spend-limit":
      return `See \`for-loop report ${id}\`; a new loop with a higher --max-usd can go on from here.`
    case "tampered":
      return `Look at the findings in \`for-loop report ${id}\` before you keep anything of it.`
    case "cancelled":
      return `See what was done with \`for-loop report ${id}\`, or undo it with \`for-loop restore 0 --loop ${id}\`.`
    case "fault":
      return "Run `for-loop doctor`, then start again."
    case "stuck":
    case "needs-human":
    case "rate-limited":
    case "host-capped":
    case "host-error":
    case undefined:
      return `See \`for-loop report ${id}\`.`
    default:
      return outcome satisfies never
  }
}
