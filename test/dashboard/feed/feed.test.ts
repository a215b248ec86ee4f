import { execFileSync } from "node:child_process"
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { FeedOrder } from "../../../src/dashboard/feed/feed.ts"
import { wakeAfter } from "../../../src/dashboard/feed/wake-after.ts"
import type { LoopCard } from "../../../src/dashboard/model/view.ts"
import { conclude } from "../../../src/loop/control.ts"
import { addControl } from "../../../src/store/control.ts"
import { touchHeartbeat } from "../../../src/store/heartbeat.ts"
import { acquireLock } from "../../../src/store/lock.ts"
import { statePath } from "../../../src/store/paths.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { machine } from "../../cli/run-cli.ts"
import { playground } from "../../e2e/playground.ts"
import { started } from "../../e2e/started.ts"
import { liveFeed, onlyLoop } from "./live-feed.ts"

describe("a view that follows the disk", () => {
  it("tells of a new loop, its changes, requests, heartbeats and its end by itself", async () => {
    const one = machine()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    expect(live.feed.view()?.loops).toEqual([])
    const state = one.store()
    await live.untilLoop(({ id, iteration }) => id === state.id && iteration === 0)
    saveState(one.home, { ...state, iteration: 2 })
    await live.untilLoop(({ iteration }) => iteration === 2)
    addControl(one.home, state.id, { kind: "pause", at: Date.now() })
    await live.untilLoop(({ requested }) => requested.includes("pause"))
    touchHeartbeat(one.home, state.id, 1234)
    await live.untilLoop(({ activity }) => activity.kind === "thinking" && activity.since === 1234)
    saveState(one.home, conclude(state, "verified", "done", Date.now()))
    const over = await live.until(({ history }) => history.length === 1)
    expect(onlyLoop(over)).toMatchObject({ word: "ended", outcome: { kind: "verified" } })
    expect(live.troubles).toEqual([])
  })

  it("sees a loop whose folder was there before its state", async () => {
    const one = machine()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    const state = one.store()
    const path = statePath(one.home, state.id)
    renameSync(path, `${one.home}-state`)
    await live.feed.refresh()
    expect(live.feed.view()?.loops).toEqual([])
    renameSync(`${one.home}-state`, path)
    await live.untilLoop(({ id }) => id === state.id)
  })

  it("follows a home that does not exist yet, is removed and comes back", async () => {
    const one = machine()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    const state = one.store()
    await live.untilLoop(({ id }) => id === state.id)
    rmSync(one.home, { recursive: true })
    await live.until(({ loops }) => loops.length === 0)
    saveState(one.home, { ...state, iteration: 5 })
    await live.untilLoop(({ iteration }) => iteration === 5)
    renameSync(one.home, `${one.home}-away`)
    await live.until(({ loops }) => loops.length === 0)
    expect(live.troubles).toEqual([])
  })

  it("S13 tells of a state that is damaged while it is watched, and of its repair", async () => {
    const one = machine()
    const state = one.store()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    writeFileSync(statePath(one.home, state.id), "{")
    await live.until(({ loops, troubles }) => loops.length === 0 && troubles.length === 1)
    rmSync(statePath(one.home, state.id))
    saveState(one.home, { ...state, iteration: 1 })
    await live.until(({ loops, troubles }) => loops.length === 1 && troubles.length === 0)
  })

  it("tells nothing where nothing changed but the clock", async () => {
    const one = machine()
    const state = one.store()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    await live.feed.refresh()
    saveState(one.home, state)
    await live.feed.refresh()
    expect(live.views).toHaveLength(1)
  })

  it("reads once more for someone who asks while a reading is under way", async () => {
    const one = machine()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    const first = live.feed.refresh()
    const state = one.store()
    await live.feed.refresh()
    expect(live.feed.view()?.loops.map(({ id }) => id)).toEqual([state.id])
    await first
  })

  it("sets no timer while nothing runs, and looks once a second at most while a check does", async () => {
    const one = machine()
    const state = one.store()
    saveState(one.home, conclude(state, "stuck", "no progress", Date.now()))
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval"] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    expect(live.feed.view()?.loops).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
    saveState(one.home, state)
    const lock = await acquireLock(one.home, state.id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    await live.feed.refresh()
    expect(vi.getTimerCount()).toBe(1)
    const present = live.feed.view()
    vi.advanceTimersByTime(999)
    expect(live.feed.view()).toBe(present)
    if (lock.kind === "held") lock.release()
    vi.advanceTimersByTime(1)
    await live.feed.refresh()
    expect(live.feed.view()?.loops).toMatchObject([{ word: "running" }])
  })

  it("says once that the system refuses to watch, and looks every two seconds then", async () => {
    const one = machine()
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const refuse: FeedOrder["watch"] = (folder, _, onTrouble) => {
      onTrouble(`${folder} cannot be watched for changes (ENOSPC).`)
      return { close: () => {} }
    }
    const live = liveFeed({ home: one.home, workspaces: [one.project], watch: refuse })
    await live.feed.refresh()
    const { id } = one.store()
    const found = live.untilLoop((loop) => loop.id === id)
    vi.advanceTimersByTime(2000)
    await found
    expect(live.troubles).toEqual([
      expect.stringMatching(/\(ENOSPC\)\. The dashboard looks every 2 s instead\.$/),
    ])
  })

  it("is silent once it was disposed", async () => {
    const one = machine()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    live.feed.dispose()
    one.store()
    await live.feed.refresh()
    expect(live.views).toHaveLength(1)
  })
})

describe("looking again without an event", () => {
  const now = 1_000_000
  it.each<[string, Partial<LoopCard>, number | null]>([
    ["while a check runs", { word: "checking" }, 1000],
    [
      "while a baseline may be measured",
      { word: "running", iteration: 0, baseline: { verdict: "unknown", failing: 0 } },
      1000,
    ],
    ["when a continue may have been capped", { word: "running", updatedAt: now - 20_000 }, 10_050],
    ["never less than a second ahead", { word: "running", updatedAt: now - 29_990 }, 1000],
    ["not while an agent works", { word: "running", updatedAt: now - 40_000 }, null],
    ["not while a loop is paused", { word: "paused" }, null],
    ["not once it has ended", { word: "ended" }, null],
  ])("%s", async (_, more, ms) => {
    const one = machine()
    one.store()
    const live = liveFeed({ home: one.home, workspaces: [one.project] })
    await live.feed.refresh()
    const view = live.feed.view()
    if (view === null) throw new Error("there is no view")
    const loops = view.loops.map((loop) => ({ ...loop, iteration: 1, ...more }))
    expect(wakeAfter({ ...view, loops }, now)).toBe(ms)
  })
})

describe("a loop that the real hook plays", () => {
  it("shows the running check with its last line, then the iteration with its diff", async () => {
    using place = playground({ name: "feed" })
    // Holds the check until the test has seen it at work.
    const gate = join(place.folder, "gate")
    place.write(
      "check.sh",
      `echo "connecting with password=hunter2hunter2"\n[ -e held ] || until [ -e "${gate}" ]; do sleep 0.05; done\ngrep -q right fixed 2>/dev/null || { echo "FAIL: not right"; exit 1; }\n`,
    )
    place.write("held", "")
    execFileSync("git", ["add", "--all"], { cwd: place.project })
    execFileSync("git", ["commit", "--quiet", "-m", "check"], { cwd: place.project })
    const live = liveFeed({ home: place.home, env: place.env, workspaces: [place.project] })
    await live.feed.refresh()
    const host = place.host()
    await started(place, host)
    const ready = await live.untilLoop(({ baseline }) => baseline.verdict === "red")
    expect(ready).toMatchObject({ word: "running", checks: ["sh check.sh"], checkpoints: { kind: "kept" } })
    expect(ready.branch?.name).toContain("for-loop/")

    rmSync(join(place.project, "held"))
    place.write("fixed", "wrong\n")
    const stop = host.stop()
    const checking = await live.untilLoop(
      ({ activity }) => activity.kind === "checking" && activity.lastLine !== null,
    )
    expect(checking.activity).toMatchObject({
      command: "sh check.sh",
      lastLine: "connecting with password=[redacted]",
    })
    writeFileSync(gate, "")
    await stop
    const counted = await live.untilLoop(({ iterations }) => iterations[0]?.diff != null)
    expect(counted.word).toBe("running")
    expect(counted.iterations).toMatchObject([
      { n: 1, verdict: "red", checkpoint: true, diff: { files: 2, added: 1, removed: 0 } },
    ])
    expect(counted.blocks).not.toBeNull()
  })

  it("shows the baseline being measured, although no lock is held then", async () => {
    using place = playground({ name: "feed", git: "no-git" })
    const gate = join(place.folder, "gate")
    place.write("check.sh", `echo baseline runs\nuntil [ -e "${gate}" ]; do sleep 0.05; done\nexit 1\n`)
    mkdirSync(place.home, { recursive: true })
    const live = liveFeed({ home: place.home, env: place.env, workspaces: [place.project] })
    await live.feed.refresh()
    const playing = started(place, place.host())
    const checking = await live.untilLoop(
      ({ activity }) => activity.kind === "checking" && activity.lastLine !== null,
    )
    expect(checking).toMatchObject({
      word: "checking",
      iteration: 0,
      activity: { command: "sh check.sh", lastLine: "baseline runs" },
    })
    writeFileSync(gate, "")
    await playing
    await live.untilLoop(({ word, baseline }) => word === "running" && baseline.verdict === "red")
  })
})
