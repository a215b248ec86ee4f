import type { Refused } from "../control/refused.ts"
import { refusedExit, unfitting, wrongUsage } from "./problem.ts"
import type { Problem } from "./result.ts"

/** Refusals that are the command line's own mistake, by the command whose help says more. */
const wrongArguments: Readonly<Record<string, string>> = {
  "task-missing": "start",
  "task-too-long": "start",
  "task-is-command": "start",
  "no-folder": "start",
}

/** What has a code of its own at the command line; everything else is `not-possible`. */
const ownCodes: readonly string[] = ["unknown-loop", "corrupt-state", "newer-state"]

/** A refusal as the command line tells it. */
export function problemOf({ code, message, next }: Refused): Problem {
  const command = wrongArguments[code]
  if (command !== undefined) return wrongUsage(command, message)
  return ownCodes.includes(code) ? { code, message, next, exitCode: refusedExit } : unfitting(message, next)
}
