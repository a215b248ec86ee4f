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
      return { kind: "waiting-for-you", why: "It waits for its conversation." }
    case "interrupted":
      return {
        kind: "stopped",
        why: `The hook process died while it held the loop (${life.holder ?? "unknown"}).`,
      }
    case "host-capped":
      return { kind: "stopped", why: "No model call followed the last continue within 30 s." }
    case "paused":
      return pauseOf(state)
    case "ended":
      return { kind: "stopped", why: state.outcome?.reason ?? "" }
    default:
      return life.word satisfies never
  }
}

function pauseOf({ outcome }: LoopState): Activity {
  const why = outcome?.reason ?? ""
  if (outcome?.kind === "rate-limited" || outcome?.until === "reset-time") {
    return { kind: "waiting-for-reset", until: outcome.resumeAt, why }
  }
  return { kind: "waiting-for-you", why }
}
