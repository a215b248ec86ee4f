import type { HostMessage } from "../../dashboard/model/messages.ts"

/** Sends a message to one page; false when nobody is there to read it (a hidden page has no script). */
type Post = (message: HostMessage) => PromiseLike<boolean>

/** The pages of this window that show the dashboard: sidebar and editor tabs. */
export type Dashboards = {
  /** A page that has loaded. It gets what waits for it; disposing takes it out again. */
  add(post: Post): { dispose(): void }
  send(message: HostMessage): void
  /** Opens a place in whichever page is there; the next page that loads gets it when none is. */
  show(message: Extract<HostMessage, { kind: "show" }>): Promise<void>
}

export function dashboards(): Dashboards {
  const pages = new Set<Post>()
  let waiting: HostMessage | null = null
  return {
    add(post) {
      pages.add(post)
      if (waiting !== null) void post(waiting)
      waiting = null
      return { dispose: () => void pages.delete(post) }
    },
    send(message) {
      for (const post of pages) void post(message)
    },
    async show(message) {
      const arrived = await Promise.all([...pages].map((post) => post(message)))
      if (!arrived.includes(true)) waiting = message
    },
  }
}
