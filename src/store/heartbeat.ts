import { existsSync } from "node:fs"
import { readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { heartbeatPath, loopFolder } from "./paths.ts"

/** When the loop's conversation last called its model (epoch ms), and how often it has so far. */
export type Heartbeat = { readonly at: number; readonly count: number }

/**
 * Notes a model call of the loop's conversation. Not flushed: it happens at every call and only matters while the
 * machine is up. A loop whose folder is gone is not brought back. Throws StoreError.
 */
export function touchHeartbeat(home: string, loop: string, now: number): void {
  if (!existsSync(loopFolder(home, loop))) return
  const count = (readHeartbeat(home, loop)?.count ?? 0) + 1
  writeFileAtomic(heartbeatPath(home, loop), `${JSON.stringify({ at: now, count })}\n`, "cached")
}

/** The last heartbeat, or null when there was none yet or it cannot be understood. Throws StoreError. */
export function readHeartbeat(home: string, loop: string): Heartbeat | null {
  const value = parseRecord(readTextIfPresent(heartbeatPath(home, loop)) ?? "")
  if (value === null || !isCount(value.at) || !isCount(value.count)) return null
  return { at: value.at, count: value.count }
}
