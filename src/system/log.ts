import { statSync } from "node:fs"
import { appendLines } from "./append-file.ts"
import { renameFile } from "./rename-file.ts"
import { onDisk } from "./store-error.ts"

type LogLevel = "info" | "warn" | "error"
type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** Where faults and remarks go that belong to no loop's journal. Writing never throws: a log must not break its caller. */
export type Log = { write(level: LogLevel, message: string, fields?: LogFields): void }

/** A log of JSON lines `{at, level, message, …fields}`, `at` as ISO 8601. `sink` gets each line without its end. */
export function jsonLog(sink: (line: string) => void, now: () => number): Log {
  return {
    write: (level, message, fields = {}) => {
      try {
        sink(JSON.stringify({ at: new Date(now()).toISOString(), level, message, ...fields }))
      } catch {
        // Nowhere left to report to.
      }
    },
  }
}

/**
 * A sink that appends to `path` and, at `maxBytes`, starts anew with one older file kept as `<path>.1`. The folder must
 * exist. The sink throws StoreError.
 */
export function boundedFileSink(path: string, maxBytes: number): (line: string) => void {
  return (line) => {
    onDisk(path, () => {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      if (size > 0 && size + line.length > maxBytes) renameFile(path, `${path}.1`)
    })
    appendLines(path, [line], "cached")
  }
}
