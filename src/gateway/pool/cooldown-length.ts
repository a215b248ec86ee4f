import { dayAt } from "../../spend/zone.ts"
import type { UpstreamKind } from "../config/config.ts"
import type { Rest } from "./classify-fault.ts"
import type { CooldownClass } from "./pool-view.ts"

type Backoff = { readonly firstMs: number; readonly longestMs: number }

/** Where the vendor names no time. Each fault in a row doubles it. */
const backoffs: Readonly<Record<CooldownClass, Backoff>> = {
  minute: { firstMs: 15_000, longestMs: 60_000 },
  overload: { firstMs: 1_000, longestMs: 120_000 },
  auth: { firstMs: 60_000, longestMs: 600_000 },
  billing: { firstMs: 600_000, longestMs: 6 * 3_600_000 },
  day: { firstMs: 3_600_000, longestMs: 24 * 3_600_000 },
}

/** A vendor that names a later moment is asked again after this; the longest quota window is a week. */
const longestHintMs = 8 * 86_400_000

/**
 * How long a credential rests, in ms: what the vendor asked for; a quota of the day until its reset, which the Gemini API has at
 * midnight Pacific time whatever its shorter hint says; else exponential backoff with jitter and a cap (G69, G70). `random` from 0 to 1.
 */
export function cooldownMs(
  rest: Rest,
  order: {
    readonly kind: UpstreamKind
    readonly times: number
    readonly now: number
    readonly random: number
  },
): number {
  const hintMs = Math.min(longestHintMs, Math.max(0, rest.hintMs ?? 0))
  if (rest.class === "day" && order.kind === "gemini") {
    return Math.max(hintMs, dayAt(order.now, "America/Los_Angeles").to - order.now)
  }
  if (hintMs > 0) return hintMs
  const { firstMs, longestMs } = backoffs[rest.class]
  const ms = firstMs * 2 ** Math.min(20, order.times - 1) * (0.75 + order.random / 2)
  return Math.ceil(Math.min(longestMs, ms))
}
