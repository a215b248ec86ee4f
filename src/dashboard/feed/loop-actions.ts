import type { LifeWord } from "../../control/life.ts"
import type { LoopState } from "../../loop/state.ts"
import type { GateView, LoopAction, LoopCard } from "../model/view.ts"

/** What a person may do with a loop now; whatever is missing would be refused. */
export function loopActions(
  state: LoopState,
  word: LifeWord,
  gate: GateView,
  checkpoints: LoopCard["checkpoints"],
): LoopAction[] {
  const over = word === "ended"
  const stalled = word === "interrupted" || word === "host-capped"
  const limit = state.outcome?.kind === "iteration-limit" || state.outcome?.kind === "time-limit"
  const allowed: Readonly<Record<LoopAction, boolean>> = {
    pause: word === "running" || word === "checking",
    resume: word === "paused" || stalled,
    continue: stalled || (word === "paused" && isHostMade(state)),
    cancel: !over,
    steer: !over,
    approve: !over && gate.kind === "findings" && gate.open > 0,
    extend: over && limit,
    // The files must not change under a check that runs on them.
    restore: checkpoints.kind === "kept" && word !== "checking",
  }
  return order.filter((action) => allowed[action])
}

const order: readonly LoopAction[] = [
  "approve",
  "continue",
  "resume",
  "extend",
  "pause",
  "steer",
  "cancel",
  "restore",
]

/** Paused because the host ended the turn, not because of anything in the work. */
function isHostMade({ outcome }: LoopState): boolean {
  return outcome?.kind === "host-capped" || outcome?.kind === "host-error" || outcome?.kind === "rate-limited"
}
