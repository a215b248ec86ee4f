import type { IncomingMessage, ServerResponse } from "node:http"
import type { AdminHandler } from "../gateway/serve/admin-handler.ts"
import type { GatewayParts } from "../gateway/serve/gateway-parts.ts"

export type AdminOrder = {
  /** Folder of the built pages. */
  readonly assets: string
  readonly version: string
  readonly onTrouble: (text: string) => void
}

/**
 * The gateway's page under `/admin/`, for whoever has the token of `<home>/gateway/admin-token` (`admin-token.ts`).
 * Throws StoreError when that cannot be read or made.
 */
export function openAdmin(_order: AdminOrder, _parts: GatewayParts): AdminHandler {
  return {
    handles: (path) => path === "/admin" || path.startsWith("/admin/"),
    handle: async (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(503)
      response.end()
    },
  }
}
