import { checkpointRef, nextNumber } from "./checkpoint-ref.ts"
import { existingCommit, writeCommit } from "./commit-object.ts"
import { gitFailed } from "./git-error.ts"
import { headOf } from "./head.ts"
import { type PrivateIndex, withKeptIndex } from "./private-index.ts"
import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"
import { updateIndex, writeTree } from "./working-tree.ts"

export type WantedCheckpoint = {
  readonly loop: string
  readonly number: number
  readonly message: string
  /** Ref or commit of the checkpoint before this one; without one (or when it is gone) HEAD, if there is one. */
  readonly parent: string | null
  /** Epoch ms; default: now. */
  readonly at?: number
}

export type Checkpoint = {
  readonly ref: string
  /** The number it really got: the wanted one, or the next free one if that was taken. */
  readonly number: number
  readonly commit: string
  readonly tree: string
  /** git's words about files that could not be kept (unreadable, a repository inside without a commit); mostly empty. */
  readonly leftOut: string
}

/**
 * Keeps the whole working tree (tracked, changed, deleted and untracked files, ignore rules obeyed) as a commit under
 * refs/for-loop/<loop>/<number>. HEAD, index, stash and files stay byte-identical (invariant 8, S87). A number that is
 * taken is never overwritten, because it may hold what a restore saved. Line endings and filters follow the
 * repository's configuration, as in any commit. Throws GitError when git is missing, fails or takes too long.
 */
export async function takeCheckpoint(repo: Repository, wanted: WantedCheckpoint): Promise<Checkpoint> {
  checkpointRef(wanted.loop, wanted.number) // a bad name must fail before any work is done
  return await withKeptIndex(repo, (index) => checkpointThrough(repo, index, wanted))
}

/** Tree id of the working tree as a checkpoint would keep it, without making one. Same errors as `takeCheckpoint`. */
export function treeHash(repo: Repository): Promise<string> {
  return withKeptIndex(repo, async (index) => {
    await updateIndex(repo, index)
    return await writeTree(repo, index)
  })
}

/**
 * `takeCheckpoint` on a private index of the caller's, which afterwards describes the working tree exactly. What can be
 * done at the same time is: processes are most of the price in a small repository (bench/checkpoint.ts).
 */
export async function checkpointThrough(
  repo: Repository,
  index: PrivateIndex,
  wanted: WantedCheckpoint,
): Promise<Checkpoint> {
  const { loop, message, at = Date.now() } = wanted
  const parentFound = parentOf(repo, wanted.parent)
  parentFound.catch(() => {}) // awaited below; adding may fail first
  const leftOut = await updateIndex(repo, index)
  const parent = await parentFound
  const written = writeTree(repo, index).then((tree) => ({
    tree,
    commit: writeCommit(repo, { tree, parent, message, at }),
  }))
  const created = createRef(
    repo,
    wanted,
    written.then(({ commit }) => commit),
  )
  created.catch(() => {}) // awaited below; writing may fail first, and says more
  const { tree, commit } = await written
  const number = await created
  return { ref: checkpointRef(loop, number), number, commit, tree, leftOut }
}

/** A parent that was pruned would leave a history that git itself calls broken, so it is looked up first. */
async function parentOf(repo: Repository, wanted: string | null): Promise<string | null> {
  const found = wanted === null ? null : await existingCommit(repo, wanted)
  return found ?? (await headOf(repo))
}

/** Gives the commit the wanted number, or the next free one. Returns the number. */
async function createRef(
  repo: Repository,
  wanted: WantedCheckpoint,
  commit: Promise<string>,
): Promise<number> {
  let number = wanted.number
  // Another process may take a number between asking and creating; it cannot do so for ever.
  for (let attempt = 0; ; attempt++) {
    const args = ["update-ref", "--no-deref", "--stdin"]
    const ref = checkpointRef(wanted.loop, number)
    const created = await runGit(repo, args, { stdin: commit.then((id) => `create ${ref} ${id}\n`) })
    if (created.exitCode === 0) return number
    if (attempt === 4) throw gitFailed(args, created.exitCode, created.stderr)
    await commit // nothing to number when there is none
    number = Math.max(number, await nextNumber(repo, wanted.loop))
  }
}
