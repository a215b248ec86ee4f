import { closeSync, constants, fstatSync, openSync } from "node:fs"
import { wholeCharacters } from "./bounded-capture.ts"
import { readRange } from "./read-range.ts"

/** Text of a file, at most the first `maxBytes`; null when it is not there or cannot be read. */
export function readBeginning(path: string, maxBytes: number): string | null {
  return readBounded(path, maxBytes, 0)
}

/**
 * Beginning and end of a file of any size, a line in between saying how much is left out; the whole file when it fits. Null when it is
 * not there or cannot be read.
 */
export function readBothEnds(path: string, headBytes: number, tailBytes: number): string | null {
  return readBounded(path, headBytes, tailBytes)
}

function readBounded(path: string, headBytes: number, tailBytes: number): string | null {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | nonBlocking)
  } catch {
    return null
  }
  try {
    const found = fstatSync(file)
    if (!found.isFile()) return null
    const { size } = found
    if (size <= headBytes + tailBytes) return readRange(file, 0, size).toString("utf8")
    const head = wholeCharacters(readRange(file, 0, headBytes))
    if (tailBytes === 0) return head
    const tail = wholeCharacters(readRange(file, size - tailBytes, tailBytes))
    return `${head}\n[… ${size - headBytes - tailBytes} bytes left out …]\n${tail}`
  } catch {
    return null // a disk that fails
  } finally {
    closeSync(file)
  }
}

/** A pipe in a file's place would hold whoever opens it until somebody writes into it. Windows has none in folders. */
const nonBlocking = process.platform === "win32" ? 0 : constants.O_NONBLOCK
