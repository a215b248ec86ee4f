import { promiseOf } from "../loop/completion.ts"
import { plural } from "../loop/plural.ts"
import { token } from "../loop/prompt.ts"
import type { LoopState } from "../loop/state.ts"

/** What the agent (and so the user) is told when a loop begins: task, checks and why, limits, baseline, how it ends. */
export function announce(
  state: LoopState,
  why: string,
  notes: readonly string[],
  baselineDigest: string,
): string {
  const { settings, baseline } = state
  const checks =
    state.checks.length === 0 ? "none (--no-check)" : state.checks.map((c) => `\`${c}\``).join(", ")
  const parts = [
    `${token(state)} The loop is armed (id ${state.id}).`,
    `The task: ${state.task}`,
    `Checks: ${checks} — ${why}`,
    `Limits: ${plural(settings.maxIterations, "iteration")}, ${plural(settings.maxMinutes, "minute")}.${branchLine(state)}`,
    ...notes,
    baselineLine(state),
    baselineDigest === "" ? null : baselineDigest,
    settings.phases
      ? "This loop works in phases: you are told one after the other what to do. Whenever you stop, the loop measures by itself what you left behind. Never weaken tests or their configuration. If you cannot go on without the user, print <blocked>what you need</blocked> alone on its own line."
      : `Work on the task now. Tell the user in one short line that the loop is armed, with its checks and limits. Whenever you stop, the loop runs the checks itself and sends you on until they pass.${ending(state, baseline.verdict)} Never weaken tests or their configuration. If you cannot go on without the user, print <blocked>what you need</blocked> alone on its own line.`,
  ]
  return parts.filter((part) => part !== null).join("\n\n")
}

function branchLine(state: LoopState): string {
  return state.branch === null ? "" : ` Branch: ${state.branch.name}.`
}

function baselineLine(state: LoopState): string | null {
  switch (state.baseline.verdict) {
    case "green":
      return "Baseline: all checks pass before the work begins."
    case "red":
      return `Baseline: ${state.baseline.failing.length} failing before the work begins.`
    case "unknown":
      return state.checks.length === 0
        ? null
        : "Baseline: unknown, the checks did not end in time or could not run."
    default:
      return state.baseline.verdict satisfies never
  }
}

function ending(state: LoopState, baseline: LoopState["baseline"]["verdict"]): string {
  if (baseline === "red" && state.settings.completion === null) return ""
  return ` When the task is really complete, print <promise>${promiseOf(state)}</promise> alone on its own line and stop.`
}
