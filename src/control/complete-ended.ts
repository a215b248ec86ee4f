import { completeCommit } from "../hook/commit.ts"
import { acquireLock } from "../store/lock.ts"
import { listLoops } from "../store/state-file.ts"

/**
 * Adds to ledger and journal what a kill or a full disk kept the last Stop of ended loops from writing, where their
 * conversations never spoke again: else the money of that turn would never be counted. One that somebody holds is left
 * to them. `now` in epoch ms. Throws StoreError.
 */
export async function completeEnded(home: string, now: number): Promise<void> {
  for (const { id, loaded } of listLoops(home)) {
    if (loaded.kind !== "ok" || loaded.state.status !== "ended") continue
    const lock = await acquireLock(home, id, { now, waitMs: 0, staleMs: Number.POSITIVE_INFINITY })
    if (lock.kind !== "held") continue
    try {
      completeCommit(home, loaded.state)
    } finally {
      lock.release()
    }
  }
}
