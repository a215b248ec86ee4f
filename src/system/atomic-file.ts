import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import { renameFile } from "./rename-file.ts"
import { errnoOf, onDisk } from "./store-error.ts"

/** Ending of the files an interrupted write leaves behind; garbage collection removes old ones. */
export const temporarySuffix = ".tmp"

/** `flushed`: on the disk before the rename, survives a power cut. `cached`: survives a kill, costs less. */
export type Durability = "flushed" | "cached"

/**
 * Replaces `path` by `text` so that every reader sees the old or the new text, never a part: temporary file in the same
 * folder, fsync, rename. Mode 0600. The folder must exist. Throws StoreError; the old file is then untouched.
 */
export function writeFileAtomic(path: string, text: string, durability: Durability = "flushed"): void {
  const temporary = temporaryName(path)
  onDisk(path, () => {
    writeNewFile(temporary, text, durability)
    try {
      renameFile(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  })
}

/**
 * Writes `text` to a file that must not exist yet, mode 0600. Throws the system's own error (`EEXIST`, `ENOSPC`, …) and
 * then leaves no half-written file of its own.
 */
export function writeNewFile(path: string, text: string, durability: Durability): void {
  const descriptor = openSync(path, "wx", 0o600)
  try {
    writeFileSync(descriptor, text)
    if (durability === "flushed") fsyncSync(descriptor)
    closeSync(descriptor)
  } catch (error) {
    closeQuietly(descriptor)
    rmSync(path, { force: true })
    throw error
  }
}

/** Closing again what the failed close may have closed already; the first error is the one to report. */
function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // The descriptor is gone either way.
  }
}

/** Text of `path` (UTF-8), or null when there is no such file. Throws StoreError when it exists and cannot be read. */
export function readTextIfPresent(path: string): string | null {
  return onDisk(path, () => {
    try {
      return readFileSync(path, "utf8")
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return null
      throw error
    }
  })
}

/**
 * Creates the folder and its missing parents, each with mode 0700. Throws StoreError, also when a file is in the way.
 * Level by level, because Node's own recursive form reports a read-only file system as "no such file".
 */
export function ensureDir(path: string): void {
  onDisk(path, () => createLevel(path))
}

function createLevel(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(path)
  if (parent !== path) createLevel(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process was faster: that is as good.
    if (errnoOf(error) !== "EEXIST" || !statSync(path).isDirectory()) throw error
  }
}

let written = 0

/** A name beside `path` that no other process and no other call uses. */
export function temporaryName(path: string): string {
  written += 1
  const random = Math.random().toString(36).slice(2, 10)
  return `${path}.${process.pid}-${written}-${random}${temporarySuffix}`
}
