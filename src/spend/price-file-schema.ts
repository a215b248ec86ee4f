import { z } from "zod"
import { mediaKinds } from "./token-usage.ts"

const rate = z.number().min(0).max(1e6)
const day = z.iso.date()

const rates = z.strictObject({
  input: rate,
  cachedInput: rate.nullable().default(null),
  cacheWrite: rate.nullable().default(null),
  longCacheWrite: rate.nullable().default(null),
  output: rate,
  /** As output, unless named. */
  thinking: rate.optional(),
})

/** One price in the user's `prices.json`; US dollars per million tokens. */
const row = z.strictObject({
  model: z.string().min(1).max(200),
  upstream: z.string().min(1).max(100).default("any"),
  currency: z.literal("USD").default("USD"),
  since: day.default("1970-01-01"),
  until: day.nullable().default(null),
  rates,
  longContext: z
    .strictObject({ above: z.number().int().min(1), rates })
    .nullable()
    .default(null),
  media: z
    .array(
      z.strictObject({
        what: z.enum(mediaKinds),
        unit: z.enum(["million-tokens", "image", "million-token-hours"]),
        usd: rate,
      }),
    )
    .max(20)
    .default([]),
  source: z.string().max(500).default("your prices.json"),
})

export const priceFileSchema = z
  .strictObject({ $schema: z.string().optional(), prices: z.array(row).max(1000) })
  .describe("prices.json: prices of your own, which win over the built-in table.")

/** As a person writes it: everything but names and rates may be left out (`user-files.ts` fills it in). */
export type PriceFile = z.input<typeof priceFileSchema>
