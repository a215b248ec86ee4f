import { existingCommit } from "./commit-object.ts"
import { headOf } from "./head.ts"
import type { Repository } from "./repository.ts"

/**
 * Commit that a checkpoint follows: the wanted ref or id, else HEAD, else null. A parent that was pruned would leave a
 * history that git itself calls broken, so it is looked up first.
 */
export async function parentOf(repo: Repository, wanted: string | null): Promise<string | null> {
  const found = wanted === null ? null : await existingCommit(repo, wanted)
  return found ?? (await headOf(repo))
}
