import { decide } from "../../src/loop/decide.ts"
import type { StopEvent, Turn } from "../../src/loop/event.ts"
import type { CheckResult, Evidence, Finding } from "../../src/loop/evidence.ts"
import { beginLoop, newLoop } from "../../src/loop/new-loop.ts"
import { defaultSettings, type Settings } from "../../src/loop/settings.ts"
import type { LoopState } from "../../src/loop/state.ts"

export const start = Date.UTC(2026, 10, 18, 9, 30)

/** A running loop on a red baseline with two failing tests, changed by `settings` and `more`. */
export function runningLoop(settings: Partial<Settings> = {}, more: Partial<LoopState> = {}): LoopState {
  const armed = newLoop({
    id: "loop-1",
    host: "antigravity",
    conversationId: "conversation-1",
    requestKey: "row-0",
    workspace: "/home/dev/shop",
    task: "make the cart tests pass",
    settings: { ...defaultSettings("auto"), ...settings },
    checks: ["npm test"],
    now: start,
  })
  const baseline = {
    verdict: "red" as const,
    failing: ["cart > adds", "cart > tax"],
    tree: "tree-0",
    head: "head-0",
  }
  return { ...beginLoop(armed, { baseline, branch: null, guarded: [] }, start), ...more }
}

export function check(more: Partial<CheckResult> = {}): CheckResult {
  return {
    command: "npm test",
    end: "failed",
    exitCode: 1,
    durationMs: 1200,
    failures: [],
    counts: null,
    ran: null,
    logPath: null,
    note: null,
    ...more,
  }
}

/** A test that was skipped, as the gate reports it. */
export function finding(more: Partial<Finding> = {}): Finding {
  return {
    id: "f1",
    file: "cart.test.js",
    line: 3,
    severity: "high",
    why: "new .skip",
    before: "",
    after: "",
    ...more,
  }
}

/** Evidence of a red run with both baseline failures on a changed tree, changed by `more`. */
export function evidence(more: Partial<Evidence> = {}): Evidence {
  const failing = more.failing ?? ["cart > adds", "cart > tax"]
  const verdict = more.verdict ?? (failing.length > 0 ? "red" : "green")
  const failed = verdict === "red"
  return {
    verdict,
    checks: [check({ end: failed ? "failed" : "passed", exitCode: failed ? 1 : 0 })],
    failing,
    blocking: failing,
    flaky: [],
    delta: { added: [], fixed: [] },
    standing: null,
    notes: [],
    tree: "tree-1",
    treeAfter: more.tree ?? "tree-1",
    head: "head-0",
    headAfter: more.head === undefined ? "head-0" : more.head,
    reused: false,
    integrity: { kind: "intact" },
    claim: { kind: "none" },
    usage: { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" },
    digest: "",
    checkpoint: null,
    checkMs: 1200,
    ...more,
  }
}

export const green = (more: Partial<Evidence> = {}): Evidence => evidence({ failing: [], ...more })

export function stopEvent(more: Partial<StopEvent> = {}): StopEvent {
  return {
    kind: "stop",
    host: "antigravity",
    conversationId: "conversation-1",
    workspacePaths: ["/home/dev/shop"],
    transcriptPath: null,
    model: null,
    termination: { kind: "eligible" },
    fullyIdle: true,
    message: null,
    messageAccumulates: false,
    turnKey: "0",
    ...more,
  }
}

export function turn(more: Partial<Turn> = {}): Turn {
  return {
    request: { text: '/for-loop "make the cart tests pass"', key: "row-0" },
    message: "I changed the rounding.",
    over: true,
    waitingForHuman: false,
    fingerprint: "1",
    badLines: 0,
    ...more,
  }
}

/** Feeds evidence after evidence, five minutes apart, and returns the outcomes and prompts along the way. */
export function play(first: LoopState, turns: readonly Evidence[]) {
  let state = first
  const answers = turns.map((item, i) => {
    const decided = decide(state, item, start + (i + 1) * 5 * 60_000)
    state = decided.state
    return decided.decision
  })
  return { state, answers }
}
