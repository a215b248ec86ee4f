import type { LoopState } from "./state.ts"

export type LimitOutcome = "iteration-limit" | "time-limit" | "spend-limit"

/** Working time of a loop in ms: wall clock since the start, without the time spent paused. */
export function elapsedMs(state: LoopState, now: number): number {
  if (state.startedAt === null) return 0
  const pausedNow = state.pausedSince === null ? 0 : Math.max(0, now - state.pausedSince)
  return Math.max(0, now - state.startedAt - state.pausedMs - pausedNow)
}

/** What is left of each limit. `usd` is null while nothing is known about the cost. */
export function remaining(
  state: LoopState,
  now: number,
): { iterations: number; minutes: number; usd: number | null } {
  const { settings, spend } = state
  return {
    iterations: Math.max(0, settings.maxIterations - state.iteration),
    minutes: Math.max(0, settings.maxMinutes - elapsedMs(state, now) / 60_000),
    usd: spend.usd === null ? null : Math.max(0, settings.maxUsd - spend.usd),
  }
}

/** The first limit that this state has reached, with the sentence that names it; null while all hold (S37, S50). */
export function reachedLimit(
  state: LoopState,
  now: number,
): { outcome: LimitOutcome; reason: string } | null {
  const left = remaining(state, now)
  const { settings } = state
  if (left.iterations <= 0) {
    return { outcome: "iteration-limit", reason: usedUp("all", settings.maxIterations, "iteration") }
  }
  if (left.minutes <= 0) {
    return { outcome: "time-limit", reason: usedUp("the", settings.maxMinutes, "minute") }
  }
  if (left.usd !== null && left.usd <= 0) {
    return { outcome: "spend-limit", reason: `the budget of $${settings.maxUsd} is used up` }
  }
  return null
}

function usedUp(all: string, count: number, noun: string): string {
  return count === 1 ? `the one ${noun} is used up` : `${all} ${count} ${noun}s are used up`
}
