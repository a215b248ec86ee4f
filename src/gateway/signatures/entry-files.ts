import { join } from "node:path"
import { removeFiles } from "../../system/background-files.ts"
import { lineChunks } from "../../system/line-chunks.ts"
import { type LineLog, openLineLog } from "../../system/line-log.ts"
import { listFolder } from "../../system/list-folder.ts"
import { isProcessAlive } from "../../system/process-alive.ts"
import { decodeLine, type Entry, encodeLine, type StoredLine } from "./entry.ts"
import type { EntryTable } from "./entry-table.ts"

/** A SIGKILL loses what was kept within this time, and the write under way: well below a second. */
const delayMs = 200
const maxWaitingBytes = 16 * 1024 * 1024
/** Files are read so far; whoever puts more there does not stop the gateway. */
const mostBytes = 256 * 1024 * 1024
const longestLine = 8 * 1024 * 1024
const smallest = 1024 * 1024

export type EntryFiles = {
  readonly add: (line: StoredLine) => void
  readonly lost: () => number
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Reads every file of the folder into the table, then writes one of our own with what is left, and removes the others
 * but those of a process that still runs. Our file is rewritten whenever it holds twice what is kept.
 */
export function openEntryFiles(order: {
  readonly folder: string
  readonly table: EntryTable
  readonly now: () => number
  readonly onTrouble: (message: string) => void
}): EntryFiles {
  const { folder, table } = order
  const found = storeFiles(folder)
  for (const name of found) readInto(table, join(folder, name), order.now())
  const name = `${String(order.now()).padStart(15, "0")}-${process.pid}.jsonl`
  const log: LineLog = openLineLog({
    path: join(folder, name),
    delayMs,
    maxWaitingBytes,
    onTrouble: order.onTrouble,
  })
  /** Bytes right after the last rewriting. */
  let snapshot = 0
  let rewriting = false

  const rewrite = async (): Promise<boolean> => {
    rewriting = true
    try {
      await log.replace(() => linesOf(table))
      return true
    } catch {
      // Told by the log, which keeps appending to the old file; tried again when that has doubled.
      return false
    } finally {
      snapshot = log.written()
      rewriting = false
    }
  }
  const takeOver = async (): Promise<void> => {
    if (!(await rewrite())) return
    const left = found.filter((each) => each !== name && !isProcessAlive(pidOf(each)))
    await removeFiles(left.map((each) => join(folder, each)))
  }
  let started: Promise<unknown> = found.length > 0 ? takeOver() : Promise.resolve()

  return {
    add: (line) => {
      log.append(encodeLine(line))
      if (!rewriting && log.written() > smallest + 2 * snapshot) started = rewrite()
    },
    lost: log.lost,
    flush: async () => {
      await started
      await log.flush()
    },
    close: async () => {
      await started
      await log.close()
    },
  }
}

/** Puts the lines of one file into the table; whatever is no line of ours is skipped. */
export function readInto(table: EntryTable, path: string, now: number): void {
  let rest = ""
  for (const chunk of lineChunks(path, { chunkBytes: 1024 * 1024, maxBytes: mostBytes })) {
    const lines = (rest + chunk.toString("utf8")).split("\n")
    rest = lines.pop() ?? ""
    if (rest.length > longestLine) rest = ""
    for (const line of lines) take(table, line, now)
  }
  take(table, rest, now)
}

function take(table: EntryTable, text: string, now: number): void {
  const line = text === "" ? null : decodeLine(text)
  if (line === null) return
  switch (line.kind) {
    case "entry":
      // A clock that ran ahead once must not keep an entry for ever.
      table.put(line.entry.at > now ? { ...line.entry, at: now } : line.entry, now)
      break
    case "gone":
      table.remove(line.keys)
      break
    case "bad":
      table.markBad(line.hash)
  }
}

function* linesOf(table: EntryTable): Generator<string> {
  for (const hash of table.badHashes()) yield encodeLine({ kind: "bad", hash })
  for (const entry of table.entries()) yield encodeLine(entryLine(entry))
}

function entryLine(entry: Entry): StoredLine {
  return { kind: "entry", entry }
}

function storeFiles(folder: string): readonly string[] {
  return listFolder(folder).flatMap(({ name, kind }) =>
    kind === "file" && /^\d{15}-\d+\.jsonl$/.test(name) ? [name] : [],
  )
}

function pidOf(name: string): number {
  return Number(/-(\d+)\.jsonl$/.exec(name)?.[1] ?? 0)
}
