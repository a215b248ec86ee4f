import { type OptionSpec, options, type Place } from "./options.ts"

/** What a user sees when a chat command is wrong: the problem, the form, two examples and the options. Nothing was started (S30). */
export function usageText(problem: string): string {
  const offered = offeredIn("chat", []).map(synopsis).join(", ")
  return [
    `${problem} No loop was started.`,
    "",
    'Type: /for-loop "what to do" [options]',
    '  /for-loop "make the failing cart tests pass" --max-iterations 5',
    '  /for-loop "add a --json flag to the report" --check "npm test" --completion DONE --max-minutes 30',
    `Options: ${offered}.`,
    "To stop a running loop: /cancel-loop — to take a paused one up again: /for-loop --resume",
  ].join("\n")
}

/** The options of a place as aligned lines for a terminal; `own` are further options of the caller. */
export function optionLines(place: Place, own: readonly OptionSpec[]): readonly string[] {
  const rows = offeredIn(place, own).map((option) => ({ left: synopsis(option), option }))
  const width = Math.max(0, ...rows.map((row) => row.left.length))
  return rows.map(({ left, option }) => `  ${left.padEnd(width)}  ${option.help} [${option.fallback}]`)
}

/** The options of `/for-loop` and `for-loop run` as a Markdown table, for the README. */
export function optionTable(): string {
  const rows = options.filter(isOffered).map((option) => {
    const names = [option.name, ...option.aliases].map((name) => `\`--${name}\``).join(", ")
    const value = placeholder(option)
    const range =
      option.value.kind === "whole" || option.value.kind === "number"
        ? `${option.value.min}–${option.value.max}`
        : ""
    const where = isIn(option, "chat") ? "" : " Command line only."
    return [names, value === "" ? "" : `\`${value}\``, range, option.fallback, `${option.help}${where}`]
      .map(cell)
      .join(" | ")
  })
  return ["option | value | range | default | meaning", "--- | --- | --- | --- | ---", ...rows]
    .map((row) => `| ${row} |`)
    .join("\n")
}

function offeredIn(place: Place, own: readonly OptionSpec[]): readonly OptionSpec[] {
  return [...options, ...own].filter((option) => isOffered(option) && isIn(option, place))
}

function isOffered(option: OptionSpec): boolean {
  return option.audience === "everyone"
}

function isIn(option: OptionSpec, place: Place): boolean {
  return option.places.includes(place)
}

function synopsis(option: OptionSpec): string {
  const value = placeholder(option)
  return value === "" ? `--${option.name}` : `--${option.name} ${value}`
}

function placeholder(option: OptionSpec): string {
  const { value } = option
  if (value.kind === "flag") return ""
  return value.kind === "choice" ? value.choices.join("|") : value.placeholder
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;")
}
