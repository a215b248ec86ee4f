import { modelNames } from "./model-name.ts"
import { usdOf, wholeNanos } from "./money.ts"
import type { PriceRow, Rates, Vendor } from "./price-row.ts"
import { priceTable } from "./price-table.ts"
import { isMeasured, type TokenUsage } from "./token-usage.ts"

/** A call whose price is asked for. */
export type PricedCall = {
  readonly model: string | null
  /** Through which service: `gemini-api`, `vertex-global`, `vertex-regional`, `anthropic-api`, `openai-api`, `agy`, or the user's own. */
  readonly upstream: string
  /** Epoch ms of the call. */
  readonly at: number
}

export type Price =
  | {
      readonly kind: "priced"
      readonly usd: number
      /** `estimated`: an upper bound, or what it would have cost where a plan pays. */
      readonly basis: "measured" | "estimated"
      readonly row: PriceRow
    }
  /** `why` is one sentence for people. */
  | { readonly kind: "unknown"; readonly why: string }

type Seller = {
  readonly vendors: readonly Vendor[]
  readonly times: number
  readonly basis: "measured" | "estimated"
}

/** Whose price page holds for a service. Vertex sells at Google's prices on the global endpoint and up to 10 % above on regional ones. */
const sellers: Readonly<Record<string, Seller>> = {
  "gemini-api": { vendors: ["google"], times: 1, basis: "measured" },
  "vertex-global": { vendors: ["google"], times: 1, basis: "measured" },
  "vertex-regional": { vendors: ["google"], times: 1.1, basis: "estimated" },
  // Anthropic's own prices, which Google bills too: not read from Google's page, so never called measured.
  "vertex-claude-global": { vendors: ["anthropic"], times: 1, basis: "estimated" },
  "vertex-claude-regional": { vendors: ["anthropic"], times: 1.1, basis: "estimated" },
  "anthropic-api": { vendors: ["anthropic"], times: 1, basis: "measured" },
  "openai-api": { vendors: ["openai"], times: 1, basis: "measured" },
  // A signed-in agy is paid by a plan; its tokens are measured, the money is what the same would cost by the token.
  agy: { vendors: ["google", "anthropic", "openai"], times: 1, basis: "estimated" },
}

/** What a call cost. `own` are the user's rows; they win over the table. */
export function priceOf(call: PricedCall, usage: TokenUsage, own: readonly PriceRow[] = noRows): Price {
  if (!isMeasured(usage) || usage.input === null || usage.output === null) {
    return { kind: "unknown", why: "the service did not say how many tokens the call used" }
  }
  const found = findRow(call, own)
  if (found.kind === "unknown") return found
  const nanos = nanosFor(found.row, usage)
  if (nanos === null) {
    return { kind: "unknown", why: `${found.row.source.page} names no price for a part of the call` }
  }
  const partlyTold = usage.cachedInput === null || usage.thinking === null
  const basis = found.times !== 1 || partlyTold ? "estimated" : found.basis
  return { kind: "priced", usd: usdOf(wholeNanos(nanos * found.times)), basis, row: found.row }
}

/**
 * The most a call can cost before it is made: every prompt token at the dearest rate it may be billed at, and the whole allowance of
 * output. Unknown when the model has no certain price; a cap in US dollars must then refuse.
 */
export function ceilingOf(
  call: PricedCall,
  size: { readonly inputTokens: number; readonly maxOutputTokens: number },
  own: readonly PriceRow[] = noRows,
): Price {
  const found = findRow(call, own)
  if (found.kind === "unknown") return found
  const { rates, longContext } = found.row
  const tiers = [
    rates,
    ...(longContext !== null && size.inputTokens > longContext.above ? [longContext.rates] : []),
  ]
  const prompt = Math.max(
    ...tiers.map((tier) => Math.max(tier.input, tier.cacheWrite ?? 0, tier.longCacheWrite ?? 0)),
  )
  const output = Math.max(...tiers.map((tier) => Math.max(tier.output, tier.thinking)))
  const nanos = (size.inputTokens * prompt + size.maxOutputTokens * output) * 1000
  return { kind: "priced", usd: usdOf(wholeNanos(nanos * found.times)), basis: "estimated", row: found.row }
}

