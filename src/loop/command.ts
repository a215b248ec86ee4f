import { commandAt, findCommand, isOtherCommand, skipLeaked } from "./command-name.ts"
import { excerpt } from "./excerpt.ts"
import { looksLikeOption, type OptionReading, readOptions, type Stray } from "./option-words.ts"
import { maxTaskLength } from "./options.ts"
import type { Settings } from "./settings.ts"
import { type ChecksChoice, settle, textOf } from "./settle.ts"
import { bareWordAt, isQuote, quoteText, readQuoted, skipSpace, splitWords, type Words } from "./tokens.ts"

/** What a user's chat message asks of us. `usage`: it is our command, but wrong; `problem` is one sentence or two for people. */
export type LoopRequest =
  | { readonly kind: "none" }
  | {
      readonly kind: "start"
      /** Byte-exact as typed between the quotes (S28, S29, S33). */
      readonly task: string
      readonly settings: Settings
      readonly checks: ChecksChoice
    }
  | { readonly kind: "arm"; readonly token: string }
  | { readonly kind: "cancel" }
  /** `/for-loop --resume`: takes the paused loop of this conversation up again. */
  | { readonly kind: "resume" }
  | { readonly kind: "usage"; readonly problem: string }

/**
 * Reads a chat message (the text of the user's request, without the host's tags): `/for-loop "task" [options]`,
 * `/for-loop --arm TOKEN …` or `/cancel-loop`. Never throws and runs in time linear in the text. Whatever is not understood
 * is reported and nothing starts: options never become part of a task and never mean "unlimited" (S30, S31, S32).
 */
export function parseRequest(text: string): LoopRequest {
  const command = findCommand(text)
  if (command === null) return { kind: "none" }
  return command.name === "cancel-loop" ? parseCancel(text, command.end) : parseStart(text, command.end)
}

/** Words behind `/cancel-loop` are taken as a reason: stopping is the safe reading, unless a new loop is asked for in the same breath. */
function parseCancel(text: string, end: number): LoopRequest {
  const next = commandAt(text, skipSpace(text, end))
  if (next?.name === "for-loop")
    return usage("/cancel-loop and /for-loop cannot be given in one message; send them one after the other.")
  return { kind: "cancel" }
}

function parseStart(text: string, end: number): LoopRequest {
  const at = skipLeaked(text, end)
  if (at >= text.length) return usage("The task is missing.")
  if (isQuote(text.charAt(at))) return parseQuotedTask(text, at)
  if (/^(?:--help|-h|help)\s*$/i.test(text.slice(at, at + 100)))
    return usage("/for-loop starts a loop on a task.")
  if (looksLikeOption(bareWordAt(text, at).slice(0, 100))) return parseOptionsFirst(text, at)
  if (commandAt(text, at) !== null || isOtherCommand(text, at)) {
    const name = excerpt(bareWordAt(text, at))
    return usage(
      `${name} stands where the task belongs; if it is part of the task, put the whole task in quotes.`,
    )
  }
  return parsePlainTask(text.slice(at).trimEnd())
}

function parseQuotedTask(text: string, at: number): LoopRequest {
  const task = readQuoted(text, at)
  if (task.kind !== "closed") return usage(openQuote(text.charAt(at)))
  const glued = bareWordAt(text, task.end)
  if (glued !== "") return usage(gluedText(glued))
  const reading = readWords(splitWords(text, task.end))
  if (reading.kind === "problem") return usage(reading.problem)
  const stray = reading.strays[0]
  if (stray !== undefined) return usage(strayText(stray))
  if (task.text.trim() === "") return usage("The task is empty.")
  if (task.text.length > maxTaskLength) return usage(tooLong())
  if (textOf(reading.given, "arm") !== null) return usage("--arm stands directly behind /for-loop.")
  return { kind: "start", task: task.text, ...settle(reading.given) }
}

