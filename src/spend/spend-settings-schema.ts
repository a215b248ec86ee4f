import { z } from "zod"

const cap = z.number().min(0.01).max(1e6)

/** `spend.json` in the home: what holds when a command or a run names nothing else. */
export const spendSettingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    /** Where days and weeks begin: `local`, `utc`, or a time zone like `Europe/Berlin`. */
    zone: z.string().min(1).max(60).default("local"),
    dailyUsd: cap.nullable().default(null),
    weeklyUsd: cap.nullable().default(null),
  })
  .describe("spend.json: caps in US dollars over all loops, and where their days begin.")

export type SpendFile = z.input<typeof spendSettingsSchema>
