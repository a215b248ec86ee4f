import type { IncomingHttpHeaders } from "node:http"

/** About this connection alone (RFC 9110 §7.6.1), or about bytes that are counted anew. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "content-encoding",
  "expect",
  "accept-encoding",
])

/** Where clients put their key, or what a browser tells of one; none of it is the upstream's business (G01). */
const credentials = new Set([
  "authorization",
  "x-api-key",
  "x-goog-api-key",
  "anthropic-api-key",
  "api-key",
  "cookie",
  "origin",
  "referer",
  "forwarded",
  "via",
])

/** A client's headers as they go on to an upstream of its format: unknown ones too, its credentials never (G07). */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const named = namedIn(headers.connection)
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || hopByHop.has(name) || credentials.has(name) || named.has(name)) continue
    if (name.startsWith("x-forwarded-") || name.startsWith("x-for-loop-") || name.startsWith("sec-")) continue
    kept[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return kept
}

const none: ReadonlySet<string> = new Set()

/** Headers that `Connection` names as its own. */
function namedIn(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return none
  return new Set(connection.split(",").map((name) => name.trim().toLowerCase()))
}

/** A client's query without its key. */
export function keptQuery(query: URLSearchParams | null): readonly (readonly [string, string])[] {
  return query === null || query.size === 0
    ? []
    : [...query].filter(([name]) => !/^(key|access_token|api_key)$/i.test(name))
}
