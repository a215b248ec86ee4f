import { describe, expect, it } from "vitest"
import { ceilingOf, priceOf } from "../../src/spend/price-of.ts"
import type { PriceRow, Rates } from "../../src/spend/price-row.ts"
import type { TokenUsage } from "../../src/spend/token-usage.ts"

const million = 1_000_000
const midnight = Date.UTC(2026, 10, 20)
const rates: Rates = { input: 1, cachedInput: 0.1, cacheWrite: 2, longCacheWrite: 4, output: 8, thinking: 16 }

function row(more: Partial<PriceRow> = {}): PriceRow {
  return {
    model: "m",
    seller: "any",
    currency: "USD",
    since: "1970-01-01",
    until: null,
    rates,
    longContext: null,
    media: [],
    source: { page: "my page", read: "2026-01-01" },
    ...more,
  }
}

function usage(more: Partial<TokenUsage>): TokenUsage {
  return { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, thinking: 0, ...more }
}

function priceFor(rows: readonly PriceRow[], more: Partial<TokenUsage>, upstream = "here", at = midnight) {
  return priceOf({ model: "m", upstream, at }, usage(more), rows)
}

function usdFor(rows: readonly PriceRow[], more: Partial<TokenUsage>) {
  const price = priceFor(rows, more)
  return price.kind === "priced" ? price.usd : price.why
}

describe("what each part of a call costs", () => {
  it.each([
    [{ input: million }, 1],
    [{ cachedInput: million }, 0.1],
    [{ cacheWrite: million }, 2],
    [{ longCacheWrite: million }, 4],
    [{ output: million }, 8],
    [{ output: million, thinking: 250_000 }, 10],
    [{ output: million, thinking: 2 * million }, 16],
    [{ output: million, thinking: null }, 8],
    [
      { input: million, output: null, thinking: million },
      "the service did not say how many tokens the call used",
    ],
    [{ input: 1, output: 1 }, 0.000009],
  ])("%j costs %s", (used, usd) => {
    expect(usdFor([row()], used)).toBe(usd)
  })

  it("rounds up to a whole billionth", () => {
    const cheap = row({ rates: { ...rates, input: 0.0001 } })
    expect(usdFor([cheap], { input: 1 })).toBe(1e-9)
  })

  it.each([
    ["audio-input", "million-tokens", 3, 3],
    ["cached-audio-input", "million-tokens", 3, 3],
    ["cache-storage", "million-token-hours", 3, 3],
  ] as const)("a million of %s, listed by %s at $%d, costs $%d", (what, unit, listed, usd) => {
    const priced = row({
      media: [
        { what: "image-output", unit: "image", usd: 99 },
        { what, unit, usd: listed },
      ],
    })
    expect(usdFor([priced], { media: [{ what, amount: million }] })).toBe(usd)
  })

  it("a picture costs what is listed for each, and nothing may be assumed where none is", () => {
    const pictures = { media: [{ what: "image-output", amount: 2 }] } as const
    expect(usdFor([row({ media: [{ what: "image-output", unit: "image", usd: 0.04 }] })], pictures)).toBe(
      0.08,
    )
    expect(usdFor([row()], pictures)).toBe("my page names no price for a part of the call")
    expect(usdFor([row()], { media: [{ what: "cache-storage", amount: 1 }] })).toContain("names no price")
  })

  it("sound without a price of its own costs what text costs, cached sound what cached text costs", () => {
    expect(usdFor([row()], { media: [{ what: "audio-input", amount: million }] })).toBe(1)
    expect(usdFor([row()], { media: [{ what: "cached-audio-input", amount: million }] })).toBe(0.1)
  })

  it("a quantity without a rate has no price, unless nothing of it was used", () => {
    const bare = row({ rates: { ...rates, cachedInput: null, cacheWrite: null, longCacheWrite: null } })
    expect(usdFor([bare], { input: million })).toBe(1)
    for (const used of [{ cachedInput: 1 }, { cacheWrite: 1 }, { longCacheWrite: 1 }])
      expect(usdFor([bare], used)).toBe("my page names no price for a part of the call")
  })
})

describe("a long prompt", () => {
  const tiered = row({ longContext: { above: 100, rates: { ...rates, output: 80, thinking: 80 } } })
  const isLong = (more: Partial<TokenUsage>) =>
    usdFor([tiered], { output: million, ...more }) !== usdFor([row()], { output: million, ...more })

  it.each([
    [{ input: 100 }, false],
    [{ input: 101 }, true],
    [{ input: 50, cachedInput: 51 }, true],
    [{ input: 50, cacheWrite: 51 }, true],
    [{ input: 50, longCacheWrite: 51 }, true],
    [{ input: 50, media: [{ what: "audio-input", amount: 51 }] }, true],
    [{ input: 50, media: [{ what: "cached-audio-input", amount: 51 }] }, true],
    [
      {
        input: 50,
        media: [
          { what: "cached-audio-input", amount: 26 },
          { what: "audio-input", amount: 25 },
        ],
      },
      true,
    ],
    [{ input: 25, cachedInput: 25, cacheWrite: 25, longCacheWrite: 25 }, false],
  ] as const)("%j: the whole call at its rates is %s", (used, long) => {
    expect(isLong(used)).toBe(long)
  })

  it("is none for pictures of the answer", () => {
    const pictures = row({
      longContext: tiered.longContext,
      media: [{ what: "image-output", unit: "image", usd: 1 }],
    })
    expect(usdFor([pictures], { output: million, media: [{ what: "image-output", amount: 101 }] })).toBe(109)
  })
})

