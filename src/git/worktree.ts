import { copyFileSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { shortened } from "./git-error.ts"
import { headOf } from "./head.ts"
import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"

export type AddedWorktree =
  | {
      readonly kind: "added"
      /** The folder in it that corresponds to the workspace. */
      readonly workspace: string
      /** Installed dependencies that are linked from the user's folder, relative to it. */
      readonly linked: readonly string[]
    }
  | { readonly kind: "refused"; readonly why: string }

/** Folders of installed dependencies: ignored by git, slow to make, and read by checks. */
const dependencies = ["node_modules", ".venv", "venv", "vendor"]

/**
 * A linked working tree of the present commit in `folder`, which must not be there yet. The user's own folder, HEAD and
 * index stay as they are; changes that are not committed are not in it. Throws GitError.
 */
export async function addWorktree(repo: Repository, folder: string): Promise<AddedWorktree> {
  if ((await headOf(repo)) === null) return { kind: "refused", why: "The repository has no commit yet." }
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
  const made = await runGit(repo, ["worktree", "add", "--quiet", "--detach", "--", folder, "HEAD"])
  if (made.exitCode !== 0) {
    return { kind: "refused", why: `git could not make the working tree: ${shortened(made.stderr)}` }
  }
  const workspace = join(folder, relative(repo.top, repo.workspace))
  const linked = dependencies.filter((name) => link(join(repo.workspace, name), join(workspace, name)))
  return { kind: "added", workspace, linked }
}

/**
 * Gives the new tree a folder that it lacks, with links to what lies in the user's. The folder itself must be no link:
 * `node_modules/` in .gitignore means folders alone, so a link would be committed, and a merge would then put it in the
 * place of the user's installed dependencies.
 */
function link(from: string, to: string): boolean {
  try {
    if (!lstatSync(from).isDirectory()) return false
    mkdirSync(to)
  } catch {
    return false
  }
  for (const name of readdirSync(from)) linkEntry(join(from, name), join(to, name))
  return true
}

function linkEntry(from: string, to: string): void {
  try {
    if (!statSync(from).isDirectory()) copyFileSync(from, to)
    else symlinkSync(from, to, process.platform === "win32" ? "junction" : "dir")
  } catch {
    // A link that leads nowhere, or a socket: nothing that a check could read.
  }
}
