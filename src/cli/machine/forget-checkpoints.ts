import { dropCheckpoints } from "../../git/checkpoint-list.ts"
import { GitError } from "../../git/git-error.ts"
import { openRepository } from "../../git/repository.ts"
import type { LoopState } from "../../loop/state.ts"
import type { CliContext } from "../context.ts"

/**
 * Removes the checkpoint refs of loops whose state is gone, so that git may free their objects; returns how many. A
 * folder or repository that is gone too needs nothing; one that git refuses keeps its refs.
 */
export async function forgetCheckpoints(context: CliContext, loops: readonly LoopState[]): Promise<number> {
  let forgotten = 0
  for (const { id, workspace } of loops) {
    const opened = await openRepository(workspace, context.env)
    if (opened.kind === "none") continue
    try {
      forgotten += await dropCheckpoints(opened.repo, id)
    } catch (fault) {
      if (!(fault instanceof GitError)) throw fault
      context.terminal.progress(`The checkpoints of loop ${id} stay in ${workspace}: ${fault.message}`)
    }
  }
  return forgotten
}
