import { hostname } from "node:os"
import type { Durability } from "../system/atomic-file.ts"
import { uniqueHex } from "../system/unique-name.ts"
import { openCallLog } from "./call-log.ts"
import type { CapName, Limit, Settlement } from "./call-record.ts"
import { type Refusal, usedUnder } from "./call-state.ts"
import { capWords, resetWords } from "./cap-words.ts"
import type { Caps, OwnCaps } from "./caps.ts"
import { iterationMoney } from "./iteration-money.ts"
import { nanosOf, usdOf, usdText, wholeNanos } from "./money.ts"
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

type Reservation =
  | { readonly kind: "reserved"; readonly id: string }
  | {
      readonly kind: "refused"
      readonly cap: CapName | "unknown-price"
      /** US dollars spent under the cap, and reserved by calls that are under way. */
      readonly spent: number
      readonly reserved: number
      readonly limit: number
      /** Epoch ms; null when time alone changes nothing. */
      readonly resetsAt: number | null
      /** One sentence for people. */
      readonly message: string
    }

/** What a call used. Null tokens = nobody knows, and the reserved amount is taken as spent. */
type Usage = {
  readonly tokens: TokenUsage | null
  readonly model: string | null
  readonly upstream: string
  /** False = the tokens are not all that may be billed: the call was cut off. */
  readonly certain?: boolean
}

type Warning = {
  readonly cap: CapName
  readonly percent: 80 | 95
  readonly spent: number
  readonly limit: number
  readonly resetsAt: number | null
  readonly message: string
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

  return {
    reserve: (call) => {
      const at = now()
      const owner = ownerOf(call)
      const limits = limitsAt(at, owner, call.own ?? noCaps)
      if (call.maxUsd === null && limits.length > 0) return unpriced(call)
      const id = uniqueHex(16)
      const nanos = wholeNanos((call.maxUsd ?? 0) * 1e9)
      const { model, upstream } = call
      const outcome = log.submit(
        { kind: "reserve", id, at, owner, model, upstream, nanos, limits, caller },
        "cached",
      )
      return outcome.kind === "refused" ? refusalOf(outcome, owner) : { kind: "reserved", id }
    },

    settle: (id, { tokens, model, upstream, certain = true }) => {
      const at = now()
      const open = log.known().open.get(id) ?? log.state().open.get(id)
      if (open === undefined) return { kind: "not-open" }
      const { ask } = open
      const call = { model: model ?? ask.model, upstream, at: ask.at }
      const price = tokens === null ? null : priceOf(call, tokens, prices)
      const known = price?.kind === "priced" ? price : null
      const nanos = known === null ? ask.nanos : nanosOf(known.usd)
      const basis = certain ? (known?.basis ?? "estimated") : "estimated"
      const outcome = log.submit({ kind: "settle", id, at, nanos, basis, model: call.model, tokens }, settled)
      if (outcome.kind !== "settled") return { kind: "not-open" }
      const warnings = limitsAt(at, ask.owner, ownCapsOf(ask.limits)).flatMap((limit) =>
        warn(limit, ask.owner, at),
      )
      return { kind: "settled", usd: usdOf(nanos), basis, row: known?.row ?? null, warnings }
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

function unpriced({ model, upstream }: Call): Reservation {
  return {
    kind: "refused",
    cap: "unknown-price",
    spent: 0,
    reserved: 0,
    limit: 0,
    resetsAt: null,
    message: `No certain price is known for the model ${model ?? "of this call"} through ${upstream}, so its cost cannot be held under a cap; name its price in prices.json.`,
  }
}

function refusalOf({ limit, spent, reserved }: Refusal, owner: string): Reservation {
  const underWay = reserved === 0 ? "" : ` and ${usdText(usdOf(reserved))} reserved by calls under way`
  return {
    kind: "refused",
    cap: limit.cap,
    spent: usdOf(spent),
    reserved: usdOf(reserved),
    limit: usdOf(limit.nanos),
    resetsAt: limit.to,
    message: `${capWords(limit, owner)} would be passed: ${usdText(usdOf(spent))} spent${underWay}${resetWords(limit)}.`,
  }
}

function warningOf(limit: Limit, owner: string, percent: 80 | 95, spent: number): Warning {
  return {
    cap: limit.cap,
    percent,
    spent: usdOf(spent),
    limit: usdOf(limit.nanos),
    resetsAt: limit.to,
    message: `${percent} % of ${capWords(limit, owner).toLowerCase()} is used: ${usdText(usdOf(spent))} spent${resetWords(limit)}.`,
  }
}
