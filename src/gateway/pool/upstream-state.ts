import type { UpstreamConfig } from "../config/config.ts"
import type { Candidate, Rotation } from "./choose-credential.ts"
import { type Counter, openCounter } from "./counter.ts"
import { limitsSeen } from "./limits-seen.ts"
import type { AnswerHeaders } from "./pool.ts"
import type { LimitSeen } from "./pool-view.ts"

/** What the pool knows of one upstream, since it was opened. */
export type UpstreamState = {
  readonly name: string
  active: number
  waiting: number
  /** Calls under way per model. */
  readonly models: Counter
  /** The same per credential. */
  readonly busy: Counter
  readonly tallies: Map<string, Tally>
  readonly rotation: Rotation
}

export type Tally = {
  calls: number
  faults: number
  /** Share of calls that went well lately, 0 to 1. */
  health: number
  /** Refused in a row, for credentials that can get a new token. */
  refusals: number
  lastTurn: number
  lastUsedAt: number | null
  seen: { readonly headers: AnswerHeaders; readonly at: number } | null
  /** Those headers read, once somebody asked. */
  limits: readonly LimitSeen[] | null
}

/** Weight of the newest call in a credential's health: about the last ten count. */
const newest = 0.2

export function openUpstreamState(name: string): UpstreamState {
  return {
    name,
    active: 0,
    waiting: 0,
    models: openCounter(),
    busy: openCounter(),
    tallies: new Map(),
    rotation: { last: null, credit: new Map() },
  }
}

export function tallyOf(state: UpstreamState, credential: string): Tally {
  const known = state.tallies.get(credential)
  if (known !== undefined) return known
  const fresh = {
    calls: 0,
    faults: 0,
    health: 1,
    refusals: 0,
    lastTurn: 0,
    lastUsedAt: null,
    seen: null,
    limits: null,
  }
  state.tallies.set(credential, fresh)
  return fresh
}

/** Remembers how a call went; the headers are read when somebody wants to know them. */
export function remember(tally: Tally, went: "well" | "wrong", headers: AnswerHeaders, at: number): void {
  tally.health = tally.health * (1 - newest) + (went === "well" ? newest : 0)
  if (went === "wrong") tally.faults += 1
  tally.seen = { headers, at }
  tally.limits = null
}

export function limitsOf(tally: Tally): readonly LimitSeen[] {
  if (tally.seen === null) return []
  tally.limits ??= limitsSeen(tally.seen.headers, tally.seen.at)
  return tally.limits
}

export function candidateOf(
  state: UpstreamState,
  upstream: UpstreamConfig,
  index: number,
  now: number,
): Candidate | null {
  const config = upstream.credentials[index]
  if (config === undefined) return null
  const tally = tallyOf(state, config.name)
  return {
    config,
    index,
    active: state.busy.count(config.name),
    limit: upstream.concurrency.perCredential,
    health: tally.health,
    left: () => leftOf(limitsOf(tally), now),
    lastTurn: tally.lastTurn,
  }
}

/** The share that the tightest limit leaves; a limit whose time is over says nothing. */
function leftOf(limits: readonly LimitSeen[], now: number): number {
  const shares = limits.flatMap(({ limit, remaining, resetAt }) =>
    limit === null || limit === 0 || remaining === null || (resetAt !== null && resetAt <= now)
      ? []
      : [Math.min(1, remaining / limit)],
  )
  return Math.min(1, ...shares)
}
