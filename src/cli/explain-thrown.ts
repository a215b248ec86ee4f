import { refusedBy } from "../control/refused.ts"
import { commandWording } from "./command-wording.ts"
import { faultExit, refusedExit } from "./problem.ts"
import type { Problem } from "./result.ts"

/** What a user is told of something thrown: trouble of disk and git in their own words, everything else as our fault. */
export function explainThrown(thrown: unknown): Problem {
  const { code, message, next } = refusedBy(thrown, { wording: commandWording })
  return { code, message, next, exitCode: code === "fault" ? faultExit : refusedExit }
}
