import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { capsOf } from "../../src/spend/caps.ts"
import { readOwnPrices, readSpendSettings } from "../../src/spend/user-files.ts"
import { temporaryHome } from "../store/sample.ts"

function homeWith(name: string, text: string): string {
  const home = temporaryHome()
  writeFileSync(join(home, name), text)
  return home
}

describe("prices.json", () => {
  it("may be missing, and may name as little as a model with two rates", () => {
    expect(readOwnPrices(temporaryHome())).toEqual({ kind: "prices", rows: [] })
    const text = JSON.stringify({
      prices: [{ model: "Local-7B", upstream: "ollama", rates: { input: 0, output: 0 } }],
    })
    expect(readOwnPrices(homeWith("prices.json", text))).toMatchObject({
      kind: "prices",
      rows: [
        { model: "local-7b", seller: { upstream: "ollama" }, since: "1970-01-01", rates: { thinking: 0 } },
      ],
    })
  })

  it("gives every field of a price as it stands, and fills in what is left out", () => {
    const rates = { input: 1, output: 2 }
    const whole = {
      model: "M-1",
      upstream: "mine",
      currency: "USD",
      since: "2026-01-01",
      until: "2026-02-01",
      rates: { ...rates, cachedInput: 0.1, cacheWrite: 3, longCacheWrite: 4, thinking: 5 },
      longContext: { above: 100, rates },
      media: [{ what: "audio-input", unit: "million-tokens", usd: 7 }],
      source: "my contract",
    }
    const filled = { ...rates, cachedInput: null, cacheWrite: null, longCacheWrite: null, thinking: 2 }
    expect(
      readOwnPrices(homeWith("prices.json", JSON.stringify({ prices: [whole, { model: "m", rates }] }))),
    ).toEqual({
      kind: "prices",
      rows: [
        {
          model: "m-1",
          seller: { upstream: "mine" },
          currency: "USD",
          since: "2026-01-01",
          until: "2026-02-01",
          rates: whole.rates,
          longContext: { above: 100, rates: filled },
          media: whole.media,
          source: { page: "my contract", read: "2026-01-01" },
        },
        {
          model: "m",
          seller: "any",
          currency: "USD",
          since: "1970-01-01",
          until: null,
          rates: filled,
          longContext: null,
          media: [],
          source: { page: "your prices.json", read: "1970-01-01" },
        },
      ],
    })
  })

  it("may name two prices of one model, one after the other", () => {
    const rates = { input: 1, output: 2 }
    const prices = [
      { model: "m", until: "2026-01-01", rates },
      { model: "m", since: "2026-01-01", until: "2026-01-02", rates },
    ]
    expect(readOwnPrices(homeWith("prices.json", JSON.stringify({ prices }))).kind).toBe("prices")
  })

  it.each([
    ["{", "it is no JSON"],
    ["[]", "it must be an object in braces"],
    [
      '{"prices":[{"model":"m","since":"2026-01-01","until":"2026-01-01","rates":{"input":1,"output":1}}]}',
      "the price of m ends before it begins",
    ],
    ['{"prices":[{"model":"m","rates":{"input":1}}]}', "prices.0.rates.output"],
    ['{"prices":[{"model":"m","rates":{"input":-1,"output":1}}]}', "prices.0.rates.input"],
    ['{"prices":[{"model":"m","currency":"EUR","rates":{"input":1,"output":1}}]}', "prices.0.currency"],
    ['{"prices":[{"model":"m","rates":{"input":1,"output":1,"ouput":2}}]}', "ouput"],
    [
      '{"prices":[{"model":"m","since":"2026-02-01","until":"2026-01-01","rates":{"input":1,"output":1}}]}',
      "the price of m ends before it begins",
    ],
  ])("%s is refused as a whole, in one sentence that says where it is wrong", (text, where) => {
    const home = homeWith("prices.json", text)
    const read = readOwnPrices(home)
    expect(read.kind).toBe("wrong")
    if (read.kind !== "wrong") return
    expect(read.why).toContain(join(home, "prices.json"))
    expect(read.why).toContain(where)
    expect(read.why).toMatch(/Correct the file or remove it, then try again\.$/)
  })
})

describe("spend.json", () => {
  it("says where days begin and which caps hold; without it local days and the caps of the mode", () => {
    const none = readSpendSettings(temporaryHome())
    expect(none).toEqual({ kind: "settings", zone: "local", dailyUsd: null, weeklyUsd: null })
    const own = readSpendSettings(homeWith("spend.json", '{"zone":"Asia/Taipei","dailyUsd":7.5}'))
    expect(own).toEqual({ kind: "settings", zone: "Asia/Taipei", dailyUsd: 7.5, weeklyUsd: null })
    expect(readSpendSettings(homeWith("spend.json", '{"zone":"Taipei"}'))).toMatchObject({
      kind: "wrong",
      why: expect.stringContaining('zone is "Taipei"'),
    })
    expect(readSpendSettings(homeWith("spend.json", '{"dailyUsd":0}'))).toMatchObject({ kind: "wrong" })
  })

  it("may name one cap alone, and says how it is wrong as prices.json does", () => {
    expect(readSpendSettings(homeWith("spend.json", '{"weeklyUsd":9}'))).toEqual({
      kind: "settings",
      zone: "local",
      dailyUsd: null,
      weeklyUsd: 9,
    })
    const home = homeWith("spend.json", "null")
    expect(readSpendSettings(home)).toEqual({
      kind: "wrong",
      why: `${join(home, "spend.json")} cannot be used: it must be an object in braces. Correct the file or remove it, then try again.`,
    })
    const torn = homeWith("spend.json", '{"zone"')
    expect(readSpendSettings(torn)).toMatchObject({ why: expect.stringContaining("it is no JSON") })
  })

  it.each([
    ["safe", {}, { each: null, daily: 5, weekly: 25 }],
    ["auto", {}, { each: null, daily: 20, weekly: 100 }],
    ["unsafe", {}, { each: null, daily: 100, weekly: 500 }],
    ["auto", { maxUsd: 3, daily: 2 }, { each: 3, daily: 2, weekly: 100 }],
  ] as const)("mode %s with %j gives %j", (mode, asked, caps) => {
    expect(capsOf(mode, asked, { dailyUsd: null, weeklyUsd: null })).toEqual(caps)
    const own = { dailyUsd: 9, weeklyUsd: 9 }
    expect(capsOf(mode, asked, own)).toEqual({ ...caps, daily: "daily" in asked ? 2 : 9, weekly: 9 })
  })
})
