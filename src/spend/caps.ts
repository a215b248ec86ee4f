import type { Mode } from "../loop/settings.ts"

/** Caps in US dollars; null = none. `each` holds for one loop or one gateway key by itself. */
export type Caps = {
  readonly each: number | null
  readonly daily: number | null
  readonly weekly: number | null
}

/** Caps of one owner alone, beside those that all share; null = none. */
export type OwnCaps = {
  /** For all time. */
  readonly total: number | null
  readonly daily: number | null
  readonly weekly: number | null
}

/** Caps per day and week of the three modes (design §10). */
const modeCaps: Readonly<Record<Mode, { readonly daily: number; readonly weekly: number }>> = {
  safe: { daily: 5, weekly: 25 },
  auto: { daily: 20, weekly: 100 },
  unsafe: { daily: 100, weekly: 500 },
}

/** The caps that hold: what was asked for now, else the user's `spend.json`, else the mode's. */
export function capsOf(
  mode: Mode,
  asked: { readonly maxUsd?: number | null; readonly daily?: number | null; readonly weekly?: number | null },
  settings: { readonly dailyUsd: number | null; readonly weeklyUsd: number | null },
): Caps {
  return {
    each: asked.maxUsd ?? null,
    daily: asked.daily ?? settings.dailyUsd ?? modeCaps[mode].daily,
    weekly: asked.weekly ?? settings.weeklyUsd ?? modeCaps[mode].weekly,
  }
}
