import type { Completion } from "./completion.ts"
import { promiseOf } from "./completion.ts"
import type { Leg } from "./event.ts"
import type { Evidence } from "./evidence.ts"
import { remaining } from "./limits.ts"
import { plural } from "./plural.ts"
import type { LoopState } from "./state.ts"

export type PromptNotes = {
  readonly completion: Completion
  /** Before the last phase the driver says what is to be done next; the prompt then holds only what is known. */
  readonly leg: Leg
  /** Why the breaker asks for another strategy, or null. */
  readonly strategy: string | null
  /** Why this is the wrap-up turn, or null. */
  readonly wrapUp: string | null
}

const taskShown = 2000
const hintShown = 2000
/** From the third Stop with the same failing set on, the honest exits are spelled out (design §11). */
const exitsAfter = 3

/** First words of everything we say in a conversation; the transcript reader knows our continuations by it. */
export function token(state: LoopState): string {
  return `[for-loop ${state.iteration}/${state.settings.maxIterations}]`
}

/**
 * The continue prompt: imperative, self-contained (compaction may have dropped the task, S49), with the evidence's
 * digest, what is left of the limits, and the honest exits. The digest is already stripped, redacted, bounded and
 * fenced (invariant 10).
 */
export function buildPrompt(state: LoopState, evidence: Evidence, notes: PromptNotes, now: number): string {
  const parts = [
    `${token(state)} ${notes.leg === "last" ? headline(evidence, notes.completion) : measured(evidence)}`,
    `The task: ${clip(state.task, taskShown)}`,
    contradiction(evidence),
    ...evidence.notes,
    tampering(notes.completion),
    state.hint === null ? null : `The user adds: ${clip(state.hint, hintShown)}`,
    notes.strategy === null ? null : strategyChange(notes.strategy, state),
    evidence.digest === "" ? null : evidence.digest,
    left(state, now),
    notes.wrapUp === null
      ? notes.leg === "last"
        ? rules(state, notes.completion)
        : null
      : `Wrap up now: ${notes.wrapUp}. Leave the tree in the best state you can, say in a few lines what is done and what is left, then stop.`,
  ]
  return parts.filter((part) => part !== null).join("\n\n")
}

function headline(evidence: Evidence, completion: Completion): string {
  if (completion.kind === "tampered")
    return "The checks pass, but only with a weakened test surface: not done."
  switch (evidence.verdict) {
    case "green":
      return "The checks pass, but nobody has said yet that the task is complete."
    case "unchecked":
      return "No check is set for this loop; it goes on until you claim completion."
    case "inconclusive":
      return "Not done yet: the checks did not run to their end."
    case "red": {
      const n = evidence.blocking.length
      return `Not done yet: ${plural(n, "failure")} in the checks that were just run. Keep working.`
    }
    default:
      return evidence.verdict satisfies never
  }
}

function measured(evidence: Evidence): string {
  switch (evidence.verdict) {
    case "green":
      return "Measured after your last turn: the checks pass."
    case "unchecked":
      return "No check is set for this loop."
    case "inconclusive":
      return "Measured after your last turn: the checks did not run to their end."
    case "red": {
      const n = evidence.blocking.length
      return `Measured after your last turn: ${plural(n, "failure")} in the checks.`
    }
    default:
      return evidence.verdict satisfies never
  }
}

/** A claim never beats a measurement, and the agent is told so (S20). */
function contradiction(evidence: Evidence): string | null {
  if (evidence.claim.kind !== "promise" || evidence.verdict === "green" || evidence.verdict === "unchecked")
    return null
  const red = evidence.checks.find((check) => check.end !== "passed")
  const what =
    red === undefined ? "the checks did not pass" : `\`${clip(red.command, 200)}\` ${howItEnded(red)}`
  return `You claimed to be finished, but ${what}. A claim counts only once the checks pass.`
}

function howItEnded(check: Evidence["checks"][number]): string {
  if (check.end === "failed") return `exited with ${check.exitCode ?? "an error"}`
  return check.end === "timeout" ? "ran into its timeout" : `did not pass (${check.end})`
}

function tampering(completion: Completion): string | null {
  if (completion.kind !== "tampered") return null
  return `Restore what was weakened, then fix the code instead:\n${clip(completion.why, 3000)}\nWhere a change is right all the same, say so: only the user can approve it.`
}

function strategyChange(why: string, state: LoopState): string {
  const best = state.progress.best
  const base =
    best === null
      ? ""
      : ` The best state so far was iteration ${best.iteration} with ${best.failing} failing.`
  return `Change your strategy, because ${why}.${base} Do not repeat the last approach: re-read the first failure, check your assumption about its cause with a small experiment, and take another way. This is the last try before the loop stops as stuck.`
}

function left(state: LoopState, now: number): string {
  const rest = remaining(state, now)
  const money = rest.usd === null ? "" : `, $${rest.usd.toFixed(2)}`
  const last =
    rest.iterations === 1 ? " This is your last turn: finish, or leave a clear account of what is left." : ""
  return `Left: ${plural(rest.iterations, "iteration")}, ${Math.floor(rest.minutes)} min${money}.${last}`
}

function rules(state: LoopState, completion: Completion): string {
  const promise = promiseOf(state)
  const claim = needsClaim(state, completion)
    ? `When the task is really complete, print <promise>${promise}</promise> alone on its own line and stop.`
    : "When the checks pass, just stop: they are run again by the loop itself."
  const exits =
    state.progress.sameSet >= exitsAfter
      ? " This failed several times now; the honest exits are another approach from the best checkpoint, or <blocked>what you need from the user</blocked> alone on its own line."
      : " If you cannot go on without the user, print <blocked>what you need</blocked> alone on its own line."
  return `Fix the first blocking failure in the code. Never skip, delete or weaken tests or their configuration. ${claim}${exits}`
}

function needsClaim(state: LoopState, completion: Completion): boolean {
  if (completion.kind === "unclaimed" || state.settings.completion !== null || state.checks.length === 0)
    return true
  return state.baseline.verdict !== "red"
}

function clip(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${text.slice(0, max)} … (${plural(text.length - max, "more character")})`
}
