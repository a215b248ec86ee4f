import type { Part } from "@google/genai"
import { GitError } from "../../git/git-error.ts"
import { plural } from "../../loop/plural.ts"
import { peekState } from "../../store/state-file.ts"
import { StoreError } from "../../system/store-error.ts"
import type { TurnOrder } from "../backend.ts"
import { packCodebase } from "./pack.ts"

/** Tokens of a pack that opens a conversation: of a window of a million, the work itself needs the other part. */
const openingBudget = 600_000
/** After a conversation that grew out of the window, the next one begins smaller. */
const laterBudget = 300_000

/** The packed code base as the first part of a conversation; none for turns that go on with one. */
export function openingPack(order: {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
}): (turn: TurnOrder, note: (text: string) => void) => Promise<readonly Part[]> {
  const { home, env, now } = order
  return async ({ loop, workspace, conversation, turn }, note) => {
    if (conversation !== null) return []
    const known = peekState(home, loop)
    const budget = turn === 1 ? openingBudget : laterBudget
    const selection = { include: [], exclude: [] }
    const state = known.kind === "ok" ? known.state : null
    try {
      const pack = await packCodebase({
        workspace,
        home,
        env,
        now: now(),
        budget,
        selection,
        loop: state,
        countExactly: null,
      })
      note(`Packed ${plural(pack.files.length, "file")} of the code base, about ${pack.tokens} tokens.`)
      return [{ text: pack.text }]
    } catch (fault) {
      if (!(fault instanceof GitError) && !(fault instanceof StoreError)) throw fault
      note(`The code base was not packed: ${fault.message}`)
      return []
    }
  }
}
