import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { type Durability, ensureDir } from "./atomic-file.ts"
import { fileFacts } from "./file-facts.ts"
import { flushFile } from "./flush-file.ts"
import { errnoOf, onDisk, storeErrorOf } from "./store-error.ts"

/** A file that this process and others append to, many times a second. */
export type GrowingFile = {
  readonly path: string
  /** Appends in one write and tells the file's size right after it: larger than expected where others wrote too. Throws StoreError. */
  append(bytes: Buffer, durability: Durability): number
  /** 0 when there is no such file. */
  size(): number
  /** Brings everything written so far to the disk, without holding up the process. Throws StoreError. */
  flush(): Promise<void>
  close(): void
}

/** `flushes`: under way; the descriptor stays open until they are over. */
type Held = { readonly descriptor: number; flushes: number; over: boolean }

/** Opening costs more than the write, so the file stays open for so long; a folder that is moved away is noticed after it. */
const heldMs = 1000

/** Opens nothing before the first `append`. Mode 0600; missing folders are made. A file that somebody removed is made anew. */
export function openGrowingFile(path: string): GrowingFile {
  let held: Held | null = null
  let timer: NodeJS.Timeout | null = null

  const close = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const last = held
    held = null
    if (last === null) return
    last.over = true
    if (last.flushes === 0) closeSync(last.descriptor)
  }
  const open = (): Held => {
    const opened = { descriptor: openOrMake(path), flushes: 0, over: false }
    held = opened
    timer = setTimeout(close, heldMs).unref()
    return opened
  }
  const flushHeld = (file: Held): Promise<void> =>
    new Promise((resolve, reject) => {
      file.flushes += 1
      fdatasync(file.descriptor, (error) => {
        file.flushes -= 1
        if (file.over && file.flushes === 0) closeSync(file.descriptor)
        if (error === null) resolve()
        else reject(storeErrorOf(path, error))
      })
    })

  return {
    path,
    append: (bytes, durability) =>
      onDisk(path, () => {
        try {
          let file = held ?? open()
          let size = appendTo(file.descriptor, bytes)
          if (size === null) {
            close()
            file = open()
            size = appendTo(file.descriptor, bytes)
          }
          if (durability === "flushed") fdatasyncSync(file.descriptor)
          return size ?? bytes.length
        } catch (error) {
          close()
          throw error
        }
      }),
    size: () => {
      const size = held === null ? null : sizeOf(held.descriptor)
      if (size !== null) return size
      close()
      return fileFacts(path)?.bytes ?? 0
    },
    flush: () => (held === null ? flushFile(path) : flushHeld(held)),
    close,
  }
}

/** The size after it; null = the file was removed meanwhile. */
function appendTo(descriptor: number, bytes: Buffer): number | null {
  writeWhole(descriptor, bytes)
  return sizeOf(descriptor)
}

/** Null = the file that is open is no longer at its path. */
function sizeOf(descriptor: number): number | null {
  const { size, nlink } = fstatSync(descriptor)
  return nlink === 0 ? null : size
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
