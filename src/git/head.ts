import { existsSync } from "node:fs"
import { join } from "node:path"
import { gitFailed } from "./git-error.ts"
import type { Repository } from "./repository.ts"
import { gitText, runGit } from "./run-git.ts"

/** Commit id of HEAD; null while the branch has no commit yet. */
export function headOf(repo: Repository): Promise<string | null> {
  return commitOf(repo, "HEAD")
}

/** Full id of the commit that `name` (ref or id) stands for; null when there is none in this repository. */
export async function commitOf(repo: Repository, name: string): Promise<string | null> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]
  const told = await runGit(repo, args)
  return told.exitCode === 0 ? told.stdout.toString("utf8").trim() : null
}

/** Name of the checked-out branch without `refs/heads/`; null when HEAD is detached. */
export async function branchOf(repo: Repository): Promise<string | null> {
  const args = ["symbolic-ref", "--quiet", "HEAD"]
  const told = await runGit(repo, args)
  if (told.exitCode === 1) return null
  if (told.exitCode !== 0) throw gitFailed(args, told.exitCode, told.stderr)
  return told.stdout
    .toString("utf8")
    .trim()
    .replace(/^refs\/heads\//, "")
}

const marks: readonly (readonly [file: string, what: string])[] = [
  ["rebase-merge", "a rebase"],
  ["rebase-apply", "a rebase or git am"],
  ["MERGE_HEAD", "a merge"],
  ["CHERRY_PICK_HEAD", "a cherry-pick"],
  ["REVERT_HEAD", "a revert"],
  ["sequencer", "a cherry-pick or revert"],
  ["BISECT_LOG", "a bisect"],
]

/** What the user has begun and not finished in this working tree ("a merge"), or null. */
export async function unfinishedOperation(repo: Repository): Promise<string | null> {
  const begun = marks.find(([file]) => existsSync(join(repo.gitDir, file)))
  if (begun !== undefined) return begun[1]
  // With the reftable format these two are no files.
  if ((await commitOf(repo, "CHERRY_PICK_HEAD")) !== null) return "a cherry-pick"
  if ((await commitOf(repo, "REVERT_HEAD")) !== null) return "a revert"
  const unmerged = await gitText(repo, ["ls-files", "--unmerged", "-z"])
  return unmerged === "" ? null : "a merge with conflicts"
}
