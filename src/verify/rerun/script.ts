import { posix } from "node:path"
import { isSafePath } from "../detect/project.ts"
import type { Step } from "./command-words.ts"
import { programName } from "./javascript.ts"

/** A step that runs a script of a package.json. */
export type ScriptCall = {
  /** Folder of the package.json relative to the one the step starts in; "" is that one. */
  readonly folder: string
  readonly text: string
  /** Index of the first word that is handed on to the script, or the number of words. */
  readonly given: number
  /** What has to stand before further words so that they reach the script. */
  readonly separator: "--" | null
}

/** Managers whose words behind the script's name reach the script as they are; npm keeps them unless they stand behind `--`. */
const managers = new Set(["npm", "pnpm", "yarn", "bun"])
const folderOptions = /^(?:--prefix|--dir|--cwd|-C)(?:=(.*))?$/
/** Options that choose other packages than the one in the folder. */
const elsewhere = /^(?:-w|-ws|-r|-F|--workspaces?|--recursive|--filter|--include-workspace-root)(?:=|$)/

/**
 * The script a step like `npm test`, `pnpm --dir app run unit` or `yarn test` runs, looked up one level deep; null when it runs none.
 * `scriptsIn` gives the scripts of the package.json in a folder.
 */
export function scriptCall(
  step: Step,
  scriptsIn: (folder: string) => Readonly<Record<string, string>>,
): ScriptCall | null {
  const words = step.words.map((word) => word.value)
  let at = words.findIndex((word) => !/^\w+=/.test(word))
  const manager = programName(words[at] ?? "")
  if (at < 0 || !managers.has(manager)) return null
  let folder = ""
  const verbs: string[] = []
  for (at++; at < words.length && verbs.length < 2; at++) {
    const word = words[at] ?? ""
    const option = folderOptions.exec(word)
    if (elsewhere.test(word) || word === "--") return null
    if (option !== null) {
      folder = posix.normalize(option[1] ?? words[++at] ?? "")
      if (!isSafePath(folder)) return null
    } else if (!word.startsWith("-")) {
      verbs.push(word)
      if (word !== "run" && word !== "run-script") break
    }
  }
  const name = scriptName(manager, verbs)
  const text = name === null ? undefined : scriptsIn(folder)[name]
  if (text === undefined) return null
  const own = words.indexOf("--", at)
  // npm takes its own options behind the name too.
  const later = manager === "npm" ? words.slice(at + 1, own < 0 ? words.length : own) : []
  if (later.some((word) => elsewhere.test(word) || folderOptions.test(word))) return null
  const separator = manager === "npm" && own < 0 ? "--" : null
  const given = Math.min(words.length, manager === "npm" ? (own < 0 ? words.length : own + 1) : at + 1)
  return { folder, text, given, separator }
}

function scriptName(manager: string, verbs: readonly string[]): string | null {
  const [verb, name] = verbs
  if (verb === undefined) return null
  if (verb === "run" || verb === "run-script") return name ?? null
  if (manager === "bun") return null // `bun test` is bun's own runner
  if (verb === "test" || verb === "t" || verb === "tst") return "test"
  return manager === "npm" ? null : verb
}

/** The scripts in the text of a package.json; none when it is not one. */
export function scriptsOf(text: string | null): Readonly<Record<string, string>> {
  const scripts: Record<string, string> = Object.create(null)
  let value: unknown
  try {
    value = JSON.parse((text ?? "").replace(/^\ufeff/, ""))
  } catch {
    return scripts
  }
  const given = isRecord(value) ? value.scripts : null
  if (!isRecord(given)) return scripts
  for (const [name, script] of Object.entries(given)) if (typeof script === "string") scripts[name] = script
  return scripts
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
