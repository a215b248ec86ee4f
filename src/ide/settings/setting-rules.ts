import { limits, type Mode, type Settings } from "../../loop/settings.ts"
import type { Caps } from "./spend-file.ts"

/** The settings `forLoop.*` of the IDE, decoded; every field has a value that is allowed. */
export type IdeSettings = {
  readonly start: StartDefaults
  readonly caps: Caps
  readonly startWith: "form" | "quickPick"
  readonly hostCapped: Policy
  readonly rateLimited: Policy
  readonly notifications: "all" | "important" | "none"
  readonly statusBar: "always" | "loops" | "never"
  /** Whether an agent plugin that we installed is brought up to date without a question. */
  readonly repairPlugin: boolean
}

/** What happens without the user's word: nothing, a question, or the thing itself. */
type Policy = "ask" | "automatic" | "never"

/** With what a loop starts that is started from the IDE. Null: what the mode says. */
export type StartDefaults = {
  readonly maxIterations: number
  readonly maxMinutes: number
  readonly maxUsd: number | null
  readonly checkTimeoutSec: number
  readonly mode: Mode
  readonly reviewEvery: number | null
  readonly completion: string | null
  readonly branch: "auto" | "none"
  readonly commitEach: boolean
  readonly allowTestEdits: boolean
}

/** Range of a cap in US dollars (`spend.json`). */
const capRange = { min: 0.01, max: 1_000_000 }

/** A value of the settings by its name without `forLoop.`; whatever JSON the user wrote. */
type Lookup = (name: string) => unknown

/**
 * Reads the settings through `of`. A value of a wrong type counts as not set, and a number beyond its range as the
 * nearest allowed one: a typing mistake never makes a limit infinite (invariant 4).
 */
export function readSettings(of: Lookup): IdeSettings {
  return {
    start: {
      maxIterations: Math.round(
        within(of("maxIterations"), limits.maxIterations) ?? limits.maxIterations.default,
      ),
      maxMinutes: within(of("maxMinutes"), limits.maxMinutes) ?? limits.maxMinutes.default,
      maxUsd: within(of("maxUsd"), limits.maxUsd),
      checkTimeoutSec: Math.round(
        within(of("checkTimeoutSeconds"), limits.checkTimeoutSec) ?? limits.checkTimeoutSec.default,
      ),
      mode: oneOf(of("mode"), ["safe", "auto", "unsafe"], "auto"),
      reviewEvery: rounded(within(of("reviewEvery"), limits.reviewEvery)),
      completion: words(of("completion")),
      branch: oneOf(of("branch"), ["auto", "none"], "auto"),
      commitEach: of("commitEach") === true,
      allowTestEdits: of("allowTestEdits") === true,
    },
    caps: { dailyUsd: within(of("dailyUsd"), capRange), weeklyUsd: within(of("weeklyUsd"), capRange) },
    startWith: oneOf(of("startWith"), ["form", "quickPick"], "form"),
    hostCapped: oneOf(of("hostCapped"), ["ask", "automatic", "never"], "ask"),
    rateLimited: oneOf(of("rateLimited"), ["ask", "automatic", "never"], "ask"),
    notifications: oneOf(of("notifications"), ["all", "important", "none"], "all"),
    statusBar: oneOf(of("statusBar"), ["always", "loops", "never"], "loops"),
    repairPlugin: of("repairPlugin") !== false,
  }
}

/**
 * The settings of a loop for a form's choices, each within its range; what the form does not ask for comes from the
 * IDE's settings, and what neither says from the mode.
 */
export function loopSettings(
  defaults: Settings,
  chosen: Pick<StartDefaults, "maxIterations" | "maxMinutes" | "maxUsd" | "mode" | "completion" | "branch">,
  kept: Pick<StartDefaults, "checkTimeoutSec" | "reviewEvery" | "commitEach" | "allowTestEdits">,
): Settings {
  return {
    ...defaults,
    mode: chosen.mode,
    maxIterations: Math.round(within(chosen.maxIterations, limits.maxIterations) ?? defaults.maxIterations),
    maxMinutes: within(chosen.maxMinutes, limits.maxMinutes) ?? defaults.maxMinutes,
    maxUsd: within(chosen.maxUsd, limits.maxUsd) ?? defaults.maxUsd,
    completion: words(chosen.completion),
    branch: { kind: chosen.branch },
    checkTimeoutSec: kept.checkTimeoutSec,
    reviewEvery: kept.reviewEvery ?? defaults.reviewEvery,
    // A real commit belongs on the loop's own branch: the user's branch is never committed to.
    commitEach: kept.commitEach && chosen.branch === "auto",
    allowTestEdits: kept.allowTestEdits,
  }
}

function within(value: unknown, range: { readonly min: number; readonly max: number }): number | null {
  if (typeof value !== "number" || Number.isNaN(value)) return null
  return Math.min(range.max, Math.max(range.min, value))
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}

function words(value: unknown): string | null {
  if (typeof value !== "string" || value.trim() === "") return null
  return value.trim().slice(0, 500)
}

function oneOf<Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  otherwise: NoInfer<Choice>,
): Choice {
  return choices.find((choice) => choice === value) ?? otherwise
}
