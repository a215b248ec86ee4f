import { join } from "node:path"
import { armsFolder, controlFolder, locksFolder, loopFolder, loopsFolder } from "../../store/paths.ts"
import { type FolderWatch, watchFolder } from "../../system/watch-folder.ts"
import type { Abilities, DashboardView, SetupView } from "../model/view.ts"
import { createDiffCache } from "./diff-cache.ts"
import { createLoopCache } from "./loop-cache.ts"
import { readView, type ViewOrder } from "./read-view.ts"
import { wakeAfter } from "./wake-after.ts"

export type FeedOrder = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly workspaces: ViewOrder["workspaces"]
  readonly abilities: Abilities
  /** Epoch ms. */
  readonly now: () => number
  readonly setup: () => Promise<SetupView>
  /** Called with every view that differs from the one before in more than its clock. */
  readonly onView: (view: DashboardView) => void
  /** Something kept a view from being live or from being read, in one sentence. */
  readonly onTrouble: (text: string) => void
  /** How folders are watched; left out, by the system's own events. */
  readonly watch?: typeof watchFolder
}

/** A view that follows the disk. */
export type Feed = {
  /** Reads everything again; resolves when the view is up to date. */
  refresh(): Promise<void>
  view(): DashboardView | null
  dispose(): void
}

/** Events come in swarms (an atomic write alone is three): views follow each other no faster than this. */
const leastMs = 100
/** Where the system refuses to watch, the disk is looked at this often. */
const unwatchedMs = 2000
/** Each watch takes one of the account's; loops that ended long ago change no more. */
const mostWatched = 100

/**
 * Opens the live view of a home: it follows the system's file events, reads a state again only when its file was
 * written, and looks at the clock only while something runs out or a check writes its log.
 */
export function openFeed(order: FeedOrder): Feed {
  const { home, now, watch = watchFolder } = order
  const loops = createLoopCache()
  const diffs = createDiffCache({ env: order.env, now, onNews: () => soon() })
  const watches = new Map<string, FolderWatch>()
  let watching: "live" | "refused" = "live"
  let latest: DashboardView | null = null
  let told = ""
  let timer: NodeJS.Timeout | null = null
  let lastAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null
  /** What happened while a reading was under way: files changed, or somebody waits for a newer one. */
  const missed = { files: false, caller: false }
  let disposed = false

  const follow = (ids: readonly string[]) => {
    const wanted = new Set([
      ...[home, loopsFolder(home), armsFolder(home), locksFolder(home), join(home, "control")],
      ...ids.flatMap((id) => [loopFolder(home, id), controlFolder(home, id)]),
    ])
    for (const [folder, watched] of watches) {
      if (wanted.has(folder)) continue
      watched.close()
      watches.delete(folder)
    }
    for (const folder of wanted) {
      if (!watches.has(folder)) watches.set(folder, watch(folder, soon, refusedBy))
    }
  }
  const refusedBy = (why: string) => {
    if (watching === "live")
      order.onTrouble(`${why} The dashboard looks every ${unwatchedMs / 1000} s instead.`)
    watching = "refused"
  }

  const soon = () => {
    if (disposed) return
    if (reading !== null) missed.files = true
    else wake(Math.max(0, lastAt + leastMs - now()))
  }
  const wake = (ms: number) => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void refresh(), ms)
    timer.unref()
  }

  const read = async (): Promise<void> => {
    lastAt = now()
    follow(latest === null ? [] : watchedIds(latest, loops.unborn()))
    const { env, workspaces, abilities } = order
    const setup = await order.setup()
    const view = await readView({ home, env, workspaces, abilities, setup, now: now(), diffs, loops })
    if (disposed) return
    latest = view
    const text = JSON.stringify({ ...view, at: 0, loops: view.loops.map(stillOf) })
    if (text !== told) {
      told = text
      order.onView(view)
    }
    // A loop that was found just now may have changed before it was watched.
    if (watchedIds(view, loops.unborn()).some((id) => !watches.has(loopFolder(home, id))))
      missed.caller = true
  }
  const refresh = (): Promise<void> => {
    if (disposed) return Promise.resolve()
    if (reading !== null) {
      missed.caller = true
      return reading
    }
    const round = async () => {
      do {
        missed.caller = false
        missed.files = false
        await read()
      } while (missed.caller && !disposed)
    }
    reading = round()
      .catch((error: unknown) => {
        order.onTrouble(
          `The loops could not be read: ${error instanceof Error ? error.message : String(error)}`,
        )
      })
      .finally(() => {
        reading = null
        if (disposed) return
        if (missed.files) soon()
        else schedule()
      })
    return reading
  }
  const schedule = () => {
    const ms = latest === null ? unwatchedMs : wakeAfter(latest, now())
    const floor = watching === "refused" ? unwatchedMs : Number.POSITIVE_INFINITY
    const next = Math.min(ms ?? Number.POSITIVE_INFINITY, floor)
    if (Number.isFinite(next)) wake(next)
  }

  return {
    refresh,
    view: () => latest,
    dispose: () => {
      disposed = true
      if (timer !== null) clearTimeout(timer)
      for (const watched of watches.values()) watched.close()
      watches.clear()
      diffs.dispose()
    },
  }
}

/** Loops on the view, and folders in which a first state may appear at any moment: no other folder tells of that. */
function watchedIds(view: DashboardView, unborn: readonly string[]): string[] {
  return [...view.loops.map(({ id }) => id), ...unborn].slice(0, mostWatched)
}

/** A loop without what only its clock changes: the reader's own clock moves that on. */
function stillOf(loop: DashboardView["loops"][number]) {
  return { ...loop, elapsedMs: 0, ends: { ...loop.ends, minutesLeft: 0 } }
}
