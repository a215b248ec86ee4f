import { redact } from "../../verify/redact.ts"
import type { Access } from "../backends/gemini/access.ts"
import { clientOf } from "../backends/gemini/client.ts"
import type { CountExactly } from "./pack.ts"

/** The count of the Gemini API for `model`. Counting costs nothing, but sends the text. */
export function exactCounter(
  access: Exclude<Access, { kind: "none" }>,
  env: NodeJS.ProcessEnv,
  model: string,
): CountExactly {
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
