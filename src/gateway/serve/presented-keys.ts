import type { IncomingHttpHeaders } from "node:http"

/** Headers that hold the client's own key; none of them ever goes on to an upstream (G01). */
const keyHeaders = ["x-api-key", "x-goog-api-key", "anthropic-api-key"] as const

/** Every key that a request shows, each once: some clients show theirs in two places (G01). */
export function presentedKeys(headers: IncomingHttpHeaders, query: URLSearchParams): readonly string[] {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1]
  const others = keyHeaders.map((name) => headers[name])
  const all = [bearer, ...others.flat(), query.get("key")]
  return [...new Set(all.flatMap((key) => (typeof key === "string" && key !== "" ? [key] : [])))]
}
