import { createHash } from "node:crypto"
import { readFileSync, statSync, utimesSync } from "node:fs"
import { overwriteIndex } from "../private-index.ts"
import { isMarked, modifiedIn, readIndex } from "./index-bytes.ts"

const idBytes = 20

/**
 * Marks what git would pass over in a kept index: files that were changed in the second of its age or later and say that they are
 * older, because somebody set their time. git goes by whole seconds, so that one more edit in that second, with that time
 * and size, would leave no trace; it reads a file whose entry says 0 bytes. An index of a form that we do not read
 * (gitformat-index, versions other than 2 and 3) is left as it is.
 */
export function markDoubtful(path: string): void {
  const at = statSync(path, { throwIfNoEntry: false })
  if (at === undefined) return
  const age = Math.floor(at.mtimeMs / 1000)
  const index = readIndex(readFileSync(path), age)
  if (index === null) return
  const doubtful = index.suspects.filter((entry) => modifiedIn(index, entry) < age && !isMarked(index, entry))
  if (doubtful.length === 0) return
  const { bytes, starts } = index
  for (const entry of doubtful) bytes.writeUInt32BE(0, (starts[entry] ?? 0) + 36)
  createHash("sha1")
    .update(bytes.subarray(0, -idBytes))
    .digest()
    .copy(bytes, bytes.length - idBytes)
  overwriteIndex(path, bytes)
  utimesSync(path, age, age)
}
