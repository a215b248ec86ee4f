import { readSync } from "node:fs"

/** `length` bytes of an open file from the offset `from`; fewer where it ends earlier, as when it is cut meanwhile. */
export function readRange(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, length))
  let filled = 0
  while (filled < bytes.length) {
    const read = readSync(file, bytes, filled, bytes.length - filled, from + filled)
    if (read === 0) break
    filled += read
  }
  return bytes.subarray(0, filled)
}
