import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { describe, expect, it } from "vitest"
import { exitCodeFor, lifeOf } from "../../src/control/life.ts"
import { conclude } from "../../src/loop/control.ts"
import { touchHeartbeat } from "../../src/store/heartbeat.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { lockPath, locksFolder } from "../../src/store/paths.ts"
import { aPerson } from "./a-person.ts"

describe("the state word of a loop", () => {
  it("is checking while a hook holds it, and interrupted when that hook is dead (S15)", async () => {
    const one = aPerson()
    const state = one.store()
    const lock = await acquireLock(one.home, state.id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    if (lock.kind !== "held") throw new Error(lock.kind)
    expect(lifeOf(one.home, state, Date.now())).toMatchObject({ word: "checking" })
    lock.release()
    expect(lifeOf(one.home, state, Date.now())).toMatchObject({ word: "running", holder: null })
    const { pid } = spawnSync(process.execPath, ["--version"])
    const dead = { token: "0123456789abcdef", pid, host: hostname(), born: null, at: Date.now() }
    mkdirSync(locksFolder(one.home), { recursive: true })
    writeFileSync(lockPath(one.home, state.id), JSON.stringify(dead))
    const life = lifeOf(one.home, state, Date.now())
    expect(life).toMatchObject({ word: "interrupted", holder: expect.stringContaining(`process ${pid}`) })
    expect(exitCodeFor(state, life.word)).toBe(19)
  })

  it("S39 is host-capped when no model call follows a continue within 30 s, and running when one does", () => {
    const one = aPerson()
    const since = Date.now() - 60_000
    const state = one.store({ awaitingSince: since })
    expect(lifeOf(one.home, state, since + 30_000).word).toBe("running")
    expect(lifeOf(one.home, state, since + 30_001).word).toBe("host-capped")
    expect(exitCodeFor(state, "host-capped")).toBe(18)
    touchHeartbeat(one.home, state.id, since + 5000)
    expect(lifeOf(one.home, state, since + 30_001)).toMatchObject({
      word: "running",
      heartbeat: { count: 1 },
    })
  })

  it("is the status of a loop that does not run, whatever the lock says", () => {
    const one = aPerson()
    const paused = conclude(one.store(), "stuck", "no progress", Date.now())
    const ended = conclude(one.store(), "verified", "all green", Date.now())
    expect(lifeOf(one.home, paused, Date.now()).word).toBe("paused")
    expect(lifeOf(one.home, ended, Date.now()).word).toBe("ended")
    expect([exitCodeFor(paused, "paused"), exitCodeFor(ended, "ended")]).toEqual([14, 0])
  })
})
