import { type Call, type Feed, noFeed, upstream } from "../call.ts"
import { unknown } from "../where.ts"
import { readOptions } from "../words.ts"
import { execOfFind } from "./find.ts"
import { carriedByGit } from "./git.ts"
import { wrapped } from "./wrapped.ts"
import { carriedByXargs } from "./xargs.ts"

/** What a program starts in its turn: other words, or a text that a shell reads. */
export type Carried =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "script"; readonly text: string; readonly feed: Feed; readonly shell?: "windows" }

/** Everything a call starts besides itself: what `sudo`, `env`, `xargs`, `sh -c`, `find -exec` and their kin carry on. */
export function carried(call: Call): readonly Carried[] {
  return [...byVariables(call), ...byProgram(call)]
}

const startsProgram =
  /^(GIT_(SSH|SSH_COMMAND|EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|ASKPASS)|EDITOR|VISUAL|PAGER|PROMPT_COMMAND|BROWSER)$/

/** Variables whose value other programs start. */
function byVariables(call: Call): readonly Carried[] {
  return call.sets.filter(([name]) => startsProgram.test(name)).map(([, value]) => script(value))
}

function byProgram(call: Call): readonly Carried[] {
  const { name, args } = call
  if (shells.test(name)) return byShell(call)
  switch (name) {
    case "eval":
      return [script(args.join(" "))]
    case "xargs":
    case "parallel":
      return carriedByXargs(call)
    case "find":
    case "fd":
    case "fdfind":
      return execOfFind(call)
    case "git":
      return carriedByGit(args)
    case "cmd":
    case "powershell":
    case "pwsh":
      return byWindows(name, args)
    case "trap":
      return readOptions(args).operands.slice(0, 1).map(script)
    case "alias":
      return args.filter((arg) => arg.includes("=")).map((arg) => script(arg.slice(arg.indexOf("=") + 1)))
    case "watch":
    case "script":
    case "su":
    case "runuser":
    case "flock":
    case "nix-shell":
    case "concurrently":
    case "nodemon":
    case "entr":
      return textOf(name, args)
    default:
      return wrapped(name, args)
  }
}

export const shells = /^(ba|z|da|k|mk|a|fi|c|tc|r?ba)?sh$/

function script(text: string): Extract<Carried, { kind: "script" }> {
  return { kind: "script", text, feed: noFeed }
}

/** `sh -c TEXT`, a text on stdin, a here-document. A script file is a file like any other program. */
function byShell(call: Call): readonly Carried[] {
  const { flags, operands } = readOptions(call.args, shellValued)
  if (flags.has("c")) return operands.slice(0, 1).map(script)
  const readsStdin = operands.length === 0 || flags.has("s")
  const text = readsStdin ? said(call.feed) : null
  return text === null ? [] : [script(text)]
}

/** `cmd /c …` and `powershell -Command …` hold a line of their own; `-EncodedCommand` is told by another rule. */
function byWindows(name: string, args: readonly string[]): readonly Carried[] {
  const at = args.findIndex((arg) =>
    (name === "cmd" ? /^\/[ckr]$/i : /^-c(o(m(m(a(n(d)?)?)?)?)?)?$/i).test(arg),
  )
  const first = args.findIndex((arg) => !/^[-/]/.test(arg))
  const text = at >= 0 ? args.slice(at + 1) : name === "cmd" || first !== 0 ? [] : args
  return text.length === 0 ? [] : [{ ...script(text.join(" ")), shell: "windows" }]
}

/** The text that comes through a pipe, where it stands in the command line itself. */
function said(feed: Feed): string | null {
  if (feed.kind === "text") return feed.text
  const last = upstream(feed).at(-1)
  if (last === undefined) return null
  if (last.name === "cat" && last.args.length === 0) return said(last.feed)
  if (last.name !== "echo" && last.name !== "printf") return null
  const words = last.args.filter((arg) => !/^-[neE]+$/.test(arg))
  const [format = "", ...rest] = words
  if (last.name === "printf")
    return [format.replace(/%[a-z]/g, " "), ...rest].join(" ").replaceAll("\\n", "\n")
  return words.join(" ")
}

const shellValued: ReadonlySet<string> = new Set(["o", "O", "rcfile", "init-file"])

/** Programs that give a whole text to a shell: as the value of `-c`, or as their operands. */
function textOf(name: string, args: readonly string[]): readonly Carried[] {
  const { operands, values } = readOptions(args, textValued)
  const given = values
    .filter(([flag]) => /^(c|command|run|exec|x)$/.test(flag))
    .map(([, text]) => script(text))
  if (given.length > 0) return given
  switch (name) {
    case "watch":
      return operands.length === 0 ? [] : [script(operands.join(" "))]
    case "concurrently":
      return operands.map(script)
    case "flock":
    case "entr":
      return [{ kind: "words", words: operands.slice(name === "flock" ? 1 : 0) }]
    default:
      return []
  }
}

const textValued: ReadonlySet<string> = new Set(
  "c command run exec x n interval s shell g group u w wait names E prefix".split(" "),
)

/** Whether a text holds something that only the running shell knows. */
export function isOpen(text: string): boolean {
  return text.includes(unknown)
}
