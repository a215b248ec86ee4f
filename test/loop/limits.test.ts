import { describe, expect, it } from "vitest"
import { elapsedMs, reachedLimit, remaining } from "../../src/loop/limits.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { runningLoop, start } from "./builders.ts"

const minute = 60_000
const spent = (usd: number | null): LoopState["spend"] => ({ ...runningLoop().spend, usd })

describe("working time", () => {
  it.each<[string, Partial<LoopState>, number, number]>([
    ["counts from the start", {}, 5, 5],
    ["is nothing before the loop began", { startedAt: null }, 5, 0],
    ["leaves out what was paused before", { pausedMs: 2 * minute }, 5, 3],
    ["leaves out a pause that still lasts", { pausedSince: start + 3 * minute }, 5, 3],
    ["leaves out both", { pausedMs: minute, pausedSince: start + 3 * minute }, 5, 2],
    ["takes a pause that lies ahead for none", { pausedSince: start + 9 * minute }, 5, 5],
    ["is never negative after the clock jumped back", {}, -5, 0],
    ["is never negative with more pause than time", { pausedMs: 9 * minute }, 5, 0],
  ])("%s", (_title, more, after, minutes) => {
    expect(elapsedMs(runningLoop({}, more), start + after * minute)).toBe(minutes * minute)
  })
})

describe("what is left", () => {
  it("is counted down from each limit and never below nothing", () => {
    const state = runningLoop(
      { maxIterations: 10, maxMinutes: 60, maxUsd: 2 },
      { iteration: 4, spend: spent(0.5) },
    )
    expect(remaining(state, start + 15 * minute)).toEqual({ iterations: 6, minutes: 45, usd: 1.5 })
    const over = { ...state, iteration: 14, spend: spent(9) }
    expect(remaining(over, start + 90 * minute)).toEqual({ iterations: 0, minutes: 0, usd: 0 })
  })

  it("says nothing of money while no cost is known", () => {
    expect(remaining(runningLoop(), start).usd).toBeNull()
  })
})

describe("the first limit that is reached", () => {
  const iterations = { outcome: "iteration-limit", reason: "all 3 iterations are used up" }
  const time = { outcome: "time-limit", reason: "the 60 minutes are used up" }
  const money = { outcome: "spend-limit", reason: "the budget of $2 is used up" }

  it.each<[string, Partial<LoopState>, number, ReturnType<typeof reachedLimit>]>([
    ["none while all hold", { iteration: 2, spend: spent(1.99) }, 59.9, null],
    ["none while the cost is unknown", { iteration: 2 }, 0, null],
    ["the iterations at the last one", { iteration: 3 }, 0, { ...iterations, outcome: "iteration-limit" }],
    ["the minutes when the last one is over", {}, 60, { ...time, outcome: "time-limit" }],
    ["the money when all of it is spent", { spend: spent(2) }, 0, { ...money, outcome: "spend-limit" }],
    [
      "the iterations before the minutes and the money",
      { iteration: 3, spend: spent(3) },
      61,
      { ...iterations, outcome: "iteration-limit" },
    ],
    ["the minutes before the money", { spend: spent(3) }, 61, { ...time, outcome: "time-limit" }],
  ])("S37 S50 %s", (_title, more, after, limit) => {
    const state = runningLoop({ maxIterations: 3, maxMinutes: 60, maxUsd: 2 }, more)
    expect(reachedLimit(state, start + after * minute)).toEqual(limit)
  })

  it.each([
    [1, 0, "the one iteration is used up"],
    [0, 1, "the one minute is used up"],
  ])("is named in the singular where there was one", (iteration, minutes, reason) => {
    const state = runningLoop({ maxIterations: 1, maxMinutes: 1 }, { iteration })
    expect(reachedLimit(state, start + minutes * minute)?.reason).toBe(reason)
  })
})
