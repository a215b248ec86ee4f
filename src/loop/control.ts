import type { JournalEntry } from "./journal.ts"
import type { Outcome } from "./outcome.ts"
import { lifeAfter } from "./outcome.ts"
import type { LoopState } from "./state.ts"

/** What a person asked of a running loop from the CLI, the sidebar or the chat; obeyed at the next event. */
export type ControlRequest = { readonly at: number } & (
  | { readonly kind: "cancel" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume"; readonly maxIterations?: number; readonly maxMinutes?: number }
  | { readonly kind: "steer"; readonly hint: string }
  | { readonly kind: "approve"; readonly finding: string; readonly by: string }
)

export type Step = { readonly state: LoopState; readonly events: readonly JournalEntry[] }

type Lift = NonNullable<LoopState["outcome"]>["until"]

/** Ends or pauses a loop with an outcome. `until` says what lifts a pause; `resumeAt` in epoch ms where known. */
export function conclude(
  state: LoopState,
  outcome: Outcome,
  reason: string,
  now: number,
  lift: { readonly until: Lift; readonly resumeAt: number | null } = { until: "resume", resumeAt: null },
): LoopState {
  const life = lifeAfter(outcome)
  return {
    ...state,
    status: life,
    outcome: {
      kind: outcome,
      reason: reason.slice(0, 4000),
      at: now,
      resumeAt: lift.resumeAt,
      until: life === "ended" ? "never" : lift.until,
    },
    pausedSince: life === "paused" ? (state.pausedSince ?? now) : null,
    awaitingSince: null,
    // A budget that ran out stays so over a pause: it grants one turn to wrap up, not one after each.
    windDown: life === "paused" ? state.windDown : null,
  }
}

/** Takes a paused loop up again: the breaker is closed and the time spent paused or ended does not count. */
export function resume(state: LoopState, now: number): LoopState {
  const since = state.pausedSince ?? state.outcome?.at ?? now
  const pausedFor = Math.max(0, now - since)
  return {
    ...state,
    status: "running",
    outcome: null,
    pausedMs: state.pausedMs + Math.round(pausedFor),
    pausedSince: null,
    progress: {
      ...state.progress,
      breaker: "closed",
      why: null,
      sameSet: 0,
      noChange: 0,
      infra: 0,
      continuesAt: [],
      recent: [],
      failedCalls: [],
    },
    faults: { count: 0, last: state.faults.last },
    last: null,
    awaitingSince: null,
  }
}

/** Applies the requests in the order they were made. A request that does not fit the loop's status changes nothing. */
export function applyControls(state: LoopState, requests: readonly ControlRequest[], now: number): Step {
  return requests.reduce<Step>(
    (step, request) => {
      const next = applyControl(step.state, request, now)
      return { state: next.state, events: [...step.events, ...next.events] }
    },
    { state, events: [] },
  )
}

function applyControl(state: LoopState, request: ControlRequest, now: number): Step {
  switch (request.kind) {
    case "cancel":
      if (state.status === "ended") return { state, events: [] }
      return done(conclude(state, "cancelled", "you cancelled the loop", now), "cancelled", "by the user")
    case "pause":
      if (state.status !== "running") return { state, events: [] }
      return done(conclude(state, "needs-human", "you paused the loop", now), "paused", "by the user")
    case "resume":
      return resumeOnRequest(state, request, now)
    case "steer":
      return done({ ...state, hint: request.hint.slice(0, 4000) }, "steered", request.hint)
    case "approve":
      return done(
        {
          ...state,
          approved: [...state.approved, { finding: request.finding, by: request.by, at: request.at }].slice(
            -1000,
          ),
        },
        "approved",
        `${request.finding} by ${request.by}`,
      )
    default:
      return request satisfies never
  }
}

/** A limit is only ever extended by the user's own new number (S50): an ended loop needs one, a paused loop not. */
function resumeOnRequest(
  state: LoopState,
  request: Extract<ControlRequest, { kind: "resume" }>,
  now: number,
): Step {
  const settings = {
    ...state.settings,
    maxIterations: request.maxIterations ?? state.settings.maxIterations,
    maxMinutes: request.maxMinutes ?? state.settings.maxMinutes,
  }
  const extended =
    (state.outcome?.kind === "iteration-limit" && settings.maxIterations > state.iteration) ||
    (state.outcome?.kind === "time-limit" && settings.maxMinutes > state.settings.maxMinutes)
  if (state.status !== "paused" && !extended) return { state, events: [] }
  const isLonger = settings.maxMinutes > state.settings.maxMinutes
  const windDown = isLonger && state.windDown === "time-limit" ? null : state.windDown
  return done({ ...resume(state, now), settings, windDown, requestKey: null }, "resumed", "by the user")
}

function done(state: LoopState, kind: string, detail: string): Step {
  return { state, events: [{ kind, detail }] }
}
