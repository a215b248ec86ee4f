/** What an error text of a host or model service means for a loop. Times in ms from now; null = not told. */
export type UpstreamError =
  | { readonly kind: "quota"; readonly resumeInMs: number | null }
  | { readonly kind: "auth" }
  | { readonly kind: "context" }
  | { readonly kind: "other" }

/** Vendor errors put the facts into the first line; the bound keeps the patterns cheap on a pasted stack trace. */
const looked = 4000
/** Longest pause believed: the weekly quota window, and a day of slack. */
const longestMs = 8 * 24 * 3_600_000

const quotaWords = /quota|rate.?limit|too many requests|usage limit|limit reached/i
const authWords =
  /not signed in|sign(?:ed)? in (?:again|first)|please (?:sign|log) ?in|unauthori[sz]ed|invalid api key|api key not valid|credentials? (?:expired|missing|invalid)/i
const contextWords =
  /context (?:window|length|limit)|(?:prompt|input|conversation) (?:is )?too long|(?:input |maximum (?:number of )?)tokens? (?:count )?(?:exceed|allowed|limit)|exceeds the maximum number of tokens/i

/**
 * Classifies an error text: codes first, words after, because words are free to change (S46, S47, S48). A quota that
 * is counted in tokens is still a quota, therefore the context words come after the codes. `now` in epoch ms.
 */
export function classifyError(error: string, now: number): UpstreamError {
  const text = error.slice(0, looked)
  const code = /\b(?:code|status|http|error)\W{0,3}(\d{3})\b/i.exec(text)?.[1] ?? null
  if (code === "429" || text.includes("RESOURCE_EXHAUSTED"))
    return { kind: "quota", resumeInMs: resumeIn(text, now) }
  if (code === "401" || code === "403" || /UNAUTHENTICATED|PERMISSION_DENIED/.test(text))
    return { kind: "auth" }
  if (contextWords.test(text)) return { kind: "context" }
  if (quotaWords.test(text)) return { kind: "quota", resumeInMs: resumeIn(text, now) }
  if (authWords.test(text)) return { kind: "auth" }
  return { kind: "other" }
}

/**
 * Milliseconds until a quota comes back, from `Resets in 1h12m5s`, `retryDelay: "34s"`, `Retry-After: 120` or a reset
 * time; null when the text names none or the answer is not credible.
 */
export function resumeIn(error: string, now: number): number | null {
  const text = error.slice(0, looked)
  const ms = relativeMs(text) ?? absoluteMs(text, now)
  return ms === null || ms > longestMs ? null : ms
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
const unit =
  /(\d+(?:\.\d+)?)\s?(d|h|ms|m|s)(?:ays?|ours?|rs?|in(?:ute)?s?|ec(?:ond)?s?)?(?![a-z])[\s,]{0,2}/giy

function relativeMs(text: string): number | null {
  const lead =
    /(?:resets?|retry|again|available|retrydelay|retry-after)["']?(?:[\s:=]|\bin\b|\bafter\b|["'])*(?=\d)/i.exec(
      text,
    )
  if (lead === null) return null
  unit.lastIndex = lead.index + lead[0].length
  const from = unit.lastIndex
  let total = 0
  let parts = 0
  for (let part = unit.exec(text); part !== null; part = unit.exec(text)) {
    total += Number(part[1]) * (units[(part[2] ?? "").toLowerCase()] ?? 0)
    parts++
  }
  if (parts > 0) return Math.round(total)
  const seconds = /^retry-after/i.test(lead[0]) ? /^\d+(?![\d-])/.exec(text.slice(from)) : null
  return seconds === null ? null : Number(seconds[0]) * 1000
}

function absoluteMs(text: string, now: number): number | null {
  const named =
    /(?:reset|retry|again|available)\w*["']?[\s:=]*(?:at|on|after|time)?["'\s:=]*(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))/i
  const at = Date.parse(named.exec(text)?.[1] ?? "")
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
