import type { ParsedScript } from "unbash"
import { unknown } from "../where.ts"
import type { Scope } from "./scope.ts"

/** What `$(…)` prints, where that is certain before it runs: the folder, the top of the repository, a fresh temporary name. */
export function printed(script: ParsedScript | undefined, scope: Scope): string {
  const statement = script?.commands.length === 1 ? script.commands[0] : undefined
  const command = statement?.command
  if (command?.type !== "Command" || command.name === undefined) return unknown
  const words = [
    command.name.value,
    ...command.args.map((arg) => (arg.type === "Word" ? arg.value : arg.text)),
  ]
  const line = words.join(" ")
  if (line === "pwd" || line === "pwd -P") return scope.cwd ?? unknown
  if (line === "git rev-parse --show-toplevel") return scope.place.workspace
  if (words[0] === "mktemp") return "/tmp/mktemp"
  if ((words[0] === "echo" || words[0] === "printf") && words.length === 2) return words[1] ?? unknown
  return unknown
}
