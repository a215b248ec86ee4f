import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"

/** Notes that a host really ran our hook at `now` (epoch ms): the canary reads it (S41). Throws StoreError. */
export function markHookSeen(home: string, now: number): void {
  ensureDir(home)
  writeFileAtomic(hookSeenPath(home), `${JSON.stringify({ at: now })}\n`, "cached")
}

/** When a host last ran our hook (epoch ms); null = never, as far as we know. Throws StoreError. */
export function readHookSeen(home: string): number | null {
  const value = parseRecord(readTextIfPresent(hookSeenPath(home)) ?? "")
  return value !== null && isCount(value.at) ? value.at : null
}

function hookSeenPath(home: string): string {
  return join(home, "hook-seen.json")
}
