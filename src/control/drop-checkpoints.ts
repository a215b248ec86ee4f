import { dropCheckpoints } from "../git/checkpoint-list.ts"
import { GitError } from "../git/git-error.ts"
import { openRepository } from "../git/repository.ts"
import type { LoopState } from "../loop/state.ts"

/** `refused`: why git kept those of a loop, one sentence each. */
export type DroppedCheckpoints = { readonly dropped: number; readonly refused: readonly string[] }

/**
 * Removes the checkpoint refs of loops, so that git may free their objects. A folder or repository that is gone needs
 * nothing; one that git refuses keeps its refs.
 */
export async function dropLoopCheckpoints(
  loops: readonly LoopState[],
  env: NodeJS.ProcessEnv,
): Promise<DroppedCheckpoints> {
  let dropped = 0
  const refused: string[] = []
  for (const { id, workspace } of loops) {
    try {
      const opened = await openRepository(workspace, env)
      if (opened.kind !== "none") dropped += await dropCheckpoints(opened.repo, id)
    } catch (fault) {
      if (!(fault instanceof GitError)) throw fault
      refused.push(`The checkpoints of loop ${id} stay in ${workspace}: ${fault.message}`)
    }
  }
  return { dropped, refused }
}
