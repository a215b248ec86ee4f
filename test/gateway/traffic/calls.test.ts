import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { attempt, end, facts } from "./a-call.ts"
import { clockAt, filesOf, hour, minute, newHome, openLog, tell } from "./traffic-folder.ts"

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}

const noon = "2026-11-20T12:00:00Z"

describe("the log of calls", () => {
  test("a call is seen from its beginning, with every attempt and its end; a cursor tells only what is new", async () => {
    const log = openLog(newHome())
    const record = log.begin({ ...facts, loop: "loop-7", iteration: 3 })
    const one = log.live(0)
    expect(one.calls).toMatchObject([{ id: "req_1", loop: "loop-7", iteration: 3, attempts: [], end: null }])
    expect(log.live(one.cursor).calls).toEqual([])
    log.attempt(record, { ...attempt, status: 429, error: "slow down", credential: "spare" })
    log.attempt(record, attempt)
    log.end(record, end)
    log.end(record, { ...end, status: 500 })
    const two = log.live(one.cursor)
    expect(two.calls).toMatchObject([
      {
        attempts: [
          { status: 429, error: "slow down", credential: "spare" },
          { status: 200, credential: "main" },
        ],
        end: { status: 200 },
      },
    ])
    expect(log.live(two.cursor).calls).toEqual([])
    expect(await log.call("req_1")).toEqual(two.calls[0])
    expect(await log.call("req_2")).toBeNull()
  })

  test("the last two hundred are told, in the order in which they began", () => {
    const clock = clockAt(noon)
    const log = openLog(newHome(), { now: clock.now })
    for (let at = 0; at < 900; at += 1) {
      tell(log, { facts: { id: `req_${at}` } })
      clock.pass(1)
    }
    const ids = log.live(0).calls.map(({ id }) => id)
    expect(ids).toEqual(Array.from({ length: 200 }, (_, at) => `req_${700 + at}`))
  })

  test("calls, attempts and the export are the same after a restart, also behind a line that a kill tore", async () => {
    const home = newHome()
    const first = openLog(home)
    for (let at = 0; at < 30; at += 1)
      tell(first, { facts: { id: `req_${at}` }, attempt: { error: `e${at}` } })
    const before = await linesOf(first.export())
    const told = first.live(0).calls
    await first.close()
    const [file] = filesOf(home).filter(({ name }) => name.startsWith("2"))
    appendFileSync(file?.path ?? "", `${before[0]?.slice(0, 100)}`)
    const second = openLog(home)
    await second.flush()
    expect(second.live(0).calls).toEqual(told)
    expect(await linesOf(second.export())).toEqual(before)
    expect((await second.call("req_7"))?.attempts[0]?.error).toBe("e7")
    tell(second, { facts: { id: "req_new" } })
    expect(await linesOf(second.export())).toHaveLength(31)
  })

  test("files belong to their user alone", async () => {
    const home = newHome()
    const log = openLog(home, { config: { keepHours: 1, capture: true } })
    const record = log.begin(facts)
    log.capture(record, "client-request", "{}")
    log.end(record, end)
    await log.flush()
    const modes = filesOf(home).map(({ mode }) => mode)
    expect(modes).toHaveLength(2)
    for (const mode of modes) expect(mode).toBe(0o600)
  })

  test("what is older than the kept hours goes, at every full hour and when the log is opened", async () => {
    const clock = clockAt(noon)
    const home = newHome()
    const log = openLog(home, { now: clock.now, config: { keepHours: 3, capture: true } })
    const seen: number[] = []
    for (let hours = 0; hours < 8; hours += 1) {
      const record = log.begin({ ...facts, id: `req_${hours}` })
      log.capture(record, "client-request", "{}")
      log.end(record, end)
      await log.flush()
      await log.purge("old")
      seen.push(filesOf(home).filter(({ name }) => !name.startsWith("sums-")).length)
      clock.pass(hour)
    }
    expect(seen).toEqual([2, 4, 6, 8, 8, 8, 8, 8])
    expect((await linesOf(log.export())).map((line) => JSON.parse(line).id)).toEqual([
      "req_4",
      "req_5",
      "req_6",
      "req_7",
    ])
    await log.close()
    clock.pass(2 * hour)
    const later = openLog(home, { now: clock.now, config: { keepHours: 3, capture: true } })
    await later.flush()
    expect((await linesOf(later.export())).map((line) => JSON.parse(line).id)).toEqual(["req_7"])
  })

  test("everything goes when asked for, and the log goes on", async () => {
    const home = newHome()
    const clock = clockAt(noon)
    const log = openLog(home, { now: clock.now, config: { keepHours: 24, capture: true } })
    await log.flush()
    const record = log.begin(facts)
    log.capture(record, "client-request", "{}")
    tell(log)
    clock.pass(20 * minute)
    tell(log)
    await log.flush()
    expect(filesOf(home)).toHaveLength(3)
    await log.purge("everything")
    expect(filesOf(home)).toEqual([])
    expect(log.series("1h", "all").groups).toEqual([])
    expect(log.live(0).calls).toMatchObject([{ end: null }])
    log.end(record, end)
    expect(await linesOf(log.export())).toHaveLength(1)
  })

  test("files of others in the folder are left alone", async () => {
    const home = newHome()
    const folder = join(home, "gateway", "traffic")
    mkdirSync(folder, { recursive: true })
    const names = ["notes.txt", "2026.jsonl", "bodies-x.jsonl", "sums-.jsonl"]
    for (const name of names) writeFileSync(join(folder, name), "mine")
    const log = openLog(home, { config: { keepHours: 1, capture: false } })
    tell(log)
    await log.purge("everything")
    expect(
      filesOf(home)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names.toSorted())
  })

  test("a disk that takes nothing costs a bounded amount of memory, and lost lines are counted", async () => {
    const home = newHome()
    // A file where the folder should be: no write can succeed, whoever runs this.
    mkdirSync(join(home, "gateway"))
    writeFileSync(join(home, "gateway", "traffic"), "")
    const troubles: string[] = []
    const log = openLog(home, { onTrouble: (message) => troubles.push(message) })
    for (let calls = 0; calls < 3000; calls += 1) tell(log, { attempt: { error: "words ".repeat(1000) } })
    await log.flush()
    expect(troubles).toHaveLength(1)
    expect(log.metrics(noStats)).toMatch(/for_loop_gateway_log_lines_lost_total [1-9]\d{2,}/)
  })

  test("no call waits for the disk", async () => {
    const home = newHome()
    const log = openLog(home)
    for (let calls = 0; calls < 5000; calls += 1) tell(log, { facts: { id: `req_${calls}` } })
    expect(existsSync(join(home, "gateway"))).toBe(false)
    await log.flush()
    expect(
      filesOf(home)
        .map(({ text }) => text)
        .join(""),
    ).toContain("req_4999")
  })
})

const noStats = {
  entries: 0,
  bytes: 0,
  hits: 0,
  misses: 0,
  evicted: 0,
  foreign: 0,
  sentinels: 0,
  lost: 0,
}
