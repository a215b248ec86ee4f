import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import type { DashboardView } from "../../../src/dashboard/model/view.ts"
import { watchLoops } from "../../../src/ide/watcher/watch-loops.ts"
import type { WatchSettings } from "../../../src/ide/watcher/watch-settings.ts"
import { soon } from "../../soon.ts"
import { temporaryHome } from "../../store/sample.ts"
import { card, concluded, now, view } from "./views.ts"

const automatic: WatchSettings = { hostCapped: "automatic", rateLimited: "automatic", notifications: "all" }

type Window = {
  readonly done: string[]
  readonly troubles: string[]
  see(view: DashboardView): void
  close(): void
}

type WindowOrder = {
  readonly settings?: WatchSettings
  readonly trusted?: boolean
  readonly chat?: "send" | "copy"
  readonly now?: () => number
}

/** A window of its own on the same home: what it tells and whom it lets go on. */
function opened(home: string, order: WindowOrder = {}): Window {
  const done: string[] = []
  const troubles: string[] = []
  let listener: (seen: DashboardView) => void = () => {}
  const watcher = watchLoops({
    views: (listen) => {
      listener = listen
      return { dispose: () => done.push("closed") }
    },
    home,
    now: order.now ?? (() => now),
    settings: () => order.settings ?? automatic,
    trusted: () => order.trusted ?? true,
    chat: { detect: async () => order.chat ?? "send" },
    tell: async ({ kind }) => void done.push(`tell ${kind}`),
    goOn: async ({ id }) => void done.push(`go on ${id}`),
    trouble: (text) => troubles.push(text),
  })
  onTestFinished(() => watcher.dispose())
  return { done, troubles, see: (seen) => listener(seen), close: () => watcher.dispose() }
}

const stuck = view([concluded("paused", "stuck")])
const capped = view([card({ word: "host-capped" })])

describe("watchLoops", () => {
  it("lets one of two windows tell, and one of them send", async () => {
    const home = temporaryHome()
    const [one, other] = [opened(home), opened(home)]
    const both = view([...stuck.loops, card({ id: "loop-2", word: "host-capped" })])
    one.see(both)
    other.see(both)
    await soon(() => expect([...one.done, ...other.done].sort()).toEqual(["go on loop-2", "tell stuck"]))
    one.see({ ...both, at: now + 1 })
    other.see({ ...both, at: now + 1 })
    opened(home).see(both)
    await new Promise((resolve) => setImmediate(resolve))
    expect([...one.done, ...other.done].length).toBe(2)
  })

  it("remembers over a reload what was told and tried", async () => {
    const home = temporaryHome()
    const first = opened(home)
    first.see(capped)
    await soon(() => expect(first.done).toEqual(["go on loop-1"]))
    first.close()
    const early = opened(home, { now: () => now + 60_000 })
    early.see(capped)
    const late = opened(home, { now: () => now + 180_000 })
    late.see(capped)
    await soon(() => expect(late.done).toEqual(["go on loop-1"]))
    expect(early.done).toEqual([])
    expect(readdirSync(join(home, "claims")).sort()).toEqual(["loop-1.go-on.3.1", "loop-1.go-on.3.2"])
  })

  it("takes a loop up at its reset time, though nothing changed on the disk", async () => {
    const home = temporaryHome()
    const resumeAt = Date.now() + 1200
    const window = opened(home, { now: Date.now })
    window.see(view([concluded("paused", "rate-limited", { at: Date.now(), resumeAt, until: "reset-time" })]))
    await soon(() => expect(window.done[0]).toBe("tell rate-limited"))
    await soon(() => expect(window.done).toEqual(["tell rate-limited", "go on loop-1"]))
    expect(Date.now()).toBeGreaterThanOrEqual(resumeAt)
  })

  it.each<[string, WindowOrder]>([
    ["in a window that is not trusted", { trusted: false }],
    ["where the host has no command for it", { chat: "copy" }],
  ])("asks instead of sending %s", async (_where, order) => {
    const window = opened(temporaryHome(), order)
    window.see(capped)
    await soon(() => expect(window.done).toEqual(["tell capped"]))
  })

  it("still tells where nothing can be claimed, but sends nothing", async () => {
    const home = temporaryHome()
    writeFileSync(join(home, "claims"), "a file in the way")
    const window = opened(home)
    window.see(view([...stuck.loops, ...capped.loops.map((loop) => ({ ...loop, id: "loop-2" }))]))
    await soon(() => expect(window.troubles.length).toBeGreaterThan(1))
    expect(window.done).toEqual(["tell stuck"])
  })

  it("does nothing any more once it is disposed", async () => {
    const home = temporaryHome()
    const window = opened(home)
    window.close()
    window.see(stuck)
    await new Promise((resolve) => setImmediate(resolve))
    expect(window.done).toEqual(["closed"])
    expect(existsSync(join(home, "claims"))).toBe(false)
  })

  it("forgets claims of long ago when a window opens", () => {
    const home = temporaryHome()
    mkdirSync(join(home, "claims"))
    writeFileSync(join(home, "claims", "loop-0.started"), JSON.stringify({ at: now - 31 * 86_400_000 }))
    writeFileSync(join(home, "claims", "loop-1.started"), JSON.stringify({ at: now - 86_400_000 }))
    opened(home)
    expect(readdirSync(join(home, "claims"))).toEqual(["loop-1.started"])
  })
})
