import { lifeOf } from "../../control/life.ts"
import { nextStep } from "../../control/next-step.ts"
import { runningCheck } from "../../control/running-check.ts"
import type { ShownEvidence } from "../../control/stored-evidence.ts"
import { elapsedMs } from "../../loop/limits.ts"
import type { LoopState } from "../../loop/state.ts"
import { peekControls } from "../../store/control.ts"
import type { LoopCard } from "../model/view.ts"
import { activityOf } from "./activity.ts"
import { blockerOf, blockingIds } from "./blocker.ts"
import type { DiffCache } from "./diff-cache.ts"
import { endsOf } from "./ends.ts"
import { gateView } from "./gate-view.ts"
import { loopActions } from "./loop-actions.ts"

const firstShown = 5

export type CardOrder = {
  readonly home: string
  readonly now: number
  readonly diffs: DiffCache
  readonly evidence: ShownEvidence | null
}

/** Everything the dashboard shows of one loop. Reads only. Throws StoreError. */
export async function loopCard(state: LoopState, order: CardOrder): Promise<LoopCard> {
  const { home, now, diffs, evidence } = order
  const life = lifeOf(home, state, now)
  const check = await runningCheck(home, state, life.word, now)
  const word = life.word === "running" && check !== null ? "checking" : life.word
  const requests = peekControls(home, state.id)
  const requested = requests.map(({ kind }) => kind)
  const gate = gateView(state, evidence, requests)
  const checkpoints = await checkpointsOf(state, diffs)
  const end = state.status === "ended" ? (state.outcome?.at ?? state.updatedAt) : now
  const { settings, baseline, progress, outcome, spend } = state
  return {
    id: state.id,
    word,
    outcome,
    task: state.task,
    workspace: state.workspace,
    host: state.host,
    conversation: state.conversationId,
    mode: settings.mode,
    checks: state.checks,
    branch: state.branch,
    createdAt: state.createdAt,
    startedAt: state.startedAt,
    updatedAt: state.updatedAt,
    elapsedMs: Math.round(elapsedMs(state, end)),
    clockRuns: state.status === "running",
    iteration: state.iteration,
    activity: activityOf(state, life, check),
    baseline: { verdict: baseline.verdict, failing: baseline.failing.length },
    failing: {
      now: state.iterations.at(-1)?.failing ?? baseline.failing.length,
      first: blockingIds(state).slice(0, firstShown),
    },
    delta: deltaOf(state),
    blocks: blockerOf(state, evidence),
    ends: endsOf(state, gate, end),
    spend,
    breaker: { state: progress.breaker, why: progress.why },
    gate,
    flaky: state.flaky,
    requested,
    iterations: diffs.rows(state),
    checkpoints,
    actions: loopActions(state, word, gate, checkpoints),
    next: requested.includes("cancel")
      ? "The cancel takes effect at the conversation's next event; until then nothing holds it."
      : nextStep(state, word),
  }
}

function deltaOf({ iterations }: LoopState): LoopCard["delta"] {
  const last = iterations.at(-1)
  if (last === undefined) return null
  const { fixed, added, failing, flaky } = last
  return { fixed, still: Math.max(0, failing - added), added, flaky }
}

async function checkpointsOf(state: LoopState, diffs: DiffCache): Promise<LoopCard["checkpoints"]> {
  const opened = await diffs.repository(state.workspace)
  return opened.kind === "git" ? { kind: "kept" } : { kind: "none", why: opened.why }
}
