import type { DiffStat } from "../git/diff.ts"
import type { LoopState } from "../loop/state.ts"
import type { Snapshot } from "./snapshot.ts"

/**
 * What the agent changed since the checkpoint before this one, for the digest; null outside git and where a checkpoint is missing: then
 * nothing is said about it.
 */
export async function triedSince(state: LoopState, taken: Snapshot): Promise<DiffStat | null> {
  if (taken.repo === null || taken.ref === null) return null
  const [{ diffStat }, { checkpointRef }] = await Promise.all([
    import("../git/diff.ts"),
    import("../git/checkpoint-ref.ts"),
  ])
  const before = state.iterations.findLast((entry) => entry.checkpoint !== null)?.checkpoint
  try {
    return await diffStat(taken.repo, before ?? checkpointRef(state.id, 0), taken.ref)
  } catch {
    return null // an earlier checkpoint failed or was dropped: the loop goes on without the sentence
  }
}
