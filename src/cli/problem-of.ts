import type { Refused } from "../control/refused.ts"
import { refusedExit, unfitting, wrongUsage } from "./problem.ts"
import type { Problem } from "./result.ts"

/** Refusals that are the command line's own mistake. */
const wrongArguments: readonly string[] = ["task-missing", "task-too-long", "task-is-command", "no-folder"]

/** What has a code of its own at the command line; everything else is `not-possible`. */
const ownCodes: readonly string[] = ["unknown-loop", "corrupt-state", "newer-state"]

/** A refusal as the command line tells it; of a mistake in its own arguments, the help of `command` says more. */
export function problemOf({ code, message, next }: Refused, command = "start"): Problem {
  if (wrongArguments.includes(code)) return wrongUsage(command, message)
  return ownCodes.includes(code) ? { code, message, next, exitCode: refusedExit } : unfitting(message, next)
}
