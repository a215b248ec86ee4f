import { hostname } from "node:os"
import { acquireLock, viewLock } from "../../store/lock.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { removeTree } from "../../system/files.ts"
import { isCount, parseRecord } from "../../system/json-record.ts"
import { gatewayFolder, runningPath } from "../config/paths.ts"

/** A gateway that runs in this home. */
export type Running = { readonly pid: number; readonly url: string; readonly port: number }

const lockName = "gateway"

export type RunningClaim =
  | {
      readonly kind: "claimed"
      /** Tells others where it is. Throws StoreError. */
      tell(url: string, port: number): void
      release(): void
    }
  /** Another one runs; null = it has not told yet where. */
  | { readonly kind: "taken"; readonly running: Running | null }
  | { readonly kind: "unavailable"; readonly why: string }

/** One gateway per home: two would serve the same keys at two addresses and write the same files. Never throws. */
export async function claimRunning(home: string, now: number): Promise<RunningClaim> {
  // A gateway runs for weeks: its lock is stale only when its process is gone.
  const lock = await acquireLock(home, lockName, { now, waitMs: 0, staleMs: Number.POSITIVE_INFINITY })
  if (lock.kind === "busy") return { kind: "taken", running: readRunning(home) }
  if (lock.kind === "unavailable") return lock
  return {
    kind: "claimed",
    tell: (url, port) => {
      ensureDir(gatewayFolder(home))
      const told = { pid: process.pid, host: hostname(), port, url }
      writeFileAtomic(runningPath(home), `${JSON.stringify(told)}\n`, "cached")
    },
    release: () => {
      removeTree(runningPath(home))
      lock.release()
    },
  }
}

/** The gateway that runs in this home; what a killed one left behind is none. Throws StoreError. */
export function readRunning(home: string): Running | null {
  if (viewLock(home, lockName).kind !== "held") return null
  const told = parseRecord(readTextIfPresent(runningPath(home)) ?? "")
  if (told === null) return null
  const { pid, url, port } = told
  return isCount(pid) && isCount(port) && typeof url === "string" ? { pid, url, port } : null
}
