import { rows } from "../control/words.ts"
import { optionLines } from "../loop/usage.ts"
import type { CommandEntry } from "./command.ts"
import { globalOptions } from "./option.ts"
import type { Paint } from "./paint.ts"

const promise =
  "Give the agent a task and a check: the loop runs the check itself and keeps the agent working until it really passes."

/** What `for-loop` prints without arguments. */
export function shortHelp(table: readonly CommandEntry[], paint: Paint): string {
  return `${[promise, "", ...commandRows(table, paint), "", "`for-loop COMMAND --help` shows options and examples."].join("\n")}\n`
}

/** What `for-loop --help` prints. */
export function fullHelp(table: readonly CommandEntry[], paint: Paint): string {
  const lines = [
    promise,
    "",
    paint("bold", "Usage"),
    "  for-loop COMMAND [words] [options]",
    "",
    paint("bold", "Commands"),
    ...commandRows(table, paint),
    "",
    paint("bold", "For every command"),
    ...globalOptions.map((option) => `  --${option.name.padEnd(9)}  ${option.help}`),
    "  --version    Print the version (without a command).",
    "",
    paint("bold", "In the agent's chat"),
    '  /for-loop "what to do" [options]   starts a loop there',
    "  /cancel-loop                       ends it",
    "",
    paint("bold", "Environment"),
    ...rows([
      ["FOR_LOOP_HOME", "folder of all loops (default ~/.antigravity-for-loop)"],
      ["FOR_LOOP_DISABLE", "1 switches the hook off"],
      ["NO_COLOR", "no colours, whatever stdout is"],
    ]),
    "",
    paint("bold", "Exit codes"),
    ...rows([
      ["0", "done; for a loop: verified, already green, or still running"],
      ["1, 2", "could not be done here; the command line is wrong"],
      ["10 to 20", "how a loop ended or why it is paused (see `for-loop status --help`)"],
      ["21", "a fault of For Loop itself"],
      ["130", "interrupted with Ctrl-C"],
    ]),
  ]
  return `${lines.join("\n")}\n`
}

/** Help of one command: usage, options, examples. */
export function commandHelp(entry: CommandEntry, paint: Paint): string {
  const lines = [
    entry.summary,
    "",
    paint("bold", "Usage"),
    `  for-loop ${entry.usage}`,
    "",
    paint("bold", "Options"),
    ...optionRows(entry),
    "",
    paint("bold", "Examples"),
    ...entry.examples.flatMap(({ line, why }) => [`  ${line}`, paint("dim", `      ${why}`)]),
    ...entry.notes.flatMap((note) => ["", note]),
  ]
  return `${lines.join("\n")}\n`
}

function optionRows(entry: CommandEntry): readonly string[] {
  if (entry.grammar !== "plain") {
    const own = [...entry.options, ...globalOptions].map((option) => ({
      ...option,
      fallback: option.fallback || "off",
    }))
    return optionLines(entry.grammar === "run" ? "run" : "start", own)
  }
  return rows(
    [...entry.options, ...globalOptions].map((option) => [
      `--${option.name}${placeholder(option.value)}`,
      option.help,
    ]),
  )
}

function placeholder(value: CommandEntry["options"][number]["value"]): string {
  switch (value.kind) {
    case "flag":
      return ""
    case "choice":
      return ` ${value.choices.join("|")}`
    case "whole":
    case "number":
    case "text":
      return ` ${value.placeholder}`
    default:
      return value satisfies never
  }
}

function commandRows(table: readonly CommandEntry[], paint: Paint): string[] {
  const width = Math.max(...table.map(({ name }) => name.length))
  return table.map(({ name, summary }) => `  ${paint("cyan", name.padEnd(width))}  ${summary}`)
}
