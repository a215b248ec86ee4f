import { belongsHere } from "../../control/belongs-here.ts"
import { readableState } from "../../control/loops.ts"
import type { Refused } from "../../control/refused.ts"
import { cancelLoop, pauseLoop, type Requested, steerLoop } from "../../control/request.ts"
import { waitingArms, withdrawArm } from "../../control/waiting-arms.ts"
import type { Arm } from "../../store/arm.ts"
import { type Given, numberGiven, textGiven } from "../arguments.ts"
import { commandWording } from "../command-wording.ts"
import type { CliContext } from "../context.ts"
import { findLoop, findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { unfitting } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Result } from "../result.ts"

type Control = Outputs["pause"]

/** `for-loop pause [ID]`: the loop keeps its state and lets the agent stop. */
export async function runPause(given: Given, context: CliContext): Promise<Result> {
  const found = findState(context, given.words[0] ?? null, "unfinished")
  if (found.kind === "problem") return found
  return told("pause", found.state.id, pauseLoop(personOf(context), found.state.id))
}

/** `for-loop cancel [ID]`: the next stop of the agent is final. An arm that nobody took yet is withdrawn at once. */
export async function runCancel(given: Given, context: CliContext): Promise<Result> {
  const id = given.words[0] ?? null
  const arm = armMeant(context, id)
  const found = findLoop(context, id, "unfinished")
  const state = found.kind === "found" ? readableState(found.loaded) : null
  if (arm !== null && (state === null || state.status === "ended")) return withdraw(context, arm)
  if (found.kind === "problem") return found
  return told("cancel", found.id, cancelLoop(personOf(context), found.id))
}

/** `for-loop resume [ID] [--max-iterations N] [--max-minutes M]`: lifts a pause, or extends a limit that ended the loop. */
export async function runResume(given: Given, context: CliContext): Promise<Result> {
  const found = findState(context, given.words[0] ?? null, "unfinished")
  if (found.kind === "problem") return found
  const { resumeLoop } = await import("../../control/resume-loop.ts")
  const { id } = found.state
  const extension = {
    maxIterations: numberGiven(given, "max-iterations"),
    maxMinutes: numberGiven(given, "max-minutes"),
  }
  return told("resume", id, resumeLoop(personOf(context), id, extension))
}

/** `for-loop steer "hint" [--loop ID]`: tells the agent something with its next continue. */
export async function runSteer(given: Given, context: CliContext): Promise<Result> {
  const hint = given.words[0] ?? ""
  if (hint.trim() === "") return failed(unfitting("The hint is empty.", commandWording.hintMissing))
  const found = findState(context, textGiven(given, "loop"), "unfinished")
  if (found.kind === "problem") return found
  return told("steer", found.state.id, steerLoop(personOf(context), found.state.id, hint))
}

function told(request: Control["request"], loop: string, asked: Requested | Refused): Result {
  if (asked.kind === "refused") return failed(problemOf(asked))
  const { effect, message, next } = asked
  return output<Control>({ request, loop, effect, message, next }, controlText)
}

function withdraw(context: CliContext, arm: Arm): Result {
  if (!withdrawArm(context.home, arm.token, context.now())) {
    return failed(
      unfitting("A conversation took the loop in this very moment.", "Run `for-loop cancel` again."),
    )
  }
  return told("withdraw", arm.token, {
    kind: "requested",
    effect: "now",
    message: "The loop that waited for the agent's chat is withdrawn; its line starts nothing any more.",
    next: "Prepare another with `for-loop start`.",
  })
}

/** The arm named by the beginning of its token, or without a name the newest one of this workspace. */
function armMeant(context: CliContext, id: string | null): Arm | null {
  const arms = waitingArms(context.home, context.now())
  if (id !== null) return (id === "" ? undefined : arms.find(({ token }) => token.startsWith(id))) ?? null
  return arms.find((arm) => belongsHere(arm.workspace, context.cwd)) ?? null
}

function controlText(value: Control, paint: Paint): string {
  return `${paint("green", "Asked.")} ${value.message}\n${value.next}\n`
}
