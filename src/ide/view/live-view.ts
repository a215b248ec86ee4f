import { type Feed, type FeedOrder, openFeed } from "../../dashboard/feed/feed.ts"
import type { DashboardView } from "../../dashboard/model/view.ts"

/** The feed of a window. It is opened when it is first needed, and anew when what the window can do has changed. */
export type LiveView = {
  /** The view as the disk says now. */
  fresh(): Promise<DashboardView>
  latest(): DashboardView | null
  /** Reads again with the present workspaces and abilities. */
  reopen(): Promise<void>
  dispose(): void
}

type Order = Omit<FeedOrder, "workspaces" | "abilities"> & {
  readonly present: () => Pick<FeedOrder, "workspaces" | "abilities">
}

/** Does nothing until it is asked for a view. */
export function liveView({ present, ...order }: Order): LiveView {
  let feed: Feed | null = null
  let opened = ""
  const open = (): Feed => {
    const here = present()
    const asText = JSON.stringify(here)
    if (feed !== null && asText === opened) return feed
    feed?.dispose()
    opened = asText
    feed = openFeed({ ...order, ...here })
    return feed
  }
  return {
    async fresh() {
      const current = open()
      await current.refresh()
      const view = current.view()
      if (view === null) throw new Error("The loops could not be read; the log of For Loop says why.")
      return view
    },
    latest: () => feed?.view() ?? null,
    async reopen() {
      if (feed !== null) await open().refresh()
    },
    dispose: () => feed?.dispose(),
  }
}
