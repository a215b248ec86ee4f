import type { Person } from "../control/person.ts"
import { commandWording } from "./command-wording.ts"
import type { CliContext } from "./context.ts"

/** The person at this command line. */
export function personOf({ home, env, now }: CliContext): Person {
  return { home, env, now, wording: commandWording }
}
