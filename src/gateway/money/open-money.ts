import type { BudgetConfig, UpstreamConfig } from "../config/config.ts"
import type { ClientKey } from "../keys/key.ts"
import type { CallUsage, GatewayError } from "../model/exchange.ts"

export type MoneyOrder = {
  /** Our home (`forLoopHome`): ledger and caps are those of every loop. */
  readonly home: string
  readonly now: () => number
  /** Asked at every call: the admin page may change it. */
  readonly budget: () => BudgetConfig
}

/** A call before it is made. `inputTokens`: an upper estimate; `maxOutputTokens`: null when neither client nor model names a limit. */
export type MoneyCall = {
  readonly key: ClientKey
  readonly upstream: UpstreamConfig
  readonly model: string
  readonly inputTokens: number
  readonly maxOutputTokens: number | null
}

export type MoneyReserved =
  | { readonly kind: "reserved"; readonly id: string }
  /** Code `budget`: the message names the budget, what was spent, the limit and when it begins anew; no secret. */
  | { readonly kind: "refused"; readonly error: GatewayError }

/** `usage`: the last one seen; null = none, then the amount reserved stands for what nobody knows, and `basis` says so (G58). */
export type MoneyUsed = {
  readonly upstream: UpstreamConfig
  readonly model: string
  readonly usage: CallUsage | null
  readonly aborted: boolean
}

export type MoneySettled = { readonly usd: number | null; readonly basis: "measured" | "estimated" }

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
  /** Throws StoreError: then the call must not be made. */
  reserve(call: MoneyCall): MoneyReserved
  /** Throws StoreError. */
  settle(id: string, used: MoneyUsed): MoneySettled
  /** The call was not made, or the upstream bills nothing for it. Throws StoreError. */
  release(id: string): void
  /** The shared caps, and those of these keys. Throws StoreError. */
  view(keys: readonly ClientKey[]): readonly MoneyCap[]
}

/** Opens the one budget for the gateway's calls. Throws StoreError. */
export declare function openMoney(order: MoneyOrder): Money
