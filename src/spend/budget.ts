import { hostname } from "node:os"
import type { Durability } from "../system/atomic-file.ts"
import { uniqueHex } from "../system/unique-name.ts"
import { type Reservation, refusalOf, unpriced, type Warning, warningOf } from "./budget-answers.ts"
import { type NewRecord, openCallLog } from "./call-log.ts"
import type { CapName, Limit, Settlement } from "./call-record.ts"
import { type Outcome, usedUnder } from "./call-state.ts"
import type { Caps, OwnCaps } from "./caps.ts"
import { createGroupCommit } from "./group-commit.ts"
import { iterationMoney } from "./iteration-money.ts"
import { nanosOf, usdOf, wholeNanos } from "./money.ts"
import { priceOf } from "./price-of.ts"
import type { PriceRow } from "./price-row.ts"
import type { TokenUsage } from "./token-usage.ts"
import { dayAt, weekAt } from "./zone.ts"

/** Whose money a call is: one loop's, or one key's of the gateway. */
type Owner = { readonly loop: string } | { readonly key: string }

type Call = Owner & {
  readonly model: string | null
  /** As `priceOf` takes it. */
  readonly upstream: string
  /** The most the call can cost (`ceilingOf`); null = no certain price is known, and then every cap refuses. */
  readonly maxUsd: number | null
  /** Caps of this owner alone, on top of those of the budget. */
  readonly own?: OwnCaps
}

/** What a call used. Null tokens = nobody knows, and the reserved amount is taken as spent. */
type Usage = {
  readonly tokens: TokenUsage | null
  readonly model: string | null
  readonly upstream: string
  /** False = the tokens are not all that may be billed: the call was cut off. */
  readonly certain?: boolean
}

type Settled =
  | {
      readonly kind: "settled"
      readonly usd: number
      readonly basis: Settlement["basis"]
      readonly row: PriceRow | null
      /** Thresholds passed for the first time; each is told once, to one of all processes. */
      readonly warnings: readonly Warning[]
    }
  /** Settled or released before, or never reserved: nothing changed. */
  | { readonly kind: "not-open" }

export type CapView = {
  readonly cap: CapName
  readonly limit: number
  readonly spent: number
  readonly reserved: number
  readonly from: number
  readonly resetsAt: number | null
}

export type Budget = {
  /** Takes the most a call may cost out of every cap, before it is made. Throws StoreError: then the call must not be made. */
  reserve(call: Call): Reservation
  /** Puts what the call cost in the place of what was reserved; on the disk before it returns. Throws StoreError. */
  settle(id: string, usage: Usage): Settled
  /** As `reserve` and `settle`, written together with what else is asked in this turn of the event loop. Rejects with StoreError. */
  readonly grouped: {
    reserve(call: Call): Promise<Reservation>
    settle(id: string, usage: Usage): Promise<Settled>
  }
  /** Gives the reserved amount back: the call was not made, or nothing is billed for it. Throws StoreError. */
  release(id: string): { readonly kind: "released" | "not-open" }
  /** The caps as they stand now for an owner, its own ones among them. Throws StoreError. */
  view(owner: Owner | null, own?: OwnCaps): readonly CapView[]
  /** Brings what was only `cached` to the disk, so that it survives a power cut too. Throws StoreError. */
  flush(): Promise<void>
}

export type BudgetOrder = {
  readonly home: string
  readonly now: () => number
  readonly caps: Caps
  /** Where days and weeks begin: `local`, `utc` or a time zone. */
  readonly zone: string
  /** The user's own prices. */
  readonly prices?: readonly PriceRow[]
  /** Size at which a new file of the log is begun, in bytes. */
  readonly fileBytes?: number
  /** `cached`: who settles many calls a second calls `flush` for several together. */
  readonly settled?: Durability
  /** How long what hosts told per iteration is believed without a look at the disk; default: not at all. */
  readonly trustMs?: number
}

const percents = [95, 80] as const

/**
 * Opens the budget of a home, shared by every process that spends: engine and gateway alike. Throws StoreError.
 */
