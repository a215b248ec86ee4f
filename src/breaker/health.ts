import { ConsecutiveBreaker, ExponentialBackoff, noJitterGenerator } from "cockatiel"
import type { Mode } from "../loop/settings.ts"

/** When a breaker opens, and for how long at first (design §10); times in ms. */
export type BreakerRules = { readonly failures: number; readonly cooldownMs: number }

const modeRules: Readonly<Record<Mode, BreakerRules>> = {
  safe: { failures: 2, cooldownMs: 120_000 },
  auto: { failures: 5, cooldownMs: 60_000 },
  unsafe: { failures: 20, cooldownMs: 5_000 },
}

/** Longest cooldown that comes of doubling (design §10). */
const longestCooldownMs = 600_000
/** A service that names a later moment is asked again after this; the longest quota window is a week. */
const longestResetMs = 8 * 86_400_000
/** A clock that was set back further than this shows nothing about the time that passed. */
const clockSlackMs = 60_000

/** What is remembered of one upstream. Moments in epoch ms. */
export type Health = {
  /** Failures in a row. */
  readonly failures: number
  /** The breaker, once it opened: how often in a row, since when, for how long, and why. */
  readonly open: {
    readonly times: number
    readonly since: number
    readonly lengthMs: number
    readonly why: string
  } | null
}

/** What a fault says about the service itself. */
export type FaultMeaning =
  | "down"
  /** The service did its work; what it refused, or what does not fit, is no matter of health. */
  | "answers"
  | "says-nothing"

/** `resumeAt`: when the service said that it will answer again. */
export type Fault = { readonly meaning: FaultMeaning; readonly why: string; readonly resumeAt: number | null }

export type Standing =
  | { readonly kind: "closed" }
  /** One call may try whether the upstream answers again. */
  | { readonly kind: "half-open"; readonly why: string }
  | { readonly kind: "open"; readonly until: number; readonly why: string }

export const healthy: Health = { failures: 0, open: null }

/** The mode's rules, with the user's own values in their place. */
export function breakerRules(mode: Mode, own: Partial<BreakerRules> = {}): BreakerRules {
  return { ...modeRules[mode], ...own }
}

export function standingOf({ open }: Health, now: number): Standing {
  if (open === null) return { kind: "closed" }
  const { since, lengthMs, why } = open
  const setBack = now < since - clockSlackMs
  return now >= since + lengthMs || setBack
    ? { kind: "half-open", why }
    : { kind: "open", until: since + lengthMs, why }
}

/**
 * Health after a fault. A moment that the service named for its return opens the breaker at once and until then; otherwise it opens
 * after so many failures in a row, and at once where it was the probe that failed. Each opening in a row lasts twice as long.
 */
export function afterFault(health: Health, fault: Fault, rules: BreakerRules, now: number): Health {
  if (fault.meaning === "answers") return healthy
  if (fault.meaning === "says-nothing") return health
  const counter = new ConsecutiveBreaker(rules.failures)
  counter.state = health.failures
  const tooMany = counter.failure()
  const failures = counter.state
  const standing = standingOf(health, now)
  const reset = fault.resumeAt === null ? 0 : Math.min(longestResetMs, fault.resumeAt - now)
  // A call that was under way when the breaker opened tells nothing new, unless it brings a later moment.
  if (standing.kind === "open" && now + Math.max(0, reset) <= standing.until) return { ...health, failures }
  const times = (health.open?.times ?? 0) + (standing.kind === "open" ? 0 : 1)
  const open = (lengthMs: number): Health => ({
    failures,
    open: { times, since: now, lengthMs, why: fault.why },
  })
  if (reset > 0) return open(reset)
  return tooMany || standing.kind === "half-open" ? open(cooldownMs(rules, times)) : { ...health, failures }
}

function cooldownMs({ cooldownMs: initialDelay }: BreakerRules, times: number): number {
  const factory = new ExponentialBackoff({
    generator: noJitterGenerator,
    initialDelay,
    maxDelay: longestCooldownMs,
  })
  let backoff = factory.next()
  for (let opening = 1; opening < Math.min(times, 20); opening += 1) backoff = backoff.next(undefined)
  return backoff.duration
}
