import { onTestFinished } from "vitest"
import { type Feed, type FeedOrder, openFeed } from "../../../src/dashboard/feed/feed.ts"
import type { Abilities, DashboardView, LoopCard, SetupView } from "../../../src/dashboard/model/view.ts"

export const fine: SetupView = { plugin: "installed", hookSeenAt: null, disabled: false, note: "" }
export const browser: Abilities = { workspaces: [], chat: "copy", editor: false, setup: false }

export type LiveFeed = {
  readonly feed: Feed
  readonly views: readonly DashboardView[]
  readonly troubles: readonly string[]
  /** The first view, present or coming, of which `wanted` is true. */
  until(wanted: (view: DashboardView) => boolean): Promise<DashboardView>
  /** The same for the only loop that is shown. */
  untilLoop(wanted: (loop: LoopCard) => boolean): Promise<LoopCard>
}

/** A feed that lives until the test ends; what it tells is waited for, never polled. */
export function liveFeed(
  order: Pick<FeedOrder, "home"> & Partial<FeedOrder> & { readonly workspaces: FeedOrder["workspaces"] },
): LiveFeed {
  const views: DashboardView[] = []
  const troubles: string[] = []
  const waiting = new Set<(view: DashboardView) => void>()
  const feed = openFeed({
    env: process.env,
    abilities: browser,
    now: Date.now,
    setup: async () => fine,
    onTrouble: (text) => troubles.push(text),
    ...order,
    onView: (view) => {
      views.push(view)
      for (const look of [...waiting]) look(view)
    },
  })
  onTestFinished(() => feed.dispose())
  const until = (wanted: (view: DashboardView) => boolean): Promise<DashboardView> =>
    new Promise((resolve) => {
      const look = (view: DashboardView) => {
        if (!wanted(view)) return
        waiting.delete(look)
        resolve(view)
      }
      waiting.add(look)
      const present = feed.view()
      if (present !== null) look(present)
    })
  return {
    feed,
    views,
    troubles,
    until,
    untilLoop: async (wanted) =>
      onlyLoop(await until(({ loops }) => loops.length === 1 && loops.every(wanted))),
  }
}

export function onlyLoop(view: DashboardView): LoopCard {
  const [loop] = view.loops
  if (loop === undefined || view.loops.length > 1) throw new Error(`there are ${view.loops.length} loops`)
  return loop
}
