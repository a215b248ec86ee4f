import type { PromptEvent } from "../loop/event.ts"
import { beginLoop, newLoop } from "../loop/new-loop.ts"
import type { Settings } from "../loop/settings.ts"
import type { ChecksChoice } from "../loop/settle.ts"
import type { LoopState } from "../loop/state.ts"
import { writeBinding } from "../store/binding.ts"
import { touchHeartbeat } from "../store/heartbeat.ts"
import { newLoopId } from "../store/loop-id.ts"
import { announce } from "./announce.ts"
import { measureBaseline } from "./baseline.ts"
import { chooseChecks } from "./choose-checks.ts"
import { commit } from "./commit.ts"
import type { HookContext } from "./context.ts"
import { keepSurface } from "./gate.ts"
import { guardedFiles } from "./guarded.ts"
import { isolate } from "./isolate.ts"

export type Order = {
  readonly workspace: string
  readonly task: string
  readonly settings: Settings
  readonly checks: ChecksChoice
  /** Id the loop shall get, when its starter wants to follow it. */
  readonly loop?: string | null
}

/**
 * Starts a loop for this conversation and returns what the agent is told: checks chosen, state saved, conversation
 * bound, branch and first checkpoint made, baseline measured. The loop counts as running before the baseline runs, so
 * a kill in the middle leaves a loop with an unknown baseline and not a trap.
 */
export async function beginIn(
  context: HookContext,
  event: PromptEvent,
  requestKey: string,
  order: Order,
): Promise<string> {
  const chosen = await chooseChecks(context, order)
  if (chosen.kind === "refused") return `[for-loop] The loop was not started: ${chosen.why}`
  const now = context.now()
  const armed = newLoop({
    id: order.loop ?? newLoopId(now),
    host: event.host,
    conversationId: event.conversationId,
    requestKey,
    workspace: order.workspace,
    task: order.task,
    settings: order.settings,
    checks: chosen.checks,
    now,
  })
  const isolated = await isolate(armed)
  const guarded = guardedFiles(context, order.workspace)
  const unknown = { verdict: "unknown" as const, failing: [], tree: isolated.tree, head: isolated.head }
  const running = commit(
    context,
    beginLoop(armed, { baseline: unknown, branch: isolated.branch, guarded }, now),
    [{ kind: "started", detail: `${order.workspace}: ${order.task}` }, ...isolated.events],
  )
  writeBinding(context.home, event.conversationId, { loop: running.id, active: true, requestKey })
  touchHeartbeat(context.home, running.id, now)
  return await measureStart(context, running, chosen.why, isolated.notes)
}

/**
 * The second half of a start: what is red before the work begins, and the test surface that the gate compares with.
 * Nothing of the agent may have happened yet; a start that was cut off here is repeated as a whole. Returns what the
 * agent is told.
 */
export async function measureStart(
  context: HookContext,
  running: LoopState,
  why: string,
  notes: readonly string[],
): Promise<string> {
  const measured = await measureBaseline(context, running)
  const gate = await keepSurface(context, running, measured.evidence.checks)
  const { baseline } = measured
  const ready = commit(
    context,
    { ...running, baseline, failing: baseline.failing, tree: measured.treeAfter, guarded: gate.guarded },
    [{ kind: "baseline", detail: measured.summary }, ...gate.events],
    measured.evidence,
  )
  return announce(ready, why, notes, measured.evidence.digest)
}
