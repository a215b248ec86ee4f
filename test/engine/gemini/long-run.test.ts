import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { geminiBackend } from "../../../src/engine/backends/gemini/gemini.ts"
import { openSpending } from "../../../src/engine/spending.ts"
import { readLedger } from "../../../src/spend/ledger.ts"
import { readCalls } from "../../../src/spend/read-calls.ts"
import { runPlayground } from "../driver/run-playground.ts"
import { call, fakeGemini, type Scripted, says } from "./fake-gemini.ts"

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const steps = 30
/** Price of one answer of the fake: 1000 tokens in, 50 out at the table's price of gemini-2.5-flash. */
const usdOfCall = (1000 * 0.3 + 50 * 2.5) / 1e6

describe("a long headless run on the Gemini API", () => {
  it("ends verified after 30 turns with a fifth of all calls going wrong, and its ledger is exact (S66)", async () => {
    using play = runPlayground()
    const lines = Array.from(
      { length: steps },
      (_, at) =>
        `[ -f step-${at + 1} ] && echo "ok ${at + 1} - step ${at + 1}" || { echo "not ok ${at + 1} - step ${at + 1}"; bad=1; }`,
    )
    writeFileSync(
      join(play.project, "check.sh"),
      `echo "TAP version 13"\necho "1..${steps}"\n${lines.join("\n")}\n[ -z "$bad" ]\n`,
    )
    const random = generator(7)
    let done = 0
    let good = 0
    await using api = await fakeGemini(({ body }): Scripted => {
      if (random() < 0.2) return faults[Math.floor(random() * faults.length)] ?? { kind: "reset" }
      good += 1
      const last = JSON.stringify(Array.isArray(body.contents) ? body.contents.at(-1) : null)
      if (last.includes("functionResponse")) return says(`Step ${done} is there.`)
      done += 1
      return { kind: "answer", parts: [call("write_file", { path: `step-${done}`, content: "there\n" })] }
    })
    const run = play.run()
    const spending = openSpending({
      home: play.home,
      now: run.now,
      mode: "auto",
      maxUsd: 5,
      daily: null,
      weekly: null,
    })
    if (spending.kind === "wrong") throw new Error(spending.why)
    const backend = geminiBackend({
      env: {
        PATH: process.env.PATH,
        GEMINI_API_KEY: "AIzaFakeKeyOfATestThatIsNoSecretAtAll12",
        GOOGLE_GEMINI_BASE_URL: api.url,
      },
      now: run.now,
      keptKey: async () => null,
      wait: async () => {},
      budget: spending.budget,
      judge: () => null,
    })
    const ran = await play.start([backend], {
      settings: { maxIterations: 40, maxMinutes: 600, maxUsd: 5 },
      run: { now: run.now },
      model: "gemini-2.5-flash",
    })
    expect(ran).toMatchObject({ kind: "ran", state: { outcome: { kind: "verified" }, iteration: steps } })
    expect(play.events.filter(({ kind }) => kind === "fault").length).toBeGreaterThan(5)
    expect(good).toBe(2 * steps)
    const { calls } = readCalls(play.home, 0)
    const settled = calls.filter(({ state }) => state === "settled")
    expect(settled).toHaveLength(good)
    expect(calls).toHaveLength(good)
    expect(sum(settled.map(({ usd }) => usd))).toBeCloseTo(good * usdOfCall, 9)
    const iterations = readLedger(play.home, always).records.filter(({ usd }) => usd !== null)
    expect(sum(iterations.map(({ usd }) => usd ?? 0))).toBeCloseTo(good * usdOfCall, 9)
    expect(ran).toMatchObject({
      state: { spend: { basis: "measured", inputTokens: good * 1000, outputTokens: good * 50 } },
    })
  }, 120_000)
})

const faults: readonly Scripted[] = [
  {
    kind: "error",
    status: 429,
    body: { error: { code: 429, message: "slow down", details: [{ retryDelay: "3s" }] } },
  },
  { kind: "error", status: 503, body: { error: { code: 503, message: "overloaded" } } },
  { kind: "cut", text: "half an ans" },
  { kind: "reset" },
]

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

/** The same numbers in every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
