import type { GivenOption } from "./option-value.ts"
import { modes, type OptionName } from "./options.ts"
import { defaultSettings, phasedLimits, type Settings } from "./settings.ts"

/** Which commands decide: those of the user in their order, the detected ones, or none because the user said so. */
export type ChecksChoice =
  | { readonly kind: "given"; readonly commands: readonly string[] }
  | { readonly kind: "detect" }
  | { readonly kind: "none" }

export type Settled = { readonly settings: Settings; readonly checks: ChecksChoice }

/** Settings and checks of a loop from the options given; what was not given has the default of the chosen mode (design §8, §10). */
export function settle(given: readonly GivenOption[]): Settled {
  const asked = textOf(given, "mode")
  const base = defaultSettings(modes.find((mode) => mode === asked) ?? "auto")
  const branch = textOf(given, "branch")
  const phases = isGiven(given, "phases") || base.phases
  const room = phases ? phasedLimits : base
  return {
    settings: {
      ...base,
      maxIterations: numberOf(given, "max-iterations") ?? room.maxIterations,
      maxMinutes: numberOf(given, "max-minutes") ?? room.maxMinutes,
      maxUsd: numberOf(given, "max-usd") ?? base.maxUsd,
      checkTimeoutSec: numberOf(given, "check-timeout") ?? base.checkTimeoutSec,
      reviewEvery: numberOf(given, "review-every") ?? base.reviewEvery,
      completion: textOf(given, "completion")?.trim() ?? base.completion,
      branch: isGiven(given, "no-branch")
        ? { kind: "none" }
        : branch === null
          ? base.branch
          : { kind: "named", name: branch },
      commitEach: isGiven(given, "commit-each") || base.commitEach,
      allowTestEdits: isGiven(given, "allow-test-edits") || base.allowTestEdits,
      phases,
    },
    checks: checksOf(given),
  }
}

function checksOf(given: readonly GivenOption[]): ChecksChoice {
  if (isGiven(given, "no-check")) return { kind: "none" }
  const commands = given.flatMap((one) => (one.kind === "text" && is(one, "check") ? [one.value] : []))
  return commands.length === 0 ? { kind: "detect" } : { kind: "given", commands }
}

/** Value of a text option, null when it was not given. */
export function textOf(given: readonly GivenOption[], name: OptionName): string | null {
  const found = given.find((one) => is(one, name))
  return found?.kind === "text" ? found.value : null
}

function numberOf(given: readonly GivenOption[], name: OptionName): number | null {
  const found = given.find((one) => is(one, name))
  return found?.kind === "number" ? found.value : null
}

function isGiven(given: readonly GivenOption[], name: OptionName): boolean {
  return given.some((one) => is(one, name))
}

/** Compares with a name of the table, so that a misspelled one does not compile. */
function is(option: GivenOption, name: OptionName): boolean {
  return option.name === name
}
