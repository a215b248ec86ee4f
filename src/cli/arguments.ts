import { parseArgs } from "node:util"
import { excerpt } from "../loop/excerpt.ts"
import { decodeValue, type GivenOption } from "../loop/option-value.ts"
import { readOptions, wordsOf } from "../loop/option-words.ts"
import { nearestOption, type OptionSpec } from "../loop/options.ts"
import { globalOptions } from "./option.ts"
import { wrongUsage } from "./problem.ts"
import type { Problem } from "./result.ts"

/** Which arguments a command takes. */
export type ArgumentRules = {
  readonly name: string
  /** `loop`, `run`: takes the options of a loop (`src/loop/options.ts`) too, in the grammar of the chat. */
  readonly grammar: "plain" | "loop" | "run"
  /** Words that are no options: how many, and what they are called in messages. */
  readonly words: {
    readonly least: number
    readonly most: number
    readonly what: string
    /** Where a secret of the command comes in, so that one among the words is not repeated. */
    readonly secret?: "stdin"
  }
  /** Its own options, besides the global ones. */
  readonly options: readonly OptionSpec[]
}

/** The arguments of a command, decoded. */
export type Given = { readonly options: readonly GivenOption[]; readonly words: readonly string[] }

type Reading = ({ readonly kind: "given" } & Given) | { readonly kind: "problem"; readonly problem: Problem }

/** Reads a command's arguments; whatever is wrong with them comes back as one sentence with the next step. */
export function readArguments(entry: ArgumentRules, argv: readonly string[]): Reading {
  const reading = entry.grammar === "plain" ? readPlain(entry, argv) : readLoopGrammar(entry, argv)
  if (typeof reading === "string") return { kind: "problem", problem: wrongUsage(entry.name, reading) }
  const wrong = wrongCount(entry, reading.words)
  if (wrong !== null) return { kind: "problem", problem: wrongUsage(entry.name, wrong) }
  return { kind: "given", ...reading }
}

export function isGiven(given: Given, name: string): boolean {
  return given.options.some((option) => option.name === name)
}

export function textGiven(given: Given, name: string): string | null {
  const found = given.options.find((option) => option.name === name)
  return found?.kind === "text" ? found.value : null
}

export function numberGiven(given: Given, name: string): number | null {
  const found = given.options.find((option) => option.name === name)
  return found?.kind === "number" ? found.value : null
}

/** The options of a loop are read by the chat's own reader, so that both accept and refuse the same. */
function readLoopGrammar(entry: ArgumentRules, argv: readonly string[]): Given | string {
  const place = entry.grammar === "run" ? "run" : "start"
  const reading = readOptions(wordsOf(argv), place, [...entry.options, ...globalOptions])
  if (reading.kind === "problem") return reading.problem
  return { options: reading.given, words: reading.strays.map((stray) => stray.text) }
}

function readPlain(entry: ArgumentRules, argv: readonly string[]): Given | string {
  const specs = [...entry.options, ...globalOptions]
  const config = {
    args: [...argv],
    options: Object.fromEntries(specs.map((spec) => [spec.name, { type: typeOf(spec), multiple: true }])),
    allowPositionals: true,
    tokens: true,
  } as const
  try {
    const { tokens, positionals } = parseArgs({ ...config, strict: true })
    const options: GivenOption[] = []
    for (const token of tokens) {
      const spec = token.kind === "option" ? specs.find(({ name }) => name === token.name) : undefined
      if (token.kind !== "option" || spec === undefined) continue
      const decoded = decodeValue(spec, token.value ?? null)
      if (decoded.kind === "problem") return decoded.problem
      options.push(decoded)
      const clash = clashOf(spec, options)
      if (clash !== null) return clash
    }
    return { options, words: positionals }
  } catch (error) {
    const { tokens } = parseArgs({ ...config, strict: false })
    for (const token of tokens) {
      const sentence = token.kind === "option" ? wrongOption(token, specs) : null
      if (sentence !== null) return sentence
    }
    return error instanceof Error ? `${error.message.split("\n", 1)[0]}` : String(error)
  }
}

type OptionToken = {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

/** What strict parsing refused about one option, or null when it is right. */
function wrongOption(token: OptionToken, specs: readonly OptionSpec[]): string | null {
  const spec = specs.find(({ name }) => name === token.name)
  if (spec === undefined) return unknownOption(token, specs)
  if (spec.value.kind === "flag") {
    return token.value === undefined ? null : `--${spec.name} takes no value.`
  }
  const missing = token.value === undefined || (token.inlineValue !== true && /^-./.test(token.value))
  if (!missing) return null
  const decoded = decodeValue(spec, null)
  return decoded.kind === "problem" ? decoded.problem : null
}

function unknownOption(token: OptionToken, specs: readonly OptionSpec[]): string {
  const near = nearestOption(token.name, specs)
  const shown = excerpt(token.rawName, 40)
  if (near !== null) return `There is no option ${shown}; did you mean --${near}?`
  return `There is no option ${shown}; the options are ${specs.map(({ name }) => `--${name}`).join(", ")}.`
}

function clashOf(spec: OptionSpec, given: readonly GivenOption[]): string | null {
  if (given.filter(({ name }) => name === spec.name).length > spec.most) {
    return `--${spec.name} is given twice; give it once.`
  }
  const rival = given.find(({ name }) => spec.excludes.includes(name))
  return rival === undefined
    ? null
    : `--${rival.name} and --${spec.name} contradict each other; give only one of them.`
}

function wrongCount(entry: ArgumentRules, words: readonly string[]): string | null {
  const { least, most, what } = entry.words
  if (words.length < least) return `\`for-loop ${entry.name}\` needs ${what}.`
  const extra = words[most]
  if (extra === undefined) return null
  const shown = JSON.stringify(excerpt(extra, 40))
  if (most === 0) return `\`for-loop ${entry.name}\` takes only options, and ${shown} is none.`
  // It may be a secret, which belongs neither on a screen nor into a log.
  if (entry.words.secret === "stdin")
    return `\`for-loop ${entry.name}\` takes ${what}, and one word is too many; keys come in on stdin, never as an argument.`
  return `\`for-loop ${entry.name}\` takes ${what}, and ${shown} is one word too many; words with spaces need quotes.`
}

function typeOf(spec: OptionSpec): "boolean" | "string" {
  return spec.value.kind === "flag" ? "boolean" : "string"
}
