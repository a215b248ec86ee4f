import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A file that is gone by now was a temporary one, which another of the list became. */
export function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    if (existsSync(path)) throw cause
    return Buffer.alloc(0)
  }
}

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
