import type { ServerResponse } from "node:http"

export type Content = {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a whole answer of the gateway's own; to HEAD without its body (G02). */
export function reply(
  visit: { readonly response: ServerResponse; readonly requestId: string },
  { status, type, body, headers }: Content,
): void {
  const { response, requestId } = visit
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    ...headers,
  })
  response.end(response.req.method === "HEAD" ? undefined : body)
}
