import { clientFor } from "./client.ts"
import { shortened } from "./git-error.ts"
import { branchOf, headOf, unfinishedOperation } from "./head.ts"
import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"

export type CommittedAll =
  | { readonly kind: "committed"; readonly commit: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "refused"; readonly why: string }

/**
 * A real commit of everything in the working tree, for `--commit-each`. `branch` is the loop's branch; without it any
 * `for-loop/…` branch counts as one. On every other branch it refuses: the user's branch is never committed to (design §8).
 */
export async function commitAll(repo: Repository, message: string, branch?: string): Promise<CommittedAll> {
  const current = await branchOf(repo)
  const ours = branch === undefined ? current?.startsWith("for-loop/") === true : current === branch
  if (!ours)
    return refused(`${current ?? "A detached HEAD"} is not the loop's branch, so nothing was committed.`)
  const unfinished = await unfinishedOperation(repo)
  if (unfinished !== null) return refused(`There is ${unfinished} in progress, so nothing was committed.`)
  const client = await clientFor(repo, await missingIdentity(repo))
  try {
    await client.raw(["add", "--all"])
    if (await nothingStaged(repo)) return { kind: "nothing" }
    const text = message.replaceAll("\0", "").trim() || "Work of the loop"
    await client.raw(["commit", "--quiet", "--no-verify", "--cleanup=verbatim", `--message=${text}`])
  } catch (fault) {
    return refused(
      `git could not commit: ${shortened(fault instanceof Error ? fault.message : String(fault))}`,
    )
  }
  const commit = await headOf(repo)
  return commit === null ? refused("git made no commit.") : { kind: "committed", commit }
}

async function nothingStaged(repo: Repository): Promise<boolean> {
  if ((await headOf(repo)) === null) return false
  return (await runGit(repo, ["diff-index", "--cached", "--quiet", "HEAD", "--"])).exitCode === 0
}

/** A user without a name in the configuration still gets commits, under the loop's name. */
async function missingIdentity(repo: Repository): Promise<string[]> {
  const defaults = [
    ["user.name", "For Loop"],
    ["user.email", "for-loop@localhost"],
  ] as const
  const missing: string[] = []
  for (const [key, value] of defaults) {
    const told = await runGit(repo, ["config", "--get", key])
    if (told.exitCode !== 0) missing.push(`${key}=${value}`)
  }
  return missing
}

function refused(why: string): CommittedAll {
  return { kind: "refused", why }
}
