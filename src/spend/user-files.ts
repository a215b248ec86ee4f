import { join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { priceFileSchema } from "./price-file-schema.ts"
import type { PriceRow } from "./price-row.ts"
import { spendSettingsSchema } from "./spend-settings-schema.ts"
import { isZone } from "./zone.ts"

/** `why` is one sentence for people that names the file, what is wrong and what to do. */
type Wrong = { readonly kind: "wrong"; readonly why: string }

export type OwnPrices = { readonly kind: "prices"; readonly rows: readonly PriceRow[] } | Wrong

type SpendSettings = {
  readonly zone: string
  readonly dailyUsd: number | null
  readonly weeklyUsd: number | null
}

export type OwnSettings = ({ readonly kind: "settings" } & SpendSettings) | Wrong

/**
 * The user's own prices (`prices.json` in the home); no rows when there is no such file. A file that cannot be used is `wrong`, and
 * then nothing may be spent: half of a price list would price calls by the other half. Throws StoreError.
 */
export function readOwnPrices(home: string): OwnPrices {
  const path = join(home, "prices.json")
  const read = readJson(path)
  if (read === null) return { kind: "prices", rows: [] }
  if (read.kind === "wrong") return read
  const checked = priceFileSchema.safeParse(read.value)
  if (!checked.success) return wrong(path, firstIssue(checked.error.issues))
  const rows = checked.data.prices.map(
    ({ upstream, rates, longContext, source, ...row }): PriceRow => ({
      ...row,
      seller: upstream === "any" ? "any" : { upstream },
      rates: withThinking(rates),
      longContext:
        longContext === null ? null : { above: longContext.above, rates: withThinking(longContext.rates) },
      source: { page: source, read: row.since },
    }),
  )
  const empty = rows.find(({ since, until }) => until !== null && until <= since)
  if (empty !== undefined) return wrong(path, `the price of ${empty.model} ends before it begins`)
  return { kind: "prices", rows }
}

/** The user's caps and time zone (`spend.json` in the home), or what holds without it. Throws StoreError. */
export function readSpendSettings(home: string): OwnSettings {
  const path = join(home, "spend.json")
  const read = readJson(path)
  if (read === null) return { kind: "settings", zone: "local", dailyUsd: null, weeklyUsd: null }
  if (read.kind === "wrong") return read
  const checked = spendSettingsSchema.safeParse(read.value)
  if (!checked.success) return wrong(path, firstIssue(checked.error.issues))
  const { zone, dailyUsd, weeklyUsd } = checked.data
  if (!isZone(zone)) {
    return wrong(
      path,
      `zone is ${JSON.stringify(zone)}; it must be "local", "utc" or a time zone like "Europe/Berlin"`,
    )
  }
  return { kind: "settings", zone, dailyUsd, weeklyUsd }
}

function readJson(path: string): { readonly kind: "json"; readonly value: unknown } | Wrong | null {
  const text = readTextIfPresent(path)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return { kind: "json", value }
  } catch {
    return wrong(path, "it is no JSON")
  }
}

function wrong(path: string, what: string): Wrong {
  return {
    kind: "wrong",
    why: `${path} cannot be used: ${what}. Correct the file or remove it, then try again.`,
  }
}

function firstIssue(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const [issue] = issues
  if (issue === undefined) return "it has another form"
  const where = issue.path.map(String).join(".")
  return where === "" ? issue.message : `${where}: ${issue.message}`
}

function withThinking<Rate extends { readonly output: number; readonly thinking?: number | undefined }>(
  rates: Rate,
): Rate & { readonly thinking: number } {
  return { ...rates, thinking: rates.thinking ?? rates.output }
}
