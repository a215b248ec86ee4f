import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync } from "node:fs"

export type Content =
  | { readonly kind: "whole"; readonly bytes: Buffer }
  /** A file too large to be read whole: its beginning and its end. */
  | { readonly kind: "ends"; readonly size: number; readonly head: Buffer; readonly tail: Buffer }
  | { readonly kind: "none" }

/** Bytes of a regular file; of one above `mostBytes` only `endBytes` at both ends. Whatever cannot be read is `none`. */
export function readContent(path: string, mostBytes: number, endBytes: number): Content {
  let file: number
  try {
    file = openSync(path, "r")
  } catch {
    return { kind: "none" }
  }
  try {
    const { size } = fstatSync(file)
    if (size <= mostBytes) return { kind: "whole", bytes: readFileSync(file) }
    const head = Buffer.alloc(endBytes)
    const tail = Buffer.alloc(endBytes)
    const headRead = readSync(file, head, 0, endBytes, 0)
    const tailRead = readSync(file, tail, 0, endBytes, size - endBytes)
    return { kind: "ends", size, head: head.subarray(0, headRead), tail: tail.subarray(0, tailRead) }
  } catch {
    return { kind: "none" } // a folder, or a disk that fails
  } finally {
    closeSync(file)
  }
}

/** Text of a file (UTF-8), the quickest way; null when it cannot be read. */
export function readTextQuickly(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}

/** Size of a regular file and a text that changes when it is written again; null for links, folders and what is not there. */
export function plainFile(path: string): { readonly bytes: number; readonly stamp: string } | null {
  try {
    const found = lstatSync(path)
    if (!found.isFile()) return null
    return { bytes: found.size, stamp: `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.ino}` }
  } catch {
    return null
  }
}
