import type { LoopState } from "../../loop/state.ts"
import { claimArm } from "../../store/arm.ts"
import { addControl } from "../../store/control.ts"
import { viewLock } from "../../store/lock.ts"
import { type Given, numberGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { belongsHere } from "../loops/belongs-here.ts"
import { findLoop, findState, readableState } from "../loops/find-loop.ts"
import { type WaitingArm, waitingArms } from "../loops/waiting-arms.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { unfitting, unknownLoop } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import { oneLine } from "../words.ts"

type Control = Outputs["pause"]

const anyMessage = "Send any message in its conversation"

/** `for-loop pause [ID]`: the loop keeps its state and lets the agent stop. */
export async function runPause(given: Given, context: CliContext): Promise<Result> {
  const found = findState(context, given.words[0] ?? null, "unfinished")
  if (found.kind === "problem") return found
  const { state } = found
  if (state.status !== "running") return failed(notRunning(state, "paused"))
  addControl(context.home, state.id, { kind: "pause", at: context.now() })
  return told({
    request: "pause",
    loop: state.id,
    effect: "at-next-event",
    message: `Loop ${state.id} pauses when its agent stops next; the checks are not run then.`,
    next: `Take it up again with \`for-loop resume ${state.id}\`.`,
  })
}

/** `for-loop cancel [ID]`: the next stop of the agent is final. An arm that nobody took yet is withdrawn at once. */
export async function runCancel(given: Given, context: CliContext): Promise<Result> {
  const id = given.words[0] ?? null
  const arm = armMeant(context, id)
  const found = findLoop(context, id, "unfinished")
  const state = found.kind === "found" ? readableState(found.loaded) : null
  if (arm !== null && (state === null || state.status === "ended")) return withdraw(context, arm)
  if (found.kind === "problem") return found
  if (found.loaded.kind === "missing") return failed(unknownLoop(found.id))
  if (state?.status === "ended") return failed(notRunning(state, "cancelled"))
  addControl(context.home, found.id, { kind: "cancel", at: context.now() })
  const checking = viewLock(context.home, found.id).kind === "held"
  return told({
    request: "cancel",
    loop: found.id,
    effect: checking ? "now" : "at-next-event",
    message: checking
      ? `Loop ${found.id} is being cancelled: its running checks are ended now.`
      : `Loop ${found.id} is cancelled as soon as its agent stops or its conversation gets a message; until then its state still reads ${state?.status ?? "as it was"}.`,
    next: "An agent that is working right now goes on until it stops by itself; nothing holds it after that.",
  })
}

/** `for-loop resume [ID] [--max-iterations N] [--max-minutes M]`: lifts a pause, or extends a limit that ended the loop. */
export async function runResume(given: Given, context: CliContext): Promise<Result> {
  const found = findState(context, given.words[0] ?? null, "unfinished")
  if (found.kind === "problem") return found
  const { prepareResume } = await import("./resume.ts")
  const prepared = prepareResume(context, found.state, {
    maxIterations: numberGiven(given, "max-iterations"),
    maxMinutes: numberGiven(given, "max-minutes"),
  })
  if (prepared.kind === "problem") return prepared
  for (const request of prepared.requests) addControl(context.home, found.state.id, request)
  return told({
    request: "resume",
    loop: found.state.id,
    effect: "at-next-event",
    message: `Loop ${found.state.id} goes on with iteration ${found.state.iteration + 1} at its conversation's next message.`,
    next: `${anyMessage}, for example "go on".`,
  })
}

/** `for-loop steer "hint" [--loop ID]`: tells the agent something with its next continue. */
export async function runSteer(given: Given, context: CliContext): Promise<Result> {
  const hint = (given.words[0] ?? "").trim()
  if (hint === "")
    return failed(
      unfitting("The hint is empty.", 'Write it in quotes: `for-loop steer "try the parser first"`.'),
    )
  const found = findState(context, textGiven(given, "loop"), "unfinished")
  if (found.kind === "problem") return found
  const { state } = found
  if (state.status === "ended") return failed(notRunning(state, "steered"))
  if (hint.length > 4000)
    return failed(
      unfitting(
        "The hint is longer than 4000 characters.",
        "Put the details into a file and name it in the hint.",
      ),
    )
  addControl(context.home, state.id, { kind: "steer", hint, at: context.now() })
  return told({
    request: "steer",
    loop: state.id,
    effect: "at-next-event",
    message: `The agent of loop ${state.id} is told at its next continue: ${JSON.stringify(oneLine(hint, 80))}.`,
    next: "A later hint replaces one that was not told yet.",
  })
}

/** Prints what was asked of a loop. */
export function told(value: Control): Result {
  return output(value, controlText)
}

function withdraw(context: CliContext, arm: WaitingArm): Result {
  if (claimArm(context.home, arm.token, context.now()) === null) {
    return failed(
      unfitting("A conversation took the loop in this very moment.", "Run `for-loop cancel` again."),
    )
  }
  return told({
    request: "withdraw",
    loop: arm.token,
    effect: "now",
    message: "The loop that waited for the agent's chat is withdrawn; its line starts nothing any more.",
    next: "Prepare another with `for-loop start`.",
  })
}

/** The arm named by the beginning of its token, or without a name the newest one of this workspace. */
function armMeant(context: CliContext, id: string | null): WaitingArm | null {
  const arms = waitingArms(context.home, context.now())
  if (id !== null) return (id === "" ? undefined : arms.find(({ token }) => token.startsWith(id))) ?? null
  return arms.find((arm) => belongsHere(arm.workspace, context.cwd)) ?? null
}

function notRunning(state: LoopState, done: string) {
  const how = state.outcome === null ? "" : ` (${state.outcome.kind})`
  const is = state.status === "ended" ? "has ended" : `is ${state.status}`
  return unfitting(
    `Loop ${state.id} ${is}${how}, so it cannot be ${done}.`,
    `\`for-loop status ${state.id}\` shows it; \`for-loop list\` shows the others.`,
  )
}

function controlText(value: Control, paint: Paint): string {
  return `${paint("green", "Asked.")} ${value.message}\n${value.next}\n`
}
