import { join } from "node:path"
import { ensureDir, readTextIfPresent } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { boundedFileSink } from "../system/log.ts"

/** Something the user should know that fits into no loop's journal. `at` in epoch ms; `loop` may have no state any more. */
export type Notice = { readonly at: number; readonly loop: string; readonly text: string }

const maxBytes = 512 * 1024

/** Adds a notice; the file stays below 0.5 MB, with one older file kept. Throws StoreError. */
export function appendNotice(home: string, notice: Notice): void {
  ensureDir(home)
  boundedFileSink(noticesPath(home), maxBytes)(JSON.stringify(notice))
}

/** The notices of the present file, oldest first; lines that cannot be read are left out. Throws StoreError. */
export function readNotices(home: string): Notice[] {
  const lines = (readTextIfPresent(noticesPath(home)) ?? "").split("\n")
  return lines.map(decode).filter((notice) => notice !== null)
}

function decode(line: string): Notice | null {
  const value = parseRecord(line)
  if (value === null) return null
  const { at, loop, text } = value
  if (!isCount(at) || typeof loop !== "string" || typeof text !== "string") return null
  return { at, loop, text }
}

function noticesPath(home: string): string {
  return join(home, "notices.jsonl")
}
