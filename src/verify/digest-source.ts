import { isAbsolute, join, relative, sep } from "node:path"
import type { Failure } from "../loop/evidence.ts"
import { readBeginning } from "../system/bounded-read.ts"
import { entryKind, realPath } from "../system/files.ts"
import { cutToBytes } from "./fit.ts"
import { sanitise } from "./sanitise.ts"

export type Place = { readonly file: string; readonly line: number }

const linesAround = 3
const largestSource = 1024 * 1024
const longestLine = 140

/** `File "a.py", line 3`, `a.ts(3,4)`, `a.ts:3:4`, `a.py:3: in f`; each alternative begins at a path, so that the search is linear. */
const placeForms =
  /"([^"\n]{1,400})", line (\d{1,7})|([\w@$~+./\\:%-]{1,400}?\.[A-Za-z]\w{0,9})(?::(\d{1,7})|\((\d{1,7})[,)])/g

/** Code of others, although it lies in the workspace. */
const foreign = /(?:^|\/)(?:node_modules|site-packages|vendor|\.venv|venv|target|dist|build)\//

/** Places named in `text`, in its order: at most `most`, whether or not they exist. */
export function placesIn(text: string, most: number): Place[] {
  const places: Place[] = []
  for (const match of text.slice(0, 20_000).matchAll(placeForms)) {
    const file = match[1] ?? match[3] ?? ""
    const line = Number(match[2] ?? match[4] ?? match[5])
    if (file.includes("://") && !file.includes("file://")) continue
    places.push({ file: file.replace(/^.*file:\/\//, ""), line })
    if (places.length >= most) break
  }
  return places
}

/** Where a failure is best looked at: its first frame in the workspace, else its own place, else what its message names. */
export function placesOf(failure: Failure): Place[] {
  const own =
    failure.file === null || failure.line === null ? [] : [{ file: failure.file, line: failure.line }]
  return [...placesIn(failure.frame ?? "", 2), ...own, ...placesIn(failure.message, 8)]
}

/**
 * The source around the first of `places` that is a line of a regular file inside the workspace, three lines on each side, numbered, the
 * line itself marked. Links that lead out are not followed; code of installed packages is passed over. Null when there is none.
 */
export function sourceAround(
  workspace: string,
  places: readonly Place[],
): { place: Place; text: string } | null {
  const root = quietRealPath(workspace)
  if (root === null) return null
  for (const place of places) {
    const file = insideOf(root, workspace, place.file)
    const text = file === null ? null : readBeginning(join(root, file), largestSource)
    const lines = text?.includes("\0") ? [] : (text?.split("\n") ?? [])
    if (file === null || place.line < 1 || place.line > lines.length) continue
    return { place: { file, line: place.line }, text: excerpt(lines, place.line) }
  }
  return null
}

/** Path below the real root, with slashes; null for anything that is not a regular file of the project itself. */
function insideOf(root: string, workspace: string, file: string): string | null {
  const path = isAbsolute(file) ? file : join(workspace, file)
  const real = quietRealPath(path)
  if (real === null) return null
  const inside = relative(root, real)
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return null
  const plain = inside.split(sep).join("/")
  return foreign.test(plain) || !isFile(real) ? null : plain
}

function isFile(path: string): boolean {
  try {
    return entryKind(path) === "file"
  } catch {
    return false
  }
}

/** A name too long or a folder without permission is no place, and no fault. */
function quietRealPath(path: string): string | null {
  try {
    return path.includes("\0") ? null : realPath(path)
  } catch {
    return null
  }
}

function excerpt(lines: readonly string[], line: number): string {
  const from = Math.max(1, line - linesAround)
  const to = Math.min(lines.length, line + linesAround)
  const width = String(to).length
  const shown: string[] = []
  for (let number = from; number <= to; number++) {
    const code = sanitise(lines[number - 1] ?? "")
      .text.replace(/\n/g, " ")
      .trimEnd()
    if (code === "" && number !== line) continue
    const mark = number === line ? ">" : " "
    shown.push(`${mark} ${String(number).padStart(width)} | ${cutToBytes(code, longestLine)}`)
  }
  return shown.join("\n")
}
