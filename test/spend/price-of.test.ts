import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ceilingOf, type PricedCall, priceOf as priceUnder } from "../../src/spend/price-of.ts"
import type { PriceRow } from "../../src/spend/price-row.ts"
import { priceTable } from "../../src/spend/price-table.ts"
import type { TokenUsage } from "../../src/spend/token-usage.ts"

const november = Date.UTC(2026, 10, 20)
const million = 1_000_000

function usage(more: Partial<TokenUsage>): TokenUsage {
  return { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, thinking: 0, ...more }
}

function call(model: string, upstream: string, at = november) {
  return { model, upstream, at }
}

/** The price under these rows of one's own, of which nothing is remembered yet. */
function priceOf(asked: PricedCall, used: TokenUsage, own: readonly PriceRow[] = []) {
  return priceUnder(asked, used, [...own])
}

describe("the price of a call", () => {
  it.each([
    ["gemini-3.8-flash", "gemini-api", usage({ input: million }), 0.75],
    ["gemini-3.8-flash", "gemini-api", usage({ cachedInput: million }), 0.075],
    ["gemini-3.8-flash", "gemini-api", usage({ output: million, thinking: 400_000 }), 3.75],
    ["gemini-3.1-pro-preview", "gemini-api", usage({ input: 200_000 }), 0.4],
    ["gemini-3.1-pro-preview", "gemini-api", usage({ input: 200_001 }), 0.800004],
    // Cached parts belong to the prompt, and a long prompt makes the whole call dearer, its answer too.
    [
      "gemini-3.1-pro-preview",
      "gemini-api",
      usage({ input: 1, cachedInput: 200_000, output: million }),
      18.080004,
    ],
    ["gemini-2.5-flash", "gemini-api", usage({ media: [{ what: "audio-input", amount: million }] }), 1],
    ["gemini-3.8-flash", "gemini-api", usage({ media: [{ what: "audio-input", amount: million }] }), 0.75],
    ["claude-sonnet-5-5", "anthropic-api", usage({ cacheWrite: million, longCacheWrite: million }), 6.5],
    ["claude-haiku-5-5", "anthropic-api", usage({ input: 100_000, output: 1000 }), 0.0105],
    ["claude-haiku-5-5", "anthropic-api", usage({ input: 100_001, output: 1000 }), 0.0525005],
    ["gpt-6.1-sol", "openai-api", usage({ input: 272_001 }), 1.088004],
    ["gpt-6.1-sol", "openai-api", usage({ cacheWrite: million / 10 }), 0.25],
  ])("of %s through %s, %j, is $%d", (model, upstream, used, usd) => {
    const some = usage({ ...used, input: used.input ?? 0 })
    expect(priceOf(call(model, upstream), some)).toMatchObject({ kind: "priced", usd, basis: "measured" })
  })

  it("is that of the day of the call, where a vendor announced when a price ends", () => {
    const lastDay = call("gemini-3.8-flash", "gemini-api", Date.UTC(2026, 11, 31, 23, 59))
    const nextDay = call("gemini-3.8-flash", "gemini-api", Date.UTC(2027, 0, 1))
    const some = usage({ input: million })
    expect([priceOf(lastDay, some), priceOf(nextDay, some)]).toMatchObject([{ usd: 0.75 }, { usd: 1.5 }])
    expect(priceOf(call("gpt-5.6-sol", "openai-api", Date.UTC(2026, 10, 22)), some).kind).toBe("unknown")
  })

  it.each([
    ["models/gemini-3.8-flash", "gemini-api"],
    ["publishers/google/models/gemini-3.8-flash", "vertex-global"],
    ["gemini-3.8-flash-high", "agy"],
    ["Claude-Opus-5.5", "anthropic-api"],
    ["anthropic/claude-haiku-4-5-20251001", "anthropic-api"],
    ["claude-haiku-4-5@20251001", "anthropic-api"],
    ["claude-sonnet-5-5[1m]", "anthropic-api"],
    ["gpt-5.4-2026-03-05", "openai-api"],
  ])("is found for %s through %s", (model, upstream) => {
    expect(priceOf(call(model, upstream), usage({ input: 1000 })).kind).toBe("priced")
  })

  it.each([
    ["gemini-3.8-flash-lite", "gemini-api", "another model"],
    ["gemini-3.8-flashy", "gemini-api", "another model"],
    ["gemini-3.8-flash", "openai-api", "a service that does not sell it"],
    ["gemini-3.8-flash", "https://gateway.example/v1", "a service whose prices nobody knows"],
    ["claude-opus-5-5", "vertex-global", "a service whose price page is another one"],
    ["", "gemini-api", "no model"],
  ])("is unknown for %j through %s: %s", (model, upstream) => {
    expect(priceOf(call(model, upstream), usage({ input: 1000 }))).toMatchObject({
      kind: "unknown",
      why: expect.stringContaining("no certain price is known"),
    })
  })

  it("is the listed one where nobody has rows of their own", () => {
    const some = usage({ input: million })
    expect(priceUnder(call("gemini-3.8-flash", "gemini-api"), some)).toMatchObject({
      kind: "priced",
      usd: 0.75,
    })
  })

  it("is unknown for what a service did not tell, or has no price for, instead of nothing", () => {
    const flash = call("gemini-3.8-flash", "gemini-api")
    for (const used of [usage({}), usage({ input: null, output: 5 }), usage({ input: 5, output: null })]) {
      expect(priceOf(flash, used)).toMatchObject({
        kind: "unknown",
        why: expect.stringContaining("did not say"),
      })
    }
    expect(priceOf(flash, usage({ input: 5, longCacheWrite: 5 }))).toMatchObject({
      kind: "unknown",
      why: "https://ai.google.dev/gemini-api/docs/pricing names no price for a part of the call",
    })
    expect(priceOf({ ...flash, model: null }, usage({ input: 5 })).kind).toBe("unknown")
  })

  it("is an estimate where a plan pays, where a region may cost more, and where cache reads were not told", () => {
    const some = usage({ input: million })
    expect(priceOf(call("gemini-3.5-flash", "agy"), some)).toMatchObject({ usd: 1.5, basis: "estimated" })
    expect(priceOf(call("gemini-3.5-flash", "vertex-regional"), some)).toMatchObject({
      usd: 1.65,
      basis: "estimated",
    })
    const untold = usage({ input: million, cachedInput: null })
    expect(priceOf(call("gemini-3.5-flash", "gemini-api"), untold)).toMatchObject({ basis: "estimated" })
  })

  it("follows the user's own rows first, for one service or for any", () => {
    const [listed] = priceTable
    if (listed === undefined) throw new Error("an empty table")
    const own = (seller: PriceRow["seller"], model: string): PriceRow => ({
      ...listed,
      model,
      seller,
      since: "1970-01-01",
      until: null,
      rates: { ...listed.rates, input: 42 },
    })
    const some = usage({ input: million })
    const rows = [own({ upstream: "ollama" }, "local-7b"), own("any", "gemini-3.8-flash")]
    expect(priceOf(call("local-7b", "ollama"), some, rows)).toMatchObject({ usd: 42, row: rows[0] })
    expect(priceOf(call("local-7b", "elsewhere"), some, rows).kind).toBe("unknown")
    expect(priceOf(call("gemini-3.8-flash", "gemini-api"), some, rows)).toMatchObject({ usd: 42 })
  })

  it("is never above the ceiling that was reserved for it", () => {
    const models = fc.constantFrom(...priceTable.map(({ model, seller }) => ({ model, seller })))
    const tokens = fc.integer({ min: 0, max: 400_000 })
    fc.assert(
      fc.property(models, fc.array(tokens, { minLength: 6, maxLength: 6 }), ({ model, seller }, amounts) => {
        const [input = 0, cachedInput = 0, cacheWrite = 0, output = 0, thought = 0, spare = 0] = amounts
        const upstream = seller !== "any" && "vendor" in seller ? sold[seller.vendor] : ""
        const used = usage({ input, cachedInput, cacheWrite, output, thinking: Math.min(output, thought) })
        const size = { inputTokens: input + cachedInput + cacheWrite, maxOutputTokens: output + spare }
        const price = priceOf(call(model, upstream), used)
        const ceiling = ceilingOf(call(model, upstream), size)
        if (price.kind === "priced" && ceiling.kind === "priced")
          expect(price.usd).toBeLessThanOrEqual(ceiling.usd)
        expect(ceiling.kind).toBe("priced")
      }),
    )
  })
})

const sold = { google: "gemini-api", anthropic: "anthropic-api", openai: "openai-api" } as const

describe("the price table", () => {
  it("names for every row where and when it was read, and no price of zero", () => {
    for (const { model, source, rates, since, until } of priceTable) {
      expect(source.page).toMatch(/^https:\/\//)
      expect(source.read).toMatch(/^2026-\d\d-\d\d$/)
      expect(Math.min(rates.input, rates.output, rates.thinking), model).toBeGreaterThan(0)
      expect(rates.cachedInput ?? 1, model).toBeLessThan(rates.input)
      expect(until === null || since < until).toBe(true)
    }
  })

  it("holds no two prices for one model on one day", () => {
    for (const one of priceTable) {
      const rivals = priceTable.filter(
        (other) =>
          other !== one &&
          other.model === one.model &&
          (other.until === null || one.since < other.until) &&
          (one.until === null || other.since < one.until),
      )
      expect(rivals, one.model).toEqual([])
    }
  })
})
