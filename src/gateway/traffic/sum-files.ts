import { basename, join } from "node:path"
import { pathsIn, removeFiles } from "../../system/background-files.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { openLineLog } from "../../system/line-log.ts"
import { readLines } from "../../system/read-lines.ts"
import { type Cell, type CellTable, cellAsJson, cellOfJson, type Dimensions } from "./cells.ts"
import { coarseLimits } from "./series.ts"

const dayMs = 24 * 60 * 60 * 1000
const keepDays = 32
const longestLine = 64 * 1024
const mostBytes = 64 * 1024 * 1024

/** Sums of past quarters of an hour, kept for the plots long after the calls themselves are gone. */
export type SumFiles = {
  /** Writes down every quarter that is over and was not written yet. */
  readonly write: (table: CellTable) => void
  /** Puts what the files tell into the table; gives the beginnings of the quarters that were told. */
  readonly read: (table: CellTable) => Promise<ReadonlySet<number>>
  readonly purge: () => Promise<void>
  readonly clear: () => Promise<void>
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Files of one day (UTC) each, `sums-YYYY-MM-DD.jsonl`. Nothing is written before the files were read. */
export function openSumFiles(order: {
  readonly folder: string
  readonly now: () => number
  readonly onTrouble: (message: string) => void
}): SumFiles {
  const { folder, now } = order
  const { stepMs } = coarseLimits
  /** Beginnings of the quarters that stand in a file; null = not known yet. */
  let written: Set<number> | null = null
  let writtenUntil = 0
  let log: { readonly name: string; readonly to: ReturnType<typeof openLineLog> } | null = null
  let closing: Promise<void> = Promise.resolve()

  const shut = (): void => {
    const old = log
    log = null
    if (old !== null) closing = closing.then(() => old.to.close())
  }
  const append = (at: number, line: string): void => {
    const name = `sums-${new Date(at).toISOString().slice(0, 10)}.jsonl`
    if (log?.name !== name) shut()
    log ??= {
      name,
      to: openLineLog({
        path: join(folder, name),
        delayMs: 500,
        maxWaitingBytes: 4 * 1024 * 1024,
        onTrouble: order.onTrouble,
      }),
    }
    if (log.to.written() < mostBytes) log.to.append(line)
  }
  const paths = () => pathsIn(folder, (name) => dayOf(name) !== null)

  return {
    write: (table) => {
      const over = Math.floor(now() / stepMs) * stepMs
      if (written === null || over <= writtenUntil) return
      const from = writtenUntil
      writtenUntil = over
      const fresh = new Set<number>()
      for (const { at, dimensions, cell } of table.between(from, over)) {
        if (written.has(at)) continue
        fresh.add(at)
        append(at, JSON.stringify({ at, ...dimensions, ...recordOf(cell) }))
      }
      for (const at of fresh) written.add(at)
      for (const at of written) {
        if (at >= over - keepDays * dayMs) break
        written.delete(at)
      }
    },
    read: async (table) => {
      const told: Set<number> = new Set()
      for (const path of await paths()) {
        for await (const line of readLines(path, longestLine)) {
          const read = decodeSum(line)
          if (read === null || read.at >= now()) continue
          told.add(read.at)
          table.put(read.at, read.dimensions, read.cell)
        }
      }
      written = told
      return told
    },
    purge: async () => {
      const oldest = now() - keepDays * dayMs
      const all = await paths()
      await removeFiles(all.filter((path) => (dayOf(path) ?? 0) < oldest))
    },
    clear: async () => {
      shut()
      await closing
      await removeFiles(await paths())
    },
    flush: async () => {
      await closing
      await log?.to.flush()
    },
    close: async () => {
      shut()
      await closing
    },
  }
}

function recordOf(cell: Cell): Readonly<Record<string, unknown>> {
  const json = cellAsJson(cell)
  return isRecord(json) ? json : {}
}

function decodeSum(
  line: string,
): { readonly at: number; readonly dimensions: Dimensions; readonly cell: Cell } | null {
  const value = parseRecord(line)
  const cell = value === null ? null : cellOfJson(value)
  if (value === null || cell === null || !isCount(value.at)) return null
  const { at, model, key, credential, upstream } = value
  if (typeof model !== "string" || typeof key !== "string") return null
  if (typeof credential !== "string" || typeof upstream !== "string") return null
  return { at, dimensions: { model, key, credential, upstream }, cell }
}

/** Epoch ms of the beginning of a file's day; null for a file of another kind. */
function dayOf(path: string): number | null {
  const [, day] = /^sums-(\d{4}-\d\d-\d\d)\.jsonl$/.exec(basename(path)) ?? []
  const at = day === undefined ? Number.NaN : Date.parse(day)
  return Number.isNaN(at) ? null : at
}