type Found =
  | {
      readonly kind: "row"
      readonly row: PriceRow
      readonly times: number
      readonly basis: "measured" | "estimated"
    }
  | { readonly kind: "unknown"; readonly why: string }

/** What was found under a user's rows: a gateway asks for the same few models many times a second. */
const known = new WeakMap<readonly PriceRow[], Map<string, Found>>()
/** Names of models come from outside: they must not fill the memory. */
const mostKnown = 500
const dayMs = 86_400_000
const noRows: readonly PriceRow[] = []

function findRow({ model, upstream, at }: PricedCall, own: readonly PriceRow[]): Found {
  if (model === null) return { kind: "unknown", why: "the service did not name the model of the call" }
  const rows = known.get(own) ?? new Map<string, Found>()
  known.set(own, rows)
  const name = `${Math.floor(at / dayMs)} ${upstream} ${model}`
  const before = rows.get(name)
  if (before !== undefined) return before
  const found = lookUp(model, upstream, new Date(at).toISOString().slice(0, 10), own)
  if (rows.size >= mostKnown) rows.clear()
  rows.set(name, found)
  return found
}

function lookUp(model: string, upstream: string, day: string, own: readonly PriceRow[]): Found {
  const holds = (row: PriceRow): boolean => row.since <= day && (row.until === null || day < row.until)
  const seller = sellers[upstream]
  const basis = upstream === "agy" ? "estimated" : "measured"
  for (const name of modelNames(model)) {
    const mine = own.find((row) => row.model === name && holds(row) && sells(row, upstream, seller))
    if (mine !== undefined) return { kind: "row", row: mine, times: 1, basis }
    const listed = priceTable.find((row) => row.model === name && holds(row) && sells(row, upstream, seller))
    if (listed !== undefined && seller !== undefined) return { kind: "row", row: listed, ...seller }
  }
  return {
    kind: "unknown",
    why: `no certain price is known for the model ${model} through ${upstream} on ${day}`,
  }
}

function sells({ seller }: PriceRow, upstream: string, known: Seller | undefined): boolean {
  if (seller === "any") return true
  return "upstream" in seller
    ? seller.upstream === upstream
    : (known?.vendors.includes(seller.vendor) ?? false)
}

/** Billionths of a dollar; null where a used quantity has no price. A rate is USD per million tokens = 1000 billionths per token. */
function nanosFor(row: PriceRow, usage: TokenUsage): number | null {
  const { longCacheWrite = null, media = [] } = usage
  const [input = 0, cached = 0, write = 0, long = 0] = [
    usage.input,
    usage.cachedInput,
    usage.cacheWrite,
    longCacheWrite,
  ].map((tokens) => tokens ?? 0)
  const heard = media.filter(({ what }) => what === "audio-input" || what === "cached-audio-input")
  const prompt = input + cached + write + long + heard.reduce((sum, { amount }) => sum + amount, 0)
  const rates = row.longContext !== null && prompt > row.longContext.above ? row.longContext.rates : row.rates
  const thinking = Math.min(usage.thinking ?? 0, usage.output ?? 0)
  const parts: readonly (readonly [number, number | null])[] = [
    [input, rates.input],
    [cached, rates.cachedInput],
    [write, rates.cacheWrite],
    [long, rates.longCacheWrite],
    [(usage.output ?? 0) - thinking, rates.output],
    [thinking, rates.thinking],
    ...media.map(({ what, amount }) => [amount, mediaRate(row, rates, what)] as const),
  ]
  let nanos = 0
  for (const [amount, rate] of parts) {
    if (amount === 0) continue
    if (rate === null) return null
    nanos += amount * rate * 1000
  }
  return nanos
}

/** Per unit of `amount`; a row without an audio price of its own bills audio as any other input. */
function mediaRate(row: PriceRow, rates: Rates, what: string): number | null {
  const listed = row.media.find((rate) => rate.what === what)
  if (listed !== undefined) return listed.unit === "image" ? listed.usd * 1e6 : listed.usd
  if (what === "audio-input") return rates.input
  return what === "cached-audio-input" ? rates.cachedInput : null
}
