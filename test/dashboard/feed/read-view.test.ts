import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { createDiffCache } from "../../../src/dashboard/feed/diff-cache.ts"
import { createLoopCache, type LoopCache } from "../../../src/dashboard/feed/loop-cache.ts"
import { readView } from "../../../src/dashboard/feed/read-view.ts"
import type { DashboardView } from "../../../src/dashboard/model/view.ts"
import { conclude } from "../../../src/loop/control.ts"
import { defaultSettings } from "../../../src/loop/settings.ts"
import { createArm } from "../../../src/store/arm.ts"
import { encodeEnvelope } from "../../../src/store/envelope.ts"
import { appendNotice } from "../../../src/store/notices.ts"
import { statePath } from "../../../src/store/paths.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { type Machine, machine } from "../../cli/run-cli.ts"
import { browser, fine } from "./live-feed.ts"

function look(
  one: Machine,
  more: {
    readonly loops?: LoopCache
    readonly workspaces?: readonly string[] | "all"
    readonly now?: number
  } = {},
): Promise<DashboardView> {
  const { loops, workspaces = [one.project], now = Date.now() } = more
  const diffs = createDiffCache({ env: one.env, now: Date.now, onNews: () => {} })
  const order = { home: one.home, env: one.env, workspaces, abilities: browser, setup: fine, now, diffs }
  return readView(loops === undefined ? order : { ...order, loops })
}

const ids = (view: DashboardView): string[] => view.loops.map(({ id }) => id)

