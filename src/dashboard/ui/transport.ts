import type { FromPage, Wire } from "./wire.ts"

/** The way to the program around the UI, and what the UI may keep while it is not shown. */
export type Transport<Ask, Reply, Told> = {
  /** Begins to listen; the program then sends a first view. */
  open(listener: Listener<Told>): void
  ask(ask: Ask): Promise<Reply>
  recall(): unknown
  remember(value: unknown): void
}

type Listener<Told> = {
  readonly onMessage: (message: Told) => void
  /** What was told is no longer, or again, up to date. */
  readonly onLink: (link: "connected" | "lost") => void
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage<unknown>): void
  getState(): unknown
  setState(value: unknown): void
}

/** Messages of a webview where there is one, http to the program that served the page otherwise. */
export function connect<Ask, Reply, Told>(wire: Wire<Reply, Told>): Transport<Ask, Reply, Told> {
  return typeof acquireVsCodeApi === "function" ? webview(acquireVsCodeApi(), wire) : browser(wire)
}

function webview<Ask, Reply, Told>(
  api: ReturnType<typeof acquireVsCodeApi>,
  { read }: Wire<Reply, Told>,
): Transport<Ask, Reply, Told> {
  const waiting = new Map<number, (reply: Reply) => void>()
  let asked = 0
  return {
    open({ onMessage }) {
      window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        const received = read(data)
        if (received === null) return
        if (received.kind === "told") return onMessage(received.message)
        waiting.get(received.id)?.(received.reply)
        waiting.delete(received.id)
      })
      api.postMessage({ kind: "ready" })
    },
    ask(ask) {
      const id = ++asked
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        api.postMessage({ kind: "ask", id, ask })
      })
    },
    recall: () => api.getState(),
    remember: (value) => api.setState(value),
  }
}

function browser<Ask, Reply, Told>({
  read,
  unreachable,
  memory,
}: Wire<Reply, Told>): Transport<Ask, Reply, Told> {
  let asked = 0
  return {
    open({ onMessage, onLink }) {
      const events = new EventSource("events")
      events.addEventListener("open", () => onLink("connected"))
      // The browser tries again by itself.
      events.addEventListener("error", () => onLink("lost"))
      events.addEventListener("message", ({ data }: MessageEvent<string>) => {
        const received = read(JSON.parse(data))
        if (received?.kind === "told") onMessage(received.message)
      })
    },
    async ask(ask) {
      try {
        const response = await fetch("ask", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ id: ++asked, ask }),
        })
        const answer = read(await response.json())
        if (answer?.kind === "reply") return answer.reply
        return unreachable(`The program answered with status ${response.status}.`)
      } catch {
        return unreachable("The program behind this page does not answer.")
      }
    },
    recall() {
      try {
        const kept: unknown = JSON.parse(sessionStorage.getItem(memory) ?? "null")
        return kept
      } catch {
        return null
      }
    },
    remember(value) {
      try {
        sessionStorage.setItem(memory, JSON.stringify(value))
      } catch {
        // A full or forbidden storage costs only the place of the reader.
      }
    },
  }
}
