import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const folder = mkdtempSync(join(tmpdir(), "for-loop-fuzz-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))

/** A folder of this process, removed at its end. */
export function scratchFolder(name: string): string {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  return path
}

/** Writes a file there, over what stood in it; returns its path. */
export function scratchFile(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}
