import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { parseRecord } from "../../system/json-record.ts"
import { packsFolder } from "./pack-folder.ts"

const lowest = 0.8
const highest = 1.25

/** What this user's estimates are multiplied by, from what the service counted for them; 1 before it ever did. Throws StoreError. */
export function calibration(home: string): number {
  const factor = parseRecord(readTextIfPresent(pathIn(home)) ?? "")?.factor
  return typeof factor === "number" && factor >= lowest && factor <= highest ? factor : 1
}

/**
 * Learns from one count of the service: half of what was off is corrected, so that one odd code base does not spoil
 * the next. `estimated` is with the factor of that moment. Throws StoreError.
 */
export function calibrate(home: string, estimated: number, counted: number): void {
  const before = calibration(home)
  const seen = before * (counted / Math.max(1, estimated))
  const factor = Math.min(highest, Math.max(lowest, (before + seen) / 2))
  ensureDir(packsFolder(home))
  writeFileAtomic(pathIn(home), JSON.stringify({ factor }), "cached")
}

function pathIn(home: string): string {
  return join(packsFolder(home), "calibration.json")
}
