import { viewLock } from "../../store/lock.ts"
import { listLoops } from "../../store/state-file.ts"

/**
 * Loops whose hook runs at this moment. Such a process loads parts of the plugin while it works, so the plugin must not be
 * replaced under it. Throws StoreError.
 */
export function checkingLoops(home: string): string[] {
  return listLoops(home)
    .map(({ id }) => id)
    .filter((id) => viewLock(home, id).kind === "held")
}
