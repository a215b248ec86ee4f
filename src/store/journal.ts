import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import type { JournalEvent, LoopState } from "../loop/state.ts"
import { appendLines } from "../system/append-file.ts"
import { ensureDir, readTextIfPresent } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { errnoOf, onDisk } from "../system/store-error.ts"
import { journalPath, loopFolder } from "./paths.ts"

/** The last few events; every turn reads this much. */
const firstWindow = 4 * 1024

/** Appends events as one write. Throws StoreError; what is missing then is added by `completeJournal` later. */
export function appendJournal(home: string, loop: string, events: readonly JournalEvent[]): void {
  if (events.length === 0) return
  ensureDir(loopFolder(home, loop))
  const lines = events.map((event) => JSON.stringify(event))
  appendLines(journalPath(home, loop), lines, "cached")
}

/** All events of a loop in the order of the file, and the number of lines that could not be read (torn by a kill). */
export function readJournal(
  home: string,
  loop: string,
): { readonly events: JournalEvent[]; readonly badLines: number } {
  return decodeLines(readTextIfPresent(journalPath(home, loop)) ?? "")
}

/**
 * Appends those of the state's last events that a kill between the save and the append kept out of the journal; each
 * event is there exactly once afterwards. `before` runs ahead of that, and only when something is missing. Reads only
 * the journal's end. Call it with the loop's lock held. Throws StoreError.
 */
export function completeJournal(home: string, state: LoopState, before: () => void = () => {}): void {
  const [first] = state.lastEvents
  if (first === undefined) return
  const present = seqsSince(journalPath(home, state.id), first.seq)
  const missing = state.lastEvents.filter((event) => !present.has(event.seq))
  if (missing.length === 0) return
  before()
  appendJournal(home, state.id, missing)
}

/** Numbers of the journalled events from `seq` on: the window at the file's end grows until it reaches further back. */
function seqsSince(path: string, seq: number): ReadonlySet<number> {
  return onDisk(path, () => {
    const descriptor = openIfPresent(path)
    if (descriptor === null) return new Set<number>()
    try {
      const { size } = fstatSync(descriptor)
      for (let window = firstWindow; ; window *= 4) {
        const start = Math.max(0, size - window)
        const { events } = decodeLines(readRange(descriptor, start, size))
        if (start === 0 || events.some((event) => event.seq < seq))
          return new Set(events.map((event) => event.seq))
      }
    } finally {
      closeSync(descriptor)
    }
  })
}

function openIfPresent(path: string): number | null {
  try {
    return openSync(path, "r")
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null
    throw error
  }
}

function readRange(descriptor: number, start: number, end: number): string {
  const bytes = Buffer.alloc(end - start)
  const length = readSync(descriptor, bytes, 0, bytes.length, start)
  return bytes.toString("utf8", 0, length)
}

function decodeLines(text: string): { readonly events: JournalEvent[]; readonly badLines: number } {
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  const events = lines.map(decodeLine).filter((event) => event !== null)
  return { events, badLines: lines.length - events.length }
}

function decodeLine(line: string): JournalEvent | null {
  const value = parseRecord(line)
  if (value === null) return null
  const { seq, at, kind, detail } = value
  if (!isCount(seq) || !isCount(at) || typeof kind !== "string" || typeof detail !== "string") return null
  return { seq, at, kind, detail }
}
