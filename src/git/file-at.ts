import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * Text of the file `path` (from the top of the tree) in a commit or tree, by its full id; null when it is not there, is no
 * file, is binary, or has more than `maxBytes` bytes. Throws GitError when git is missing or takes too long.
 */
export async function readFileAt(
  repo: Repository,
  id: string,
  path: string,
  maxBytes: number,
): Promise<string | null> {
  // A path with a dot in front would count from the current folder.
  if (!objectId.test(id) || path === "" || /^\.{1,2}\//.test(path)) return null
  const read = await runGit(repo, ["cat-file", "blob", `${id}:${path}`], { maxBytes })
  if (read.exitCode !== 0 || read.truncated || read.stdout.includes(0)) return null
  return read.stdout.toString("utf8")
}
