import { closeSync, openSync, readSync } from "node:fs"

/** At most the first `most` bytes of a file; null when it is not there or cannot be read. */
export function firstBytes(path: string, most: number): Uint8Array | null {
  let file: number
  try {
    file = openSync(path, "r")
  } catch {
    return null
  }
  try {
    const buffer = Buffer.alloc(most)
    let read = 0
    while (read < most) {
      const count = readSync(file, buffer, read, most - read, read)
      if (count === 0) break
      read += count
    }
    return buffer.subarray(0, read)
  } catch {
    return null // a folder, or a disk that fails
  } finally {
    closeSync(file)
  }
}
