import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { dirname, join, posix } from "node:path"
import { temporaryName } from "./atomic-file.ts"
import { renameFile } from "./rename-file.ts"
import { errnoOf, onDisk } from "./store-error.ts"

export type EntryKind = "file" | "folder" | "link" | "other"

/** What lies at `path` itself (a link is not followed), or null when nothing does. Throws StoreError. */
export function entryKind(path: string): EntryKind | null {
  const found = present(path, () => lstatSync(path))
  if (found === null) return null
  if (found.isSymbolicLink()) return "link"
  if (found.isDirectory()) return "folder"
  return found.isFile() ? "file" : "other"
}

/** Permission bits of `path`, links followed; null when nothing is there. Throws StoreError. */
export function modeOf(path: string): number | null {
  const found = present(path, () => statSync(path))
  return found === null ? null : found.mode & 0o777
}

/** Sets the permission bits of a file or folder. Throws StoreError. */
export function setMode(path: string, mode: number): void {
  onDisk(path, () => chmodSync(path, mode))
}

/** The path with every link resolved, or null when it leads nowhere. Throws StoreError. */
export function realPath(path: string): string | null {
  return present(path, () => realpathSync(path))
}

/** Whether this process may create files in the folder. */
export function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK)
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Bytes of a file, or null when there is none. Throws StoreError. */
export function readBytes(path: string): Uint8Array | null {
  return present(path, () => readFileSync(path))
}

/**
 * Replaces the text of somebody else's file in one step (temporary file beside it, rename) and keeps its permission
 * bits; a new file gets 0644 and its missing folders the defaults of the account. `path` must have its links resolved,
 * or the link itself is replaced. Throws StoreError; the old file is then untouched.
 */
export function replaceFile(path: string, text: string): void {
  const temporary = temporaryName(path)
  onDisk(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    const mode = modeOf(path) ?? 0o644
    try {
      writeFileSync(temporary, text, { flag: "wx", mode })
      chmodSync(temporary, mode)
      renameFile(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  })
}

/** Writes a file with the given permission bits, creating its folders. Throws StoreError. */
export function placeText(path: string, text: string, mode: number): void {
  onDisk(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    chmodSync(path, mode)
  })
}

/** Copies one file and gives it the permission bits, creating the folders above. Throws StoreError. */
export function placeCopy(from: string, to: string, mode: number): void {
  onDisk(to, () => {
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(from, to)
    chmodSync(to, mode)
  })
}

/** All files below a folder, relative, with `/`, sorted; links are listed, not followed. Empty without the folder. */
export function listFiles(folder: string): string[] {
  const entries = present(folder, () => readdirSync(folder, { withFileTypes: true })) ?? []
  return entries
    .flatMap((entry) =>
      entry.isDirectory()
        ? listFiles(join(folder, entry.name)).map((name) => posix.join(entry.name, name))
        : [entry.name],
    )
    .sort()
}

/** Moves a file or folder within one file system. Throws StoreError. */
export function move(from: string, to: string): void {
  onDisk(to, () => {
    mkdirSync(dirname(to), { recursive: true })
    renameSync(from, to)
  })
}

/** Removes a file, a link (not its target) or a whole folder; nothing there is fine. Throws StoreError. */
export function removeTree(path: string): void {
  onDisk(path, () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
}

/** Removes a folder only when it is empty; tells whether it is gone. */
export function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    return errnoOf(error) === "ENOENT"
  }
}

function present<T>(path: string, operation: () => T): T | null {
  return onDisk(path, () => {
    try {
      return operation()
    } catch (error) {
      if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return null
      throw error
    }
  })
}