describe("the view of a home", () => {
  it("is empty for a home that does not exist, and makes none", async () => {
    const one = machine()
    const view = await look(one)
    expect(view).toMatchObject({ loops: [], history: [], arms: [], troubles: [] })
    expect(existsSync(one.home)).toBe(false)
  })

  it("shows what has not ended and the one that ended last, newest first; all that ended are the history", async () => {
    const one = machine()
    const now = Date.now()
    const done = one.store()
    const stuck = one.store()
    const cancelled = one.store()
    const running = one.store()
    saveState(one.home, conclude(stuck, "stuck", "no progress", now - 3000))
    saveState(one.home, conclude(done, "verified", "the checks passed", now - 1000))
    saveState(one.home, conclude(cancelled, "cancelled", "you cancelled the loop", now - 2000))
    const view = await look(one)
    expect(ids(view)).toEqual([running.id, stuck.id, done.id])
    expect(view.history.map(({ id, outcome }) => [id, outcome])).toEqual([
      [done.id, "verified"],
      [cancelled.id, "cancelled"],
    ])
    expect(view.loops.find(({ id }) => id === stuck.id)).toMatchObject({
      word: "paused",
      activity: { kind: "waiting-for-you" },
      outcome: { reason: "no progress" },
    })
  })

  it("keeps the loops of other workspaces apart, unless all are wanted", async () => {
    const one = machine()
    const here = one.store()
    const there = one.store({ workspace: one.userHome })
    expect(ids(await look(one))).toEqual([here.id])
    expect(ids(await look(one, { workspaces: [one.userHome] }))).toEqual([there.id])
    expect(ids(await look(one, { workspaces: [one.userHome, one.project] }))).toEqual([there.id, here.id])
    expect(ids(await look(one, { workspaces: "all" }))).toEqual([there.id, here.id])
    expect(ids(await look(one, { workspaces: [] }))).toEqual([])
  })

  it("S13 tells of a damaged state with where it is kept, shows the others and moves nothing", async () => {
    const one = machine()
    const broken = one.store()
    const whole = one.store()
    writeFileSync(statePath(one.home, broken.id), '{"schema":1,"che')
    const view = await look(one)
    expect(ids(view)).toEqual([whole.id])
    expect(view.troubles).toMatchObject([{ loop: broken.id }])
    expect(view.troubles[0]?.what).toContain(statePath(one.home, broken.id))
    expect(view.troubles[0]?.next).toContain("Send any message in its conversation")
    expect(existsSync(statePath(one.home, broken.id))).toBe(true)
  })

  it("tells of a state that a newer version wrote", async () => {
    const one = machine()
    const state = one.store()
    writeFileSync(statePath(one.home, state.id), encodeEnvelope(state, { version: 99, table: new Map() }))
    const view = await look(one)
    expect(view.loops).toEqual([])
    expect(view.troubles[0]?.what).toMatch(/newer version of For Loop \(state 99\)/)
  })

  it("does not stumble over a state that is a folder, stray files and folders without a state", async () => {
    const one = machine()
    const { id } = one.store()
    const odd = one.store()
    rmSync(statePath(one.home, odd.id))
    mkdirSync(statePath(one.home, odd.id))
    mkdirSync(join(one.home, "loops", "just-made"))
    writeFileSync(join(one.home, "loops", ".DS_Store"), "")
    writeFileSync(join(one.home, "loops", "notes"), "")
    const view = await look(one)
    expect(ids(view)).toEqual([id])
    expect(view.troubles).toMatchObject([{ loop: odd.id }])
  })

  it("becomes a trouble and no exception when the home itself is a file", async () => {
    const one = machine()
    writeFileSync(one.home, "")
    const view = await look(one)
    expect(view.loops).toEqual([])
    expect(view.troubles.length).toBeGreaterThan(0)
  })

  it("shows the arms of this workspace with the line that starts them, until they expire", async () => {
    const one = machine()
    const now = Date.now()
    const order = { settings: defaultSettings("auto"), checks: ["npm test"] }
    const arm = createArm(
      one.home,
      { ...order, task: "fix the cart\nall of it", workspace: one.project },
      now,
    )
    createArm(one.home, { ...order, task: "elsewhere", workspace: one.userHome }, now)
    expect((await look(one)).arms).toEqual([
      {
        token: arm.token,
        task: arm.task,
        workspace: one.project,
        checks: ["npm test"],
        expiresAt: arm.expiresAt,
        paste: `/for-loop --arm ${arm.token}\nfix the cart\nall of it`,
      },
    ])
    expect((await look(one, { now: arm.expiresAt })).arms).toEqual([])
  })

  it("passes on what hooks told of the last day, but not of loops elsewhere", async () => {
    const one = machine()
    const now = Date.now()
    const there = one.store({ workspace: one.userHome })
    const here = one.store()
    appendNotice(one.home, { at: now - 25 * 3_600_000, loop: here.id, text: "long ago" })
    appendNotice(one.home, { at: now - 1000, loop: there.id, text: "not yours" })
    appendNotice(one.home, { at: now - 900, loop: "gone", text: "the state file is gone" })
    appendNotice(one.home, { at: now - 800, loop: here.id, text: "a fault of ours" })
    expect((await look(one)).troubles.map(({ what, loop }) => [what, loop])).toEqual([
      ["a fault of ours", here.id],
      ["the state file is gone", null],
    ])
  })
})

describe("reading again", () => {
  it("reads a state again only when its file was written", async () => {
    const one = machine()
    const state = one.store()
    const loops = createLoopCache()
    await look(one, { loops })
    const first = loops.state(one.home, state.id)
    await look(one, { loops })
    expect(loops.state(one.home, state.id)).toBe(first)
    saveState(one.home, { ...state, iteration: 3 })
    await look(one, { loops })
    expect(loops.state(one.home, state.id)).toMatchObject({ iteration: 3 })
  })

  it("forgets loops that were removed", async () => {
    const one = machine()
    const { id } = one.store()
    const loops = createLoopCache()
    expect(ids(await look(one, { loops }))).toEqual([id])
    rmSync(join(one.home, "loops", id), { recursive: true })
    expect(await look(one, { loops })).toMatchObject({ loops: [], troubles: [] })
    expect(loops.state(one.home, id)).toBeNull()
  })

  it("keeps telling of damage that a hook has set aside meanwhile", async () => {
    const one = machine()
    const { id } = one.store()
    const loops = createLoopCache()
    await look(one, { loops })
    const path = statePath(one.home, id)
    writeFileSync(`${path}.corrupt-1`, "broken")
    rmSync(path)
    expect((await look(one, { loops })).troubles[0]?.what).toContain(`${path}.corrupt-1`)
  })
})
