import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { noteFault } from "../../src/hook/fault.ts"
import { withLoop } from "../../src/hook/locked.ts"
import { conclude } from "../../src/loop/control.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { lockPath, statePath } from "../../src/store/paths.ts"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { loopPlace } from "./loop-place.ts"

describe("a loop whose state is not usable", () => {
  it("S13 S35 is paused as it last was, and the user is told what was kept", async () => {
    using place = loopPlace()
    place.loop()
    await place.stop("I changed something.")
    writeFileSync(statePath(place.home, "loop-1"), "{ not JSON")
    expect(await place.stop("I changed something else.")).toEqual({
      kind: "permit",
      outcome: null,
      reason: "the loop's state is corrupt",
    })
    const [notice] = place.notices()
    expect(notice?.text).toMatch(/^the loop's state was damaged or edited \(.+\); it is kept as .+/)
    expect(place.state()).toMatchObject({
      status: "paused",
      outcome: { kind: "needs-human", reason: notice?.text },
    })
    expect(place.journal()).toContain(`tamper: ${notice?.text}`)
  })

  it("stays ended when it had ended", async () => {
    using place = loopPlace()
    const state = place.loop()
    const ended = conclude(state, "cancelled", "you cancelled the loop", place.start)
    saveState(place.home, ended)
    saveState(place.home, ended)
    writeFileSync(statePath(place.home, "loop-1"), "")
    await place.stop("I changed something.")
    expect(place.state()).toMatchObject({ status: "ended", outcome: { kind: "cancelled" } })
  })

  it("is told of when nothing good is left, when it is gone, or when a newer version wrote it", async () => {
    using place = loopPlace()
    const state = place.loop()
    const path = statePath(place.home, "loop-1")
    rmSync(path)
    expect(await place.stop("")).toMatchObject({ reason: "the loop's state is missing" })
    writeFileSync(path, "broken")
    expect(await place.stop("")).toMatchObject({ reason: "the loop's state is corrupt" })
    saveState(place.home, state)
    writeFileSync(
      path,
      JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), version: 99, schema: 99 }),
    )
    const answer = await place.stop("")
    expect(answer).toMatchObject({ kind: "permit", outcome: null })
    const texts = place.notices().map(({ text }) => text)
    expect(texts[0]).toBe("the loop's state file is gone")
    expect(texts[1]).toContain("the loop's state was damaged or edited")
    expect(place.notices()[0]).toMatchObject({ at: place.start, loop: "loop-1" })
  })
})

describe("a loop that another process has in its hands", () => {
  it("lets the agent stop and says who it was, once the wait is over", async () => {
    using place = loopPlace()
    const state = place.loop()
    const lock = await acquireLock(place.home, "loop-1", { now: place.start, waitMs: 0, staleMs: 10 ** 9 })
    expect(lock.kind).toBe("held")
    const locked = await withLoop(place.context(), "loop-1", 0, () => "never")
    expect(locked).toEqual({ kind: "busy", holder: expect.any(String) })
    if (lock.kind === "held") lock.release()
    expect(await withLoop(place.context(), "loop-1", 0, ({ id }) => id)).toEqual({
      kind: "done",
      value: "loop-1",
    })
    expect(existsSync(lockPath(place.home, state.id))).toBe(false)
  })

  it("cannot be locked where the home is broken, and says so", async () => {
    using place = loopPlace()
    place.loop()
    writeFileSync(join(place.home, "locks"), "")
    const answer = await place.stop("")
    expect(answer).toEqual({ kind: "permit", outcome: null, reason: expect.any(String) })
    expect(place.notices()).toMatchObject([
      { loop: "loop-1", text: expect.stringMatching(/^the loop cannot be locked: ./) },
    ])
    expect(answer).toMatchObject({
      reason: place.notices()[0]?.text.replace("the loop cannot be locked: ", ""),
    })
  })
})

describe("a fault of our own", () => {
  const broken = (): never => {
    throw new Error("disk full\nmore of it")
  }

  it("S36 is journalled and counted, and ends the loop at the third in a row", async () => {
    using place = loopPlace()
    place.loop()
    for (const count of [1, 2]) {
      expect(await withLoop(place.context(), "loop-1", 0, broken)).toEqual({ kind: "fault" })
      expect(place.state()).toMatchObject({ status: "running", faults: { count } })
    }
    expect(place.state().faults.last).toMatch(/^Error: disk full\nmore of it\n {4}at /)
    expect(place.journal()).toEqual(Array(2).fill(expect.stringMatching(/^fault: Error: disk full/)))
    await withLoop(place.context(), "loop-1", 0, broken)
    expect(place.state()).toMatchObject({
      status: "ended",
      outcome: {
        kind: "fault",
        reason: "For Loop failed 3 times in a row: Error: disk full",
        at: place.start,
      },
    })
    expect(existsSync(lockPath(place.home, "loop-1"))).toBe(false)
  })

  it("lets the agent stop", async () => {
    using place = loopPlace()
    place.loop()
    mkdirSync(join(place.home, "loops", "loop-1", "iterations"), { recursive: true })
    writeFileSync(join(place.home, "loops", "loop-1", "iterations", "1"), "")
    expect(await place.stop("I changed something.")).toEqual({
      kind: "permit",
      outcome: "fault",
      reason: "For Loop met an error of its own and let the agent stop",
    })
    expect(place.journal()).toEqual([expect.stringMatching(/^fault: /)])
  })

  it("is told outside of the loop when its state is gone", () => {
    using place = loopPlace()
    place.loop()
    rmSync(statePath(place.home, "loop-1"))
    noteFault(place.context(), "loop-1", "a word and no error")
    expect(place.notices()).toEqual([{ at: place.start, loop: "loop-1", text: "a word and no error" }])
  })

  it("is cut to what a state and a notice can hold", () => {
    using place = loopPlace()
    place.loop()
    noteFault(place.context(), "loop-1", "x".repeat(9000))
    expect(place.state().faults.last).toHaveLength(2000)
    rmSync(statePath(place.home, "loop-1"))
    noteFault(place.context(), "loop-1", "x".repeat(9000))
    expect(place.notices()[0]?.text).toHaveLength(4000)
  })

  it("is told outside of the loop when it cannot be journalled", () => {
    using place = loopPlace()
    place.loop()
    const journal = join(place.home, "loops", "loop-1", "journal.jsonl")
    rmSync(journal, { force: true })
    mkdirSync(journal)
    noteFault(place.context(), "loop-1", new Error("disk full"))
    const texts = place.notices().map(({ text }) => text)
    expect(texts.at(-1)).toMatch(/^Error: disk full.*\nand it could not be journalled: /s)
    const loaded = loadState(place.home, "loop-1")
    expect(loaded).toMatchObject({ kind: "ok", state: { faults: { count: 1 } } })
    noteFault(place.context(), "loop-1", new Error("disk full"))
    expect(place.notices().map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^the journal could not be completed: StoreError: /),
    )
  })

  it("never throws, wherever it can be written", () => {
    using place = loopPlace()
    writeFileSync(place.home, "")
    expect(() => noteFault(place.context(), "loop-1", new Error("disk full"))).not.toThrow()
  })
})
