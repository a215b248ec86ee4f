import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { acquireLock, type LockOptions, viewLock } from "../../src/store/lock.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { finish, nextOutput, start } from "./programs/run.ts"
import { temporaryHome } from "./sample.ts"

const now = 1_800_000_000_000
const staleMs = 600_000
const quick: LockOptions = { now, waitMs: 0, staleMs }
const year = 365 * 86_400_000

function writeLock(home: string, name: string, record: unknown): string {
  mkdirSync(join(home, "locks"), { recursive: true })
  const path = join(home, "locks", name)
  writeFileSync(path, typeof record === "string" ? record : JSON.stringify(record))
  return path
}

const owner = (pid: number, changes: object = {}) => ({
  token: "00112233445566aa",
  pid,
  host: hostname(),
  born: null,
  at: now,
  ...changes,
})

/** The machine's own clock, which nobody can set. */
function upMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

function heldSince(home: string, name: string, up: number): void {
  const path = join(home, "locks", name)
  writeFileSync(path, JSON.stringify({ ...parseRecord(readFileSync(path, "utf8")), up }))
}

/** The pid of a process that certainly has ended. */
async function deadPid(): Promise<number> {
  const child = start("hold", ["", "../unsafe"])
  child.stdin?.end()
  await finish(child)
  return child.pid ?? 0
}