export function openBudget(order: BudgetOrder): Budget {
  const { home, now, caps, zone, prices = [], fileBytes, settled = "flushed" } = order
  const log = openCallLog(home, fileBytes)
  const iterations = iterationMoney(home, now, order.trustMs ?? 0)
  const submitGrouped = createGroupCommit(log, settled)
  const caller = { pid: process.pid, host: hostname() }

  const limitsAt = (at: number, owner: string | null, own: OwnCaps): Limit[] => {
    const elsewhere = iterations()
    const day = dayAt(at, zone)
    const week = weekAt(at, zone)
    const limit = (cap: CapName, usd: number | null, from: number, to: number | null): Limit[] => {
      if (usd === null) return []
      const whose = cap === "daily" || cap === "weekly" ? null : owner
      return [
        {
          cap,
          nanos: nanosOf(usd),
          from,
          to,
          elsewhere: elsewhere.since(from, whose, () => log.state().owners),
        },
      ]
    }
    const alone = [
      ...limit("each", own.total ?? caps.each, 0, null),
      ...limit("own-daily", own.daily, day.from, day.to),
      ...limit("own-weekly", own.weekly, week.from, week.to),
    ]
    return [
      ...(owner === null ? [] : alone),
      ...limit("daily", caps.daily, day.from, day.to),
      ...limit("weekly", caps.weekly, week.from, week.to),
    ]
  }

  const reserving = (call: Call): Reservation | Prepared<Reservation> => {
    const at = now()
    const owner = ownerOf(call)
    const limits = limitsAt(at, owner, call.own ?? noCaps)
    if (call.maxUsd === null && limits.length > 0) return unpriced(call)
    const id = uniqueHex(16)
    const nanos = wholeNanos((call.maxUsd ?? 0) * 1e9)
    const { model, upstream } = call
    return {
      kind: "prepared",
      record: { kind: "reserve", id, at, owner, model, upstream, nanos, limits, caller },
      durability: "cached",
      finish: (outcome) =>
        outcome.kind === "refused" ? refusalOf(outcome, owner) : { kind: "reserved", id },
    }
  }

  const settling = (
    id: string,
    { tokens, model, upstream, certain = true }: Usage,
  ): Settled | Prepared<Settled> => {
    const at = now()
    const open = log.known().open.get(id) ?? log.state().open.get(id)
    if (open === undefined) return notOpen
    const { ask } = open
    const call = { model: model ?? ask.model, upstream, at: ask.at }
    const price = tokens === null ? null : priceOf(call, tokens, prices)
    const known = price?.kind === "priced" ? price : null
    const nanos = known === null ? ask.nanos : nanosOf(known.usd)
    const basis = certain ? (known?.basis ?? "estimated") : "estimated"
    return {
      kind: "prepared",
      record: { kind: "settle", id, at, nanos, basis, model: call.model, tokens },
      durability: settled,
      finish: (outcome) => {
        if (outcome.kind !== "settled") return notOpen
        const isSameWindow = ask.limits.every(({ from, to }) => at >= from && (to === null || at < to))
        const limits = isSameWindow ? ask.limits : limitsAt(at, ask.owner, ownCapsOf(ask.limits))
        const warnings = limits.flatMap((limit) => warn(limit, ask.owner, at))
        return { kind: "settled", usd: usdOf(nanos), basis, row: known?.row ?? null, warnings }
      },
    }
  }

  const atOnce = <T extends { readonly kind: string }>(asked: T | Prepared<T>): T =>
    isPrepared(asked) ? asked.finish(log.submit(asked.record, asked.durability)) : asked
  const together = async <T extends { readonly kind: string }>(asked: T | Prepared<T>): Promise<T> =>
    isPrepared(asked) ? asked.finish(await submitGrouped(asked.record)) : asked

  return {
    reserve: (call) => atOnce(reserving(call)),
    settle: (id, usage) => atOnce(settling(id, usage)),
    grouped: {
      reserve: async (call) => together(reserving(call)),
      settle: async (id, usage) => together(settling(id, usage)),
    },

    release: (id) => {
      const outcome = log.submit({ kind: "release", id, at: now() }, "cached")
      return { kind: outcome.kind === "released" ? "released" : "not-open" }
    },

    flush: log.flush,

    view: (owner, own = noCaps) => {
      const at = now()
      const name = owner === null ? null : ownerOf(owner)
      const state = log.state()
      return limitsAt(at, name, own).map((limit) => {
        const { spent, reserved } = usedUnder(state, limit, name ?? "", at)
        return {
          cap: limit.cap,
          limit: usdOf(limit.nanos),
          spent: usdOf(spent),
          reserved: usdOf(reserved),
          from: limit.from,
          resetsAt: limit.to,
        }
      })
    },
  }

  /** The highest threshold that is passed and was never told; lower ones are told with it. */
  function warn(limit: Limit, owner: string, at: number): Warning[] {
    const { spent } = usedUnder(log.known(), limit, owner, at)
    const passed = percents.filter((percent) => spent * 100 >= limit.nanos * percent)
    const scope =
      limit.cap === "daily" || limit.cap === "weekly"
        ? `${limit.cap}:${limit.from}`
        : [owner, ...(limit.cap === "each" ? [] : [limit.cap, limit.from])].join(":")
    const fresh = passed.filter((percent) => {
      const key = `${scope}:${limit.nanos}:${percent}`
      if (log.known().warned.has(key)) return false
      return log.submit({ kind: "warned", key, at }, "cached").kind === "noted"
    })
    const [percent] = fresh
    return percent === undefined ? [] : [warningOf(limit, owner, percent, spent)]
  }
}

/** What is to be written, and what its outcome means. */
type Prepared<T> = {
  readonly kind: "prepared"
  readonly record: NewRecord
  readonly durability: Durability
  readonly finish: (outcome: Outcome) => T
}

function isPrepared<T extends { readonly kind: string }>(asked: T | Prepared<T>): asked is Prepared<T> {
  return asked.kind === "prepared"
}

const notOpen = { kind: "not-open" } as const
const noCaps: OwnCaps = { total: null, daily: null, weekly: null }

/** The caps that a call was reserved under; a warning needs no other source for them. */
function ownCapsOf(limits: readonly Limit[]): OwnCaps {
  const usd = (cap: CapName): number | null => {
    const found = limits.find((limit) => limit.cap === cap)
    return found === undefined ? null : usdOf(found.nanos)
  }
  return { total: usd("each"), daily: usd("own-daily"), weekly: usd("own-weekly") }
}

function ownerOf(owner: Owner): string {
  return "loop" in owner ? `loop:${owner.loop}` : `key:${owner.key}`
}
