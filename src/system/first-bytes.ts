import { closeSync, openSync } from "node:fs"
import { readRange } from "./read-range.ts"

/** At most the first `most` bytes of a file; null when it is not there or cannot be read. */
export function firstBytes(path: string, most: number): Uint8Array | null {
  let file: number
  try {
    file = openSync(path, "r")
  } catch {
    return null
  }
  try {
    return readRange(file, 0, most)
  } catch {
    return null // a folder, or a disk that fails
  } finally {
    closeSync(file)
  }
}
