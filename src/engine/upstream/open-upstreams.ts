import { dirname } from "node:path"
import { type Attempt, tryLock } from "../../store/lock-attempt.ts"
import { ensureDir } from "../../system/atomic-file.ts"
import type { Link } from "../driver/run-event.ts"
import type { Gate, Upstreams } from "../driver/upstreams.ts"
import { afterFault, type BreakerRules, type Fault, healthy, standingOf } from "./health.ts"
import {
  forgetHealth,
  type KnownUpstream,
  listHealth,
  probePath,
  readHealth,
  writeHealth,
} from "./health-file.ts"

/** A probe that said nothing for this long is given up, even if its process lives: no turn lasts longer. */
const longestProbeMs = 7 * 86_400_000
/** How soon somebody who may not probe looks again. */
const lookAgainMs = 5_000

/**
 * The breakers of all upstreams, one per backend and model, kept in the home: they survive a restart and hold for every run of this
 * user. While one is half-open, exactly one process may try it (a lock that a dead holder loses); the others wait for what it finds.
 * Throws StoreError.
 */
export function openUpstreams(home: string, rules: BreakerRules): Upstreams {
  const probes = new Map<string, Extract<Attempt, { kind: "held" }>>()

  const endProbe = (link: Link): void => {
    probes.get(keyOf(link))?.release()
    probes.delete(keyOf(link))
  }

  return {
    gate: (link, now) => {
      const standing = standingOf(readHealth(home, link), now)
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

    succeeded: (link) => {
      const { failures, open } = readHealth(home, link)
      if (failures > 0 || open !== null) writeHealth(home, link, healthy)
      endProbe(link)
    },

    failed: (link, fault: Fault, now) => {
      const before = readHealth(home, link)
      const after = afterFault(before, fault, rules, now)
      if (after.failures !== before.failures || after.open !== before.open) writeHealth(home, link, after)
      endProbe(link)
    },
  }

  function probe(link: Link, now: number): Gate {
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

/** Closes breakers by hand, of one backend or of all; returns those that were reset. Throws StoreError. */
export function resetUpstreams(home: string, backend: Link["backend"] | null): readonly Link[] {
  const reset = viewUpstreams(home).filter(({ link }) => backend === null || link.backend === backend)
  for (const { link } of reset) forgetHealth(home, link)
  return reset.map(({ link }) => link)
}

function keyOf({ backend, model }: Link): string {
  return JSON.stringify([backend, model])
}

function nameOf({ backend, model }: Link): string {
  return model === null ? backend : `${model} through ${backend}`
}
