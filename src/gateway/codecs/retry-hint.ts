type Headers = { readonly get: (name: string) => string | null }

/**
 * How long an upstream asks to wait, in ms, or null: `retry-after-ms`, `retry-after` in seconds or as a date, Google's
 * `retryDelay`, or the words "retry in 17.5s" and "try again in 1m2s" (G69). `now` in epoch ms.
 */
export function retryAfterMs(headers: Headers, body: string, now: number): number | null {
  return (
    milliseconds(headers.get("retry-after-ms"), 1) ??
    milliseconds(headers.get("retry-after"), 1000) ??
    untilDate(headers.get("retry-after"), now) ??
    milliseconds(/"retryDelay"\s*:\s*"([\d.]+)s"/.exec(body)?.[1], 1000) ??
    inWords(body)
  )
}

/** Seconds for a `Retry-After` header, rounded up. */
export function retryAfterSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)))
}

function milliseconds(text: string | null | undefined, factor: number): number | null {
  if (text === null || text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return null
  return Math.ceil(Number(text) * factor)
}

function inWords(body: string): number | null {
  const [, minutes, amount, unit] = /try(?: again)? in (?:(\d+)m)?([\d.]+) ?(ms|s)/i.exec(body) ?? []
  const ms = milliseconds(amount, unit?.toLowerCase() === "ms" ? 1 : 1000)
  return ms === null ? null : ms + Number(minutes ?? 0) * 60_000
}

function untilDate(text: string | null, now: number): number | null {
  const at = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
