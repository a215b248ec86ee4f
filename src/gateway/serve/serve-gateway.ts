import { createServer, type Server } from "node:http"
import type { GatewayConfig } from "../config/config.ts"
import type { AdminHandler } from "./admin-handler.ts"
import type { GatewayParts } from "./gateway-parts.ts"
import { createHandler } from "./handle-request.ts"
import { createInFlight, type InFlight } from "./in-flight.ts"
import { isLoopback, listen } from "./listen.ts"
import { openGateway } from "./open-gateway.ts"
import { refuseBrokenRequest } from "./refuse-broken-request.ts"
import { boundYoungMemory } from "./young-memory.ts"

export type GatewayOrder = {
  /** For Loop's home folder; the gateway's own files lie in `gateway/` below it. */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly config: GatewayConfig
  /** Epoch ms. */
  readonly now: () => number
  /** The flag `--expose`: without it nothing but a loopback address is listened at. */
  readonly expose: boolean
  /** Makes the gateway's page out of what the gateway opened; null = no page. */
  readonly admin: ((parts: GatewayParts) => AdminHandler) | null
  /** What went wrong beside the requests, in one sentence without secrets. */
  readonly onTrouble: (message: string) => void
}

export type ServedGateway =
  | {
      readonly kind: "serving"
      /** Address without a path, `http://127.0.0.1:8088`. */
      readonly url: string
      readonly port: number
      readonly parts: GatewayParts
      /** Takes no new requests, lets those in flight finish for `server.drainMs`, then ends them with an error. */
      close(): Promise<void>
    }
  | {
      readonly kind: "refused"
      readonly why: "port-taken" | "port-forbidden" | "host-unknown" | "host-needs-expose"
    }

/** Serves the four formats to clients with a key. Throws for a disk or network that fails. */
export async function serveGateway(order: GatewayOrder): Promise<ServedGateway> {
  const { home, env, now, config, onTrouble } = order
  const { host, port } = config.server
  if (!isLoopback(host) && !order.expose) return { kind: "refused", why: "host-needs-expose" }
  const server = createServer({ keepAliveTimeout, maxHeaderSize })
  const listening = await listen(server, host, port)
  if (listening.kind === "refused") return listening

  const opened = openGateway({ home, env, now, config, onTrouble })
  await opened.learnSecrets()
  const url = `http://${nameOf(host)}:${listening.port}`
  const about = { startedAt: now(), url, port: listening.port, exposed: !isLoopback(host) }
  const parts: GatewayParts = { ...opened.parts, ...about }
  const admin = order.admin?.(parts) ?? null
  const inFlight = createInFlight()
  server.on("request", createHandler({ parts: opened.parts, admin, inFlight }))
  server.on("clientError", refuseBrokenRequest)
  boundYoungMemory(server)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    admin?.close?.()
    await stopServer(server, inFlight, parts.config().server.drainMs)
    await opened.close()
  }
  return {
    kind: "serving",
    url,
    port: listening.port,
    parts,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** Longer than clients keep an idle connection, so that no request meets one that was just given up. */
const keepAliveTimeout = 120_000
/** Coding clients send long lists of betas; Node's own 16 kB are little. */
const maxHeaderSize = 65_536

/** A wildcard is no address to connect to. */
function nameOf(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1"
  if (host === "::") return "[::1]"
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host
}

async function stopServer(server: Server, inFlight: InFlight, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  await inFlight.drain(drainMs)
  // What is left are connections without a call: pages, and clients that keep theirs open.
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), lastMs)
  await closed
  clearTimeout(late)
}

const lastMs = 500
