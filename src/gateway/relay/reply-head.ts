import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http"
import type { Target } from "../upstream/target.ts"
import type { ClientCall } from "./client-call.ts"

/** Headers of an upstream's answer that are about its own connection, its bytes as it packed them, or its cookies. */
const dropped = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authenticate-info",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "content-encoding",
  "date",
  "server",
  "via",
  "set-cookie",
  "alt-svc",
  "strict-transport-security",
  "vary",
  "x-request-id",
])

/** Who answered: told in headers of our own with every answer. */
export type Answerer = {
  readonly target: Target
  readonly credential: string
  readonly notes: readonly string[]
}

export function ownHeaders(requestId: string, answerer: Answerer | null): Record<string, string> {
  const headers: Record<string, string> = { "x-request-id": requestId }
  if (answerer === null) return headers
  headers["x-for-loop-upstream"] = plain(answerer.target.upstream.name)
  headers["x-for-loop-model"] = plain(answerer.target.model)
  headers["x-for-loop-credential"] = plain(answerer.credential)
  if (answerer.notes.length > 0) headers["x-for-loop-notes"] = plain(answerer.notes.join(", "))
  return headers
}

/** Headers of a client's answer. `upstream` null: it was translated, so nothing the upstream says of its bytes holds. */
export function replyHeaders(
  call: ClientCall,
  answerer: Answerer,
  upstream: IncomingHttpHeaders | null,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {}
  for (const name in upstream) {
    const value = upstream[name]
    if (value !== undefined && !dropped.has(name) && !name.startsWith("access-control-"))
      headers[name] = value
  }
  headers["content-type"] = contentType(call, upstream)
  if (call.stream) {
    headers["cache-control"] = "no-cache"
    headers["x-accel-buffering"] = "no"
  }
  if (call.format === "anthropic") headers["request-id"] ??= call.requestId
  return Object.assign(headers, ownHeaders(call.requestId, answerer))
}

function contentType(call: ClientCall, upstream: IncomingHttpHeaders | null): string {
  if (call.stream && call.form === "sse") return "text/event-stream; charset=utf-8"
  if (call.format === "gemini") return "application/json; charset=UTF-8"
  return upstream?.["content-type"] ?? "application/json"
}

/** A name that a person chose, as a header may hold it. */
function plain(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text.replace(/[^\x20-\x7e]/g, "?")
}
