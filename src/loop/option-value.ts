import { excerpt } from "./excerpt.ts"
import type { OptionSpec, ValueRule } from "./options.ts"

/** An option as given, its value decoded. */
export type GivenOption =
  | { readonly kind: "flag"; readonly name: string }
  | { readonly kind: "number"; readonly name: string; readonly value: number }
  | { readonly kind: "text"; readonly name: string; readonly value: string }

export type DecodedValue = GivenOption | { readonly kind: "problem"; readonly problem: string }

/**
 * The value of an option from its text (null = no text was given). Numbers are plain decimals inside their range: signs,
 * exponents, `Infinity`, `unlimited` and zero are refused, so every limit stays finite (S32, invariant 4).
 */
export function decodeValue(option: OptionSpec, text: string | null): DecodedValue {
  const { name, value: rule } = option
  if (rule.kind === "flag") {
    return text === null ? { kind: "flag", name } : { kind: "problem", problem: `--${name} takes no value.` }
  }
  if (text === null || text.trim() === "") {
    return { kind: "problem", problem: `--${name} needs a value: ${describe(rule)}.` }
  }
  const refused: DecodedValue = {
    kind: "problem",
    problem: `--${name} takes ${describe(rule)}, not "${excerpt(text)}".`,
  }
  switch (rule.kind) {
    case "whole":
    case "number": {
      const pattern = rule.kind === "whole" ? /^\d{1,15}$/ : /^\d{1,15}(\.\d{1,15})?$/
      const value = Number(text)
      if (!pattern.test(text) || value < rule.min || value > rule.max) return refused
      return { kind: "number", name, value }
    }
    case "choice":
      return rule.choices.includes(text) ? { kind: "text", name, value: text } : refused
    case "text": {
      if (text.length > rule.maxLength) {
        return { kind: "problem", problem: `--${name} takes at most ${rule.maxLength} characters.` }
      }
      return fits(rule.shape, text) ? { kind: "text", name, value: text } : refused
    }
    default:
      return rule satisfies never
  }
}

/** What a value has to be, as the middle of a sentence. */
function describe(rule: Exclude<ValueRule, { kind: "flag" }>): string {
  switch (rule.kind) {
    case "whole":
      return `a whole number from ${rule.min} to ${rule.max}`
    case "number":
      return `a number from ${rule.min} to ${rule.max}`
    case "choice":
      return `one of ${rule.choices.join(", ")}`
    case "text":
      return textKinds[rule.shape]
    default:
      return rule satisfies never
  }
}

type Shape = Extract<ValueRule, { kind: "text" }>["shape"]

const textKinds: Readonly<Record<Shape, string>> = {
  any: "a text",
  command: 'a command, in quotes when it has spaces, such as "npm test"',
  claim: "one line of text without tags, in quotes when it has spaces",
  branch: "a git branch name",
  token: "the token it was given",
}

function fits(shape: Shape, text: string): boolean {
  switch (shape) {
    case "any":
      return true
    case "command":
      // No program can be started with a NUL in its arguments.
      return !text.includes("\0")
    case "claim":
      // A claim stands in tags on a line of its own, so a text with line ends or tags could never be found.
      return !/[\r\n]|<\/?promise>/i.test(text)
    case "branch":
      return isBranchName(text)
    case "token":
      return /^(?!--)[\w-]+$/.test(text)
    default:
      return shape satisfies never
  }
}

/** The rules of `git check-ref-format --branch`, so that a name is refused before the loop starts, not by git in the middle of it. */
function isBranchName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids control characters in names.
  const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/
  const parts = name.split("/")
  return (
    !forbidden.test(name) &&
    name !== "@" &&
    name !== "HEAD" &&
    !parts.some((part) => /^\.|\.lock$/.test(part))
  )
}
