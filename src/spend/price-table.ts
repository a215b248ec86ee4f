import type { MediaRate, PriceRow, Rates, Vendor } from "./price-row.ts"

/** Raised with every change of a row; `read` of the newest row says how old the table is. */
export const priceTableVersion = "2026-11-20"

type Long = { readonly above: number; readonly rates: Rates }
type More = {
  readonly since?: string
  readonly until?: string
  readonly long?: Long
  readonly media?: readonly MediaRate[]
  readonly read?: string
}

const pages: Readonly<Record<Vendor, { readonly page: string; readonly read: string }>> = {
  google: { page: "https://ai.google.dev/gemini-api/docs/pricing", read: "2026-10-07" },
  anthropic: { page: "https://platform.claude.com/docs/en/about-claude/pricing", read: "2026-10-24" },
  openai: { page: "https://developers.openai.com/api/docs/pricing", read: "2026-10-03" },
}

/** The beginning of the table, where a vendor does not say since when a price holds. */
const always = "2026-01-01"
/** Google announces the end of the introductory prices for its Flash models. */
const introductoryUntil = "2027-01-01"

const audio = (input: number, cached: number): readonly MediaRate[] => [
  { what: "audio-input", unit: "million-tokens", usd: input },
  { what: "cached-audio-input", unit: "million-tokens", usd: cached },
]

/**
 * Standard pay-as-you-go prices of text models, in US dollars, as the vendors' own pages list them. Left out on purpose: models whose
 * price is not certain, batch, flex, priority and fast tiers, tools that are billed per request. A model that is missing here has no
 * price, and then every cap in US dollars refuses: the user's `prices.json` can name one.
 */
export const priceTable: readonly PriceRow[] = [
  ...["gemini-3.8-flash", "gemini-3.7-flash", "gemini-3.6-flash"].flatMap((model) => [
    google(model, [0.75, 0.075, 3.75], { since: "2026-09-07", until: introductoryUntil }),
    google(model, [1.5, 0.15, 7.5], { since: introductoryUntil }),
  ]),
  google("gemini-3.5-flash", [1.5, 0.15, 9]),
  google("gemini-3.5-flash-lite", [0.3, 0.03, 2.5]),
  google("gemini-3.1-flash-lite", [0.25, 0.025, 1.5], { media: audio(0.5, 0.05) }),
  google("gemini-3.1-pro-preview", [2, 0.2, 12], { long: longGoogle(4, 0.4, 18) }),
  google("gemini-3-flash-preview", [0.5, 0.05, 3], { media: audio(1, 0.1) }),
  google("gemini-2.5-pro", [1.25, 0.125, 10], { long: longGoogle(2.5, 0.25, 15) }),
  google("gemini-2.5-flash", [0.3, 0.03, 2.5], { media: audio(1, 0.1) }),
  google("gemini-2.5-flash-lite", [0.1, 0.01, 0.4], { media: audio(0.3, 0.03) }),

  anthropic("claude-fable-5-1", [10, 0.25, 50]),
  anthropic("claude-fable-5", [10, 1, 50]),
  anthropic("claude-opus-5-5", [4, 0.2, 20]),
  anthropic("claude-opus-5", [5, 0.5, 25]),
  anthropic("claude-opus-4-8", [5, 0.5, 25]),
  anthropic("claude-opus-4-7", [5, 0.5, 25]),
  anthropic("claude-opus-4-6", [5, 0.5, 25]),
  anthropic("claude-opus-4-5", [5, 0.5, 25]),
  anthropic("claude-sonnet-5-5", [2, 0.2, 10], { until: "2026-10-07" }),
  anthropic("claude-sonnet-5-5", [2, 0.1, 10], { since: "2026-10-07" }),
  anthropic("claude-sonnet-5", [2, 0.2, 10]),
  anthropic("claude-sonnet-4-6", [3, 0.3, 15]),
  anthropic("claude-haiku-5-5", [0.1, 0.01, 0.5], {
    since: "2026-10-07",
    long: { above: 100_000, rates: anthropicRates(0.5, 0.05, 2.5) },
  }),
  anthropic("claude-haiku-4-5", [1, 0.1, 5]),

  openai("gpt-6-astra", [10, 1, 50], { cacheWrite: "billed" }),
  openai("gpt-6.1-sol", [2, 0.1, 10], { cacheWrite: "billed" }),
  openai("gpt-6.1-terra", [1, 0.05, 5], { cacheWrite: "billed", since: "2026-10-26", read: "2026-10-27" }),
  openai("gpt-6-sol", [2, 0.2, 10], { cacheWrite: "billed" }),
  openai("gpt-6-luna", [0.1, 0.01, 0.5], { cacheWrite: "billed" }),
  // A promotion that is promised through 2026-11-21 and no longer: what holds after it is not known.
  openai("gpt-5.6-sol", [4, 0.4, 20], { cacheWrite: "billed", since: "2026-08-21", until: "2026-11-22" }),
  openai("gpt-5.6-terra", [2, 0.2, 12], { cacheWrite: "billed", since: "2026-07-30" }),
  openai("gpt-5.6-luna", [0.2, 0.02, 1.2], { cacheWrite: "billed", since: "2026-07-30" }),
  openai("gpt-5.5", [5, 0.5, 30], { cacheWrite: "free" }),
  openai("gpt-5.4", [2.5, 0.25, 15], { cacheWrite: "free" }),
  openai("gpt-5.4-mini", [0.75, 0.075, 4.5], { cacheWrite: "free", tiers: 1 }),
  openai("gpt-5.4-nano", [0.2, 0.02, 1.25], { cacheWrite: "free", tiers: 1 }),
  openai("gpt-5.3-codex", [1.75, 0.175, 14], { cacheWrite: "free", tiers: 1 }),
]

