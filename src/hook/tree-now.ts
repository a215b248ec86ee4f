import type { Repository } from "../git/repository.ts"

/** Hash of the tree as it is now; null when it cannot be told. */
export async function treeNow(repo: Repository | null, workspace: string): Promise<string | null> {
  if (repo === null) {
    const { fingerprintFolder } = await import("../git/fingerprint.ts")
    return await fingerprintFolder(workspace)
  }
  try {
    const { treeHash } = await import("../git/checkpoint.ts")
    return await treeHash(repo)
  } catch {
    return null
  }
}
