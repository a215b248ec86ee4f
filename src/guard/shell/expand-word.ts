import type { ParsedScript, Word, WordPart } from "unbash"
import { unknown } from "../where.ts"
import type { Scope } from "./scope.ts"

/** More alternatives than this are one unknown word: nobody types them, and they must not cost time. */
const mostAlternatives = 64
/** Longer than any path: variables that double themselves must not fill the memory. */
const longestWord = 20_000

/**
 * The words that one word of a command line becomes: quotes taken off, known variables put in, simple braces multiplied,
 * unquoted values split. What only the running shell knows is `unknown`; globs stay as they are.
 */
export function expandWord(word: Word, scope: Scope): readonly string[] {
  if (word.parts === undefined) return [plain(word, scope)]
  const splits = word.parts.some((part) => part.type !== "DoubleQuoted" && hasVariable(part))
  let whole: readonly string[] = [""]
  for (const [at, part] of word.parts.entries()) {
    const choices = choicesOf(part, scope, at === 0)
    if (choices.length * whole.length > mostAlternatives) return [unknown]
    whole = whole.flatMap((left) => choices.map((right) => left + right))
    if (hasVariable(part) && whole.some((text) => text.length > longestWord)) return [unknown]
  }
  const words = splits ? whole.flatMap((text) => text.split(/\s+/).filter((one) => one !== "")) : whole
  return words.length === 0 ? [""] : words
}

function hasVariable(part: WordPart): boolean {
  if (part.type === "DoubleQuoted" || part.type === "LocaleString") return part.parts.some(hasVariable)
  return part.type === "SimpleExpansion" || part.type === "ParameterExpansion"
}

function plain(word: Word, scope: Scope): string {
  return word.text.startsWith("~") ? homeOf(word.value, scope) : word.value
}

function homeOf(text: string, scope: Scope): string {
  const rest = /^~(\/|$)/.test(text) ? text.slice(1) : null
  if (rest === null) return /^~[+]/.test(text) ? (scope.cwd ?? unknown) + text.slice(2) : text
  return `${first(scope, "HOME")}${rest}`
}

function choicesOf(part: WordPart, scope: Scope, isFirst: boolean): readonly string[] {
  switch (part.type) {
    case "Literal":
      return [isFirst && part.text.startsWith("~") ? homeOf(part.value, scope) : part.value]
    case "SingleQuoted":
    case "AnsiCQuoted":
    case "Glob":
      return [part.value]
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts
        .map((child) => choicesOf(child, scope, false))
        .reduce<readonly string[]>(
          (left, right) =>
            left.length * right.length > mostAlternatives
              ? [unknown]
              : left.flatMap((l) => right.map((r) => l + r)),
          [""],
        )
    case "SimpleExpansion":
      return variable(part.text.replace(/^\$/, ""), scope)
    case "ParameterExpansion": {
      if (part.prefix === "#") return ["1"]
      const { operation } = part
      const known =
        part.prefix === undefined && part.index === undefined ? variable(part.parameter, scope) : [unknown]
      if (operation === undefined) return known
      if (operation.type !== "Default") return [unknown]
      if (operation.operator.endsWith("+")) return ["", ...expandWord(operation.operand, scope)]
      if (!known.includes(unknown)) return known
      return operation.operator.endsWith("?") ? known : expandWord(operation.operand, scope)
    }
    case "CommandExpansion":
      return [printed(part.script, scope)]
    case "ArithmeticExpansion":
      return ["1"]
    case "ProcessSubstitution":
      return ["/dev/fd/63"]
    case "ExtendedGlob":
      return ["*"]
    case "BraceExpansion":
      return braces(part.text)
    default:
      return part satisfies never
  }
}

function braces(text: string): readonly string[] {
  const inner = /^\{([^{}"'$`\\]*)\}$/.exec(text)?.[1]
  if (inner === undefined) return [unknown]
  if (inner.includes(",")) return inner.split(",").slice(0, mostAlternatives)
  return [inner.split("..")[0] ?? ""]
}

function variable(name: string, scope: Scope): readonly string[] {
  if (name === "PWD") return [scope.cwd ?? unknown]
  if (name === "OLDPWD") return [scope.previous ?? unknown]
  return scope.vars.get(name) ?? [unknown]
}

function first(scope: Scope, name: string): string {
  return scope.vars.get(name)?.[0] ?? unknown
}

/** What `$(…)` prints, where that is certain before it runs: the folder, the repository's top, a fresh temporary name. */
function printed(script: ParsedScript | undefined, scope: Scope): string {
  const command = script?.commands.length === 1 ? script.commands[0]?.command : undefined
  if (command?.type !== "Command" || command.name === undefined) return unknown
  const words = [
    command.name.value,
    ...command.args.map((arg) => (arg.type === "Word" ? arg.value : arg.text)),
  ]
  const line = words.join(" ")
  if (line === "pwd" || line === "pwd -P") return scope.cwd ?? unknown
  if (line === "git rev-parse --show-toplevel") return scope.place.workspace
  if (words[0] === "mktemp") return "/tmp/mktemp"
  const [said] = command.args
  if (/^(echo|printf)$/.test(words[0] ?? "") && command.args.length === 1 && said?.type === "Word")
    return expandWord(said, scope)[0] ?? unknown
  return unknown
}
