import type { CapView } from "../../spend/budget.ts"
import type { OwnCaps } from "../../spend/caps.ts"
import { usdText } from "../../spend/money.ts"
import { ceilingOf } from "../../spend/price-of.ts"
import type { TokenUsage } from "../../spend/token-usage.ts"
import type { BudgetConfig, UpstreamConfig } from "../config/config.ts"
import type { ClientKey } from "../keys/key.ts"
import type { CallUsage, GatewayError } from "../model/exchange.ts"
import { mostOutput, priceName } from "./price-name.ts"
import { budgetError, namingKey } from "./refusal.ts"
import { sharedBudget } from "./shared-budget.ts"

export type MoneyOrder = {
  /** Our home (`forLoopHome`): ledger and caps are those of every loop. */
  readonly home: string
  readonly now: () => number
  /** Asked at every call: the admin page may change it. */
  readonly budget: () => BudgetConfig
}

/** A call before it is made. `inputTokens`: an upper estimate; `maxOutputTokens`: null when the client names no limit. */
export type MoneyCall = {
  readonly key: ClientKey
  readonly upstream: UpstreamConfig
  readonly model: string
  readonly inputTokens: number
  readonly maxOutputTokens: number | null
}

type MoneyReserved =
  | { readonly kind: "reserved"; readonly id: string }
  /** Code `budget`: the message names the budget, what was spent, the limit and when it begins anew; no secret. */
  | { readonly kind: "refused"; readonly error: GatewayError }

type MoneyUsed = {
  readonly upstream: UpstreamConfig
  readonly model: string
  /** The last one seen; null = none, then an estimate stands for what nobody knows, and `basis` says so (G58). */
  readonly usage: CallUsage | null
  readonly aborted: boolean
  /** Tokens of the answer's text that went to the client, for calls whose end was never seen. */
  readonly seenOutputTokens?: number | null
}

/** `usd`: null = no price is known. `warnings`: caps that are nearly used up, one sentence each, told once. */
type MoneySettled = {
  readonly usd: number | null
  readonly basis: "measured" | "estimated"
  readonly warnings: readonly string[]
}

/** A cap as it stands; `key` = null where it is shared by all. US dollars, epoch ms. */
export type MoneyCap = {
  readonly key: string | null
  readonly cap: "total" | "daily" | "weekly"
  readonly limit: number
  readonly spent: number
  readonly reserved: number
  readonly resetsAt: number | null
}

export type Money = {
  /** Written together with what else comes in at once. Rejects with StoreError: then the call must not be made. */
  reserve(call: MoneyCall): Promise<MoneyReserved>
  /** Written as above. Rejects with StoreError. */
  settle(id: string, used: MoneyUsed): Promise<MoneySettled>
  /** The call was not made, or the upstream bills nothing for it. Throws StoreError. */
  release(id: string): void
  /** The shared caps, and those of these keys. Throws StoreError. */
  view(keys: readonly ClientKey[]): readonly MoneyCap[]
  /** Brings everything to the disk. Throws StoreError. */
  close(): Promise<void>
}

/** Settlements are safe from a kill at once, and from a power cut after so long. */
const flushAfterMs = 200

