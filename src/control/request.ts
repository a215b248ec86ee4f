import type { LoopState } from "../loop/state.ts"
import { addControl } from "../store/control.ts"
import { isSafeId } from "../store/home.ts"
import { viewLock } from "../store/lock.ts"
import { peekState } from "../store/state-file.ts"
import { readableState, stateById, unknownLoop } from "./loops.ts"
import { type Person, userName } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { openFindings } from "./stored-evidence.ts"
import { plainWording } from "./wording.ts"
import { oneLine } from "./words.ts"

/** A request that a loop obeys at its next event, or at once where a process of ours is waiting for it. */
export type Requested = {
  readonly kind: "requested"
  readonly effect: "now" | "at-next-event"
  readonly message: string
  readonly next: string
}

const longestHint = 4000

/** The loop keeps its state and lets the agent stop. Throws StoreError. */
export function pauseLoop(person: Person, loop: string): Requested | Refused {
  const { wording = plainWording } = person
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  if (found.state.status !== "running") return unfit(person, found.state, "paused")
  addControl(person.home, loop, { kind: "pause", at: person.now() })
  return requested(
    `Loop ${loop} pauses when its agent stops next; the checks are not run then.`,
    found.state.host === "headless" ? wording.runAgain(loop) : wording.pausedNext(loop),
  )
}

/** The next stop of the agent is final; checks that run are ended now. A damaged loop can be cancelled too. Throws StoreError. */
export function cancelLoop(person: Person, loop: string): Requested | Refused {
  const loaded = isSafeId(loop) ? peekState(person.home, loop) : ({ kind: "missing" } as const)
  if (loaded.kind === "missing") return unknownLoop(person, loop)
  const state = readableState(loaded)
  if (state?.status === "ended") return unfit(person, state, "cancelled")
  addControl(person.home, loop, { kind: "cancel", at: person.now() })
  if (state?.host === "headless" && state.status === "running") {
    const message = `Loop ${loop} is being cancelled: its run ends the turn now.`
    return { kind: "requested", effect: "now", message, next: "Its files stay as they are." }
  }
  const next =
    "An agent that is working right now goes on until it stops by itself; nothing holds it after that."
  if (viewLock(person.home, loop).kind === "held") {
    const message = `Loop ${loop} is being cancelled: its running checks are ended now.`
    return { kind: "requested", effect: "now", message, next }
  }
  return requested(
    `Loop ${loop} is cancelled as soon as its agent stops or its conversation gets a message; until then its state still reads ${state?.status ?? "as it was"}.`,
    next,
  )
}

/** Tells the agent something with its next continue. Throws StoreError. */
export function steerLoop(person: Person, loop: string, hint: string): Requested | Refused {
  const { wording = plainWording } = person
  const text = hint.trim()
  if (text === "") return refused("hint-missing", "The hint is empty.", wording.hintMissing)
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  if (found.state.status === "ended") return unfit(person, found.state, "steered")
  if (text.length > longestHint) {
    return refused(
      "hint-too-long",
      `The hint is longer than ${longestHint} characters.`,
      "Put the details into a file and name it in the hint.",
    )
  }
  addControl(person.home, loop, { kind: "steer", hint: text, at: person.now() })
  return requested(
    `The agent of loop ${loop} is told at its next continue: ${JSON.stringify(oneLine(text, 80))}.`,
    "A later hint replaces one that was not told yet.",
  )
}

/** Lets one finding of the integrity gate pass; `by` (empty = this account) is kept with it. Throws StoreError. */
export function approveFinding(
  person: Person,
  loop: string,
  finding: string,
  by: string,
): Requested | Refused {
  const { wording = plainWording } = person
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const { state } = found
  if (!openFindings(person.home, state).some(({ id }) => id === finding)) {
    const message = `Loop ${loop} has no open finding ${JSON.stringify(oneLine(finding, 80))}.`
    return refused("unknown-finding", message, wording.chooseFinding)
  }
  if (state.status === "ended") {
    const message = `Loop ${loop} has ended, so an approval changes nothing any more.`
    return refused("loop-ended", message, wording.judgeFindings)
  }
  addControl(person.home, loop, {
    kind: "approve",
    finding,
    by: by.trim().slice(0, 200) || userName(),
    at: person.now(),
  })
  return requested(
    `The finding ${finding} no longer blocks loop ${loop}; who approved it and when is kept in its report.`,
    state.status === "paused"
      ? wording.resumeThenMessage(loop)
      : "It counts from the next time the agent stops.",
  )
}

function requested(message: string, next: string): Requested {
  return { kind: "requested", effect: "at-next-event", message, next }
}

/** A request that does not fit what the loop is doing. */
function unfit({ wording = plainWording }: Person, state: LoopState, done: string): Refused {
  const how = state.outcome === null ? "" : ` (${state.outcome.kind})`
  const is = state.status === "ended" ? "has ended" : `is ${state.status}`
  const message = `Loop ${state.id} ${is}${how}, so it cannot be ${done}.`
  return refused("unfit-state", message, wording.seeLoop(state.id))
}