describe("the price list a call is found in", () => {
  it("holds a price from its first day to the day before its end", () => {
    const rows = [row({ since: "2026-11-20", until: "2026-11-22" })]
    const kindAt = (day: number, hour = 0) =>
      priceFor(rows, { input: 1 }, "here", Date.UTC(2026, 10, day, hour)).kind
    expect([kindAt(19, 23), kindAt(20), kindAt(21, 23), kindAt(22)]).toEqual([
      "unknown",
      "priced",
      "priced",
      "unknown",
    ])
  })

  it("holds a price for one service alone, or for a vendor's own ones", () => {
    const rows = [row({ seller: { upstream: "mine" } })]
    expect(priceFor(rows, { input: 1 }, "mine").kind).toBe("priced")
    expect(priceFor(rows, { input: 1 }, "gemini-api").kind).toBe("unknown")
    const vendor = [row({ seller: { vendor: "google" } })]
    expect(priceFor(vendor, { input: 1 }, "gemini-api").kind).toBe("priced")
    expect(priceFor(vendor, { input: 1 }, "openai-api").kind).toBe("unknown")
    expect(priceFor(vendor, { input: 1 }, "mine").kind).toBe("unknown")
  })

  it("is measured by your own rows, except where a plan pays", () => {
    expect(priceFor([row()], { input: million }, "here")).toMatchObject({ usd: 1, basis: "measured" })
    expect(priceFor([row()], { input: million }, "agy")).toMatchObject({ usd: 1, basis: "estimated" })
    expect(priceFor([row()], { input: million }, "vertex-regional")).toMatchObject({
      usd: 1,
      basis: "measured",
    })
  })

  it.each([
    ["vertex-regional", "gemini-3.5-flash", 1.65],
    ["vertex-claude-global", "claude-haiku-5-5", null],
    ["vertex-claude-regional", "claude-haiku-5-5", null],
  ])("is an estimate through %s", (upstream, model, usd) => {
    const price = priceOf({ model, upstream, at: midnight }, usage({ input: million }), [])
    expect(price).toMatchObject({ kind: "priced", basis: "estimated", ...(usd !== null && { usd }) })
  })

  it("is an estimate where the service did not tell cached tokens or thoughts", () => {
    for (const untold of [{ cachedInput: null }, { thinking: null }])
      expect(priceFor([row()], { input: million, ...untold })).toMatchObject({ usd: 1, basis: "estimated" })
  })

  it("says what it did not find, for which day", () => {
    expect(priceFor([], { input: 1 }, "mine")).toEqual({
      kind: "unknown",
      why: "no certain price is known for the model m through mine on 2026-11-20",
    })
    expect(priceOf({ model: null, upstream: "mine", at: midnight }, usage({ input: 1 }), [])).toEqual({
      kind: "unknown",
      why: "the service did not name the model of the call",
    })
  })

  it("stays right when thousands of names are asked for", () => {
    const rows = [row({ seller: { upstream: "mine" } })]
    for (let at = 0; at < 1200; at += 1) {
      const call = { model: `m${at}`, upstream: "mine", at: midnight }
      expect(priceOf(call, usage({ input: 1 }), rows).kind).toBe("unknown")
    }
    expect(priceFor(rows, { input: million }, "mine")).toMatchObject({ usd: 1 })
    expect(priceFor(rows, { input: million }, "other").kind).toBe("unknown")
    expect(priceFor(rows, { input: million }, "mine")).toMatchObject({ usd: 1 })
  })
})

describe("the most a call can cost", () => {
  const ceiling = (
    rows: readonly PriceRow[],
    inputTokens: number,
    maxOutputTokens: number,
    upstream = "here",
  ) => ceilingOf({ model: "m", upstream, at: midnight }, { inputTokens, maxOutputTokens }, rows)

  it("takes every token of the prompt at the dearest rate of prompts, and of the answer at the dearest of answers", () => {
    expect(ceiling([row()], million, million)).toEqual({
      kind: "priced",
      usd: 20,
      basis: "estimated",
      row: row(),
    })
    const plain = row({ rates: { ...rates, cacheWrite: null, longCacheWrite: null, thinking: 1 } })
    expect(ceiling([plain], million, million)).toMatchObject({ usd: 9 })
    expect(ceiling([row({ rates: { ...rates, longCacheWrite: null } })], million, 0)).toMatchObject({
      usd: 2,
    })
  })

  it("takes the rates of long prompts where the prompt may be one", () => {
    const tiered = row({
      longContext: { above: million, rates: { ...rates, longCacheWrite: 40, output: 80 } },
    })
    expect(ceiling([tiered], million, 0)).toMatchObject({ usd: 4 })
    expect(ceiling([tiered], million + 1, million)).toMatchObject({ usd: 120.00004 })
  })

  it("is a tenth dearer where a region may be, and unknown where the price is", () => {
    const one = ceilingOf(
      { model: "gemini-3.5-flash", upstream: "vertex-regional", at: midnight },
      { inputTokens: million, maxOutputTokens: 0 },
      [],
    )
    const base = ceilingOf(
      { model: "gemini-3.5-flash", upstream: "vertex-global", at: midnight },
      { inputTokens: million, maxOutputTokens: 0 },
      [],
    )
    if (one.kind !== "priced" || base.kind !== "priced") throw new Error("no price")
    expect(one.usd).toBeCloseTo(base.usd * 1.1, 9)
    expect(ceiling([], million, 0)).toMatchObject({
      kind: "unknown",
      why: expect.stringContaining("the model m"),
    })
  })
})
