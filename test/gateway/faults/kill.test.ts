import { describe, expect, it } from "vitest"
import { readCalls } from "../../../src/spend/read-calls.ts"
import { says } from "../fakes/fake-answer.ts"
import { eventually } from "./eventually.ts"
import { temporaryHome } from "./spawned-gateway.ts"
import { expectNoSecrets, setFaultTable, ways } from "./table.ts"

/** 80 fresh, 20 cached and 35 output tokens of gemini-2.5-flash. */
const usdOfAnAnswer = (80 * 0.3 + 20 * 0.03 + 35 * 2.5) / 1e6
const [translated] = ways

describe("the ledger after a kill", () => {
  it("G58 holds every finished call with its price, and every cut-off call with what was reserved for it", async () => {
    using home = temporaryHome()
    const since = Date.now()
    await using table = await setFaultTable({ home: home.path })
    const finished = await Promise.all(Array.from({ length: 40 }, () => table.chat(translated)))
    for (const { text } of finished) expect(text).toContain("[DONE]")

    const slow = Array.from({ length: 20 }, () =>
      says("words that come very slowly, one after the other", { textEvents: 8, pauseMs: 2000 }),
    )
    table.gemini.script(...slow)
    const cut = slow.map(() => table.chat(translated).catch(() => null))
    await eventually(
      () => table.gemini.asked.length,
      (seen) => Number(seen) === 60,
      10_000,
    )
    // The last of them has its head before the kill.
    await eventually(
      () => table.gemini.connections(),
      (seen) => Number(seen) >= 20,
      5000,
    )
    await table.gateway.stop("SIGKILL")
    for (const answer of await Promise.all(cut)) {
      if (answer !== null) expect([answer.cut, answer.text.includes("[DONE]")]).toEqual([true, false])
    }
    expectNoSecrets(table)

    await using again = await setFaultTable({ home: home.path })
    const after = await again.chat(translated)
    expect(after.text).toContain("[DONE]")
    // The client has its words a moment before the ledger has the price.
    const read = () => readCalls(home.path, since)
    await eventually(
      () => read().calls.filter(({ state }) => state === "settled").length,
      (seen) => seen === 41,
      2000,
    )
    const { calls, badLines } = read()
    const settled = calls.filter(({ state }) => state === "settled")
    const open = calls.filter(({ state }) => state === "open")
    expect(badLines).toBeLessThanOrEqual(1)
    expect([settled.length, open.length]).toEqual([41, 20])
    for (const { usd, basis } of settled) {
      expect(basis).toBe("measured")
      expect(usd).toBeCloseTo(usdOfAnAnswer, 9)
    }
    for (const { usd } of open) expect(usd).toBeGreaterThan(0)
  })

  it("is settled by the last usage seen, and says so, where the client went away", async () => {
    const since = Date.now()
    await using table = await setFaultTable()
    table.gemini.script(
      says("words that come very slowly, one after the other", { textEvents: 8, pauseMs: 300 }),
    )
    await table.chat(translated, { leaveAfter: 200 })
    const settled = () =>
      readCalls(table.gateway.home, since).calls.filter(({ state }) => state === "settled")
    await eventually(
      () => settled().length,
      (seen) => seen === 1,
      3000,
    )
    expect(settled()).toMatchObject([{ basis: "estimated" }])
    expect(settled()[0]?.usd).toBeGreaterThan(0)
  })

  it("is whole after a gentle end: calls in flight are finished first", async () => {
    using home = temporaryHome()
    const since = Date.now()
    await using table = await setFaultTable({ home: home.path })
    table.gemini.script(says("a few words in pieces", { textEvents: 8, pauseMs: 100 }))
    const answer = table.chat(translated)
    await eventually(
      () => table.gemini.asked.length,
      (seen) => seen === 1,
      5000,
    )
    expect(await table.gateway.stop("SIGTERM")).toBe(0)
    expect((await answer).text).toContain("[DONE]")
    expect(readCalls(home.path, since).calls).toMatchObject([{ state: "settled", basis: "measured" }])
  })
})
