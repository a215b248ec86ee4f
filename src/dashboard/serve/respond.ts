import type { ServerResponse } from "node:http"

export type Content = {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** Headers of every answer: nothing is kept, guessed, framed or lent to other pages. */
export const strictHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}

export function respond(response: ServerResponse, { status, type, body, headers = {} }: Content): void {
  const length = String(Buffer.byteLength(body))
  response.writeHead(status, { ...strictHeaders, "content-type": type, "content-length": length, ...headers })
  if (response.req.method === "HEAD") response.end()
  else response.end(body)
}

export function respondText(response: ServerResponse, status: number, text: string): void {
  respond(response, { status, type: "text/plain; charset=utf-8", body: `${text}\n` })
}

export function respondJson(response: ServerResponse, status: number, value: object): void {
  respond(response, { status, type: "application/json; charset=utf-8", body: JSON.stringify(value) })
}
