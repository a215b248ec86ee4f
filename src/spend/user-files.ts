import { join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { isRecord } from "../system/json-record.ts"
import { misfitOf } from "../system/schema-check.ts"
import type { PriceFile } from "./price-file-schema.ts"
import type { PriceRow, Rates } from "./price-row.ts"
import type { SpendFile } from "./spend-settings-schema.ts"
import { priceFileJsonSchema, spendFileJsonSchema } from "./user-files-schema.ts"
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
  if (!isPriceFile(read.value)) return wrong(path, faultOf(priceFileJsonSchema, read.value))
  const rows = read.value.prices.map(rowOf)
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
  if (!isSpendFile(read.value)) return wrong(path, faultOf(spendFileJsonSchema, read.value))
  const { zone = "local", dailyUsd = null, weeklyUsd = null } = read.value
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

function faultOf(schema: Readonly<Record<string, unknown>>, value: unknown): string {
  if (!isRecord(value)) return "it must be an object in braces"
  return misfitOf(schema, value) ?? "it has another form"
}

/** The schemas were made of the types, and the checks are of the schemas. */
function isPriceFile(value: unknown): value is PriceFile {
  return isRecord(value) && misfitOf(priceFileJsonSchema, value) === null
}

function isSpendFile(value: unknown): value is SpendFile {
  return isRecord(value) && misfitOf(spendFileJsonSchema, value) === null
}

type RowFile = PriceFile["prices"][number]
type RatesFile = RowFile["rates"]

function rowOf(row: RowFile): PriceRow {
  const { upstream = "any", since = "1970-01-01", longContext = null } = row
  return {
    model: row.model.toLowerCase(),
    seller: upstream === "any" ? "any" : { upstream },
    currency: "USD",
    since,
    until: row.until ?? null,
    rates: ratesOf(row.rates),
    longContext:
      longContext === null ? null : { above: longContext.above, rates: ratesOf(longContext.rates) },
    media: row.media ?? [],
    source: { page: row.source ?? "your prices.json", read: since },
  }
}

/** Thinking costs what output does, unless it has a price of its own. */
function ratesOf({ input, cachedInput, cacheWrite, longCacheWrite, output, thinking }: RatesFile): Rates {
  return {
    input,
    cachedInput: cachedInput ?? null,
    cacheWrite: cacheWrite ?? null,
    longCacheWrite: longCacheWrite ?? null,
    output,
    thinking: thinking ?? output,
  }
}
