import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { type Durability, ensureDir } from "./atomic-file.ts"
import { fileFacts } from "./file-facts.ts"
import { errnoOf, onDisk } from "./store-error.ts"

/** A file that this process and others append to, many times a second. */
export type GrowingFile = {
  readonly path: string
  /** Appends in one write and tells the file's size right after it: larger than expected where others wrote too. Throws StoreError. */
  append(bytes: Buffer, durability: Durability): number
  /** 0 when there is no such file. */
  size(): number
  close(): void
}

/** Opening costs more than the write, so the file stays open for so long; a folder that is moved away is noticed after it. */
const heldMs = 1000

/** Opens nothing before the first `append`. Mode 0600; missing folders are made. A file that somebody removed is made anew. */
export function openGrowingFile(path: string): GrowingFile {
  let held: number | null = null
  let timer: NodeJS.Timeout | null = null

  const close = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (held === null) return
    const descriptor = held
    held = null
    closeSync(descriptor)
  }
  const open = (): number => {
    const descriptor = openOrMake(path)
    held = descriptor
    timer = setTimeout(close, heldMs).unref()
    return descriptor
  }
  /** Null = the file that was open is no longer at its path. */
  const sizeOf = (descriptor: number): number | null => {
    const { size, nlink } = fstatSync(descriptor)
    return nlink === 0 ? null : size
  }

  return {
    path,
    append: (bytes, durability) =>
      onDisk(path, () => {
        try {
          let descriptor = held ?? open()
          writeWhole(descriptor, bytes)
          let size = sizeOf(descriptor)
          if (size === null) {
            close()
            descriptor = open()
            writeWhole(descriptor, bytes)
            size = sizeOf(descriptor)
          }
          if (durability === "flushed") fdatasyncSync(descriptor)
          return size ?? bytes.length
        } catch (error) {
          close()
          throw error
        }
      }),
    size: () => {
      const size = held === null ? null : sizeOf(held)
      if (size !== null) return size
      close()
      return fileFacts(path)?.bytes ?? 0
    },
    close,
  }
}

function openOrMake(path: string): number {
  try {
    return openSync(path, "a", 0o600)
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error
    ensureDir(dirname(path))
    return openSync(path, "a", 0o600)
  }
}

/** A nearly full disk takes a part only; going on then reports the fault instead of losing the rest silently. */
function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}
