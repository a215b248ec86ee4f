import { dirname } from "node:path"
import { type Attempt, tryLock } from "../store/lock-attempt.ts"
import { ensureDir } from "../system/atomic-file.ts"
import { afterFault, type BreakerRules, type Fault, type Health, healthy, standingOf } from "./health.ts"
import {
  forgetHealth,
  type KnownUpstream,
  listHealth,
  probePath,
  readHealth,
  writeHealth,
} from "./health-file.ts"
import type { BreakerLink } from "./link.ts"

/** What a breaker says before a call; `until` in epoch ms. */
export type Gate =
  | { readonly kind: "go" }
  | { readonly kind: "wait"; readonly until: number; readonly why: string }

export type Breakers = {
  /** Whether a call may be made now. A `go` to a half-open breaker makes the call its probe. */
  gate(link: BreakerLink, now: number): Gate
  succeeded(link: BreakerLink, now: number): void
  failed(link: BreakerLink, fault: Fault, now: number): void
  /** Whether this process holds the probe. */
  probing(link: BreakerLink): boolean
  /** A probe that found out nothing, because its call was cut off: somebody else may try. */
  abandoned(link: BreakerLink): void
}

/** A probe that said nothing for this long is given up, even if its process lives: no turn lasts longer. */
const longestProbeMs = 7 * 86_400_000
/** How soon somebody who may not probe looks again. */
const lookAgainMs = 5_000
const mostRemembered = 1_000

/**
 * The breakers of all upstreams, one per upstream and model, kept in the home: they survive a restart and hold for every run and
 * gateway of this user. While one is half-open, exactly one process may try it (a lock that a dead holder loses); the others wait for
 * what it finds. With `trustMs` above 0 a closed breaker is believed to stay closed for so long without a look at the disk, for callers
 * that ask many times a second. Throws StoreError.
 */
export function openBreakers(home: string, rules: BreakerRules, trustMs = 0): Breakers {
  const probes = new Map<string, Extract<Attempt, { kind: "held" }>>()
  /** When a breaker was last seen closed and without failures. */
  const seenClosed = new Map<string, number>()

  const read = (link: BreakerLink, now: number): Health => {
    const key = keyOf(link)
    const age = now - (seenClosed.get(key) ?? Number.NEGATIVE_INFINITY)
    if (age >= 0 && age < trustMs) return healthy
    return remember(key, readHealth(home, link), now)
  }

  const remember = (key: string, health: Health, now: number): Health => {
    if (trustMs > 0 && health.failures === 0 && health.open === null) {
      // Names of models come from outside: they must not fill the memory.
      if (seenClosed.size >= mostRemembered) seenClosed.clear()
      seenClosed.set(key, now)
    } else seenClosed.delete(key)
    return health
  }

  const endProbe = (link: BreakerLink): void => {
    probes.get(keyOf(link))?.release()
    probes.delete(keyOf(link))
  }

  return {
    gate: (link, now) => {
      const standing = standingOf(read(link, now), now)
      switch (standing.kind) {
        case "closed":
          return { kind: "go" }
        case "open":
          return { kind: "wait", until: standing.until, why: standing.why }
        case "half-open":
          return probe(link, now)
        default:
          return standing satisfies never
      }
    },

    succeeded: (link, now) => {
      const { failures, open } = read(link, now)
      if (failures > 0 || open !== null) writeHealth(home, link, remember(keyOf(link), healthy, now))
      endProbe(link)
    },

    failed: (link, fault, now) => {
      // Counting needs what other processes counted; a fault that only could clear the count does not.
      const before = fault.meaning === "down" ? readHealth(home, link) : read(link, now)
      const after = afterFault(before, fault, rules, now)
      if (after.failures !== before.failures || after.open !== before.open) writeHealth(home, link, after)
      remember(keyOf(link), after, now)
      endProbe(link)
    },

    probing: (link) => probes.has(keyOf(link)),
    abandoned: endProbe,
  }

  function probe(link: BreakerLink, now: number): Gate {
    if (probes.has(keyOf(link))) return { kind: "go" }
    const path = probePath(home, link)
    ensureDir(dirname(path))
    const attempt = tryLock(path, { now, staleMs: longestProbeMs })
    if (attempt.kind === "taken") {
      const why = `another run tries whether ${nameOf(link)} answers again (${attempt.holder})`
      return { kind: "wait", until: now + lookAgainMs, why }
    }
    // It may have been tried, and have failed, between our look and our lock.
    const standing = standingOf(readHealth(home, link), now)
    if (standing.kind === "half-open") {
      probes.set(keyOf(link), attempt)
      return { kind: "go" }
    }
    attempt.release()
    return standing.kind === "open"
      ? { kind: "wait", until: standing.until, why: standing.why }
      : { kind: "go" }
  }
}

/** Every upstream whose breaker counted a failure or opened, for status. Throws StoreError. */
export function viewUpstreams(home: string): readonly KnownUpstream[] {
  return listHealth(home).filter(({ health }) => health.failures > 0 || health.open !== null)
}

/** Closes breakers by hand, of one upstream or of all; returns those that were reset. Throws StoreError. */
export function resetUpstreams(home: string, upstream: string | null): readonly BreakerLink[] {
  const reset = viewUpstreams(home).filter(({ link }) => upstream === null || link.upstream === upstream)
  for (const { link } of reset) forgetHealth(home, link)
  return reset.map(({ link }) => link)
}

function keyOf({ upstream, model }: BreakerLink): string {
  // Names of upstreams hold no line end.
  return model === null ? upstream : `${upstream}\n${model}`
}

function nameOf({ upstream, model }: BreakerLink): string {
  return model === null ? upstream : `${model} through ${upstream}`
}
