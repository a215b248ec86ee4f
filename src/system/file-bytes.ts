import { readFileSync } from "node:fs"

/** A file's bytes as one character each, for comparing and hashing; null when it cannot be read. */
export function readBytesAsText(path: string): string | null {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return null
  }
}
