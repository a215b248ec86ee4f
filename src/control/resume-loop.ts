import type { ControlRequest } from "../loop/control.ts"
import { plural } from "../loop/plural.ts"
import { limits } from "../loop/settings.ts"
import type { LoopState } from "../loop/state.ts"
import { writeBinding } from "../store/binding.ts"
import { readBinding } from "../store/binding-lookup.ts"
import { addControl } from "../store/control.ts"
import { lifeOf } from "./life.ts"
import { stateById } from "./loops.ts"
import { suggestedLimits } from "./next-step.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import type { Requested } from "./request.ts"
import { plainWording, type Wording } from "./wording.ts"

/** New limits as the person gave them; null = unchanged. */
export type Extension = { readonly maxIterations: number | null; readonly maxMinutes: number | null }

/**
 * Lets a loop go on at its conversation's next message. A limit that ended a loop is only extended by the person's own
 * larger number (S50). Throws StoreError.
 */
export function resumeLoop(person: Person, loop: string, extension: Extension): Requested | Refused {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const { state } = found
  const prepared = outOfRange(extension) ?? prepare(person, state, extension)
  if (prepared.kind === "refused") return prepared
  for (const request of prepared.requests) addControl(person.home, loop, request)
  if (state.host === "headless") {
    const message = `Loop ${loop} may go on with iteration ${state.iteration + 1}.`
    const { wording = plainWording } = person
    return { kind: "requested", effect: "at-next-event", message, next: wording.runAgain(loop) }
  }
  return {
    kind: "requested",
    effect: "at-next-event",
    message: `Loop ${loop} goes on with iteration ${state.iteration + 1} at its conversation's next message.`,
    next: 'Send any message in its conversation, for example "go on".',
  }
}

type Prepared = { readonly kind: "requests"; readonly requests: readonly ControlRequest[] } | Refused

function prepare(person: Person, state: LoopState, extension: Extension): Prepared {
  const at = person.now()
  const { wording = plainWording } = person
  const { maxIterations, maxMinutes } = extension
  const resume: ControlRequest = {
    kind: "resume",
    at,
    ...(maxIterations === null ? {} : { maxIterations }),
    ...(maxMinutes === null ? {} : { maxMinutes }),
  }
  switch (state.status) {
    case "paused":
      return tooSmall(state, extension, wording) ?? { kind: "requests", requests: [resume] }
    case "ended":
      return (
        unextended(state, extension, wording) ??
        rebind(person, state, wording) ?? { kind: "requests", requests: [resume] }
      )
    case "armed":
    case "running": {
      const { word } = lifeOf(person.home, state, at)
      // A loop whose turn was cut off still counts as running: it is paused first, so that it can be taken up.
      if (word === "interrupted" || word === "host-capped") {
        return { kind: "requests", requests: [{ kind: "pause", at }, resume] }
      }
      return refused("at-work", `Loop ${state.id} is ${word} already.`, wording.atWork(state.id))
    }
    default:
      return state.status satisfies never
  }
}

/** A request outside its range would be set aside unread (invariant 4). */
function outOfRange({ maxIterations, maxMinutes }: Extension): Refused | null {
  const [few, long] = [limits.maxIterations, limits.maxMinutes]
  if (maxIterations !== null && !(Number.isInteger(maxIterations) && isWithin(maxIterations, few))) {
    return refused(
      "limit-out-of-range",
      `${maxIterations} is no number of iterations that a loop can have.`,
      `Give a whole number from ${few.min} to ${few.max}.`,
    )
  }
  if (maxMinutes !== null && !isWithin(maxMinutes, long)) {
    return refused(
      "limit-out-of-range",
      `${maxMinutes} is no number of minutes that a loop can have.`,
      `Give a number from ${long.min} to ${long.max}.`,
    )
  }
  return null
}

function isWithin(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value >= min && value <= max
}

function unextended(state: LoopState, extension: Extension, wording: Wording): Refused | null {
  const { id, outcome, settings } = state
  const small = tooSmall(state, extension, wording)
  if (small !== null) return small
  const suggested = suggestedLimits(state)
  if (outcome?.kind === "iteration-limit" && extension.maxIterations === null) {
    return refused(
      "needs-iterations",
      `Loop ${id} used up its ${plural(settings.maxIterations, "iteration")} and is never extended silently.`,
      wording.moreIterations(id, suggested.iterations),
    )
  }
  if (outcome?.kind === "time-limit" && extension.maxMinutes === null) {
    return refused(
      "needs-minutes",
      `Loop ${id} used up its ${plural(settings.maxMinutes, "minute")} and is never extended silently.`,
      wording.moreMinutes(id, suggested.minutes),
    )
  }
  if (outcome?.kind !== "iteration-limit" && outcome?.kind !== "time-limit") {
    return refused(
      "loop-ended",
      `Loop ${id} has ended (${outcome?.kind ?? "unknown"}); only a loop that ran into a limit can be extended.`,
      wording.startNew,
    )
  }
  return null
}

/** A number at or below what is used up would end the loop at once again. */
function tooSmall(
  { id, iteration, outcome, settings }: LoopState,
  { maxIterations, maxMinutes }: Extension,
  wording: Wording,
): Refused | null {
  if (maxIterations !== null && maxIterations <= iteration) {
    return refused(
      "limit-too-small",
      `Loop ${id} has used ${plural(iteration, "iteration")} already, so ${wording.iterationsGiven(maxIterations)} leaves none.`,
      `Give a number above ${iteration}; it counts from the loop's start.`,
    )
  }
  if (maxMinutes !== null && outcome?.kind === "time-limit" && maxMinutes <= settings.maxMinutes) {
    return refused(
      "limit-too-small",
      `Loop ${id} has used its ${plural(settings.maxMinutes, "minute")} already, so ${wording.minutesGiven(maxMinutes)} leaves none.`,
      `Give a number above ${settings.maxMinutes}; it counts from the loop's start.`,
    )
  }
  return null
}

/** The conversation of an ended loop is let go; it has to be held again, unless it works on another loop by now. */
function rebind(person: Person, state: LoopState, wording: Wording): Refused | null {
  const conversation = state.conversationId
  if (conversation === null) {
    return refused("no-conversation", `Loop ${state.id} has no conversation to go on in.`, wording.startNew)
  }
  const binding = readBinding(person.home, conversation)
  if (binding !== null && binding.loop !== state.id && binding.active) {
    return refused(
      "conversation-taken",
      `The conversation of loop ${state.id} works on loop ${binding.loop} by now.`,
      wording.cancelOther(binding.loop),
    )
  }
  writeBinding(person.home, conversation, { loop: state.id, active: true, requestKey: state.requestKey })
  return null
}
