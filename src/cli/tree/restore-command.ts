import { restorable, restoreLoop } from "../../control/restore-checkpoint.ts"
import { plural } from "../../loop/plural.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { declined, unconfirmed } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Result } from "../result.ts"
import { readNumber } from "./checkpoint-number.ts"

type Restore = Outputs["restore"]

/** `for-loop restore N`: the files as a checkpoint has them; the present state is kept as a checkpoint first. */
export async function runRestore(given: Given, context: CliContext): Promise<Result> {
  const number = readNumber("restore", given.words[0] ?? "")
  if (number.kind === "problem") return number
  const found = findState(context, textGiven(given, "loop"))
  if (found.kind === "problem") return found
  const { state } = found
  const person = personOf(context)
  const ready = await restorable(person, state.id, number.number)
  if (ready.kind === "refused") return failed(problemOf(ready))
  if (!isGiven(given, "yes")) {
    context.terminal.progress(
      `The files of ${ready.repo.top} become what checkpoint ${number.number} has. Your branch, commits, index and ignored files stay as they are, and the present state is kept as a new checkpoint first.`,
    )
    const answer = await context.terminal.confirm("Restore?")
    const command = `restore ${number.number} --loop ${state.id}`
    if (answer === "unattended") return failed(unconfirmed(command, "Restoring a checkpoint"))
    if (answer === "no") return failed(declined())
  }
  const restored = await restoreLoop(person, state.id, number.number)
  if (restored.kind === "refused") return failed(problemOf(restored))
  const value: Restore = {
    loop: state.id,
    restored: number.number,
    changed: restored.changed,
    safety: { number: restored.safety.number, ref: restored.safety.ref },
  }
  return output(value, restoreText)
}

function restoreText({ loop, restored, changed, safety }: Restore, paint: Paint): string {
  return [
    `${paint("green", "Restored")} checkpoint ${restored}: ${plural(changed, "file")} changed.`,
    `The state from before is checkpoint ${safety.number}; undo with \`for-loop restore ${safety.number} --loop ${loop}\`.`,
    "",
  ].join("\n")
}
