import type { OptionSpec, ValueRule } from "../loop/options.ts"

/** Flags and values of commands, in the same form as the loop's own options, so that one reader decodes both. */
const base = {
  aliases: [],
  most: 1,
  fallback: "",
  places: ["start", "run"],
  excludes: [],
  audience: "everyone",
} as const

export function flag(name: string, help: string): OptionSpec {
  return { ...base, name, value: { kind: "flag" }, help }
}

export function textOption(name: string, placeholder: string, help: string): OptionSpec {
  return valued(name, { kind: "text", placeholder, maxLength: 4096, shape: "any" }, help)
}

export function valued(name: string, value: ValueRule, help: string): OptionSpec {
  return { ...base, name, value, help }
}

/** Options that every command takes. `--help` is answered before a command is parsed; it stands here for the help text. */
export const globalOptions: readonly OptionSpec[] = [
  flag("json", "Print one JSON document instead of text; errors too."),
  flag("help", "Show this help."),
]

export const loopOption = textOption(
  "loop",
  "ID",
  "The loop by its id or the beginning of it, instead of the newest one here.",
)

export const yesOption = flag("yes", "Do not ask.")
