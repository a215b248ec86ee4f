import { mayBeInGit } from "../git/near.ts"
import type { Opened } from "../git/repository.ts"

/** Opens the repository around a workspace. Git's code is loaded and git started only where there can be one. */
export async function openRepositoryOf(workspace: string): Promise<Opened> {
  if (!mayBeInGit(workspace)) return { kind: "none", why: `${workspace} is not in a git repository.` }
  const { openRepository } = await import("../git/repository.ts")
  return await openRepository(workspace)
}
