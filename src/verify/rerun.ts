import { join, posix } from "node:path"
import { readBeginning } from "../system/bounded-read.ts"
import { entryKind } from "../system/files.ts"
import { isSafePath } from "./detect/project.ts"
import { wholeFile } from "./reports/failure.ts"
import { argumentsFor, type Step, stepsOf } from "./rerun/command-words.ts"
import { findRunner } from "./rerun/find-runner.ts"
import type { Narrowed, Runner, Target } from "./rerun/runner.ts"
import { type ScriptCall, scriptCall, scriptsOf } from "./rerun/script.ts"

export type RerunOrder = {
  /** Id of the test; its report may be gone. */
  readonly id: string
  /** File of its last failure relative to the workspace, where one is known. */
  readonly file: string | null
  /** The check that runs it among others. */
  readonly command: string
  readonly workspace: string
  readonly platform: NodeJS.Platform
}

/** A command that runs one test, with little else. */
export type Rerun = {
  readonly command: string
  readonly scope: "test" | "file"
  /** What the output holds when the test ran and passed; null when counting passed tests is enough. */
  readonly passes: RegExp | null
  /** Folder of installed programs a script of package.json counts on, relative to the workspace; null when not needed. */
  readonly bin: string | null
}

/** Where the runner stands in a command: its text up to and with its step, and the folder it starts in. */
type Found = { readonly text: string; readonly step: Step; readonly folder: string }

/**
 * Commands that run just the test with this id, the narrowest first: with the runner's own filter, or its file where the name cannot be
 * said. Empty when the command runs no known runner, not this test's, or is more than steps joined by `&&`; then only the check as a
 * whole can tell. Scripts of package.json are looked up one level deep. Steps before the runner stay, later ones go.
 */
export function rerunsOf(order: RerunOrder): Rerun[] {
  const steps = stepsOf(order.command, order.platform) ?? []
  const found: Rerun[] = []
  let folder = ""
  for (const step of steps) {
    const words = step.words.map((word) => word.value)
    if (words[0] === "cd") {
      const next = posix.normalize(posix.join(folder, words[1] ?? ""))
      if (words.length !== 2 || !isSafePath(words[1] ?? "")) return []
      folder = next
      continue
    }
    const here = folder
    const call = scriptCall(step, (below) => scriptsIn(order.workspace, posix.join(here, below)))
    found.push(
      ...(call === null
        ? direct(order, { text: order.command, step, folder })
        : throughScript(order, step, folder, call)),
    )
  }
  return found
}

function scriptsIn(workspace: string, folder: string): Readonly<Record<string, string>> {
  return scriptsOf(readBeginning(join(workspace, folder, "package.json"), 256 * 1024))
}

function direct(order: RerunOrder, found: Found): Rerun[] {
  return narrowings(order, found).flatMap((narrowed) => {
    const command = edited(found, narrowed, order.platform)
    return command === null ? [] : [{ command, scope: narrowed.scope, passes: narrowed.passes, bin: null }]
  })
}

/** Words for the last step of a script are handed on by the manager; for anything else the script's text is run itself. */
function throughScript(order: RerunOrder, step: Step, folder: string, call: ScriptCall): Rerun[] {
  const given = step.words[call.given]
  const text = given === undefined ? call.text : `${call.text} ${order.command.slice(given.start, step.end)}`
  const inner = stepsOf(text, order.platform) ?? []
  const place = posix.join(folder, call.folder).replace(/^\.$/, "")
  return inner.flatMap((innerStep, index) => {
    const found: Found = { text, step: innerStep, folder: place }
    return narrowings(order, found).flatMap((narrowed): Rerun[] => {
      const { scope, passes } = narrowed
      const end = innerStep.words.length
      const atEnd = narrowed.drop.length === 0 && narrowed.insert.every((part) => part.at === end)
      if (atEnd && index === inner.length - 1) {
        const args = argumentsFor(
          narrowed.insert.flatMap((part) => part.words),
          order.platform,
        )
        const parts = [order.command.slice(0, step.end), call.separator, args].filter((part) => part !== null)
        return args === null ? [] : [{ command: parts.join(" "), scope, passes, bin: null }]
      }
      const script = edited(found, narrowed, order.platform)
      if (script === null) return []
      const before = order.command.slice(0, step.start)
      const enter = call.folder === "" ? "" : `cd ${argumentsFor([call.folder], order.platform)} && `
      return [
        { command: `${before}${enter}${script}`, scope, passes, bin: posix.join(place, "node_modules/.bin") },
      ]
    })
  })
}

function narrowings(order: RerunOrder, found: Found): readonly Narrowed[] {
  const words = found.step.words.map((word) => word.value)
  const runner = findRunner(words)
  const place = order.id.split(" > ", 1)[0] ?? ""
  if (runner === null || !runner.runner.owns(place)) return []
  return runner.runner.narrow(targetOf(order, found.folder, runner.runner.placed), words, runner.from)
}

/** Readers cut ids at 400 characters and redact secrets in them: such a name is not the name any more. */
const longestId = 400

/** A path of a test file, also of one that cannot be found from here. */
const filePath = /^\S*(?:\/|[._-](?:test|spec))\S*\.(?:py|[cm]?[jt]sx?)$/

function targetOf(order: RerunOrder, folder: string, placed: Runner["placed"]): Target {
  const parts = order.id.split(" > ")
  const first = parts[0] ?? ""
  const own = fileIn(order.workspace, folder, first)
  const file = own ?? (order.file === null ? null : fileIn(order.workspace, folder, order.file))
  const hasPlace =
    placed === "target" ? parts.length > 1 : own !== null || first === order.file || filePath.test(first)
  const names = parts.slice(hasPlace ? 1 : 0)
  const usable = order.id.length < longestId && !order.id.includes("[redacted]") && names[0] !== wholeFile
  return { file, place: hasPlace ? first : null, names: usable ? names : [] }
}

/** `path` as seen from `folder`, when such a file is there: runners print paths from their own folder, readers from the workspace. */
function fileIn(workspace: string, folder: string, path: string): string | null {
  if (!isSafePath(path) || path.length > 400 || path.split("/").some((part) => part.length > 200)) return null
  if (entryKind(join(workspace, folder, path)) === "file") return path
  if (folder === "" || entryKind(join(workspace, path)) !== "file") return null
  const seen = posix.relative(folder, path)
  return seen.startsWith("..") ? null : seen
}

/** The command up to the step's end, with words taken out and put in; null when a word cannot be said safely. */
function edited(found: Found, narrowed: Narrowed, platform: NodeJS.Platform): string | null {
  const { words, start } = found.step
  const parts: string[] = []
  for (let index = 0; index <= words.length; index++) {
    for (const { at, words: added } of narrowed.insert) {
      const args = at === index && added.length > 0 ? argumentsFor(added, platform) : ""
      if (args === null) return null
      if (args !== "") parts.push(args)
    }
    const word = words[index]
    if (word !== undefined && !narrowed.drop.includes(index))
      parts.push(found.text.slice(word.start, word.end))
  }
  return `${found.text.slice(0, start)}${parts.join(" ")}`
}
