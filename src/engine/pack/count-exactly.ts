import { redact } from "../../verify/redact.ts"
import { accessOf } from "../backends/gemini/access.ts"
import { clientOf } from "../backends/gemini/client.ts"
import type { CountExactly } from "./pack.ts"

/** The count of the Gemini API for `model`, or null where the environment offers no access to it. Counting costs nothing, but sends the text. */
export function exactCounter(env: NodeJS.ProcessEnv, model: string): CountExactly | null {
  const access = accessOf(env)
  if (access.kind === "none") return null
  const client = clientOf(access, env)
  return async (text) => {
    try {
      const { totalTokens } = await client.models.countTokens({ model, contents: text })
      if (totalTokens === undefined) return { kind: "failed", why: "the service told no count" }
      return { kind: "counted", tokens: totalTokens }
    } catch (thrown) {
      const said = thrown instanceof Error ? thrown.message : String(thrown)
      return { kind: "failed", why: `the service did not count (${redact(said).slice(0, 200)})` }
    }
  }
}
