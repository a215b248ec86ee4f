import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isRecord, parseRecord } from "../../system/json-record.ts"

/** Caps over all loops of this user in US dollars; null = the mode's. */
export type Caps = { readonly dailyUsd: number | null; readonly weeklyUsd: number | null }

/**
 * Brings the caps of the settings into `spend.json`, where every program of ours reads them; the other members stay. A
 * file that is no JSON object is left alone: what reads it tells its owner. Throws StoreError.
 */
export function putCaps(home: string, caps: Caps): "written" | "unchanged" | "left-alone" {
  const path = join(home, "spend.json")
  const text = readTextIfPresent(path)
  const kept = text === null ? {} : parseRecord(text)
  if (!isRecord(kept)) return "left-alone"
  const isSame = (name: keyof Caps): boolean => (kept[name] ?? null) === caps[name]
  if (isSame("dailyUsd") && isSame("weeklyUsd")) return "unchanged"
  ensureDir(home)
  writeFileAtomic(path, `${JSON.stringify({ ...kept, ...caps }, null, 2)}\n`)
  return "written"
}
