import type { Mode } from "../loop/settings.ts"
import { openBudget } from "../spend/budget.ts"
import { capsOf } from "../spend/caps.ts"
import { ceilingOf, priceOf } from "../spend/price-of.ts"
import { readOwnPrices, readSpendSettings } from "../spend/user-files.ts"
import type { Budget } from "./budget.ts"

export type SpendingOrder = {
  readonly home: string
  /** Epoch ms. */
  readonly now: () => number
  readonly mode: Mode
  /** Caps in US dollars; null = the user's `spend.json`, else the mode's. */
  readonly maxUsd: number | null
  readonly daily: number | null
  readonly weekly: number | null
}

/**
 * The budget that a run shares with every other process of this user. Files of the user that cannot be used are told
 * and nothing is spent. Throws StoreError.
 */
export function openSpending(
  order: SpendingOrder,
): { readonly kind: "budget"; readonly budget: Budget } | { readonly kind: "wrong"; readonly why: string } {
  const { home, now, mode, maxUsd, daily, weekly } = order
  const settings = readSpendSettings(home)
  if (settings.kind === "wrong") return settings
  const own = readOwnPrices(home)
  if (own.kind === "wrong") return own
  const prices = own.rows
  const caps = capsOf(mode, { maxUsd, daily, weekly }, settings)
  const shared = openBudget({ home, now, caps, zone: settings.zone, prices })
  const budget: Budget = {
    reserve: ({ loop, upstream, model, inputTokens, maxOutputTokens }) => {
      const most = ceilingOf({ model, upstream, at: now() }, { inputTokens, maxOutputTokens }, prices)
      const maxUsd = most.kind === "priced" ? most.usd : null
      const reserved = shared.reserve({ loop, model, upstream, maxUsd })
      if (reserved.kind === "reserved") return reserved
      return { kind: "refused", why: reserved.message, resetsAt: reserved.resetsAt }
    },
    settle: (id, { upstream, model, usage }) => {
      const settled = shared.settle(id, { tokens: usage, model, upstream })
      return settled.kind === "not-open" ? [] : settled.warnings.map(({ message }) => message)
    },
    release: (id) => {
      shared.release(id)
    },
    costOf: (upstream, model, usage) => {
      const price = priceOf({ model, upstream, at: now() }, usage, prices)
      return price.kind === "priced" ? { usd: price.usd, basis: price.basis } : null
    },
  }
  return { kind: "budget", budget }
}
