import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { describe, expect, test } from "vitest"
import { clockAt, hour, minute, newHome, openLog, tell } from "./traffic-folder.ts"

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

/** Megabytes that are really in use. */
function heapMb(): number {
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

const noon = "2026-11-20T12:00:00Z"

const total = (points: readonly { readonly requests: number }[]) =>
  points.reduce((sum, { requests }) => sum + requests, 0)

describe("the series of calls", () => {
  test("a range has one point per step up to the one that runs, with sums and latencies of its calls", () => {
    const clock = clockAt(noon)
    const log = openLog(newHome(), { now: clock.now })
    for (let ms = 10; ms <= 1000; ms += 10) tell(log, { end: { ms } })
    clock.pass(10 * minute)
    tell(log, { end: { status: 500, code: "upstream", usage: null, usd: null, ms: 70 } })
    tell(log, { end: { aborted: true, status: 499, usage: null, ms: 90_000 } })
    const series = log.series("1h", "all")
    const [group] = series.groups
    expect(series).toMatchObject({ stepMs: minute, to: Date.parse(noon) + 11 * minute })
    expect(group?.points).toHaveLength(60)
    expect(group?.points.at(-1)).toMatchObject({
      at: Date.parse(noon) + 10 * minute,
      requests: 2,
      succeeded: 0,
      failed: 1,
    })
    expect(group?.points.at(-1)?.p95Ms).toBeLessThan(80)
    const first = group?.points.at(-11)
    expect(first).toMatchObject({
      requests: 100,
      succeeded: 100,
      inputTokens: 12_000,
      outputTokens: 5000,
      usd: 25,
    })
    expect(Math.abs((first?.p50Ms ?? 0) / 500 - 1)).toBeLessThan(0.06)
    expect(Math.abs((first?.p95Ms ?? 0) / 950 - 1)).toBeLessThan(0.06)
    expect(group?.points.at(-5)).toMatchObject({ requests: 0, p50Ms: null, p95Ms: null, usd: 0 })
  })

  test.each([
    ["model", ["gemini-3-pro", "claude-9"]],
    ["key", ["laptop", "phone"]],
    ["credential", ["gemini/main", "anthropic/main"]],
    ["upstream", ["gemini", "anthropic"]],
    ["all", ["all"]],
  ] as const)("by %s there is one group per name, the busiest first", (by, names) => {
    const log = openLog(newHome())
    for (let calls = 0; calls < 3; calls += 1) tell(log)
    tell(log, {
      facts: { key: "phone" },
      attempt: { upstream: "anthropic", kind: "anthropic", model: "claude-9" },
    })
    const { groups } = log.series("24h", by)
    expect(groups.map(({ name }) => name)).toEqual(names)
    expect(groups.map(({ points }) => total(points))).toEqual(by === "all" ? [4] : [3, 1])
  })

  test.each([
    ["1h", 60, 60],
    ["6h", 72, 300],
    ["24h", 96, 900],
    ["7d", 84, 7200],
    ["30d", 90, 28_800],
  ] as const)(
    "%s is %i points of %i seconds, and counts exactly the calls within it",
    (range, points, seconds) => {
      const clock = clockAt("2026-10-01T00:00:00Z")
      const log = openLog(newHome(), { now: clock.now })
      let times: number[] = []
      for (let quarters = 0; quarters < 31 * 96; quarters += 1) {
        tell(log)
        times.push(clock.now())
        clock.pass(15 * minute)
      }
      times = times.filter((at) => at >= log.series(range, "all").from)
      const { groups, stepMs } = log.series(range, "all")
      expect(stepMs).toBe(seconds * 1000)
      expect(groups[0]?.points).toHaveLength(points)
      expect(total(groups[0]?.points ?? [])).toBe(times.length)
    },
  )

  test("a call that was refused before any upstream counts, too", () => {
    const log = openLog(newHome())
    const record = log.begin({
      id: "req_9",
      key: null,
      loop: null,
      iteration: null,
      format: "gemini",
      operation: "generate",
      model: null,
      bytesIn: 0,
    })
    log.end(record, {
      status: 401,
      code: "unauthorized",
      usage: null,
      usd: null,
      basis: "unknown",
      ttfbMs: null,
      ms: 1,
      bytesOut: 10,
      aborted: false,
      notes: [],
    })
    expect(log.series("1h", "upstream").groups[0]).toMatchObject({ name: "none" })
    expect(log.live(0).calls).toHaveLength(1)
  })

  test("the plots of thirty days survive a restart, also when the calls themselves are no longer kept", async () => {
    const clock = clockAt(noon)
    const home = newHome()
    const first = openLog(home, { now: clock.now, config: { keepHours: 1, capture: false } })
    await first.flush()
    tell(first)
    clock.pass(20 * minute)
    tell(first)
    await first.close()
    clock.pass(3 * hour)
    const second = openLog(home, { now: clock.now, config: { keepHours: 1, capture: false } })
    await second.flush()
    tell(second)
    expect(await second.call("req_1")).not.toBeNull()
    // The first quarter was over when the log was closed; the calls of the second went with their file.
    expect(total(second.series("24h", "model").groups[0]?.points ?? [])).toBe(2)
    await second.close()
    clock.pass(10 * minute)
    const third = openLog(home, { now: clock.now })
    await third.flush()
    expect(total(third.series("30d", "model").groups[0]?.points ?? [])).toBe(2)
    expect(total(third.series("1h", "model").groups[0]?.points ?? [])).toBe(1)
  })

  test("twenty thousand names of models take bounded memory", async () => {
    const clock = clockAt(noon)
    const log = openLog(newHome(), { now: clock.now })
    const before = heapMb()
    for (let calls = 0; calls < 20_000; calls += 1) {
      tell(log, { facts: { id: `req_${calls}` }, attempt: { model: `m${calls}` } })
      if (calls % 100 === 0) clock.pass(minute)
    }
    await log.flush()
    expect(heapMb() - before).toBeLessThan(40)
    const { groups } = log.series("1h", "model")
    expect(groups[0]?.name).toBe("other")
    expect(groups.length).toBeLessThan(60 * 65)
  })
})
