import type { z } from "zod"
import type { settingsSchema } from "./state-schema.ts"

/** What the user asked of a loop: limits, checks, safety (design §8). Times in the unit of the field's name. */
export type Settings = z.infer<typeof settingsSchema>

export type Mode = Settings["mode"]

/** Allowed range and default of every numeric limit; every limit is finite (invariant 4). */
export const limits = {
  maxIterations: { min: 1, max: 1000, default: 10 },
  maxMinutes: { min: 1, max: 7 * 24 * 60, default: 60 },
  checkTimeoutSec: { min: 1, max: 1700, default: 600 },
  reviewEvery: { min: 1, max: 1000 },
  maxUsd: { min: 0.01, max: 100_000 },
} as const

/** What a loop that works in phases gets of time and turns when the user named no limit: eleven phases and ways back. */
export const phasedLimits = { maxIterations: 40, maxMinutes: 240 } as const

/** USD per day that a mode allows when the user named no cap (design §10). */
const dailyCapUsd: Readonly<Record<Mode, number>> = { safe: 5, auto: 20, unsafe: 100 }

/** Settings of a loop whose user gave no option at all (design §8 and §10). */
export function defaultSettings(mode: Mode): Settings {
  return {
    maxIterations: limits.maxIterations.default,
    maxMinutes: limits.maxMinutes.default,
    maxUsd: dailyCapUsd[mode],
    checkTimeoutSec: limits.checkTimeoutSec.default,
    completion: null,
    mode,
    reviewEvery: mode === "safe" ? 3 : null,
    branch: { kind: "auto" },
    commitEach: false,
    allowTestEdits: false,
    phases: false,
  }
}
