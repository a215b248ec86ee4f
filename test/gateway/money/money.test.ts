import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { BudgetConfig, UpstreamConfig } from "../../../src/gateway/config/config.ts"
import type { ClientKey } from "../../../src/gateway/keys/key.ts"
import { type Money, type MoneyCall, openMoney } from "../../../src/gateway/money/open-money.ts"
import { openBudget } from "../../../src/spend/budget.ts"
import { readCalls } from "../../../src/spend/read-calls.ts"
import { temporaryHome } from "../../store/sample.ts"
import { sampleUpstream } from "../sample-upstream.ts"

const noon = Date.UTC(2026, 10, 18, 12)
const gemini = sampleUpstream({ name: "gemini", kind: "gemini" })
/** 1.5 USD per million tokens of prompt, 9 of output. */
const model = "gemini-3.5-flash"

function keyOf(more: Partial<ClientKey> = {}): ClientKey {
  return {
    name: "editor",
    prefix: "fl-abcdef",
    models: "all",
    formats: "all",
    expiresAt: null,
    caps: { dailyUsd: null, weeklyUsd: null, totalUsd: null },
    loop: null,
    concurrency: null,
    revokedAt: null,
    createdAt: noon,
    lastUsedAt: null,
    ...more,
  }
}

function moneyOf(home: string, budget: Partial<BudgetConfig> = {}, now: () => number = () => noon): Money {
  writeFileSync(join(home, "spend.json"), '{"zone":"utc"}')
  return openMoney({
    home,
    now,
    budget: () => ({ dailyUsd: null, weeklyUsd: null, unknownPrice: "refuse", ...budget }),
  })
}

/** A call that reserves this much: all of it output. */
function call(usd: number, more: Partial<MoneyCall> = {}): MoneyCall {
  const maxOutputTokens = Math.round((usd / 9) * 1e6)
  return { key: keyOf(), upstream: gemini, model, inputTokens: 0, maxOutputTokens, ...more }
}

async function reserved(money: Money, order: MoneyCall): Promise<string> {
  const answer = await money.reserve(order)
  if (answer.kind === "refused") throw new Error(answer.error.message)
  return answer.id
}

/** Usage that costs this much. */
function used(usd: number) {
  const usage = { input: 0, cachedInput: 0, cacheWrite: 0, output: Math.round((usd / 9) * 1e6), thinking: 0 }
  return { upstream: gemini, model, usage, aborted: false } as const
}

