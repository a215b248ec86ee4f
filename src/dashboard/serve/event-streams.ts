import type { ServerResponse } from "node:http"
import { strictHeaders } from "./respond.ts"

/** The open pages, each fed with views as server-sent events. */
export type EventStreams<View> = {
  /** Takes a response over; false when too many are open already. */
  add(response: ServerResponse, view: View | null): boolean
  send(view: View): void
  /** How many pages are open. */
  count(): number
  close(): void
}

const mostStreams = 64
/** A comment now and then: a connection that died without a word is found and given up. */
const aliveMs = 20_000

export function createEventStreams<View>(): EventStreams<View> {
  /** Each with the view that waits until the reader has taken the one before: only the newest is worth sending. */
  const open = new Map<ServerResponse, View | null>()
  const alive = setInterval(() => {
    for (const response of open.keys()) response.write(": alive\n\n")
  }, aliveMs)
  alive.unref()

  const offer = (response: ServerResponse, view: View) => {
    if (response.writableNeedDrain) open.set(response, view)
    else response.write(`data: ${JSON.stringify({ kind: "view", view })}\n\n`)
  }

  return {
    add(response, view) {
      if (open.size >= mostStreams) return false
      response.writeHead(200, { ...strictHeaders, "content-type": "text/event-stream; charset=utf-8" })
      open.set(response, null)
      response.on("close", () => open.delete(response))
      response.on("drain", () => {
        const waiting = open.get(response) ?? null
        open.set(response, null)
        if (waiting !== null) offer(response, waiting)
      })
      response.write("retry: 2000\n\n")
      if (view !== null) offer(response, view)
      return true
    },
    send(view) {
      for (const response of open.keys()) offer(response, view)
    },
    count: () => open.size,
    close() {
      clearInterval(alive)
      for (const response of open.keys()) response.end()
      open.clear()
    },
  }
}
