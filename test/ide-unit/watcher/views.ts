import type { DashboardView, LoopCard, OutcomeView } from "../../../src/dashboard/model/view.ts"

export const now = 1_800_000_000_000

/** A loop that works, in its third iteration; everything may be replaced. */
export function card(changes: Partial<LoopCard> = {}): LoopCard {
  return {
    id: "loop-1",
    word: "running",
    outcome: null,
    task: "Make the cart's tests pass",
    workspace: "/work/cart",
    host: "antigravity",
    conversation: "conversation-1",
    mode: "auto",
    checks: ["npm test"],
    branch: null,
    createdAt: now - 600_000,
    startedAt: now - 590_000,
    updatedAt: now - 40_000,
    elapsedMs: 590_000,
    clockRuns: true,
    iteration: 3,
    activity: { kind: "thinking", since: null },
    baseline: { verdict: "red", failing: 7 },
    failing: { now: 2, first: ["cart.test.ts > rounds half up"] },
    delta: { fixed: 4, still: 2, added: 0, flaky: 0 },
    blocks: null,
    ends: {
      completion: [{ kind: "green", failing: 0 }],
      iterationsLeft: 7,
      maxIterations: 10,
      minutesLeft: 50.2,
      maxMinutes: 60,
      usdLeft: null,
      maxUsd: 20,
      reviewIn: null,
    },
    spend: { usd: null, inputTokens: null, outputTokens: null, basis: "unknown", checkMs: 0 },
    breaker: { state: "closed", why: null },
    gate: { kind: "intact" },
    flaky: [],
    requested: [],
    iterations: [],
    checkpoints: { kind: "kept" },
    actions: [],
    next: "",
    ...changes,
  }
}

/** A loop that is paused or ended by an outcome that came a minute ago. */
export function concluded(
  word: "paused" | "ended",
  kind: string,
  outcome: Partial<OutcomeView> = {},
  changes: Partial<LoopCard> = {},
): LoopCard {
  const known: OutcomeView = { kind, reason: "because", at: now - 60_000, resumeAt: null, until: "resume" }
  return card({ word, outcome: { ...known, ...outcome }, clockRuns: false, ...changes })
}

export function view(loops: readonly LoopCard[], changes: Partial<DashboardView> = {}): DashboardView {
  return {
    at: now,
    setup: { plugin: "installed", hookSeenAt: now, disabled: false, note: "" },
    arms: [],
    loops,
    history: [],
    troubles: [],
    abilities: { workspaces: ["/work/cart"], chat: "send", editor: true, setup: true },
    ...changes,
  }
}