describe("the money of the gateway", () => {
  it("G57 charges what the upstream counted, whatever the client asked to be told", async () => {
    const home = temporaryHome()
    const money = moneyOf(home)
    const id = await reserved(money, call(1))
    const settled = await money.settle(id, {
      ...used(0),
      usage: { input: 1_000_000, cachedInput: 0, cacheWrite: 0, output: 100_000, thinking: 40_000 },
    })
    expect(settled).toEqual({ usd: 2.4, basis: "measured", warnings: [] })
    expect(readCalls(home, 0).calls).toMatchObject([
      { owner: "key:editor", upstream: "gemini-api", model, usd: 2.4, basis: "measured", state: "settled" },
    ])
    // A second settlement of the same call changes nothing.
    expect((await money.settle(id, used(1))).usd).toBeNull()
    expect(readCalls(home, 0).calls).toHaveLength(1)
  })

  it("G58 charges an aborted stream from the last usage seen, and says that it is an estimate", async () => {
    const home = temporaryHome()
    const money = moneyOf(home)
    const usage = { input: 100_000, cachedInput: 0, cacheWrite: 0, output: 1, thinking: 0 }
    const aborted = { ...used(0), usage, aborted: true }
    expect(await money.settle(await reserved(money, call(1)), aborted)).toMatchObject({ basis: "estimated" })
    const seen = await money.settle(await reserved(money, call(1)), { ...aborted, seenOutputTokens: 10_000 })
    expect(seen.basis).toBe("estimated")
    expect(seen.usd).toBeCloseTo(0.15 + 0.09, 9)
  })

  it("G58 charges an aborted stream without usage by what was sent and seen, else by what was reserved", async () => {
    const home = temporaryHome()
    const money = moneyOf(home)
    const none = { ...used(0), usage: null, aborted: true }
    const sent = await reserved(money, call(1, { inputTokens: 100_000 }))
    const partly = await money.settle(sent, { ...none, seenOutputTokens: 10_000 })
    expect(partly).toMatchObject({ basis: "estimated" })
    expect(partly.usd).toBeCloseTo(0.15 + 0.09, 9)
    const whole = await money.settle(await reserved(money, call(0.9)), { ...none, seenOutputTokens: 0 })
    expect(whole).toMatchObject({ usd: 0.9, basis: "estimated" })
    // So does a whole answer whose upstream told nothing.
    expect((await money.settle(await reserved(money, call(0.9)), { ...none, aborted: false })).usd).toBe(0.9)
  })

  it("gives back what was reserved for a call that was never made", async () => {
    const home = temporaryHome()
    const money = moneyOf(home, { dailyUsd: 1 })
    const id = await reserved(money, call(0.9))
    expect((await money.reserve(call(0.9))).kind).toBe("refused")
    money.release(id)
    expect((await money.reserve(call(0.9))).kind).toBe("reserved")
  })

  it("names key, cap, spent amount and reset when a key's own budget stops a call, and stops no other key", async () => {
    const home = temporaryHome()
    const money = moneyOf(home)
    const key = keyOf({ name: "ci", caps: { dailyUsd: 2, weeklyUsd: null, totalUsd: null } })
    await money.settle(await reserved(money, call(1.5, { key })), used(1.5))
    const refused = await money.reserve(call(0.9, { key }))
    if (refused.kind !== "refused") throw new Error("it was let through")
    expect(refused.error).toMatchObject({ code: "budget", status: 402, retryAfterMs: null })
    expect(refused.error.message).toBe(
      'The cap of $2.00 a day for the key "ci" would be passed: $1.50 spent, it begins anew at 2026-11-19T00:00:00.000Z. This request may cost up to $0.90.',
    )
    expect((await money.reserve(call(0.9))).kind).toBe("reserved")
  })

  it("holds a key's caps per day, per week and for all time, each in its own window", async () => {
    const home = temporaryHome()
    let now = noon
    const money = moneyOf(home, {}, () => now)
    const key = keyOf({ caps: { dailyUsd: 2, weeklyUsd: 3, totalUsd: 4 } })
    const spend = async (usd: number): Promise<string> => {
      const answer = await money.reserve(call(usd, { key }))
      if (answer.kind === "refused") return answer.error.message
      await money.settle(answer.id, used(usd))
      return "spent"
    }
    expect(await spend(1.8)).toBe("spent")
    expect(await spend(0.9)).toContain("$2.00 a day")
    now += 86_400_000
    expect(await spend(0.9)).toBe("spent")
    expect(await spend(0.9)).toContain("$3.00 a week")
    now += 7 * 86_400_000
    expect(await spend(0.9)).toBe("spent")
    expect(await spend(0.9)).toContain("$4.00 for")
    expect(
      money.view([key]).map(({ key: name, cap, spent }) => [name, cap, Number(spent.toFixed(2))]),
    ).toEqual([
      ["editor", "total", 3.6],
      ["editor", "daily", 0.9],
      ["editor", "weekly", 0.9],
    ])
  })

  it("keeps a key's caps when the log goes on in a new file, and when the gateway was started again", async () => {
    const home = temporaryHome()
    const key = keyOf({ caps: { dailyUsd: 2, weeklyUsd: null, totalUsd: null } })
    // Filled by others until files are closed: entries are added up per owner.
    const filler = openBudget({
      home,
      now: () => noon,
      zone: "utc",
      caps: { each: null, daily: null, weekly: null },
      fileBytes: 2_000,
    })
    const money = moneyOf(home)
    await money.settle(await reserved(money, call(1.5, { key })), used(1.5))
    for (let index = 0; index < 40; index += 1) {
      const other = filler.reserve({ key: `other-${index % 3}`, model, upstream: "gemini-api", maxUsd: 5 })
      if (other.kind === "reserved") filler.settle(other.id, { tokens: null, model, upstream: "gemini-api" })
    }
    expect((await money.reserve(call(0.9, { key }))).kind).toBe("refused")
    expect((await moneyOf(home).reserve(call(0.9, { key }))).kind).toBe("refused")
    expect((await moneyOf(home).reserve(call(0.4, { key }))).kind).toBe("reserved")
  })

  it("shares caps with loops: what either spends is spent for both", async () => {
    const home = temporaryHome()
    const money = moneyOf(home, { dailyUsd: 5 })
    const loops = openBudget({
      home,
      now: () => noon,
      zone: "utc",
      caps: { each: null, daily: 5, weekly: null },
    })
    expect(loops.reserve({ loop: "a", model, upstream: "gemini-api", maxUsd: 4.5 }).kind).toBe("reserved")
    expect((await money.reserve(call(0.9))).kind).toBe("refused")
    await reserved(money, call(0.4))
    expect(loops.reserve({ loop: "a", model, upstream: "gemini-api", maxUsd: 0.2 }).kind).toBe("refused")
  })

  it("books a key that belongs to a loop on that loop", async () => {
    const home = temporaryHome()
    const money = moneyOf(home)
    const key = keyOf({ loop: "20261118-1200-ab12", caps: { dailyUsd: null, weeklyUsd: null, totalUsd: 1 } })
    await money.settle(await reserved(money, call(0.9, { key })), used(0.9))
    expect(readCalls(home, 0).calls[0]?.owner).toBe("loop:20261118-1200-ab12")
    expect(await money.reserve(call(0.9, { key }))).toMatchObject({
      error: { message: expect.stringContaining("for the loop 20261118-1200-ab12") },
    })
  })

  it("says which allowance it reckoned with when the request names none", async () => {
    const home = temporaryHome()
    const money = moneyOf(home, { dailyUsd: 0.5 })
    expect(await money.reserve(call(0, { maxOutputTokens: null }))).toMatchObject({
      kind: "refused",
      error: {
        message: expect.stringContaining("names no limit of output tokens, so 65536 were reckoned with"),
      },
    })
  })

  it("refuses models of unknown price under a cap, unless the user allows them or names the price", async () => {
    const home = temporaryHome()
    const upstream: UpstreamConfig = sampleUpstream({ name: "ollama", kind: "openai-compatible" })
    const local = call(0, { upstream, model: "qwen3:8b", inputTokens: 10, maxOutputTokens: 100 })
    expect(await moneyOf(home, { dailyUsd: 5 }).reserve(local)).toMatchObject({
      kind: "refused",
      error: { code: "budget", message: expect.stringContaining("prices.json") },
    })
    expect((await moneyOf(home).reserve(local)).kind).toBe("reserved")
    const allowed = moneyOf(home, { dailyUsd: 5, unknownPrice: "allow" })
    const settled = await allowed.settle(await reserved(allowed, local), {
      ...used(1),
      upstream,
      model: "qwen3:8b",
    })
    expect(settled).toEqual({ usd: null, basis: "estimated", warnings: [] })
    const row = { model: "qwen3:8b", upstream: "ollama", rates: { input: 0, output: 1 } }
    writeFileSync(join(home, "prices.json"), JSON.stringify({ prices: [row] }))
    const priced = moneyOf(home, { dailyUsd: 5 })
    expect(
      await priced.settle(await reserved(priced, local), { ...used(0.9), upstream, model: "qwen3:8b" }),
    ).toMatchObject({
      usd: 0.1,
      basis: "measured",
    })
  })

  it("obeys a cap that the user changes while it runs, and spends nothing while a file of the user is wrong", async () => {
    const home = temporaryHome()
    let dailyUsd = 1
    let at = noon
    const money = openMoney({
      home,
      now: () => at,
      budget: () => ({ dailyUsd, weeklyUsd: null, unknownPrice: "refuse" }),
    })
    expect((await money.reserve(call(1.8))).kind).toBe("refused")
    dailyUsd = 2
    expect((await money.reserve(call(1.8))).kind).toBe("reserved")
    writeFileSync(join(home, "prices.json"), "{")
    at += 1000
    expect(await money.reserve(call(0.1))).toMatchObject({
      error: { message: expect.stringContaining("prices.json") },
    })
  })

  it("warns once when a cap is nearly used up", async () => {
    const home = temporaryHome()
    const money = moneyOf(home, { dailyUsd: 1 })
    const first = await money.settle(await reserved(money, call(0.9)), used(0.9))
    expect(first.warnings).toEqual([expect.stringContaining("80 % of the cap of $1.00 a day")])
    expect((await money.settle(await reserved(money, call(0.01)), used(0.01))).warnings).toEqual([])
  })

  it("prices Claude on Vertex by Anthropic's list, as an estimate", async () => {
    const home = temporaryHome()
    const money = moneyOf(home, { dailyUsd: 50 })
    const upstream = sampleUpstream({ name: "vertex", kind: "vertex-claude", location: "europe-west1" })
    const order = { upstream, model: "claude-opus-5-5@20260901" }
    const id = await reserved(money, call(0, { ...order, inputTokens: 1000, maxOutputTokens: 1000 }))
    expect((await money.settle(id, { ...used(0.1), ...order })).basis).toBe("estimated")
  })
})