/** Opens the one budget for the gateway's calls. Throws StoreError. */
export function openMoney({ home, now, budget }: MoneyOrder): Money {
  const shared = sharedBudget(home, now, budget)
  /** What calls under way were taken to send. */
  const inputs = new Map<string, number>()
  let flushing: NodeJS.Timeout | null = null

  const flushSoon = (): void => {
    flushing ??= setTimeout(() => {
      flushing = null
      const opened = shared()
      // A disk that refuses is met by the next reservation, which then refuses the call.
      if (opened.kind === "budget") opened.budget.flush().catch(() => undefined)
    }, flushAfterMs)
  }

  return {
    reserve: async ({ key, upstream, model, inputTokens, maxOutputTokens }) => {
      const opened = shared()
      if (opened.kind === "wrong") return { kind: "refused", error: budgetError(opened.why) }
      const name = priceName(upstream)
      const size = { inputTokens, maxOutputTokens: maxOutputTokens ?? mostOutput(model) }
      const most = ceilingOf({ model, upstream: name, at: now() }, size, opened.prices)
      const unknown = budget().unknownPrice === "allow" ? 0 : null
      const maxUsd = most.kind === "priced" ? most.usd : unknown
      const own = ownCapsOf(key)
      const reserved = await opened.budget.grouped.reserve({
        ...ownerOf(key),
        model,
        upstream: name,
        maxUsd,
        own,
      })
      if (reserved.kind === "reserved") {
        inputs.set(reserved.id, inputTokens)
        return reserved
      }
      const message = namingKey(reserved.message, key)
      if (reserved.cap === "unknown-price" || maxUsd === null)
        return { kind: "refused", error: budgetError(message) }
      const reckoned =
        maxOutputTokens === null
          ? `; it names no limit of output tokens, so ${size.maxOutputTokens} were reckoned with`
          : ""
      const hint = ` This request may cost up to ${usdText(maxUsd)}${reckoned}.`
      return { kind: "refused", error: budgetError(`${message}${hint}`) }
    },

    settle: async (id, { upstream, model, usage, aborted, seenOutputTokens = null }) => {
      const opened = shared()
      if (opened.kind === "wrong") return { usd: null, basis: "estimated", warnings: [] }
      const input = inputs.get(id) ?? null
      inputs.delete(id)
      const tokens = tokensOf(usage, aborted, input, seenOutputTokens)
      const certain = usage !== null && !aborted
      const used = { tokens, model, upstream: priceName(upstream), certain }
      const settled = await opened.budget.grouped.settle(id, used)
      if (settled.kind === "not-open") return { usd: null, basis: "estimated", warnings: [] }
      flushSoon()
      const { usd, basis, row } = settled
      const warnings = settled.warnings.map(({ message }) => message)
      return { usd: row === null && usd === 0 ? null : usd, basis, warnings }
    },

    release: (id) => {
      inputs.delete(id)
      const opened = shared()
      if (opened.kind === "budget") opened.budget.release(id)
    },

    view: (keys) => {
      const opened = shared()
      if (opened.kind === "wrong") return []
      const all = opened.budget.view(null).map((view) => capOf(null, view))
      const own = keys.flatMap((key) =>
        opened.budget
          .view(ownerOf(key), ownCapsOf(key))
          .filter(({ cap }) => cap !== "daily" && cap !== "weekly")
          .map((view) => capOf(key.name, view)),
      )
      return [...all, ...own]
    },

    close: async () => {
      if (flushing !== null) clearTimeout(flushing)
      flushing = null
      const opened = shared()
      if (opened.kind === "budget") await opened.budget.flush()
    },
  }
}

const capNames = {
  each: "total",
  "own-daily": "daily",
  "own-weekly": "weekly",
  daily: "daily",
  weekly: "weekly",
} as const

function capOf(key: string | null, { cap, limit, spent, reserved, resetsAt }: CapView): MoneyCap {
  return { key, cap: capNames[cap], limit, spent, reserved, resetsAt }
}

function ownerOf({ loop, name }: ClientKey): { readonly loop: string } | { readonly key: string } {
  return loop === null ? { key: name } : { loop }
}

function ownCapsOf({ caps }: ClientKey): OwnCaps {
  return { total: caps.totalUsd, daily: caps.dailyUsd, weekly: caps.weeklyUsd }
}

/**
 * What is charged. A call that was cut off is charged by the last usage seen, and at least by the text that was seen; without
 * any usage by the estimate of what was sent and what was seen. Null = nothing at all is known: the reserved amount is charged.
 */
function tokensOf(
  usage: CallUsage | null,
  aborted: boolean,
  input: number | null,
  seen: number | null,
): TokenUsage | null {
  if (usage !== null && !aborted) return usage
  if (usage !== null && usage.input !== null)
    return { ...usage, output: Math.max(usage.output ?? 0, seen ?? 0) }
  if (!aborted || input === null || seen === null || seen === 0) return null
  return { input, cachedInput: 0, cacheWrite: 0, output: seen, thinking: 0 }
}
