import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"

export type ChunkLimits = {
  readonly chunkBytes: number
  /** The rest of a larger file is not read. */
  readonly maxBytes: number
}

const newline = 10

/**
 * The bytes of a regular file in pieces of about `chunkBytes` that end at the end of a line (a longer line is cut), so that a log of any
 * size is read in constant memory (S84). Each piece is valid only until the next one is asked for. Nothing comes when the file is not
 * there or is no regular file; a file that cannot be read further ends early.
 */
export function* lineChunks(path: string, limits: ChunkLimits): Generator<Buffer> {
  const file = openRegular(path)
  if (file === null) return
  try {
    const buffer = Buffer.allocUnsafe(limits.chunkBytes)
    let kept = 0
    let left = limits.maxBytes
    for (;;) {
      const read = readSome(file, buffer, kept, Math.min(buffer.length - kept, left))
      left -= read
      const filled = kept + read
      if (read === 0) {
        if (filled > 0) yield buffer.subarray(0, filled)
        return
      }
      const end = buffer.lastIndexOf(newline, filled - 1) + 1
      const cut = end > 0 ? end : filled === buffer.length ? filled : 0
      if (cut > 0) {
        yield buffer.subarray(0, cut)
        buffer.copy(buffer, 0, cut, filled)
      }
      kept = filled - cut
    }
  } finally {
    closeSync(file)
  }
}

function openRegular(path: string): number | null {
  let file: number
  try {
    // Without O_NONBLOCK a named pipe would hold us until somebody writes to it.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch {
    return null
  }
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  return null
}

function readSome(file: number, buffer: Buffer, at: number, length: number): number {
  try {
    return length <= 0 ? 0 : readSync(file, buffer, at, length, null)
  } catch {
    return 0
  }
}
