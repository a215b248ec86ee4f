import { plural } from "../../loop/plural.ts"
import type { LoopState } from "../../loop/state.ts"

const mostFailing = 20

/**
 * A prompt for an agent that does not know what was done before it: another backend took over, or the conversation no
 * longer fitted its context (S48, S49). Task, limits and failing set are told again.
 */
export function restate(state: LoopState, prompt: string): string {
  const { settings, failing } = state
  const more = failing.length > mostFailing ? [`… and ${failing.length - mostFailing} more`] : []
  const parts = [
    "You take over work that is under way in this folder: its files already hold what was done so far (see `git status` and `git diff`).",
    `The task: ${state.task}`,
    `Limits: iteration ${state.iteration + 1} of ${settings.maxIterations}, ${plural(settings.maxMinutes, "minute")} in all. Checks: ${state.checks.join(", ") || "none"}.`,
    failing.length === 0
      ? null
      : `Failing at the last check:\n${[...failing.slice(0, mostFailing).map((id) => `- ${id}`), ...more].join("\n")}`,
    prompt,
  ]
  return parts.filter((part) => part !== null).join("\n\n")
}
