import type { Host } from "./event.ts"
import type { Settings } from "./settings.ts"
import type { LoopState } from "./state.ts"
import { unknownUsage } from "./usage-sum.ts"
import { stateVersion } from "./version.ts"

export type LoopOrder = {
  readonly id: string
  readonly host: Host
  readonly conversationId: string | null
  readonly requestKey: string | null
  readonly workspace: string
  readonly task: string
  readonly settings: Settings
  readonly checks: readonly string[]
  readonly now: number
}

/** A loop that has been created but has not begun: no conversation worked on it, nothing was measured. */
export function newLoop(order: LoopOrder): LoopState {
  return {
    version: stateVersion,
    id: order.id,
    host: order.host,
    conversationId: order.conversationId,
    requestKey: order.requestKey,
    workspace: order.workspace,
    task: order.task,
    settings: order.settings,
    checks: [...order.checks],
    status: "armed",
    outcome: null,
    createdAt: order.now,
    startedAt: null,
    updatedAt: order.now,
    pausedMs: 0,
    pausedSince: null,
    iteration: 0,
    baseline: { verdict: "unknown", failing: [], tree: null, head: null },
    branch: null,
    failing: [],
    flaky: [],
    tree: null,
    head: null,
    progress: {
      breaker: "closed",
      why: null,
      recent: [],
      sameSet: 0,
      noChange: 0,
      infra: 0,
      edited: false,
      continuesAt: [],
      best: null,
    },
    hint: null,
    windDown: null,
    approved: [],
    last: null,
    awaitingSince: null,
    seenMessage: null,
    faults: { count: 0, last: null },
    spend: { ...unknownUsage, checkMs: 0 },
    guarded: [],
    iterations: [],
    seq: 0,
    lastEvents: [],
  }
}

/** The loop begins: the clock of `maxMinutes` starts. `now` in epoch ms. */
export function beginLoop(
  state: LoopState,
  start: Pick<LoopState, "baseline" | "branch" | "guarded">,
  now: number,
): LoopState {
  return {
    ...state,
    ...start,
    status: "running",
    startedAt: now,
    updatedAt: now,
    failing: start.baseline.failing,
    tree: start.baseline.tree,
    head: start.baseline.head,
  }
}
