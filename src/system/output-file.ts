import { closeSync, openSync, writeSync } from "node:fs"

/** A log that is written while a program runs. */
export type OutputFile = {
  write(chunk: Uint8Array): void
  /** True when something could not be written: the limit was reached or the disk refused. */
  incomplete(): boolean
  close(): void
}

/**
 * Opens `path` for writing (mode 0600: output may hold secrets) and takes at most `maxBytes`, so that a program that prints for
 * ever cannot fill the disk. Writes are synchronous on purpose: they hold the program back instead of piling up in memory.
 * Throws when the file cannot be created.
 */
export function openOutputFile(path: string, maxBytes: number): OutputFile {
  const file = openSync(path, "w", 0o600)
  let left = maxBytes
  let failed = false
  return {
    write(chunk) {
      const part = chunk.subarray(0, left)
      if (part.length < chunk.length) failed = true
      if (part.length === 0) return
      try {
        for (let at = 0; at < part.length; ) at += writeSync(file, part, at)
        left -= part.length
      } catch {
        left = 0 // a full disk must not end the run whose result we need
        failed = true
      }
    },
    incomplete: () => failed,
    close: () => closeSync(file),
  }
}
