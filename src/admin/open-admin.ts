import type { IncomingMessage, ServerResponse } from "node:http"
import type { GatewayConfig } from "../gateway/config/config.ts"

export type AdminOrder = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
  /** Folder of the built pages. */
  readonly assets: string
  readonly version: string
  /** The gateway's parts; null while they are not there yet. */
  readonly gateway: () => GatewayParts | null
  readonly onTrouble: (text: string) => void
}

/** What the page reads of the running gateway and does to it. */
export type GatewayParts = {
  readonly url: string
  readonly since: number
  readonly exposed: boolean
  readonly config: () => GatewayConfig
  /** The configuration file was changed: it holds from the next call on. */
  readonly reload: () => Promise<void>
}

export type Admin = {
  /** Whether a request's path (no query) belongs to the page. */
  handles(path: string): boolean
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** The address that lets a browser in, given the gateway's own. */
  entrance(url: string): string
  close(): void
}

/**
 * The gateway's page under `/admin/`: for whoever has the token of `<home>/gateway/admin-token`, which is made at the
 * first start. Throws StoreError when that cannot be kept.
 */
export function openAdmin(order: AdminOrder): Admin {
  return {
    handles: (path) => path === "/admin" || path.startsWith("/admin/"),
    handle: async (_request, response) => {
      response.writeHead(503)
      response.end()
    },
    entrance: (url) => `${url}/admin/?token=${order.version}`,
    close: () => {},
  }
}
