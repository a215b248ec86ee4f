import type { IncomingHttpHeaders } from "node:http"

/** Headers that hold the client's own key; none of them ever goes on to an upstream (G01). */
const keyHeaders = ["x-api-key", "x-goog-api-key", "anthropic-api-key"] as const

/** Every key that a request shows, each once: some clients show theirs in two places (G01). */
export function presentedKeys(headers: IncomingHttpHeaders, query: URLSearchParams): readonly string[] {
  const keys: string[] = []
  const add = (key: string | readonly string[] | null | undefined): void => {
    if (typeof key === "string" && key !== "" && !keys.includes(key)) keys.push(key)
    else if (typeof key === "object") key?.forEach(add)
  }
  add(/^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1])
  for (const name of keyHeaders) add(headers[name])
  if (query.size > 0) add(query.get("key"))
  return keys
}
