import { looksLikeOption } from "./option-words.ts"
import { bareWordAt, isQuote, isSpace, skipSpace } from "./tokens.ts"

type CommandName = "for-loop" | "cancel-loop"

/** A command word found in a request: `slash` tells whether it was certainly meant as one; `end` is the index behind it. */
export type CommandWord = {
  readonly name: CommandName
  readonly spelling: "slash" | "plain"
  readonly end: number
}

const ownName = /(\/?)(?:antigravity-for-loop:)?(for-loop|cancel-loop)/iy
const slashCommand = /\/[a-z][\w-]*(?::[a-z][\w-]*)?/iy
const modeWord = /\/(?:plan|accept-edits)/iy

/**
 * The command a request starts with. Slash commands before it are passed over: the host stacks commands and writes its
 * own mode word (`/plan`, `/accept-edits`) in front. Anything else before it makes it a mention, not a command.
 */
export function findCommand(text: string): CommandWord | null {
  let at = skipSpace(text, 0)
  for (let word = 0; word < 10; word += 1) {
    const own = commandAt(text, at)
    if (own !== null) return own
    const end = wordEnd(slashCommand, text, at)
    if (end === null) return null
    at = skipSpace(text, end)
  }
  return null
}

/**
 * Our command at an index, bare or with the plugin's prefix. The host may lose the slash; without it the word counts only
 * where arguments follow or nothing does, so "for-loop performance is bad" stays a sentence.
 */
export function commandAt(text: string, at: number): CommandWord | null {
  const end = wordEnd(ownName, text, at)
  if (end === null) return null
  const spelling = text.charAt(at) === "/" ? "slash" : "plain"
  const name = text.slice(at, end).toLowerCase().endsWith("cancel-loop") ? "cancel-loop" : "for-loop"
  if (spelling === "slash") return { name, spelling, end }
  return isMeant(name, text, skipSpace(text, end)) ? { name, spelling, end } : null
}

/** Index of the first argument: repeated command names and mode words that leaked into the arguments are passed over (S31). */
export function skipLeaked(text: string, from: number): number {
  let at = skipSpace(text, from)
  for (;;) {
    const own = commandAt(text, at)
    const end = own?.name === "for-loop" ? own.end : wordEnd(modeWord, text, at)
    if (end === null) return at
    at = skipSpace(text, end)
  }
}

/** Whether a slash command that is not ours stands at an index; a path such as `/src/cart.ts` is none. */
export function isOtherCommand(text: string, at: number): boolean {
  return wordEnd(slashCommand, text, at) !== null
}

/** The test for a name without a slash: what follows it, one leaked repetition aside, is nothing or the start of arguments. */
function isMeant(name: CommandName, text: string, at: number): boolean {
  const repeated = wordEnd(ownName, text, at)
  const next = repeated === null ? at : skipSpace(text, repeated)
  return next >= text.length || (name === "for-loop" && startsArguments(text, next))
}

function startsArguments(text: string, at: number): boolean {
  return isQuote(text.charAt(at)) || looksLikeOption(bareWordAt(text, at))
}

/** End of a match that starts at `at` and is followed by white space, a quote or the end of the text; null without one. */
function wordEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  if (!pattern.test(text)) return null
  const end = pattern.lastIndex
  const next = text.charAt(end)
  return next === "" || isSpace(next) || isQuote(next) ? end : null
}
