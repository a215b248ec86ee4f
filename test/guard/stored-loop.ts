import type { WireHost } from "../../src/loop/event.ts"
import type { Mode } from "../../src/loop/settings.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { saveState } from "../../src/store/state-file.ts"
import { runningLoop } from "../loop/builders.ts"

/** Stores a running loop that a conversation owns, with some iterations behind it. */
export function storedLoop(
  home: string,
  order: {
    readonly conversation: string
    readonly workspace: string
    readonly host?: WireHost
    readonly mode?: Mode
    readonly iterations?: number
    readonly more?: Partial<LoopState>
  },
): LoopState {
  const { conversation: conversationId, workspace, host = "antigravity", mode = "auto" } = order
  const state = runningLoop({ mode, maxIterations: 1000 }, { conversationId, workspace, host, ...order.more })
  const iterations = Array.from({ length: order.iterations ?? 0 }, (_, i) => ({
    n: i + 1,
    at: state.createdAt,
    durationMs: 1000,
    checkMs: 900,
    verdict: "red" as const,
    failing: 2,
    fixed: 0,
    added: 0,
    flaky: 0,
    findings: 0,
    reused: false,
    claim: "none" as const,
    decision: "continue" as const,
    checkpoint: `refs/for-loop/loop-1/${i + 1}`,
  }))
  const stored = { ...state, iterations, iteration: iterations.length }
  saveState(home, stored)
  writeBinding(home, conversationId, { loop: stored.id, active: true, requestKey: stored.requestKey })
  return stored
}
