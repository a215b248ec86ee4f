import type { ControlRequest } from "../../loop/control.ts"
import { limits } from "../../loop/settings.ts"
import type { LoopState } from "../../loop/state.ts"
import { writeBinding } from "../../store/binding.ts"
import { readBinding } from "../../store/binding-lookup.ts"
import type { CliContext } from "../context.ts"
import { lifeOf } from "../loops/loop-life.ts"
import { unfitting } from "../problem.ts"
import type { Problem } from "../result.ts"

/** New limits as the user gave them; null = unchanged. */
export type Extension = { readonly maxIterations: number | null; readonly maxMinutes: number | null }

export type Prepared =
  | { readonly kind: "requests"; readonly requests: readonly ControlRequest[] }
  | { readonly kind: "problem"; readonly problem: Problem }

/**
 * The requests that let a loop go on, or why it cannot. A limit that ended a loop is only extended by the user's own
 * larger number (S50). Throws StoreError.
 */
export function prepareResume(context: CliContext, state: LoopState, extension: Extension): Prepared {
  const at = context.now()
  const { maxIterations, maxMinutes } = extension
  const resume: ControlRequest = {
    kind: "resume",
    at,
    ...(maxIterations === null ? {} : { maxIterations }),
    ...(maxMinutes === null ? {} : { maxMinutes }),
  }
  switch (state.status) {
    case "paused":
      return tooSmall(state, extension) ?? { kind: "requests", requests: [resume] }
    case "ended":
      return extended(context, state, extension, resume)
    case "armed":
    case "running": {
      const { word } = lifeOf(context.home, state, at)
      // A loop whose turn was cut off still counts as running: it is paused first, so that it can be taken up.
      if (word === "interrupted" || word === "host-capped") {
        return { kind: "requests", requests: [{ kind: "pause", at }, resume] }
      }
      return problem(
        `Loop ${state.id} is ${word} already.`,
        `Follow it with \`for-loop status ${state.id} --watch\`.`,
      )
    }
    default:
      return state.status satisfies never
  }
}

function extended(
  context: CliContext,
  state: LoopState,
  extension: Extension,
  resume: ControlRequest,
): Prepared {
  const { id, iteration, outcome, settings } = state
  const small = tooSmall(state, extension)
  if (small !== null) return small
  if (outcome?.kind === "iteration-limit" && extension.maxIterations === null) {
    return problem(
      `Loop ${id} used up its ${settings.maxIterations} iterations and is never extended silently.`,
      `Say how many it may use in all: \`for-loop resume ${id} --max-iterations ${Math.min(limits.maxIterations.max, iteration + 10)}\`.`,
    )
  }
  if (outcome?.kind === "time-limit" && extension.maxMinutes === null) {
    return problem(
      `Loop ${id} used up its ${settings.maxMinutes} minutes and is never extended silently.`,
      `Say how many it may use in all: \`for-loop resume ${id} --max-minutes ${Math.min(limits.maxMinutes.max, settings.maxMinutes + 60)}\`.`,
    )
  }
  if (outcome?.kind !== "iteration-limit" && outcome?.kind !== "time-limit") {
    return problem(
      `Loop ${id} has ended (${outcome?.kind ?? "unknown"}); only a loop that ran into a limit can be extended.`,
      "Start a new one with `for-loop start`.",
    )
  }
  return rebind(context, state) ?? { kind: "requests", requests: [resume] }
}

/** A number at or below what is used up would end the loop at once again. */
function tooSmall(state: LoopState, { maxIterations, maxMinutes }: Extension): Prepared | null {
  if (maxIterations !== null && maxIterations <= state.iteration) {
    return problem(
      `Loop ${state.id} has used ${state.iteration} iterations already, so --max-iterations ${maxIterations} leaves none.`,
      `Give a number above ${state.iteration}; it counts from the loop's start.`,
    )
  }
  if (
    maxMinutes !== null &&
    state.outcome?.kind === "time-limit" &&
    maxMinutes <= state.settings.maxMinutes
  ) {
    return problem(
      `Loop ${state.id} has used its ${state.settings.maxMinutes} minutes already, so --max-minutes ${maxMinutes} leaves none.`,
      `Give a number above ${state.settings.maxMinutes}; it counts from the loop's start.`,
    )
  }
  return null
}

/** The conversation of an ended loop is let go; it has to be held again, unless it works on another loop by now. */
function rebind(context: CliContext, state: LoopState): Prepared | null {
  const conversation = state.conversationId
  if (conversation === null)
    return problem(
      `Loop ${state.id} has no conversation to go on in.`,
      "Start a new one with `for-loop start`.",
    )
  const binding = readBinding(context.home, conversation)
  if (binding !== null && binding.loop !== state.id && binding.active) {
    return problem(
      `The conversation of loop ${state.id} works on loop ${binding.loop} by now.`,
      `Wait for its end or run \`for-loop cancel ${binding.loop}\`, then try again.`,
    )
  }
  writeBinding(context.home, conversation, { loop: state.id, active: true, requestKey: state.requestKey })
  return null
}

function problem(message: string, next: string): { readonly kind: "problem"; readonly problem: Problem } {
  return { kind: "problem", problem: unfitting(message, next) }
}
