import { type Feed, upstream } from "./call.ts"
import { readOptions } from "./words.ts"

/** A name for a file or folder that a search finds below a folder; it is never the folder itself. */
const somewhere = "found"

/**
 * What the lines of a pipe name when they come from a search of files: something below the searched folder. Null when
 * they come from anywhere else.
 */
export function foundBy(feed: Feed): string | null {
  const [source, ...filters] = upstream(feed)
  if (source === undefined || !filters.every(({ name }) => lineFilters.has(name))) return null
  const { name, args } = source
  if (name === "find") {
    const [root, second] = findRoots(args)
    return second === undefined ? `${root ?? "."}/${somewhere}` : null
  }
  if (name === "fd" || name === "fdfind") return `${readOptions(args).operands[1] ?? "."}/${somewhere}`
  if (name === "git" && /^(ls-files|diff|grep|status|show)$/.test(args[0] ?? "")) return `./${somewhere}`
  if (/^([efz]?grep|rg|ag|ack)$/.test(name) && args.some((arg) => /^(--files.*|-[a-zA-Z]*[lL])$/.test(arg)))
    return `${pathOfSearch(args)}/${somewhere}`
  if (name === "ls") return `${readOptions(args).operands[0] ?? "."}/${somewhere}`
  return null
}

/** Programs that only leave lines out; one that rewrites them could name anything. */
const lineFilters: ReadonlySet<string> = new Set("grep egrep fgrep rg head tail sort uniq tee".split(" "))

/** The folders that `find` starts from: its words before the first test. */
export function findRoots(args: readonly string[]): readonly string[] {
  const words = args.filter((arg) => !/^-[HLP]$/.test(arg))
  const test = words.findIndex((arg) => /^(-.|\(|!)/.test(arg))
  return test < 0 ? words : words.slice(0, test)
}

/** The folder a text search looks into: its last operand when it names a path, else here. */
function pathOfSearch(args: readonly string[]): string {
  const { operands } = readOptions(args)
  return operands.length > 1 ? (operands.at(-1) ?? ".") : "."
}
