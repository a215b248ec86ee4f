import { describe, expect, it } from "vitest"
import type { LedgerRecord } from "../../src/spend/ledger.ts"
import type { CallView } from "../../src/spend/read-calls.ts"
import {
  costPerVerified,
  groupSpend,
  knownUsd,
  type SpendItem,
  spendItems,
  sumSpend,
} from "../../src/spend/spend-groups.ts"
import { unknownZone } from "./unknown-zone.ts"

const day = 86_400_000
const monday = Date.UTC(2026, 10, 16)
const eightDays = () => ({ from: monday, to: monday + 8 * day, zone: unknownZone("utc") })

function call(more: Partial<CallView> = {}): CallView {
  return {
    id: "1",
    at: monday,
    owner: "loop:a",
    model: "flash",
    upstream: "gemini-api",
    usd: 2,
    basis: "measured",
    tokens: { input: 10, cachedInput: 4, cacheWrite: 0, output: 3, thinking: 1 },
    state: "settled",
    caller: { pid: 1, host: "h" },
    ...more,
  }
}

function iteration(more: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    at: monday,
    loop: "told",
    iteration: 1,
    host: "claude-code",
    model: "opus",
    inputTokens: 100,
    outputTokens: 30,
    usd: 5,
    basis: "measured",
    wallMs: 1,
    checkMs: 1,
    ...more,
  }
}

function item(more: Partial<SpendItem> = {}): SpendItem {
  return {
    at: monday,
    owner: "loop:a",
    model: "flash",
    usd: 1,
    basis: "measured",
    input: 10,
    cachedInput: 4,
    output: 3,
    ...more,
  }
}

describe("what was spent, item by item", () => {
  it("is every call, and every iteration of loops that made none, in the order of time", () => {
    const calls = [
      call({ at: monday + 2 }),
      call({ id: "2", owner: "key:k", tokens: null, basis: "estimated" }),
    ]
    expect(spendItems(calls, [iteration({ at: monday + 1 }), iteration({ loop: "a" })])).toEqual([
      {
        at: monday,
        owner: "key:k",
        model: "flash",
        usd: 2,
        basis: "estimated",
        input: null,
        cachedInput: null,
        output: null,
      },
      {
        at: monday + 1,
        owner: "loop:told",
        model: "opus",
        usd: 5,
        basis: "measured",
        input: 100,
        cachedInput: null,
        output: 30,
      },
      {
        at: monday + 2,
        owner: "loop:a",
        model: "flash",
        usd: 2,
        basis: "measured",
        input: 10,
        cachedInput: 4,
        output: 3,
      },
    ])
  })

  it("leaves out the measuring before the work, where no model was asked", () => {
    expect(spendItems([], [iteration({ iteration: 0 }), iteration()])).toHaveLength(1)
  })

  it("is unknown where an iteration tells no money, whatever it says of how it came about", () => {
    expect(spendItems([], [iteration({ usd: null })])).toMatchObject([{ usd: null, basis: "unknown" }])
  })
})

describe("the sum of what was spent", () => {
  it("keeps measured, estimated and unknown money apart, and adds up tokens as far as they are known", () => {
    const items = [
      item({ usd: 0.1 }),
      item({ usd: 0.2 }),
      item({ usd: 3, basis: "estimated" }),
      item({ usd: null, basis: "unknown", input: null, cachedInput: null, output: null }),
    ]
    const sum = sumSpend(items)
    expect(sum).toEqual({
      items: 4,
      measuredUsd: 0.3,
      estimatedUsd: 3,
      unknown: 1,
      inputTokens: 30,
      cachedInputTokens: 12,
      outputTokens: 9,
    })
    expect(knownUsd(sum)).toBe(3.3)
  })
})

describe("what was spent, by group", () => {
  const keys = (...args: Parameters<typeof groupSpend>) => groupSpend(...args).map(({ key }) => key)

  it("names every day and week of the span in their order, also those in which nothing was spent", () => {
    expect(
      groupSpend([item({ at: monday + 2 * day }), item()], "day", { ...eightDays(), to: monday + 2 * day }),
    ).toMatchObject([
      { key: "2026-11-16", sum: { items: 1 }, items: [{ at: monday }] },
      { key: "2026-11-17", sum: { items: 0 }, items: [] },
      { key: "2026-11-18", sum: { items: 1 }, items: [{ at: monday + 2 * day }] },
    ])
    expect(keys([], "week", eightDays())).toEqual(["2026-W47", "2026-W48"])
    const second = item({ at: monday + 7 * day })
    expect(keys([second], "week", eightDays())).toEqual(["2026-W47", "2026-W48"])
    const before = item({ at: monday - 5 * day })
    expect(keys([before], "week", eightDays())).toEqual(["2026-W46", "2026-W47", "2026-W48"])
  })

  it("puts a day of an item outside of the span where it belongs", () => {
    const early = item({ at: monday - 1 })
    expect(keys([early], "day", { ...eightDays(), to: monday })).toEqual(["2026-11-15", "2026-11-16"])
  })

  it("counts days as the zone does", () => {
    const span = { from: monday, to: monday, zone: unknownZone("Asia/Taipei") }
    expect(keys([item({ at: monday + 16 * 3_600_000 })], "day", span)).toEqual(["2026-11-16", "2026-11-17"])
  })

  it("shows of a span of more than 400 days only those in which something was spent", () => {
    expect(keys([item()], "day", { ...eightDays(), to: monday + 398 * day })).toHaveLength(399)
    expect(keys([item()], "day", { ...eightDays(), to: monday + 399 * day })).toEqual(["2026-11-16"])
    expect(keys([item()], "week", { ...eightDays(), to: monday + 399 * day })).toHaveLength(58)
  })

  it("puts the dearest model first, equally dear ones by name, and names the unknown one", () => {
    const items = [
      item({ model: "b", usd: 1 }),
      item({ model: "c", usd: 1 }),
      item({ model: null, usd: 0.5 }),
      item({ model: "a", usd: 1 }),
      item({ model: "dear", usd: 2, basis: "estimated" }),
      item({ model: null, usd: 0.1 }),
    ]
    expect(keys(items, "model", eightDays())).toEqual(["dear", "a", "b", "c", "unknown"])
    expect(keys(items.toReversed(), "model", eightDays())).toEqual(["dear", "a", "b", "c", "unknown"])
  })

  it("names loops by their id alone, and keys of the gateway as keys", () => {
    const items = [item({ owner: "loop:x", usd: 2 }), item({ owner: "key:x" }), item({ owner: "loop:x" })]
    expect(groupSpend(items, "loop", eightDays())).toMatchObject([
      { key: "x", sum: { items: 2, measuredUsd: 3 } },
      { key: "key:x", sum: { items: 1 } },
    ])
  })
})

describe("the cost of a task that ended verified", () => {
  it("is the money of all loops, the failed ones too, for each verified one whose money is known", () => {
    const items = [
      item({ owner: "loop:good", usd: 2 }),
      item({ owner: "loop:failed", usd: 4 }),
      item({ owner: "loop:also", usd: 1, basis: "estimated" }),
      item({ owner: "key:k", usd: 50 }),
      item({ owner: "loop:dark", usd: null, basis: "unknown" }),
    ]
    expect(costPerVerified(items, new Set(["good", "also", "dark", "never-seen"]))).toEqual({
      tasks: 2,
      unknownTasks: 2,
      usd: 7,
      perTask: 3.5,
    })
  })

  it("is no number where none ended verified", () => {
    expect(costPerVerified([item()], new Set())).toEqual({ tasks: 0, unknownTasks: 0, usd: 1, perTask: null })
  })
})
