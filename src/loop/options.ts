import { limits, type Mode } from "./settings.ts"

/** Where options are typed: in the chat, for `for-loop start` (arms a loop for a chat), for `for-loop run` (headless). */
export type Place = "chat" | "start" | "run"

/** What may stand behind an option. `command`, `claim`, `branch`, `token`: the texts that have rules of their own. */
export type ValueRule =
  | { readonly kind: "flag" }
  | {
      readonly kind: "whole" | "number"
      readonly placeholder: string
      readonly min: number
      readonly max: number
    }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | {
      readonly kind: "text"
      readonly placeholder: string
      readonly maxLength: number
      readonly shape: "any" | "command" | "claim" | "branch" | "token"
    }

export type OptionSpec = {
  /** Without dashes. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly value: ValueRule
  /** How often it may be given. */
  readonly most: number
  /** What holds when it is not given, in words. */
  readonly fallback: string
  readonly places: readonly Place[]
  /** Names of options that contradict this one. */
  readonly excludes: readonly string[]
  /** Internal options work but are not offered to people. */
  readonly audience: "everyone" | "internal"
  readonly help: string
}

export const modes = ["safe", "auto", "unsafe"] as const satisfies readonly Mode[]

/** Longest task a state file holds, in UTF-16 units (`state-schema.ts`). */
export const maxTaskLength = 200_000

const everywhere = ["chat", "start", "run"] as const
const common = { aliases: [], most: 1, places: everywhere, excludes: [], audience: "everyone" } as const

/** Every option of `/for-loop` (design §8): the one source of the chat grammar, the command line, the help texts and the README. */
export const options = [
  {
    ...common,
    name: "max-iterations",
    value: { kind: "whole", placeholder: "N", min: limits.maxIterations.min, max: limits.maxIterations.max },
    fallback: String(limits.maxIterations.default),
    help: "Most agent turns the loop may take. There is no unlimited.",
  },
  {
    ...common,
    name: "completion",
    aliases: ["completion-promise"],
    value: { kind: "text", placeholder: "TEXT", maxLength: 500, shape: "claim" },
    fallback: "none",
    help: "The agent must also print this text in promise tags before a green check ends the loop.",
  },
  {
    ...common,
    name: "check",
    value: { kind: "text", placeholder: "CMD", maxLength: 4000, shape: "command" },
    most: 50,
    fallback: "detected",
    excludes: ["no-check"],
    help: "Command that decides. May be given several times; the order is kept and all must pass.",
  },
  {
    ...common,
    name: "no-check",
    value: { kind: "flag" },
    fallback: "off",
    excludes: ["check"],
    help: "Run no check; the loop ends on the agent's word and is reported as unverified.",
  },
  {
    ...common,
    name: "check-timeout",
    value: {
      kind: "whole",
      placeholder: "SEC",
      min: limits.checkTimeoutSec.min,
      max: limits.checkTimeoutSec.max,
    },
    fallback: String(limits.checkTimeoutSec.default),
    help: "Longest time for one check, in seconds. A check that runs out of time never passes.",
  },
  {
    ...common,
    name: "max-minutes",
    value: { kind: "number", placeholder: "M", min: limits.maxMinutes.min, max: limits.maxMinutes.max },
    fallback: String(limits.maxMinutes.default),
    help: "Longest wall-clock time of the loop, in minutes.",
  },
  {
    ...common,
    name: "max-usd",
    value: { kind: "number", placeholder: "X", min: limits.maxUsd.min, max: limits.maxUsd.max },
    fallback: "the mode's daily cap",
    help: "Most money the loop may spend, in US dollars, measured or estimated.",
  },
  {
    ...common,
    name: "mode",
    value: { kind: "choice", choices: modes },
    fallback: "auto",
    help: "How much the loop may do and spend without asking.",
  },
  {
    ...common,
    name: "review-every",
    value: { kind: "whole", placeholder: "K", min: limits.reviewEvery.min, max: limits.reviewEvery.max },
    fallback: "off (3 in safe mode)",
    help: "Pause for a person after every K iterations.",
  },
  {
    ...common,
    name: "branch",
    value: { kind: "text", placeholder: "NAME", maxLength: 250, shape: "branch" },
    fallback: "for-loop/<slug>",
    excludes: ["no-branch"],
    help: "Git branch the loop works on.",
  },
  {
    ...common,
    name: "no-branch",
    value: { kind: "flag" },
    fallback: "off",
    excludes: ["branch", "commit-each"],
    help: "Stay on the present branch.",
  },
  {
    ...common,
    name: "commit-each",
    value: { kind: "flag" },
    fallback: "off",
    // A real commit belongs on the loop's own branch: the user's branch is never committed to.
    excludes: ["no-branch"],
    help: "Commit on the loop's branch after each iteration, besides the checkpoints.",
  },
  {
    ...common,
    name: "allow-test-edits",
    value: { kind: "flag" },
    fallback: "off",
    help: "Tests may be rewritten; still none may disappear and no more may be skipped.",
  },
  {
    ...common,
    name: "phases",
    value: { kind: "flag" },
    fallback: "off",
    places: ["run"],
    help: "Work through the 11 phases, from plan to final report.",
  },
  {
    ...common,
    name: "arm",
    value: { kind: "text", placeholder: "TOKEN", maxLength: 128, shape: "token" },
    fallback: "none",
    places: ["chat"],
    audience: "internal",
    help: "Attach this conversation to a loop that was prepared elsewhere; the text behind it is only a reminder of the task.",
  },
] as const satisfies readonly OptionSpec[]

export type OptionName = (typeof options)[number]["name"]

/** The option a name or alias (without dashes) stands for, among the given ones. */
export function findOption(name: string, among: readonly OptionSpec[]): OptionSpec | null {
  return among.find((option) => option.name === name || option.aliases.includes(name)) ?? null
}

/** Name of the known option closest to a wrong one, or null when none is close enough to be meant. */
export function nearestOption(name: string, among: readonly OptionSpec[]): string | null {
  const wanted = name.slice(0, 40).toLowerCase()
  let best: { readonly name: string; readonly distance: number } | null = null
  for (const option of among) {
    if (option.audience === "internal") continue
    for (const known of [option.name, ...option.aliases]) {
      const distance = editDistance(wanted, known)
      if (distance <= known.length / 2 && (best === null || distance < best.distance)) {
        best = { name: known, distance }
      }
    }
  }
  return best?.name ?? null
}

/** Levenshtein distance; both texts are short. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
