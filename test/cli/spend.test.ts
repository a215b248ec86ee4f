import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { sparkline } from "../../src/cli/spend/spend-text.ts"
import { type Budget, openBudget } from "../../src/spend/budget.ts"
import { appendLedger } from "../../src/spend/ledger.ts"
import { type Machine, machine } from "./run-cli.ts"

const dayMs = 86_400_000

/** A budget of the machine's home whose clock stands `daysAgo` days before now. */
function budgetOf(one: Machine, daysAgo = 0): Budget {
  const caps = { each: null, daily: null, weekly: null }
  return openBudget({ home: one.home, now: () => Date.now() - daysAgo * dayMs, zone: "utc", caps })
}

function spend(
  budget: Budget,
  usd: number,
  more: { loop?: string; model?: string; upstream?: string } = {},
): string {
  const { loop = "loop1-abcdef", model = "gpt-6.1-terra", upstream = "openai-api" } = more
  const reserved = budget.reserve({ loop, model, upstream, maxUsd: usd })
  if (reserved.kind !== "reserved") throw new Error(reserved.message)
  const tokens = {
    input: 1000,
    cachedInput: 500,
    cacheWrite: 0,
    output: Math.round(((usd - 0.001025) / 5) * 1e6),
    thinking: 0,
  }
  budget.settle(reserved.id, { tokens, model, upstream })
  return reserved.id
}

