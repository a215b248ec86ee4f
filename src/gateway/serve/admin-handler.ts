import type { IncomingMessage, ServerResponse } from "node:http"

/** The gateway's own page, put in by whoever starts the gateway: the gateway itself knows nothing of it. */
export type AdminHandler = {
  /** Whether a path (without its query) belongs to the page. */
  handles(path: string): boolean
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Called once, when the gateway stops. */
  close?(): void
}
