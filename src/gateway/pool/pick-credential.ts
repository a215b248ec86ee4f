import { dayAt } from "../../spend/zone.ts"
import type { CredentialConfig } from "../config/config.ts"
import { type Candidate, chooseCredential } from "./choose-credential.ts"
import type { Cooldowns } from "./cooldowns.ts"
import type { Acquired, AcquireOrder } from "./pool.ts"
import { allResting, type Hindrance, noCredential } from "./refusals.ts"
import { type Sessions, sessionName } from "./sessions.ts"
import { candidateOf, type UpstreamState } from "./upstream-state.ts"

export type PickTools = {
  readonly cooldowns: Cooldowns
  readonly sessions: Sessions
  readonly spentToday: (upstream: string, credential: string, model: string | null) => number
}

/** Credentials that may be used, whether their slots are free or not; or why none may. */
export type Usable =
  | { readonly kind: "usable"; readonly candidates: readonly [Candidate, ...Candidate[]] }
  | { readonly kind: "refused"; readonly refusal: Extract<Acquired, { readonly kind: "refused" }> }

export function usableCredentials(
  order: AcquireOrder,
  state: UpstreamState,
  tools: PickTools,
  now: number,
): Usable {
  const { upstream, model } = order.target
  const candidates: Candidate[] = []
  const hindrances: Hindrance[] = []
  for (let index = 0; index < upstream.credentials.length; index += 1) {
    const candidate = candidateOf(state, upstream, index, now)
    if (candidate === null || !candidate.config.enabled || order.tried.includes(candidate.config.name))
      continue
    const hindrance = hindranceOf(upstream.name, candidate.config, model, tools, now)
    if (hindrance === null) candidates.push(candidate)
    else hindrances.push(hindrance)
  }
  const [first, ...rest] = candidates
  if (first !== undefined) return { kind: "usable", candidates: [first, ...rest] }
  const [earliest] = hindrances.toSorted((a, b) => a.until - b.until)
  if (earliest === undefined) return { kind: "refused", refusal: noCredential(order) }
  const onlyMoney = hindrances.every((each) => each.class === "billing")
  return { kind: "refused", refusal: allResting(order, earliest, { now, onlyMoney }) }
}

/** `busy`: all slots that it could have are taken. */
export type Picked =
  | { readonly kind: "picked"; readonly config: CredentialConfig; readonly why: string }
  | { readonly kind: "busy" }

/**
 * One credential with a free slot. A session stays where it is as long as its credential is usable, also when it must wait for it
 * (G14); with `spill` it rather goes elsewhere than on waiting.
 */
export function pickCredential(
  order: AcquireOrder,
  state: UpstreamState,
  candidates: readonly [Candidate, ...Candidate[]],
  tools: PickTools,
  patience: "wait" | "spill",
): Picked {
  const { upstream } = order.target
  const session = sessionOf(order)
  const bound = session === null ? null : tools.sessions.credentialOf(session)
  const own = bound === null ? undefined : candidates.find(({ config }) => config.name === bound)
  if (own !== undefined) {
    if (hasSlot(own)) return { kind: "picked", config: own.config, why: `${ownWord(order)} stays here` }
    if (patience === "wait") return { kind: "busy" }
  }
  const [first, ...rest] = candidates.filter(hasSlot)
  if (first === undefined) return { kind: "busy" }
  const { strategy, credentials } = upstream
  const { candidate, why } = chooseCredential(strategy, [first, ...rest], state.rotation, credentials)
  const moved = bound !== null && bound !== candidate.config.name
  return { kind: "picked", config: candidate.config, why: moved ? `${why}; moved from ${bound}` : why }
}

/** What the call is bound by: its session, or with `sticky` and without one the client key. */
export function sessionOf({ session, target, key }: AcquireOrder): string | null {
  if (session !== null) return sessionName(target.upstream.name, key.name, session)
  return target.upstream.strategy === "sticky" ? sessionName(target.upstream.name, key.name, "") : null
}

function ownWord({ session }: AcquireOrder): string {
  return session === null ? "sticky: the key" : "session"
}

function hasSlot({ active, limit }: Candidate): boolean {
  return limit === null || active < limit
}

function hindranceOf(
  upstream: string,
  { name, stopAtUsdPerDay, modelStops = [] }: CredentialConfig,
  model: string,
  tools: PickTools,
  now: number,
): Hindrance | null {
  const cooldown = tools.cooldowns.holding({ upstream, credential: name, model }, now)
  if (cooldown !== null)
    return { credential: name, class: cooldown.class, until: cooldown.until, why: cooldown.why }
  const spent = (why: string): Hindrance => ({
    credential: name,
    class: "spent",
    until: dayAt(now, "local").to,
    why,
  })
  if (stopAtUsdPerDay !== null && tools.spentToday(upstream, name, null) >= stopAtUsdPerDay)
    return spent(`its ${stopAtUsdPerDay} US dollars of today are spent`)
  const stop = modelStops.find((each) => each.model === model)
  return stop === undefined || tools.spentToday(upstream, name, model) < stop.usdPerDay
    ? null
    : spent(`its ${stop.usdPerDay} US dollars of today for this model are spent`)
}
