import type { BudgetConfig } from "../../gateway/config/config.ts"
import type { ClientKey } from "../../gateway/keys/key.ts"
import type { MoneyCap } from "../../gateway/money/open-money.ts"
import type { BudgetView, KeyView } from "../model/view.ts"

export function readKeys(keys: readonly ClientKey[], caps: readonly MoneyCap[]): KeyView[] {
  return keys
    .map((key): KeyView => {
      const { name, prefix, models, expiresAt, loop, concurrency, createdAt, lastUsedAt, revokedAt } = key
      const spent = (cap: MoneyCap["cap"]) =>
        caps.find((one) => one.key === name && one.cap === cap)?.spent ?? null
      return {
        name,
        prefix,
        models,
        expiresAt,
        caps: key.caps,
        spent: { daily: spent("daily"), weekly: spent("weekly"), total: spent("total") },
        loop,
        concurrency,
        createdAt,
        lastUsedAt,
        revokedAt,
      }
    })
    .toReversed()
}

export function readBudget(
  { dailyUsd, weeklyUsd, unknownPrice }: BudgetConfig,
  caps: readonly MoneyCap[],
): BudgetView {
  return {
    dailyUsd,
    weeklyUsd,
    unknownPrice,
    caps: caps.flatMap(({ key, cap, limit, spent, reserved, resetsAt }) =>
      key === null && cap !== "total" ? [{ cap, limit, spent, reserved, resetsAt }] : [],
    ),
  }
}
