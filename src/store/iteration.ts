import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { unsafeName } from "../system/store-error.ts"
import { loopFolder, safeId } from "./paths.ts"

/** Folder for the logs, reports and digest of iteration `n`; created when missing. Throws StoreError. */
export function iterationDirectory(home: string, loop: string, n: number): string {
  const folder = iterationPath(home, loop, n)
  ensureDir(folder)
  return folder
}

/** Writes one file of an iteration (`name` without a path). Throws StoreError. */
export function writeIterationFile(home: string, loop: string, n: number, name: string, text: string): void {
  writeFileAtomic(join(iterationDirectory(home, loop, n), safeId(name)), text, "cached")
}

/** Text of one file of an iteration, or null when there is none. Throws StoreError. */
export function readIterationFile(home: string, loop: string, n: number, name: string): string | null {
  return readTextIfPresent(join(iterationPath(home, loop, n), safeId(name)))
}

function iterationPath(home: string, loop: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) throw unsafeName(String(n))
  return join(loopFolder(home, loop), "iterations", String(n))
}
