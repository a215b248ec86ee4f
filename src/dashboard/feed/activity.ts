import type { Life } from "../../control/life.ts"
import type { RunningCheck } from "../../control/running-check.ts"
import type { LoopState } from "../../loop/state.ts"
import type { Activity } from "../model/view.ts"

/** What a loop does right now, told by its lock, its heartbeat and the log of the check that runs. */
export function activityOf(state: LoopState, life: Life, check: RunningCheck | null): Activity {
  if (check !== null) {
    return { kind: "checking", since: check.since, command: check.command, lastLine: check.lastLine }
  }
  switch (life.word) {
    case "checking":
      return { kind: "checking", since: null, command: null, lastLine: null }
    case "running":
      // Every model call beats, so the last beat is where the present one began.
      return { kind: "thinking", since: life.heartbeat?.at ?? state.startedAt }
    case "armed":
      return { kind: "waiting-for-you" }
    case "interrupted":
    case "host-capped":
    case "ended":
      return { kind: "stopped" }
    case "paused":
      return pauseOf(state)
    default:
      return life.word satisfies never
  }
}

function pauseOf({ outcome }: LoopState): Activity {
  if (outcome?.kind === "rate-limited" || outcome?.until === "reset-time") {
    return { kind: "waiting-for-reset", until: outcome.resumeAt }
  }
  return { kind: "waiting-for-you" }
}