/** Options before any task: right only for `--arm` and `--resume`; otherwise the order is wrong, or there is no task at all (S30). */
function parseOptionsFirst(text: string, at: number): LoopRequest {
  const token = armToken(text, at)
  if (token !== null) return readArm(token)
  if (/^--resume\s*$/.test(text.slice(at, at + 100))) return { kind: "resume" }
  const reading = readWords(splitWords(text, at))
  if (reading.kind === "problem") return usage(reading.problem)
  if (reading.strays.length === 0)
    return usage("The task is missing: it stands in quotes before the options.")
  const shown = quoteText(excerpt(reading.strays.map((stray) => stray.text).join(" ")))
  const first = excerpt(bareWordAt(text, at), 40)
  return usage(`The task comes first and the options follow it: /for-loop ${shown} ${first} …`)
}

/** The value of a leading `--arm`, with or without quotes; null when the first option is another one. */
function armToken(text: string, at: number): string | null {
  const word = bareWordAt(text, at).slice(0, 200)
  if (word.startsWith("--arm=")) return word.slice(6).replace(/^(["'])(.*)\1$/, "$2")
  if (word !== "--arm") return null
  const next = skipSpace(text, at + word.length)
  const quoted = readQuoted(text, next)
  return quoted.kind === "closed" ? quoted.text : bareWordAt(text, next).slice(0, 200)
}

function readArm(token: string): LoopRequest {
  const reading = readOptions(
    [
      { kind: "bare", text: "--arm" },
      { kind: "quoted", text: token },
    ],
    "chat",
    [],
  )
  if (reading.kind === "problem") return usage(reading.problem)
  return { kind: "arm", token }
}

/** A task without quotes is welcome as long as nothing in it could be meant as an option. */
function parsePlainTask(task: string): LoopRequest {
  if (task.length > maxTaskLength) return usage(tooLong())
  const option = optionInside(task)
  if (option !== null) {
    const before = task.slice(0, option).trimEnd()
    const shown = quoteText(before === "" ? "your task" : excerpt(before))
    return usage(`A task with options needs quotes: /for-loop ${shown} ${excerpt(task.slice(option), 100)}`)
  }
  if (/^-/.test(task))
    return usage(
      `${excerpt(bareWordAt(task, 0), 40)} is no option of /for-loop, and a task that starts with a dash needs quotes.`,
    )
  const word = task.toLowerCase()
  if (word === "cancel" || word === "stop") return usage("To stop the running loop, type /cancel-loop.")
  return { kind: "start", task, ...settle([]) }
}

/** Index of the first word that looks like an option, also directly behind a quote; null without one. */
function optionInside(task: string): number | null {
  for (const match of task.matchAll(/\S+/g)) {
    const quotes = /^["'“”„«»‘’‚＂＇「」『』]*/.exec(match[0])?.[0].length ?? 0
    if (looksLikeOption(match[0].slice(quotes))) return match.index + quotes
  }
  return null
}

function readWords(words: Words): OptionReading {
  switch (words.kind) {
    case "words":
      return readOptions(words.words, "chat", [])
    case "open":
      return { kind: "problem", problem: openQuote(words.quote) }
    case "glued":
      return { kind: "problem", problem: gluedText(words.after) }
    default:
      return words satisfies never
  }
}

function usage(problem: string): LoopRequest {
  return { kind: "usage", problem }
}

function openQuote(quote: string): string {
  return `The quote ${quote} is opened and never closed; a backslash directly before the closing quote would make it part of the text.`
}

function gluedText(after: string): string {
  return `Behind the closing quote comes ${quoteText(excerpt(after, 40))} without a space; if that quote belongs to the text, put a backslash before it.`
}

function strayText(stray: Stray): string {
  const shown = quoteText(excerpt(stray.text, 40))
  return stray.after === null
    ? `Behind the task comes ${shown}, which is no option; if it belongs to the task, the quotes must enclose it.`
    : `Behind --${stray.after} comes ${shown}, which is no option; a value with spaces needs quotes, and the task comes first.`
}

function tooLong(): string {
  return `The task is longer than ${maxTaskLength} characters; put the details into a file and name it in the task.`
}
