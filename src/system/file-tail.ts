import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs"

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

/** Fewer bytes than asked come back when the file is cut while it is read (compaction rewrites a transcript). */
function readRange(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, length))
  let filled = 0
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, start + filled)
    if (read === 0) break
    filled += read
  }
  return bytes.subarray(0, filled)
}
