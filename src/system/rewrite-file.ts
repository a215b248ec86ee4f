import { closeSync, openSync, rmSync, writeSync } from "node:fs"
import { temporaryName } from "./atomic-file.ts"
import { renameFile } from "./rename-file.ts"
import { onDisk } from "./store-error.ts"

/**
 * Replaces the file at `path` by `pieces`, written beside it while they are made and put in place at the end, so that no reader sees a
 * half. Mode 0600. Throws StoreError, or what `pieces` throws; the old file is then untouched.
 */
export async function rewriteFile(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = temporaryName(path)
  const file = onDisk(path, () => openSync(temporary, "wx", 0o600))
  try {
    try {
      for await (const piece of pieces) onDisk(path, () => writeWhole(file, piece))
    } finally {
      closeSync(file)
    }
    onDisk(path, () => renameFile(temporary, path))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}
