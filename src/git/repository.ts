import { realpathSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { basename, dirname, relative, resolve } from "node:path"
import { gitEnv } from "./git-env.ts"
import { GitError, shortened } from "./git-error.ts"
import { type GitResult, runGit } from "./run-git.ts"

/**
 * One opened working tree and what git told about it. Every command runs in `top` with GIT_DIR and GIT_WORK_TREE set,
 * so that a `.git` the agent deletes ends in an error and never in a checkpoint of some repository further up.
 */
export type Repository = {
  /** The folder the loop works in: the top or a folder below it. */
  readonly workspace: string
  /** Top of the working tree; checkpoints always hold the whole tree, also for a workspace further down. */
  readonly top: string
  /** This working tree's own git folder (below `worktrees/` for a linked one). */
  readonly gitDir: string
  /** The git folder shared by all linked working trees: objects and refs. */
  readonly commonDir: string
  readonly indexFile: string
  /** `main`, or git's name of the linked working tree. Checkpoints carry it (S89). */
  readonly worktree: string
  readonly env: NodeJS.ProcessEnv
}

export type Opened =
  | { readonly kind: "git"; readonly repo: Repository }
  | { readonly kind: "none"; readonly why: string }

const facts = [
  "--is-bare-repository",
  "--is-inside-git-dir",
  "--absolute-git-dir",
  "--git-common-dir",
  "--git-path",
  "index",
  "--show-toplevel",
] as const

/**
 * Finds the working tree around `workspace`. Everything a user can meet (no git, no repository, a bare one, a folder
 * that the repository ignores) is `none` with one sentence for people.
 */
export async function openRepository(
  workspace: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Opened> {
  if (!isFolder(workspace)) return none(`${workspace} is not a folder.`)
  const env = gitEnv(environment)
  try {
    // The messages of this one command are read below, so they must not be translated.
    const told = await runGit({ top: workspace, env: { ...env, LC_ALL: "C" } }, ["rev-parse", ...facts])
    return await judge(workspace, env, told)
  } catch (fault) {
    if (!(fault instanceof GitError)) throw fault
    return none(fault.message)
  }
}

async function judge(workspace: string, env: NodeJS.ProcessEnv, told: GitResult): Promise<Opened> {
  const [bare, inside, gitDir, commonDir, indexPath, top, ...rest] = told.stdout.toString("utf8").split("\n")
  if (bare === "true") return none(`${workspace} is a bare git repository, which has no working tree.`)
  if (inside === "true") return none(`${workspace} lies inside the .git folder of a repository.`)
  if (told.exitCode !== 0 || !gitDir || !commonDir || !indexPath || !top)
    return none(reasonOf(workspace, told))
  if (rest.length > 1) return none(`The path of ${workspace} contains a line break.`)
  const repo: Repository = {
    workspace,
    top: resolve(top),
    gitDir: resolve(gitDir),
    commonDir: resolve(workspace, commonDir),
    indexFile: resolve(workspace, indexPath),
    worktree: basename(dirname(gitDir)) === "worktrees" ? basename(gitDir) : "main",
    env: { ...env, GIT_DIR: resolve(gitDir), GIT_WORK_TREE: resolve(top) },
  }
  if (inside === "false" && relative(repo.top, resolve(workspace)) !== "") return await judgeSubfolder(repo)
  return { kind: "git", repo }
}

/** A repository far above, such as dotfiles in the home folder, must not be swept into checkpoints. */
async function judgeSubfolder(repo: Repository): Promise<Opened> {
  const ignored = await runGit(repo, ["check-ignore", "-q", "--", repo.workspace])
  if (ignored.exitCode === 0) return none(`${repo.workspace} is ignored by the git repository ${repo.top}.`)
  if (repo.top === realHome(repo.env))
    return none(`The only git repository around ${repo.workspace} is the home folder.`)
  return { kind: "git", repo }
}

function reasonOf(workspace: string, told: GitResult): string {
  if (/not a git repository/.test(told.stderr)) return `${workspace} is not in a git repository.`
  if (/dubious ownership/.test(told.stderr))
    return `git does not trust ${workspace}, because another user owns it (see git's safe.directory setting).`
  return `git cannot open ${workspace}: ${shortened(told.stderr) || `exit code ${told.exitCode}`}`
}

function none(why: string): Opened {
  return { kind: "none", why }
}

function realHome(env: NodeJS.ProcessEnv): string {
  const home = env.HOME ?? homedir()
  try {
    return realpathSync(home)
  } catch {
    return home
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