type Prices = readonly [input: number, cachedInput: number, output: number]

/** Google lists no price for writing to the implicit cache: it is plain input. Thinking is billed as output. */
function google(model: string, [input, cachedInput, output]: Prices, more: More = {}): PriceRow {
  return row("google", model, googleRates(input, cachedInput, output), more)
}

function longGoogle(input: number, cachedInput: number, output: number): Long {
  return { above: 200_000, rates: googleRates(input, cachedInput, output) }
}

function googleRates(input: number, cachedInput: number, output: number): Rates {
  return { input, cachedInput, cacheWrite: input, longCacheWrite: null, output, thinking: output }
}

/** Cache writes cost 1.25 times the input (5 minutes) or twice the input (1 hour) on every model of the page. */
function anthropic(model: string, [input, cachedInput, output]: Prices, more: More = {}): PriceRow {
  return row("anthropic", model, anthropicRates(input, cachedInput, output), more)
}

function anthropicRates(input: number, cachedInput: number, output: number): Rates {
  return { input, cachedInput, cacheWrite: input * 1.25, longCacheWrite: input * 2, output, thinking: output }
}

/**
 * From GPT-5.6 on cache writes cost 1.25 times the input, before they are plain input. Above 272K tokens the whole call costs 2 times
 * the input and 1.5 times the output, on models with two tiers.
 */
function openai(
  model: string,
  [input, cachedInput, output]: Prices,
  more: More & { readonly cacheWrite: "billed" | "free"; readonly tiers?: 1 | 2 },
): PriceRow {
  const rates = (inputTimes: number, outputTimes: number): Rates => ({
    input: input * inputTimes,
    cachedInput: cachedInput * inputTimes,
    cacheWrite: input * inputTimes * (more.cacheWrite === "billed" ? 1.25 : 1),
    longCacheWrite: null,
    output: output * outputTimes,
    thinking: output * outputTimes,
  })
  const long = more.tiers === 1 ? {} : { long: { above: 272_000, rates: rates(2, 1.5) } }
  return row("openai", model, rates(1, 1), { ...more, ...long })
}

function row(vendor: Vendor, model: string, rates: Rates, more: More): PriceRow {
  const { page, read } = pages[vendor]
  return {
    model,
    seller: { vendor },
    currency: "USD",
    since: more.since ?? always,
    until: more.until ?? null,
    rates,
    longContext: more.long ?? null,
    media: more.media ?? [],
    source: { page, read: more.read ?? read },
  }
}
