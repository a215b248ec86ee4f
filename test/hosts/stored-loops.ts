import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fieldsOf, parseJson, textOf } from "./json.ts"

/** What a finished run left on disk about one loop, read from outside without the code under test. */
export type StoredLoop = {
  readonly status: string
  readonly outcome: string | null
  readonly iteration: number
  readonly conversationId: string
}

/** Every loop under a private loop store; empty when nothing was ever started there. */
export function storedLoops(loopHome: string): readonly StoredLoop[] {
  const folder = join(loopHome, "loops")
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((id) => {
    const envelope = fieldsOf(parseJson(readFileSync(join(folder, id, "state.json"), "utf8")))
    const { status, outcome, iteration, conversationId } = fieldsOf(envelope.state)
    return {
      status: textOf(status),
      outcome: outcome === null ? null : textOf(fieldsOf(outcome).kind),
      iteration: typeof iteration === "number" ? iteration : Number.NaN,
      conversationId: textOf(conversationId),
    }
  })
}
