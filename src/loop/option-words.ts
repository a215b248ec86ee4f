import { excerpt } from "./excerpt.ts"
import { decodeValue, type GivenOption } from "./option-value.ts"
import { findOption, nearestOption, type OptionSpec, options, type Place } from "./options.ts"
import type { Word } from "./tokens.ts"

/** `strays` are the words that belong to no option, in order. */
export type OptionReading =
  | { readonly kind: "read"; readonly given: readonly GivenOption[]; readonly strays: readonly Stray[] }
  | { readonly kind: "problem"; readonly problem: string }

/** A word outside any option; `after` is the option before it, to explain a value that was not quoted. */
export type Stray = { readonly text: string; readonly after: string | null }

/** Two dashes, or the dashes that phones and word processors make of them. */
const dashes = /^(?:--+|[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+-*)(?=[a-z])/i

/**
 * Whether a bare word is (or was meant as) an option: everything that starts with two dashes, and any other dash before
 * the name of a known option. Such a word never becomes part of a task (S32).
 */
export function looksLikeOption(word: string): boolean {
  if (word.startsWith("--")) return true
  const name = /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+([a-z][a-z-]*)/i.exec(word)?.[1]
  return name !== undefined && findOption(name.toLowerCase(), options) !== null
}

/**
 * Reads `--name value` and `--name=value` from words and decodes the values. A bare word that looks like an option is
 * never taken as a value. `own` are further options of the caller; the first problem found is reported in one sentence.
 */
export function readOptions(words: readonly Word[], place: Place, own: readonly OptionSpec[]): OptionReading {
  const known = [...options, ...own]
  const here = known.filter((option) => option.places.includes(place))
  const given: GivenOption[] = []
  const strays: Stray[] = []
  let last: string | null = null
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === undefined) break
    if (word.kind === "quoted" || !looksLikeOption(word.text)) {
      strays.push({ text: word.text, after: last })
      continue
    }
    const { name, value } = splitOption(word.text)
    const option = findOption(name, known)
    if (option === null) return { kind: "problem", problem: unknown(word.text, name, here) }
    if (!here.includes(option)) return { kind: "problem", problem: misplaced(option, place) }
    let text = value
    if (text === null && option.value.kind !== "flag") {
      const next = words[index + 1]
      if (next !== undefined && (next.kind === "quoted" || !looksLikeOption(next.text))) {
        text = next.text
        index += 1
      }
    }
    const decoded = decodeValue(option, text)
    if (decoded.kind === "problem") return decoded
    given.push(decoded)
    last = option.name
    const clash = clashOf(option, given)
    if (clash !== null) return { kind: "problem", problem: clash }
  }
  return { kind: "read", given, strays }
}

/** The words of a command line that a shell has split already. Behind `--` nothing is an option. */
export function wordsOf(argv: readonly string[]): readonly Word[] {
  const end = argv.indexOf("--")
  const before = end === -1 ? argv : argv.slice(0, end)
  const after = end === -1 ? [] : argv.slice(end + 1)
  return [
    ...before.map((text): Word => ({ kind: "bare", text })),
    ...after.map((text): Word => ({ kind: "quoted", text })),
  ]
}

function splitOption(word: string): { readonly name: string; readonly value: string | null } {
  const text = word.replace(dashes, "")
  const equals = text.indexOf("=")
  if (equals === -1) return { name: text, value: null }
  return { name: text.slice(0, equals), value: text.slice(equals + 1) }
}

function unknown(word: string, name: string, here: readonly OptionSpec[]): string {
  const shown = excerpt(word.split("=", 1)[0] ?? word, 40)
  const near = nearestOption(name, here)
  if (near !== null) return `There is no option ${shown}; did you mean --${near}?`
  const names = here.filter((option) => option.audience === "everyone").map((option) => `--${option.name}`)
  return `There is no option ${shown}; the options are ${names.join(", ")}.`
}

function misplaced(option: OptionSpec, place: Place): string {
  const elsewhere = option.places.includes("chat")
    ? "in the chat"
    : `with "for-loop ${option.places.join('" or "for-loop ')}"`
  return `--${option.name} works only ${elsewhere}, not ${place === "chat" ? "in the chat" : `with "for-loop ${place}"`}.`
}

function clashOf(option: OptionSpec, given: readonly GivenOption[]): string | null {
  const times = given.filter((one) => one.name === option.name).length
  if (times > option.most) {
    return option.most === 1
      ? `--${option.name} is given twice; give it once.`
      : `--${option.name} is given more than ${option.most} times.`
  }
  const rival = given.find((one) => option.excludes.includes(one.name))
  return rival === undefined
    ? null
    : `--${rival.name} and --${option.name} contradict each other; give only one of them.`
}
