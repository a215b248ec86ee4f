import { posix } from "node:path"
import type { Unit } from "../match/unit.ts"

/**
 * Answers whether a test was failing, by the ids that reports gave: path parts joined with ` > `, in the words of each
 * runner. A round that failed without naming a test (`check:…`, a whole file) may have been any test of it.
 */
export function failedBefore(ids: readonly string[]): (unit: Pick<Unit, "file" | "test">) => boolean {
  const entries = ids.map((id) => ({ id, parts: id.split(/\s>\s|::/) }))
  const unnamed = entries.some(({ id }) => id.startsWith("check:"))
  return ({ file, test }) => {
    if (unnamed) return true
    const title = plain(test.path.at(-1) ?? "")
    const base = posix.basename(file.path)
    return entries.some(({ id, parts }) => {
      const last = plain(parts.at(-1) ?? "")
      if (last === "(file)") return id.includes(base)
      const otherFile = parts.some((part) => isPath(part) && posix.basename(part) !== base)
      return !otherFile && sameTitle(title, last)
    })
  }
}

function isPath(part: string): boolean {
  return /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|cs|swift)$/.test(part)
}

/** Titles of tables (`adds %i`, `test_add[1-2]`, `TestX/case`) stand for all of their cases. */
function sameTitle(title: string, reported: string): boolean {
  const base = reported.replace(/\[.*\]$/, "").split("/")[0] ?? ""
  if (base === title || reported.endsWith(` ${title}`)) return true
  return hasInOrder(reported, title.split(/%[sdifjop#]|\$\{[^}]*\}|\$[\w.]+/))
}

/** Whether a text is made of these parts, with anything between them. Each is looked for once: a title may hold many places. */
function hasInOrder(text: string, parts: readonly string[]): boolean {
  const [first = "", ...others] = parts
  const last = others.pop()
  if (last === undefined) return text === first
  const end = text.length - last.length
  let at = first.length
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  for (const part of others) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= end
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}
