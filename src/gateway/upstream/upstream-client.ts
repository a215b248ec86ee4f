import { openConnections, proxyFor } from "./connections.ts"
import { attempt } from "./one-attempt.ts"
import type { UpstreamAnswer as Answer, UpstreamOrder } from "./upstream-call.ts"

export type UpstreamClient = {
  readonly send: (order: UpstreamOrder) => Promise<Answer>
  readonly close: () => Promise<void>
  readonly sockets: () => { readonly open: number; readonly free: number }
}

export type UpstreamAnswer = Awaited<ReturnType<UpstreamClient["send"]>>

/**
 * The gateway's connections to the upstreams, kept open between calls. `env`: `OUTBOUND_PROXY`. Certificates are always
 * checked; redirects are never followed, for they could carry a credential to another place.
 */
export function openUpstreamClient(order: { readonly env: NodeJS.ProcessEnv }): UpstreamClient {
  const connections = openConnections()
  const known = new Map<string, URL | null>()
  const addressOf = (text: string): URL | null => {
    const before = known.get(text)
    if (before !== undefined) return before
    const url = urlOf(text)
    if (known.size >= mostKnown) known.clear()
    known.set(text, url)
    return url
  }
  return {
    send: async (sent) => {
      const url = addressOf(sent.url)
      if (url === null) return failed(sent, "has an address that is no http address")
      const proxy = proxyFor(url, sent.upstream.proxy, order.env)
      if (proxy.kind === "wrong") return failed(sent, proxy.why)
      const agent = await connections.agentFor(url, proxy.url)
      const first = await attempt(sent, url, agent)
      if (first.kind !== "stale") return first
      // The upstream had closed a kept connection: its neighbours are as old, so a new one is made.
      for (const sockets of Object.values(agent.freeSockets))
        for (const socket of sockets ?? []) socket.destroy()
      const second = await attempt(sent, url, agent)
      return second.kind === "stale" ? second.failed : second
    },
    close: () => connections.close(),
    sockets: () => connections.count(),
  }
}

/** Addresses hold names of models, which come from outside: they must not fill the memory. */
const mostKnown = 500

function urlOf(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") ? url : null
}

function failed(order: UpstreamOrder, why: string): Answer {
  const message = `The upstream ${order.upstream.name} ${why}. Correct the gateway's configuration.`
  return {
    kind: "failed",
    reached: false,
    error: { status: 502, code: "upstream", message, param: null, retryAfterMs: null },
  }
}
