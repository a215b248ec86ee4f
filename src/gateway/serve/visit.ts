import type { IncomingMessage, ServerResponse } from "node:http"

/** One request as the routes see it. */
export type Visit = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly requestId: string
  readonly path: string
  readonly query: URLSearchParams
}
