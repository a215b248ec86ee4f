import { withPrivateIndex } from "./private-index.ts"
import type { Repository } from "./repository.ts"
import { updateIndex, writeTree } from "./working-tree.ts"

/**
 * Tree id of the working tree as a checkpoint would keep it, with its objects in the repository, so that it can be
 * compared and read until git cleans up; `treeHash` only names it. Same errors as `takeCheckpoint`.
 */
export function writePresentTree(repo: Repository): Promise<string> {
  return withPrivateIndex(repo, async (index) => {
    await updateIndex(repo, index)
    return await writeTree(repo, index)
  })
}