describe("acquireLock", () => {
  it("holds until released, and leaves nothing behind", async () => {
    const home = temporaryHome()
    const first = await acquireLock(home, "a", quick)
    expect(first.kind).toBe("held")
    expect(await acquireLock(home, "a", quick)).toMatchObject({
      kind: "busy",
      holder: expect.stringContaining(String(process.pid)),
    })
    expect((await acquireLock(home, "b", quick)).kind).toBe("held")
    if (first.kind === "held") first.release()
    expect(readdirSync(join(home, "locks"))).toEqual(["b.lock"])
    expect((await acquireLock(home, "a", quick)).kind).toBe("held")
  })

  it("may be released twice without freeing the next holder's lock", async () => {
    const home = temporaryHome()
    const first = await acquireLock(home, "a", quick)
    if (first.kind !== "held") throw new Error(first.kind)
    first.release()
    const second = await acquireLock(home, "a", quick)
    first.release()
    expect(second.kind).toBe("held")
    expect((await acquireLock(home, "a", quick)).kind).toBe("busy")
  })

  it("waits for a live holder and gets the lock when it is released", async () => {
    const home = temporaryHome()
    const holder = start("hold", [home, "a"])
    expect(JSON.parse(await nextOutput(holder))).toEqual({ kind: "held" })
    expect((await acquireLock(home, "a", { ...quick, now: Date.now() })).kind).toBe("busy")
    const waiting = acquireLock(home, "a", { now: Date.now(), waitMs: 45_000, staleMs: 600_000 })
    holder.stdin?.end()
    expect((await finish(holder)).code).toBe(0)
    expect(await waiting).toMatchObject({ kind: "held" })
  }, 60_000)

  it("S15 takes the lock of a killed holder over at once, and status reads abandoned until then", async () => {
    const home = temporaryHome()
    const holder = start("hold", [home, "a"])
    await nextOutput(holder)
    expect(viewLock(home, "a")).toMatchObject({
      kind: "held",
      holder: expect.stringContaining(String(holder.pid)),
    })
    holder.kill("SIGKILL")
    await finish(holder)
    expect(viewLock(home, "a").kind).toBe("abandoned")
    const taken = await acquireLock(home, "a", quick)
    expect(taken.kind).toBe("held")
    expect(viewLock(home, "a").kind).toBe("held")
    if (taken.kind === "held") taken.release()
    expect(viewLock(home, "a")).toEqual({ kind: "free" })
  })

  it("takes a lock held for longer than staleMs over even from a live holder, who then can tell, and whose release changes nothing", async () => {
    const home = temporaryHome()
    const slow = await acquireLock(home, "a", quick)
    if (slow.kind !== "held") throw new Error(slow.kind)
    expect(slow.isOurs()).toBe(true)
    heldSince(home, "a.lock", upMs() - 500_000)
    expect((await acquireLock(home, "a", { ...quick, now: now + 500_000 })).kind).toBe("busy")
    heldSince(home, "a.lock", upMs() - 700_000)
    const next = await acquireLock(home, "a", { ...quick, now: now + 700_000 })
    if (next.kind !== "held") throw new Error(next.kind)
    expect([slow.isOurs(), next.isOurs()]).toEqual([false, true])
    slow.release()
    expect(next.isOurs()).toBe(true)
  })

  it("S42 leaves a live holder of this machine its lock whatever the clock is set to", async () => {
    const home = temporaryHome()
    const holder = start("hold", [home, "a"])
    await nextOutput(holder)
    for (const away of [-10 * year, -staleMs, staleMs + 1, 10 * year])
      expect((await acquireLock(home, "a", { ...quick, now: Date.now() + away })).kind).toBe("busy")
    holder.stdin?.end()
    await finish(holder)
  })

  it("takes a lock from before the machine was started again by its age, where its process seems to live", async () => {
    const home = temporaryHome()
    writeLock(home, "a.lock", owner(process.pid, { up: upMs() + 5_000 }))
    expect((await acquireLock(home, "a", quick)).kind).toBe("busy")
    expect((await acquireLock(home, "a", { ...quick, now: now + staleMs + 1 })).kind).toBe("held")
  })

  it("does not judge a process of another machine by its pid, only by age", async () => {
    const home = temporaryHome()
    writeLock(home, "a.lock", owner(await deadPid(), { host: "another-machine" }))
    expect((await acquireLock(home, "a", quick)).kind).toBe("busy")
    expect((await acquireLock(home, "a", { ...quick, now: now + 600_001 })).kind).toBe("held")
  })

  it.skipIf(process.platform !== "linux")(
    "sees that a pid belongs to a younger process now (start times: Linux only)",
    async () => {
      const home = temporaryHome()
      writeLock(home, "a.lock", owner(process.pid, { born: "1" }))
      expect((await acquireLock(home, "a", quick)).kind).toBe("held")
    },
  )

  it("gives a lock that is still empty a moment, then takes it over", async () => {
    const home = temporaryHome()
    const path = writeLock(home, "a.lock", "")
    expect(await acquireLock(home, "a", quick)).toMatchObject({ kind: "busy" })
    const old = Date.now() / 1000 - 60
    utimesSync(path, old, old)
    expect((await acquireLock(home, "a", quick)).kind).toBe("held")
  })

  it("gets past processes that were killed while they took a dead holder's lock over", async () => {
    const home = temporaryHome()
    const pid = await deadPid()
    writeLock(home, "a.lock", owner(pid))
    writeLock(home, "a.lock.00112233445566aa", owner(pid, { token: "00112233445566bb" }))
    writeLock(home, "a.lock.00112233445566aa.00112233445566bb", owner(pid, { token: "00112233445566cc" }))
    const lock = await acquireLock(home, "a", { ...quick, waitMs: 10_000 })
    expect(lock.kind).toBe("held")
    if (lock.kind === "held") lock.release()
    expect(readdirSync(join(home, "locks"))).toEqual([])
  })

  it("leaves a dead holder's lock to the live process that is taking it over", async () => {
    const home = temporaryHome()
    writeLock(home, "a.lock", owner(await deadPid()))
    writeLock(home, "a.lock.00112233445566aa", owner(process.pid, { token: "00112233445566bb" }))
    expect((await acquireLock(home, "a", quick)).kind).toBe("busy")
  })

  it("S94 is unavailable, with the next step, where exclusive creation does not work", async () => {
    const home = join(temporaryHome(), "file")
    writeFileSync(home, "")
    expect(await acquireLock(home, "a", quick)).toEqual({
      kind: "unavailable",
      why: expect.stringContaining("FOR_LOOP_HOME"),
    })
  })

  it("lets exactly one of many real processes in at a time", async () => {
    const home = temporaryHome()
    const log = join(home, "order.log")
    const racers = await Promise.all(
      Array.from({ length: 8 }, () => finish(start("contend", [home, log, "25"]))),
    )
    expect(racers.map(({ code }) => code)).toEqual(racers.map(() => 0))
    expect(overlaps(log, new Set())).toEqual([])
    expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(8 * 25 * 2)
    expect(readdirSync(join(home, "locks"))).toEqual([])
  }, 120_000)

  it("lets exactly one in at a time when every lock has to be taken over from a dead holder", async () => {
    const home = temporaryHome()
    const log = join(home, "order.log")
    const pid = String(await deadPid())
    const racers = Array.from({ length: 8 }, () => start("contend", [home, log, "40", "abandon", pid]))
    const ends = await Promise.all(racers.map(finish))
    expect(ends.map(({ code }) => code)).toEqual(ends.map(() => 0))
    expect(overlaps(log, new Set())).toEqual([])
    expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(8 * 40 * 2)
  }, 120_000)

  it("lets exactly one in at a time while holders are being killed with the lock in hand", async () => {
    const home = temporaryHome()
    const log = join(home, "order.log")
    const dead = new Set<string>()
    for (let herd = 0; herd < 4; herd++) {
      const racers = Array.from({ length: 8 }, () => start("contend", [home, log, "12", "kill"]))
      const ends = await Promise.all(racers.map(finish))
      ends.forEach(({ signal, code }, i) => {
        if (signal === "SIGKILL") dead.add(String(racers[i]?.pid))
        else expect(code).toBe(0)
      })
    }
    expect(dead.size).toBeGreaterThan(0)
    expect(overlaps(log, dead)).toEqual([])
  }, 180_000)
})

/** Entries of the log that show two processes inside at once: between enter and leave of one, only its death may come. */
function overlaps(log: string, dead: ReadonlySet<string>): string[] {
  let inside: string | null = null
  return readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .filter((line) => {
      const [word, pid = ""] = line.split(" ")
      const allowed: boolean = word === "leave" ? inside === pid : inside === null || dead.has(inside)
      inside = word === "enter" ? pid : null
      return !allowed
    })
}
