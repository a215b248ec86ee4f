import { z } from "zod"
import { amount, count, moment } from "../../control/loop-view-schema.ts"
import { capNames } from "../../spend/call-record.ts"
import { groupings } from "../../spend/spend-groups.ts"

const sum = z.object({
  /** Model calls, and iterations of hosts that make their own calls. */
  items: count,
  measuredUsd: amount,
  /** What a plan paid for, what a region may add, calls of processes that died: an upper bound, kept apart. */
  estimatedUsd: amount,
  /** Items whose money nobody knows; they are in neither sum. */
  unknown: count,
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
})

/** `for-loop spend --json`. */
export const spendSchema = z.object({
  by: z.enum(groupings),
  since: moment,
  until: moment,
  /** Where days and weeks begin: `local`, `utc` or a time zone. */
  zone: z.string(),
  groups: z.array(z.object({ key: z.string(), sum, trend: z.array(amount) })),
  total: sum,
  /** Known money per day (per week with --by week); every `trend` has one amount for each of these. */
  trend: z.array(z.object({ key: z.string(), usd: amount })),
  verified: z.object({
    /** Loops that ended verified and whose money is known; those where it is not. */
    tasks: count,
    unknownTasks: count,
    /** Money of all loops, the failed ones too. */
    usd: amount,
    usdPerTask: amount.nullable(),
  }),
  caps: z.array(
    z.object({
      cap: z.enum(capNames),
      limit: amount,
      spent: amount,
      reserved: amount,
      left: amount,
      resetsAt: moment.nullable(),
    }),
  ),
  /** Calls that are not settled: under way, and left behind by a process that died. */
  open: z.object({ calls: count, usd: amount, lost: count, lostUsd: amount }),
  prices: z.object({ table: z.string(), own: count }),
  notes: z.array(z.string()),
})

export type Spend = z.infer<typeof spendSchema>
