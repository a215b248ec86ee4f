import { join } from "node:path"
import { type Budget, openBudget } from "../../spend/budget.ts"
import type { PriceRow } from "../../spend/price-row.ts"
import { readOwnPrices, readSpendSettings } from "../../spend/user-files.ts"
import { fileStamp } from "../../system/file-stamp.ts"
import type { BudgetConfig } from "../config/config.ts"

export type SharedBudget = {
  readonly kind: "budget"
  readonly budget: Budget
  readonly prices: readonly PriceRow[]
  readonly zone: string
}

/** `why`: one sentence for people; then nothing may be spent. */
type Wrong = { readonly kind: "wrong"; readonly why: string }

/**
 * The budget of the home under the caps as they are now: opened anew only when the configuration, `spend.json` or
 * `prices.json` changed.
 */
export function sharedBudget(
  home: string,
  now: () => number,
  config: () => BudgetConfig,
): () => SharedBudget | Wrong {
  let opened: { readonly stamp: string; readonly result: SharedBudget | Wrong } | null = null
  return () => {
    const { dailyUsd, weeklyUsd } = config()
    const files = ["spend.json", "prices.json"].map((name) => fileStamp(join(home, name)))
    const stamp = [dailyUsd, weeklyUsd, ...files].join(" ")
    if (opened?.stamp !== stamp) opened = { stamp, result: open(home, now, { dailyUsd, weeklyUsd }) }
    return opened.result
  }
}

function open(
  home: string,
  now: () => number,
  asked: Pick<BudgetConfig, "dailyUsd" | "weeklyUsd">,
): SharedBudget | Wrong {
  const settings = readSpendSettings(home)
  if (settings.kind === "wrong") return settings
  const own = readOwnPrices(home)
  if (own.kind === "wrong") return own
  const daily = asked.dailyUsd ?? settings.dailyUsd
  const weekly = asked.weeklyUsd ?? settings.weeklyUsd
  const { zone } = settings
  const caps = { each: null, daily, weekly }
  // Settlements of many calls a second are brought to the disk together.
  const budget = openBudget({ home, now, caps, zone, prices: own.rows, settled: "cached" })
  return { kind: "budget", budget, prices: own.rows, zone }
}
