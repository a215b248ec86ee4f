import { closeSync, fstatSync, openSync, statSync } from "node:fs"
import { readRange } from "./read-range.ts"

/** A stretch of a file: `bytes` lie at the offsets `start` … `start + bytes.length`. */
export type FileTail = { readonly start: number; readonly bytes: Buffer }

/**
 * Reads at most `length` bytes that end at `end` (default: the end of the file). The cost depends on `length` alone.
 * Null when there is no such regular file or it cannot be read: another program owns it, so its absence is expected.
 */
export function readTail(path: string, length: number, end: number | null = null): FileTail | null {
  try {
    // A named pipe would block in open, so the kind is looked at first.
    if (!statSync(path).isFile()) return null
    const file = openSync(path, "r")
    try {
      const size = fstatSync(file).size
      const stop = Math.min(end ?? size, size)
      const start = Math.max(0, stop - length)
      return { start, bytes: readRange(file, start, stop - start) }
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}
