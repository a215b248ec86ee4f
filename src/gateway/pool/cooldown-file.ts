import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import type { CooldownClass } from "./pool-view.ts"

/** The rest of a credential for one model (null = for all). Moments in epoch ms. */
export type Cooldown = {
  readonly upstream: string
  readonly credential: string
  readonly model: string | null
  readonly class: CooldownClass
  readonly since: number
  readonly until: number
  /** How often in a row. */
  readonly times: number
  readonly why: string
}

/** A clock that was set back further than this shows nothing about the time that passed. */
const clockSlackMs = 60_000

const classes: readonly CooldownClass[] = ["minute", "day", "billing", "overload", "auth"]

/** What is stored, without what cannot be read: a damaged file costs one failed call per credential, no more. Throws StoreError. */
export function readCooldowns(home: string): Cooldown[] {
  const value = parseRecord(readTextIfPresent(cooldownsPath(home)) ?? "")
  const list = value?.v === 1 && Array.isArray(value.cooldowns) ? value.cooldowns : []
  return list.flatMap((each: unknown) => decode(each) ?? [])
}

/** Replaces the file by these; mode 0600. Throws StoreError. */
export function writeCooldowns(home: string, cooldowns: readonly Cooldown[]): void {
  ensureDir(join(home, "gateway"))
  writeFileAtomic(cooldownsPath(home), `${JSON.stringify({ v: 1, cooldowns })}\n`, "cached")
}

/** Rests that hold at `now`, of every upstream; for people. Throws StoreError. */
export function restingCredentials(home: string, now: number): Cooldown[] {
  return readCooldowns(home).filter((each) => isHolding(each, now))
}

/**
 * Ends rests by hand, also while a gateway runs: of one credential, of an upstream (credential null) or of all (both null). Returns those
 * that held. Throws StoreError.
 */
export function endRests(
  home: string,
  which: { readonly upstream: string | null; readonly credential: string | null },
  now: number,
): Cooldown[] {
  const known = readCooldowns(home)
  const ended = known.filter(
    ({ upstream, credential }) =>
      (which.upstream === null || upstream === which.upstream) &&
      (which.credential === null || credential === which.credential),
  )
  if (ended.length === 0) return []
  writeCooldowns(
    home,
    known.filter((each) => !ended.includes(each)),
  )
  return ended.filter((each) => isHolding(each, now))
}

export function isHolding({ since, until }: Cooldown, now: number): boolean {
  return now < until && now >= since - clockSlackMs
}

function decode(value: unknown): Cooldown | null {
  if (!isRecord(value)) return null
  const { upstream, credential, model, since, until, times, why } = value
  const cls = classes.find((name) => name === value.class)
  if (typeof upstream !== "string" || typeof credential !== "string" || cls === undefined) return null
  if (!isCount(since) || !isCount(until) || !isCount(times)) return null
  return {
    upstream,
    credential,
    model: typeof model === "string" ? model : null,
    class: cls,
    since,
    until,
    times,
    why: typeof why === "string" ? why : "it failed",
  }
}

export function cooldownsPath(home: string): string {
  return join(home, "gateway", "cooldowns.json")
}
