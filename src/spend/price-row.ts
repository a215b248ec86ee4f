import type { MediaKind } from "./token-usage.ts"

/** US dollars per million tokens. Null = the service names no price for it, so that nobody may assume one. */
export type Rates = {
  readonly input: number
  readonly cachedInput: number | null
  readonly cacheWrite: number | null
  readonly longCacheWrite: number | null
  readonly output: number
  readonly thinking: number
}

export type Vendor = "google" | "anthropic" | "openai"

export type MediaRate = {
  readonly what: MediaKind
  readonly unit: "million-tokens" | "image" | "million-token-hours"
  readonly usd: number
}

/** The price of one model for a span of days, with where it was read. */
export type PriceRow = {
  readonly model: string
  /** Vendor whose own price page this is, or the one upstream it holds for, or `any` (only in the user's file). */
  readonly seller: { readonly vendor: Vendor } | { readonly upstream: string } | "any"
  readonly currency: "USD"
  /** First and first-no-longer day (UTC, `2026-12-31`) of the price; null = no end was announced. */
  readonly since: string
  readonly until: string | null
  readonly rates: Rates
  /** The rates of the whole call once its prompt (cached parts included) has more tokens than `above`. */
  readonly longContext: { readonly above: number; readonly rates: Rates } | null
  readonly media: readonly MediaRate[]
  readonly source: { readonly page: string; readonly read: string }
}
