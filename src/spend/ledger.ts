import { join } from "node:path"
import { type Host, hosts } from "../loop/event.ts"
import type { Usage } from "../loop/evidence.ts"
import { appendLines } from "../system/append-file.ts"
import { ensureDir, readTextIfPresent } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { listNames } from "../system/list-names.ts"

/**
 * What one iteration used. A null amount is unknown, which is not zero; `basis` says how the amounts came about.
 * Times: `at` in epoch ms, `wallMs` and `checkMs` in ms.
 */
export type LedgerRecord = Usage & {
  readonly at: number
  readonly loop: string
  readonly iteration: number
  readonly host: Host
  readonly model: string | null
  readonly wallMs: number
  readonly checkMs: number
}

/** Half-open span of epoch ms: `from` belongs to it, `to` does not. */
export type Span = { readonly from: number; readonly to: number }

const monthFile = /^\d{4}-\d{2}\.jsonl$/

/**
 * Adds a record to the ledger of its month (UTC). Money that was spent must survive a power cut, so it is flushed
 * (`libraries.md` §7: append and fdatasync costs 1.02x of an empty process). Throws StoreError.
 */
export function appendLedger(home: string, record: LedgerRecord): void {
  const folder = ledgerFolder(home)
  ensureDir(folder)
  appendLines(
    join(folder, monthName(record.at)),
    [JSON.stringify(record)],
    record.basis === "unknown" ? "cached" : "flushed",
  )
}

/**
 * Adds a record that a kill may have kept out: not when the ledger has one of the same loop, iteration and moment.
 * Reads the whole month. Throws StoreError.
 */
export function completeLedger(home: string, record: LedgerRecord): void {
  const { records } = readLedger(home, { from: record.at, to: record.at + 1 })
  const isThere = records.some(
    ({ loop, iteration }) => loop === record.loop && iteration === record.iteration,
  )
  if (!isThere) appendLedger(home, record)
}

/** Paths of the ledger's files, one per month, oldest first. Throws StoreError. */
export function ledgerFiles(home: string): string[] {
  const folder = ledgerFolder(home)
  return listNames(folder)
    .filter((name) => monthFile.test(name))
    .map((name) => join(folder, name))
}

/** The records of a span in the order they were written, and the number of lines that could not be read. Throws StoreError. */
export function readLedger(
  home: string,
  span: Span,
): { readonly records: LedgerRecord[]; readonly badLines: number } {
  const folder = ledgerFolder(home)
  const lines = listNames(folder)
    .filter((name) => monthFile.test(name) && name >= monthName(span.from) && name <= monthName(span.to))
    .flatMap((name) => (readTextIfPresent(join(folder, name)) ?? "").split("\n"))
    .filter((line) => line.trim() !== "")
  const decoded = lines.map(decode).filter((record) => record !== null)
  const records = decoded.filter(({ at }) => at >= span.from && at < span.to)
  return { records, badLines: lines.length - decoded.length }
}

function decode(line: string): LedgerRecord | null {
  const value = parseRecord(line)
  if (value === null) return null
  const { at, loop, iteration, model, basis, inputTokens, outputTokens, usd, wallMs, checkMs } = value
  const host = hosts.find((known) => known === value.host)
  if (!isTime(at) || typeof loop !== "string" || !isCount(iteration) || host === undefined) return null
  if (basis !== "measured" && basis !== "estimated" && basis !== "unknown") return null
  if (!isAmount(inputTokens) || !isAmount(outputTokens) || !isAmount(usd)) return null
  if (!isCount(wallMs) || !isCount(checkMs)) return null
  const name = typeof model === "string" ? model : null
  return { at, loop, iteration, host, model: name, inputTokens, outputTokens, usd, basis, wallMs, checkMs }
}

function isAmount(value: unknown): value is number | null {
  return value === null || isCount(value)
}

const lastMoment = 8.64e15

function isTime(value: unknown): value is number {
  return isCount(value) && value <= lastMoment
}

/** Beyond the dates that exist the nearest one counts, so that an open span can be written with infinities. */
function monthName(at: number): string {
  const moment = new Date(Math.min(lastMoment, Math.max(0, at)))
  const year = String(Math.min(9999, moment.getUTCFullYear())).padStart(4, "0")
  return `${year}-${String(moment.getUTCMonth() + 1).padStart(2, "0")}.jsonl`
}

function ledgerFolder(home: string): string {
  return join(home, "ledger")
}
