import { statSync } from "node:fs"

export type FileFacts = { readonly bytes: number; readonly stamp: string }

/** Size of a file and a text that changes whenever it is written again; null when there is no such file (a folder is none). */
export function fileFacts(path: string): FileFacts | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isFile() !== true) return null
    return { bytes: found.size, stamp: `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.ino}` }
  } catch {
    return null
  }
}
