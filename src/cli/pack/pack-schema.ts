import { z } from "zod"
import { count } from "../../control/loop-view-schema.ts"
import { leftOutReasons } from "../../engine/pack/left-out.ts"
import { rankReasons } from "../../engine/pack/rank.ts"

/** What `for-loop pack --json` prints. */
export const packSchema = z.object({
  workspace: z.string(),
  /** Loop whose failures and changes came first; null = none. */
  loop: z.string().nullable(),
  budget: count,
  tokens: count,
  /** `exact`: counted by the service. */
  basis: z.enum(["exact", "estimated"]),
  /** File that the pack was written to; null when it is in `text` or was not asked for. */
  output: z.string().nullable(),
  text: z.string().nullable(),
  /** Files at the beginning that stand as they stood in the last pack, so that a cached prefix holds. */
  kept: count,
  files: z.array(
    z.object({
      path: z.string(),
      why: z.enum(rankReasons),
      tokens: count,
      /** `ends`: the middle was left out. */
      part: z.enum(["whole", "ends"]),
      secrets: z.enum(["none", "redacted"]),
    }),
  ),
  leftOut: z.array(z.object({ path: z.string(), why: z.enum(leftOutReasons) })),
  notes: z.array(z.string()),
})
