import { join } from "node:path"
import { appendLines } from "../system/append-file.ts"
import { ensureDir, readTextIfPresent } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"

/** Something that went wrong outside any usable loop state; `status` and `doctor` show it. `at` in epoch ms. */
export type Notice = { readonly at: number; readonly loop: string; readonly text: string }

/** Adds a notice for the user. Throws StoreError. */
export function appendNotice(home: string, notice: Notice): void {
  ensureDir(home)
  appendLines(join(home, "notices.jsonl"), [JSON.stringify(notice)], "cached")
}

/** All notices, oldest first; lines that are none are passed over. Throws StoreError. */
export function readNotices(home: string): Notice[] {
  const text = readTextIfPresent(join(home, "notices.jsonl")) ?? ""
  return text.split("\n").flatMap((line) => {
    const value = parseRecord(line)
    if (value === null || !isCount(value.at)) return []
    if (typeof value.loop !== "string" || typeof value.text !== "string") return []
    return [{ at: value.at, loop: value.loop, text: value.text }]
  })
}
