import type { Ask, HostMessage, Reply, UiMessage } from "../model/messages.ts"
import { isHostMessage, isReply } from "./host-message.ts"

/** The way to the program around the UI, and what the UI may keep while it is not shown. */
export type Transport = {
  /** Begins to listen; the program then sends a first view. */
  open(listener: Listener): void
  ask(ask: Ask): Promise<Reply>
  recall(): unknown
  remember(value: unknown): void
}

type Listener = {
  readonly onMessage: (message: Exclude<HostMessage, { kind: "reply" }>) => void
  /** What was told is no longer, or again, up to date. */
  readonly onLink: (link: "connected" | "lost") => void
}

declare function acquireVsCodeApi(): {
  postMessage(message: UiMessage): void
  getState(): unknown
  setState(value: unknown): void
}

/** Messages of a webview where there is one, http to the program that served the page otherwise. */
export function connect(): Transport {
  return typeof acquireVsCodeApi === "function" ? webview(acquireVsCodeApi()) : browser()
}

function webview(api: ReturnType<typeof acquireVsCodeApi>): Transport {
  const waiting = new Map<number, (reply: Reply) => void>()
  let asked = 0
  return {
    open({ onMessage }) {
      window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (!isHostMessage(data)) return
        if (data.kind !== "reply") return onMessage(data)
        waiting.get(data.id)?.(data.reply)
        waiting.delete(data.id)
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

const memory = "for-loop.dashboard"

function browser(): Transport {
  let asked = 0
  return {
    open({ onMessage, onLink }) {
      const events = new EventSource("events")
      events.addEventListener("open", () => onLink("connected"))
      // The browser tries again by itself.
      events.addEventListener("error", () => onLink("lost"))
      events.addEventListener("message", ({ data }: MessageEvent<string>) => {
        const message: unknown = JSON.parse(data)
        if (isHostMessage(message) && message.kind !== "reply") onMessage(message)
      })
    },
    async ask(ask) {
      try {
        const response = await fetch("ask", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ id: ++asked, ask }),
        })
        const answer: unknown = await response.json()
        if (isHostMessage(answer) && answer.kind === "reply") return answer.reply
        if (isReply(answer)) return answer
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

function unreachable(message: string): Reply {
  return { kind: "refused", message, next: "Run `for-loop dashboard` again and open the address it prints." }
}
