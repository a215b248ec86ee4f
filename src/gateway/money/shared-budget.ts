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

/** How long files that people write are believed without a look at the disk. */
const trustMs = 200

/**
 * The budget of the home under the caps as they are now: opened anew only when the configuration, `spend.json` or
 * `prices.json` changed. What other processes spend counts at once; a changed file does within a fraction of a second.
 */
export function sharedBudget(
  home: string,
  now: () => number,
  config: () => BudgetConfig,
): () => SharedBudget | Wrong {
  const paths = ["spend.json", "prices.json"].map((name) => join(home, name))
  let opened: {
    readonly asked: Asked
    readonly files: string
    readonly result: SharedBudget | Wrong
  } | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    const asked = config()
    const at = now()
    const isSame = opened?.asked.dailyUsd === asked.dailyUsd && opened.asked.weeklyUsd === asked.weeklyUsd
    if (opened !== null && isSame && at >= lookedAt && at - lookedAt < trustMs) return opened.result
    lookedAt = at
    const files = paths.map(fileStamp).join(" ")
    if (opened === null || !isSame || opened.files !== files)
      opened = { asked, files, result: open(home, now, asked) }
    return opened.result
  }
}

type Asked = Pick<BudgetConfig, "dailyUsd" | "weeklyUsd">

function open(home: string, now: () => number, asked: Asked): SharedBudget | Wrong {
  const settings = readSpendSettings(home)
  if (settings.kind === "wrong") return settings
  const own = readOwnPrices(home)
  if (own.kind === "wrong") return own
  const daily = asked.dailyUsd ?? settings.dailyUsd
  const weekly = asked.weeklyUsd ?? settings.weeklyUsd
  const { zone } = settings
  const caps = { each: null, daily, weekly }
  // Settlements of many calls a second are brought to the disk together.
  const budget = openBudget({ home, now, caps, zone, prices: own.rows, settled: "cached", trustMs })
  return { kind: "budget", budget, prices: own.rows, zone }
}
