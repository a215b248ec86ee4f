import { conclude, type Step } from "./control.ts"
import type { Decision, StopEvent, Turn } from "./event.ts"
import type { LoopState } from "./state.ts"

export type Preflight =
  | (Step & { readonly kind: "permit"; readonly decision: Decision })
  | (Step & { readonly kind: "check" })

/**
 * Everything that lets the agent stop before a single check runs, in the order of the platform contract §7: loop not
 * running, a host's pause, not a stop at all, still busy, waiting for the user, another request by the user.
 * `now` in epoch ms.
 */
export function preflight(state: LoopState, event: StopEvent, turn: Turn, now: number): Preflight {
  if (state.status !== "running") return permit(state, state.outcome?.reason ?? `the loop is ${state.status}`)
  const { termination } = event
  switch (termination.kind) {
    case "pause": {
      const resumeAt = termination.resumeInMs === null ? null : now + termination.resumeInMs
      const until =
        termination.outcome === "rate-limited" && resumeAt !== null ? "reset-time" : liftOf(termination.why)
      return pause(
        conclude(state, termination.outcome, termination.why, now, { until, resumeAt }),
        termination.why,
      )
    }
    case "not-a-stop":
      return permit(state, "not a real stop")
    case "unknown":
      return permit(state, `unknown reason of the host: ${termination.name}`)
    case "eligible":
    case "eligible-unless-human-wait":
      break
    default:
      return termination satisfies never
  }
  if (!event.fullyIdle) return permit(state, "background work is still running")
  if (turn.waitingForHuman) {
    const why = "the agent asked you something; answer it and the loop goes on"
    return pause(conclude(state, "needs-human", why, now, { until: "user-message", resumeAt: null }), why)
  }
  if (foreignRequest(state, turn)) {
    const why = "you wrote another message in this conversation; resume the loop when it may go on"
    return pause(conclude(state, "needs-human", why, now), why)
  }
  return { kind: "check", state, events: [] }
}

/** Whether the last user row is neither the one that drives this loop nor unknown (S54). */
function foreignRequest(state: LoopState, turn: Turn): boolean {
  return turn.request !== null && state.requestKey !== null && turn.request.key !== state.requestKey
}

/** A stop by the user's own hand waits for an explicit resume (S52); a fault of the host only for the next message. */
function liftOf(why: string): "resume" | "user-message" {
  return /^you /i.test(why) ? "resume" : "user-message"
}

function permit(state: LoopState, reason: string): Preflight {
  const outcome = state.outcome?.kind ?? null
  return { kind: "permit", state, events: [], decision: { kind: "permit", outcome, reason } }
}

function pause(state: LoopState, why: string): Preflight {
  const outcome = state.outcome?.kind ?? null
  return {
    kind: "permit",
    state,
    events: [{ kind: "paused", detail: `${outcome}: ${why}` }],
    decision: { kind: "permit", outcome, reason: why },
  }
}
