import { checkpointRef } from "../../git/checkpoint-ref.ts"
import { commitOf } from "../../git/head.ts"
import { restoreCheckpoint } from "../../git/restore.ts"
import { viewLock } from "../../store/lock.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { declined, unconfirmed, unfitting } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import { plural } from "../words.ts"
import { missingCheckpoint, readNumber } from "./checkpoint-number.ts"
import { repositoryOf } from "./repository-of.ts"

type Restore = Outputs["restore"]

/** `for-loop restore N`: the files as a checkpoint has them; the present state is kept as a checkpoint first. */
export async function runRestore(given: Given, context: CliContext): Promise<Result> {
  const number = readNumber("restore", given.words[0] ?? "")
  if (number.kind === "problem") return number
  const found = findState(context, textGiven(given, "loop"))
  if (found.kind === "problem") return found
  const { state } = found
  const opened = await repositoryOf(context, state)
  if (opened.kind === "problem") return opened
  if ((await commitOf(opened.repo, checkpointRef(state.id, number.number))) === null) {
    return failed(missingCheckpoint(state.id, number.number))
  }
  if (viewLock(context.home, state.id).kind === "held") {
    return failed(
      unfitting(
        `The checks of loop ${state.id} are running on these files right now.`,
        "Wait for their end or run `for-loop cancel`, then try again.",
      ),
    )
  }
  if (!isGiven(given, "yes")) {
    context.terminal.progress(
      `The files of ${opened.repo.top} become what checkpoint ${number.number} has. Your branch, commits, index and ignored files stay as they are, and the present state is kept as a new checkpoint first.`,
    )
    const answer = await context.terminal.confirm("Restore?")
    const command = `restore ${number.number} --loop ${state.id}`
    if (answer === "unattended") return failed(unconfirmed(command, "Restoring a checkpoint"))
    if (answer === "no") return failed(declined())
  }
  const restored = await restoreCheckpoint(opened.repo, { loop: state.id, number: number.number })
  if (restored.kind === "refused") {
    return failed(
      unfitting(
        `Nothing was restored: ${restored.why}`,
        `\`for-loop checkpoints ${state.id}\` lists what there is.`,
      ),
    )
  }
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
