import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs"
import type { Durability } from "./atomic-file.ts"
import { onDisk } from "./store-error.ts"

const newline = 10

/**
 * Appends lines (without line ends) in one write, so that batches of several processes do not mix. When the last line
 * of the file was torn by a kill, a new line is started first and only the torn line is lost. Mode 0600; the folder
 * must exist. Throws StoreError.
 */
export function appendLines(path: string, lines: readonly string[], durability: Durability): void {
  if (lines.length === 0) return
  onDisk(path, () => {
    const descriptor = openSync(path, "a+", 0o600)
    try {
      const start = endsInsideLine(descriptor) ? "\n" : ""
      writeWhole(descriptor, Buffer.from(`${start}${lines.join("\n")}\n`))
      if (durability === "flushed") fdatasyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  })
}

function endsInsideLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor)
  if (size === 0) return false
  const last = Buffer.alloc(1)
  return readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== newline
}

/** A nearly full disk takes a part only; going on then reports the fault instead of losing the rest silently. */
function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written)
  }
}
