import type { AnswerHeaders } from "./pool.ts"
import type { LimitSeen } from "./pool-view.ts"

const openai = /^x-ratelimit-(limit|remaining|reset)-([a-z-]+)$/
const anthropic = /^anthropic-ratelimit-([a-z-]+)-(limit|remaining|reset)$/

type Field = "limit" | "remaining" | "reset"

/** The limits that the headers of an answer tell, as OpenAI and Anthropic name them. `seenAt` in epoch ms. */
export function limitsSeen(headers: AnswerHeaders, seenAt: number): LimitSeen[] {
  const found = new Map<string, Partial<Record<Field, string>>>()
  for (const [name, value] of Object.entries(headers)) {
    if (!name.includes("ratelimit-") || typeof value !== "string") continue
    const place = placeOf(name)
    if (place !== null) found.set(place.what, { ...found.get(place.what), [place.field]: value })
  }
  return [...found].map(([what, { limit, remaining, reset }]) => ({
    what,
    limit: numberOf(limit),
    remaining: numberOf(remaining),
    resetAt: reset === undefined ? null : momentOf(reset, seenAt),
    source: "answer-headers",
    seenAt,
  }))
}

/** Ms until the last of the used-up limits is back, as the headers tell it; null when they do not. */
export function usedUpForMs(headers: AnswerHeaders, now: number): number | null {
  const ends = limitsSeen(headers, now).flatMap(({ remaining, resetAt }) =>
    remaining === 0 && resetAt !== null ? [Math.max(0, resetAt - now)] : [],
  )
  return ends.length === 0 ? null : Math.max(...ends)
}

function placeOf(name: string): { readonly what: string; readonly field: string } | null {
  const [, field, what] = openai.exec(name) ?? []
  if (field !== undefined && what !== undefined) return { what, field }
  const [, named, part] = anthropic.exec(name) ?? []
  return named === undefined || part === undefined ? null : { what: named, field: part }
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || !/^\d+(\.\d+)?$/.test(text) ? null : Number(text)
}

/** A date (Anthropic), or a length such as `6m0s`, `1s`, `20ms` (OpenAI). */
function momentOf(text: string, now: number): number | null {
  const [, h, m, s, ms] = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/.exec(text) ?? []
  if ([h, m, s, ms].some((part) => part !== undefined)) {
    return (
      now + Math.ceil(((Number(h ?? 0) * 60 + Number(m ?? 0)) * 60 + Number(s ?? 0)) * 1000) + Number(ms ?? 0)
    )
  }
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}
