import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import { isLoopbackName } from "./address.ts"

/** Kept connections, one agent for each origin and proxy. */
export type Connections = {
  readonly agentFor: (url: URL, proxy: URL | null) => Promise<HttpAgent>
  readonly close: () => Promise<void>
  readonly count: () => { readonly open: number; readonly free: number }
}

/** A kept connection that nobody used for so long is closed; servers close theirs after one to five minutes. */
const idleMs = 45_000
const kept = { keepAlive: true, scheduling: "lifo", maxFreeSockets: 64, timeout: idleMs } as const

export function openConnections(): Connections {
  const agents = new Map<string, Promise<HttpAgent>>()
  const made = new Set<HttpAgent>()
  return {
    agentFor: (url, proxy) => {
      const name = proxy === null ? url.origin : `${url.origin} ${proxy.href}`
      const known = agents.get(name)
      if (known !== undefined) return known
      const agent = makeAgent(url, proxy).then((one) => {
        made.add(one)
        return one
      })
      agents.set(name, agent)
      return agent
    },
    close: async () => {
      await Promise.allSettled(agents.values())
      for (const agent of made) agent.destroy()
      agents.clear()
      made.clear()
    },
    count: () => {
      let open = 0
      let free = 0
      for (const agent of made) {
        const idle = socketsIn(agent.freeSockets)
        free += idle
        open += idle + socketsIn(agent.sockets)
      }
      return { open, free }
    },
  }
}

export type ProxyChoice =
  | { readonly kind: "proxy"; readonly url: URL | null }
  | { readonly kind: "wrong"; readonly why: string }

/** The proxy on the way to an address: the upstream's own, else `OUTBOUND_PROXY`; none to this machine itself. */
export function proxyFor(url: URL, own: string | null, env: NodeJS.ProcessEnv): ProxyChoice {
  const told = (own ?? env.OUTBOUND_PROXY ?? "").trim()
  if (told === "" || isLoopbackName(url.hostname)) return { kind: "proxy", url: null }
  const proxy = URL.canParse(told) ? new URL(told) : null
  if (proxy !== null && /^https?:$/.test(proxy.protocol)) return { kind: "proxy", url: proxy }
  const where = own === null ? "OUTBOUND_PROXY" : "its proxy"
  return { kind: "wrong", why: `cannot be reached: ${where} is no http address` }
}

/** The proxies' agents are loaded where there is a proxy. */
async function makeAgent(url: URL, proxy: URL | null): Promise<HttpAgent> {
  const secure = url.protocol === "https:"
  if (proxy === null) return secure ? new HttpsAgent(kept) : new HttpAgent(kept)
  if (secure) return new (await import("https-proxy-agent")).HttpsProxyAgent(proxy, kept)
  return new (await import("http-proxy-agent")).HttpProxyAgent(proxy, kept)
}

function socketsIn(lists: NodeJS.ReadOnlyDict<readonly unknown[]>): number {
  return Object.values(lists).reduce((sum, list) => sum + (list?.length ?? 0), 0)
}