describe("for-loop spend", () => {
  it("says that nothing was spent, and what the caps leave, on a machine that never ran a loop", async () => {
    const one = machine()
    const { code, stdout } = await one.run(["spend"])
    expect(code).toBe(0)
    expect(stdout).toContain("Nothing was spent through For Loop in this time")
    expect(stdout).toMatch(/today +\$0\.00 of \$20\.00 \(0 %\), \$20\.00 left until \d{4}-\d\d-\d\d 00:00/)
    expect(stdout).toMatch(/this week +\$0\.00 of \$100\.00/)
  })

  it("keeps measured, estimated and unknown money apart, and counts a headless loop's calls once", async () => {
    const one = machine()
    spend(budgetOf(one, 1), 2)
    spend(budgetOf(one), 1)
    spend(budgetOf(one), 3, { loop: "planned", upstream: "agy", model: "gpt-6.1-terra-high" })
    const line = {
      at: Date.now(),
      iteration: 1,
      model: null,
      wallMs: 1,
      checkMs: 1,
      inputTokens: null,
      outputTokens: null,
    }
    appendLedger(one.home, { ...line, loop: "loop1-abcdef", host: "headless", usd: 3, basis: "measured" })
    appendLedger(one.home, { ...line, loop: "in-the-ide", host: "antigravity", usd: null, basis: "unknown" })
    const { code, value } = await one.json(["spend", "--by", "loop"])
    expect(code).toBe(0)
    expect(value).toMatchObject({
      by: "loop",
      groups: [
        {
          key: "loop1-abcdef",
          sum: { items: 2, measuredUsd: 3, estimatedUsd: 0, unknown: 0, cachedInputTokens: 1000 },
        },
        { key: "planned", sum: { items: 1, measuredUsd: 0, estimatedUsd: 3 } },
        { key: "in-the-ide", sum: { items: 1, measuredUsd: 0, estimatedUsd: 0, unknown: 1 } },
      ],
      total: { items: 4, measuredUsd: 3, estimatedUsd: 3, unknown: 1 },
      caps: [
        { cap: "daily", limit: 20, spent: 4, left: 16 },
        { cap: "weekly", limit: 100 },
      ],
    })
    const text = (await one.run(["spend", "--by", "loop"])).stdout
    expect(text).toContain("note  What 1 iteration cost is unknown: its host does not tell. It is in no sum.")
    expect(text).toMatch(/loop1-abcdef +2 +2000 +1000 +\d+k +\$3\.00 +\$0\.00 +- {2}·+▅?[▁-█]+/)
  })

  it("shows one line per day with a curve over all of them, and per model what each costs", async () => {
    const one = machine()
    spend(budgetOf(one, 20), 2)
    spend(budgetOf(one, 3), 4)
    spend(budgetOf(one), 1, { model: "claude-opus-5-5", upstream: "agy" })
    const days = (await one.run(["spend"])).stdout
    expect(days).toMatch(/^ {2}·{9}[▁-█]·{16}█·{2}[▁-█] {2}most \$4\.00 a day$/m)
    expect(days.match(/^ {2}\d{4}-\d\d-\d\d /gm)).toHaveLength(3)
    const models = await one.json(["spend", "--by", "model"])
    expect(models.value).toMatchObject({
      groups: [{ key: "gpt-6.1-terra", sum: { measuredUsd: 6 } }, { key: "claude-opus-5-5" }],
    })
    const since = new Date(Date.now() - 3 * dayMs).toISOString().slice(0, 10)
    expect((await one.json(["spend", "--since", since])).value).toMatchObject({
      total: { items: 2, measuredUsd: 4 },
    })
    expect((await one.json(["spend", "--by", "week"])).value).toMatchObject({ total: { items: 3 } })
  })

  it("tells the price of a verified task by all the money that loops cost, the failed ones too", async () => {
    const one = machine()
    const outcome = { reason: "green", at: Date.now(), resumeAt: null, until: "never" } as const
    const won = one.store({ status: "ended", outcome: { ...outcome, kind: "verified" } })
    const lost = one.store({ status: "ended", outcome: { ...outcome, kind: "stuck" } })
    one.store({ status: "ended", outcome: { ...outcome, kind: "verified" } })
    spend(budgetOf(one), 2, { loop: won.id })
    spend(budgetOf(one), 3, { loop: lost.id })
    expect((await one.json(["spend"])).value).toMatchObject({
      verified: { tasks: 1, unknownTasks: 1, usd: 5, usdPerTask: 5 },
    })
    expect((await one.run(["spend"])).stdout).toContain(
      "1, $5.00 each ($5.00 for all loops, the failed ones too); what 1 more cost is unknown",
    )
  })

  it("tells calls under way from those whose process died, and counts both as reserved", async () => {
    const one = machine()
    budgetOf(one).reserve({ loop: "a", model: "gemini-3.5-flash", upstream: "gemini-api", maxUsd: 1.5 })
    const program = join(import.meta.dirname, "..", "spend", "programs", "spender.ts")
    const plan = {
      home: one.home,
      caps: { each: null, daily: null, weekly: null },
      fileBytes: 1_000_000,
      steps: [{ kind: "reserve", loop: "b", usd: 0.25 }, { kind: "die" }],
    }
    expect(spawnSync(process.execPath, [program, JSON.stringify(plan)]).signal).toBe("SIGKILL")
    expect((await one.json(["spend"])).value).toMatchObject({
      open: { calls: 1, usd: 1.5, lost: 1, lostUsd: 0.25 },
      caps: [{ cap: "daily", reserved: 1.75, left: 18.25 }, { cap: "weekly" }],
    })
    expect((await one.run(["spend"])).stdout).toContain(
      "1 call whose process died counts with the $0.25 reserved for it",
    )
  })

  it("follows spend.json, and says in one sentence when it or prices.json cannot be used", async () => {
    const one = machine()
    mkdirSync(one.home, { recursive: true })
    writeFileSync(join(one.home, "spend.json"), '{"zone":"Asia/Taipei","dailyUsd":2,"weeklyUsd":8}')
    writeFileSync(join(one.home, "prices.json"), '{"prices":[{"model":"m"}]}')
    const { value } = await one.json(["spend"])
    expect(value).toMatchObject({
      zone: "Asia/Taipei",
      caps: [{ limit: 2 }, { limit: 8 }],
      prices: { own: 0 },
    })
    expect(JSON.stringify(value)).toContain("Nothing can be spent under a cap: ")
    expect(JSON.stringify(value)).toMatch(/T16:00:00\.000Z/)
    writeFileSync(join(one.home, "spend.json"), '{"zone":"Taipei"}')
    const broken = await one.json(["spend"])
    expect(broken.code).toBe(1)
    expect(JSON.stringify(broken.value)).toContain("spend.json cannot be used: zone is")
  })

  it.each([
    [["--by", "year"], "--by"],
    [["--since", "yesterday"], "--since needs a day like"],
    [["--since", "2999-01-01"], "is still to come"],
    [["more"], "takes only options"],
  ])("refuses %j and says why", async (args, why) => {
    const { code, stderr } = await machine().run(["spend", ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(why)
  })
})

describe("a sparkline", () => {
  it("has one bar per amount, a dot where nothing was, and keeps the newest when there are too many", () => {
    expect(sparkline([0, 1, 4, 8])).toBe("·▂▅█")
    expect(sparkline([0, 0])).toBe("··")
    expect(sparkline([...Array(70).fill(1), 2])).toHaveLength(60)
  })
})
