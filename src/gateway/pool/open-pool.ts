import type { BreakerRules } from "../../breaker/health.ts"
import { openBreakers } from "../../breaker/open-breakers.ts"
import type { UpstreamConfig } from "../config/config.ts"
import { carefulBreakers } from "./careful-breakers.ts"
import type { Claim } from "./claim.ts"
import { openCooldowns } from "./cooldowns.ts"
import { openCounter } from "./counter.ts"
import { describePool } from "./describe-pool.ts"
import { grantLease } from "./grant-lease.ts"
import { pickCredential, sessionOf, usableCredentials } from "./pick-credential.ts"
import type { Acquired, Pool } from "./pool.ts"
import { breakerOpen, clientGone, poolClosed, queueFull, queueTime } from "./refusals.ts"
import { resetPool } from "./reset-pool.ts"
import { openSessions } from "./sessions.ts"
import { openUpstreamState, type UpstreamState } from "./upstream-state.ts"
import { openWaiters } from "./waiters.ts"

export type PoolOrder = {
  readonly home: string
  readonly upstreams: () => readonly UpstreamConfig[]
  readonly breaker: BreakerRules
  /** Epoch ms. */
  readonly now: () => number
  /** From 0 to below 1, for jitter. */
  readonly random: () => number
  /** US dollars spent through a credential today; asked only where a credential has a limit of the day, and by `view`. */
  readonly spentToday: (upstream: string, credential: string, model: string | null) => number
  /** Files that cannot be read or written, in words: the pool goes on without them. */
  readonly onTrouble?: (text: string) => void
}

type Step = Acquired | { readonly kind: "waits"; readonly on: "slot" | "probe" }

/** How long a closed breaker is believed without a look at the disk. */
const trustMs = 1_000

/**
 * The pool of the user's credentials. A request takes a slot of its client key, then of its model, then of a credential; at each stage
 * it waits behind those that came earlier and want the same, and nobody else (fair, without head-of-line blocking). While nothing is
 * wrong, neither taking nor giving back a slot touches the disk, apart from one look per upstream, model and second.
 */
export function openPool(order: PoolOrder): Pool {
  const { home, now } = order
  const onTrouble = order.onTrouble ?? (() => {})
  const cooldowns = openCooldowns({ home, random: order.random, onTrouble })
  const breakers = carefulBreakers(openBreakers(home, order.breaker, trustMs), onTrouble)
  const tools = { cooldowns, sessions: openSessions(), spentToday: order.spentToday }
  const states = new Map<string, UpstreamState>()
  const keys = openCounter()
  let closed = false

  const stateOf = (name: string): UpstreamState => {
    const known = states.get(name)
    if (known !== undefined) return known
    const fresh = openUpstreamState(name)
    states.set(name, fresh)
    return fresh
  }

  const letGo = (claim: Claim): void => {
    if (claim.key) keys.free(claim.order.key.name)
    if (claim.model) claim.state.models.free(claim.order.target.model)
    claim.key = false
    claim.model = false
  }

  /** Takes the claim as far as it comes now; whoever is refused holds nothing any more. */
  const advance = (claim: Claim, patience: "wait" | "spill"): Step => {
    const step = nextStep(claim, patience)
    if (step.kind === "refused") letGo(claim)
    return step
  }

  const waiters = openWaiters<Claim>({
    advance: (claim) => {
      const step = advance(claim, "wait")
      return step.kind === "waits" ? null : step
    },
    nextWake: () => cooldowns.nextEnd(now()),
    now,
  })

  function nextStep(claim: Claim, patience: "wait" | "spill"): Step {
    const { order: wanted, state } = claim
    const { key, target, signal } = wanted
    if (signal.aborted) return clientGone()
    if (closed) return poolClosed()
    const at = now()
    const usable = usableCredentials(wanted, state, tools, at)
    if (usable.kind === "refused") return usable.refusal
    if (!claim.key) {
      if (!keys.hasRoom(key.name, key.concurrency)) return { kind: "waits", on: "slot" }
      keys.take(key.name)
      claim.key = true
    }
    if (!claim.model) {
      if (!state.models.hasRoom(target.model, target.upstream.concurrency.perModel)) {
        return { kind: "waits", on: "slot" }
      }
      state.models.take(target.model)
      claim.model = true
    }
    const link = { upstream: target.upstream.name, model: target.model }
    if (breakers.probing(link)) return { kind: "waits", on: "probe" }
    const picked = pickCredential(wanted, state, usable.candidates, tools, patience)
    if (picked.kind === "busy") return { kind: "waits", on: "slot" }
    const gate = breakers.gate(link, at)
    if (gate.kind === "wait") return breakerOpen(wanted, gate.until, gate.why, at)
    const session = sessionOf(wanted)
    if (session !== null) tools.sessions.bind(session, picked.config.name)
    const lease = grantLease({
      claim,
      config: picked.config,
      why: picked.why,
      at,
      tools,
      breakers,
      now,
      letGo: () => letGo(claim),
      changed: waiters.drain,
    })
    return { kind: "lease", lease }
  }

  return {
    acquire: async (wanted) => {
      const { upstream } = wanted.target
      const state = stateOf(upstream.name)
      const claim: Claim = { order: wanted, state, since: now(), key: false, model: false }
      const { length, waitMs } = upstream.queue
      // Limits may have been raised since somebody began to wait: the earlier ones first.
      waiters.drain()
      const step = advance(claim, length === 0 ? "spill" : "wait")
      if (step.kind !== "waits") return step
      const giveUp = (last: Step, otherwise: Acquired): Acquired => {
        if (last.kind !== "waits") return last
        letGo(claim)
        if (last.on === "slot") return otherwise
        return breakerOpen(wanted, now() + trustMs, "another call tries whether it answers again", now())
      }
      if (state.waiting >= length) return giveUp(step, queueFull(wanted))
      state.waiting += 1
      try {
        return await waiters.wait(claim, {
          signal: wanted.signal,
          waitMs,
          onAbort: () => {
            letGo(claim)
            return clientGone()
          },
          onTime: () => giveUp(advance(claim, "spill"), queueTime(wanted)),
        })
      } finally {
        state.waiting -= 1
      }
    },

    view: () => describePool({ home, upstreams: order.upstreams(), stateOf, tools, now: now(), onTrouble }),

    reset: (upstream, credential) => {
      resetPool(home, cooldowns, upstream, credential, now())
      waiters.drain()
    },

    close: () => {
      closed = true
      waiters.drain()
      waiters.close()
      cooldowns.flush()
    },
  }
}
