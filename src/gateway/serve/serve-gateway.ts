import { createServer } from "node:http"
import type { GatewayConfig } from "../config/config.ts"
import type { AdminHandler } from "./admin-handler.ts"
import type { GatewayParts } from "./gateway-parts.ts"
import { isLoopback, listen } from "./listen.ts"

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
      /** Takes no new requests, lets those in flight finish for `server.drainMs`, then ends them with an error. */
      close(): Promise<void>
    }
  | {
      readonly kind: "refused"
      readonly why: "port-taken" | "port-forbidden" | "host-unknown" | "host-needs-expose"
    }

/** Serves the four formats to clients with a key. Throws for a disk or network that fails. */
export async function serveGateway(order: GatewayOrder): Promise<ServedGateway> {
  const { host, port } = order.config.server
  if (!isLoopback(host) && !order.expose) return { kind: "refused", why: "host-needs-expose" }
  const server = createServer()
  const listening = await listen(server, host, port)
  if (listening.kind === "refused") return listening
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host
  return {
    kind: "serving",
    url: `http://${name}:${listening.port}`,
    port: listening.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
