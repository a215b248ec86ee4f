import { userInfo } from "node:os"
import type { Wording } from "./wording.ts"

/** A person at this machine, and what reaches them: everything impure comes in through here. */
export type Person = {
  /** Folder of all loop state (`FOR_LOOP_HOME`). */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
  /** How the program in front of them names its actions; left out, sentences name none. */
  readonly wording?: Wording
}

/** The name of this account, as it is kept with an approval. */
export function userName(): string {
  try {
    return userInfo().username.slice(0, 200) || "unknown"
  } catch {
    // An account without an entry in the user database.
    return "unknown"
  }
}
