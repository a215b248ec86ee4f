import { promiseOf } from "../../loop/completion.ts"
import { remaining } from "../../loop/limits.ts"
import type { LoopState } from "../../loop/state.ts"
import type { Ends, GateView, Need } from "../model/view.ts"
import { blockingIds } from "./blocker.ts"

/** How far each end of the loop is at `now` (epoch ms). */
export function endsOf(state: LoopState, gate: GateView, now: number): Ends {
  const { settings, iteration } = state
  const left = remaining(state, now)
  const { reviewEvery } = settings
  return {
    completion: state.status === "ended" ? [] : completionNeeds(state, gate),
    iterationsLeft: left.iterations,
    maxIterations: settings.maxIterations,
    minutesLeft: left.minutes,
    maxMinutes: settings.maxMinutes,
    usdLeft: left.usd,
    maxUsd: settings.maxUsd,
    reviewIn: reviewEvery === null ? null : reviewEvery - (iteration % reviewEvery),
  }
}

/** What completion still needs (design §7), nearest first. */
function completionNeeds(state: LoopState, gate: GateView): Need[] {
  const claim: Need = { kind: "claim", text: promiseOf(state) }
  if (state.checks.length === 0) return [claim]
  const verdict = state.iterations.at(-1)?.verdict ?? state.baseline.verdict
  const needs: Need[] = []
  if (verdict !== "green") needs.push({ kind: "green", failing: blockingIds(state).length })
  if (gate.kind === "findings" && gate.open > 0) needs.push({ kind: "findings", open: gate.open })
  // A red baseline that turned green proves the work; otherwise the agent must also say so.
  const proves = state.settings.completion === null && state.baseline.verdict === "red"
  if (!proves && state.iterations.at(-1)?.claim !== "promise") needs.push(claim)
  return needs
}
