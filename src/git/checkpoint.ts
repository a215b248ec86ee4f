import { checkpointRef, nextNumber } from "./checkpoint-ref.ts"
import { gitFailed } from "./git-error.ts"
import { commitOf } from "./head.ts"
import { withPrivateIndex } from "./private-index.ts"
import type { Repository } from "./repository.ts"
import { type GitResult, gitText, runGit, startWaiting, textOf } from "./run-git.ts"

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
export function takeCheckpoint(repo: Repository, wanted: WantedCheckpoint): Promise<Checkpoint> {
  checkpointRef(wanted.loop, wanted.number) // a bad name must fail before any work is done
  return withPrivateIndex(repo, (index) => checkpointThrough(repo, index, wanted))
}

/** Tree id of the working tree as a checkpoint would keep it, without making one. Same errors as `takeCheckpoint`. */
export function treeHash(repo: Repository): Promise<string> {
  return withPrivateIndex(repo, async (index) => (await treeThrough(repo, index)).tree)
}

/**
 * `takeCheckpoint` on a private index of the caller's, which afterwards describes the working tree exactly.
 * The commit and the ref are written by processes that start while `git add` runs: only their pipes are waited for.
 */
export async function checkpointThrough(
  repo: Repository,
  index: string,
  wanted: WantedCheckpoint,
): Promise<Checkpoint> {
  const writer = startWaiting(repo, hashCommit)
  const refs = startWaiting(repo, updateRefs)
  const parent = parentOf(repo, wanted.parent)
  parent.catch(() => {}) // awaited below; the tree may fail first
  try {
    const { tree, leftOut } = await treeThrough(repo, index)
    const text = commitText(repo, wanted, tree, await parent)
    const commit = textOf(hashCommit, await writer.finish(text))
    const ref = checkpointRef(wanted.loop, wanted.number)
    const created = await refs.finish(`create ${ref} ${commit}\n`)
    const number =
      created.exitCode === 0 ? wanted.number : await createUnderFreeNumber(repo, wanted.loop, commit, created)
    return { ref: checkpointRef(wanted.loop, number), number, commit, tree, leftOut }
  } finally {
    writer.abandon()
    refs.abandon()
  }
}

/** Brings a private index up to date with the working tree and writes its tree. */
export async function treeThrough(
  repo: Repository,
  index: string,
): Promise<{ readonly tree: string; readonly leftOut: string }> {
  const added = await addAll(repo, index)
  // 1 = some files could not be read and were left out; everything else is in.
  if (added.exitCode !== 0 && added.exitCode !== 1) throw gitFailed(add, added.exitCode, added.stderr)
  const tree = await gitText(repo, ["write-tree"], { index })
  return { tree, leftOut: added.exitCode === 1 ? added.stderr.trim() : "" }
}

const hashCommit = ["hash-object", "-t", "commit", "-w", "--stdin"]
const updateRefs = ["update-ref", "--no-deref", "--stdin"]
const add = ["add", "--all", "--ignore-errors"]

/** `--sparse` keeps files outside a sparse checkout's cone; gits before 2.34 do not know it and answer 129. */
async function addAll(repo: Repository, index: string): Promise<GitResult> {
  const quiet = ["-c", "advice.addEmbeddedRepo=false"]
  const added = await runGit(repo, [...quiet, ...add, "--sparse"], { index })
  return added.exitCode === 129 ? await runGit(repo, [...quiet, ...add], { index }) : added
}

/** A parent that was pruned would leave a history that git itself calls broken, so it is looked up first. */
async function parentOf(repo: Repository, wanted: string | null): Promise<string | null> {
  const found = wanted === null ? null : await commitOf(repo, wanted)
  return found ?? (await commitOf(repo, "HEAD"))
}

/** Written by hand, so that no identity, template, encoding or signing of the user's configuration has a say. */
function commitText(repo: Repository, wanted: WantedCheckpoint, tree: string, parent: string | null): string {
  const seconds = Math.floor((wanted.at ?? Date.now()) / 1000)
  const who = `For Loop <for-loop@localhost> ${seconds} +0000`
  const message = wanted.message.replaceAll("\0", "").trim() || `checkpoint ${wanted.number}`
  return [
    `tree ${tree}`,
    ...(parent === null ? [] : [`parent ${parent}`]),
    `author ${who}`,
    `committer ${who}`,
    "",
    message,
    "",
    `For-Loop-Worktree: ${repo.worktree}`,
    "",
  ].join("\n")
}

async function createUnderFreeNumber(
  repo: Repository,
  loop: string,
  commit: string,
  refused: GitResult,
): Promise<number> {
  let last = refused
  // Another process may take the number between asking and creating; it cannot do so for ever.
  for (let attempt = 0; attempt < 5; attempt++) {
    const number = await nextNumber(repo, loop)
    last = await runGit(repo, updateRefs, { stdin: `create ${checkpointRef(loop, number)} ${commit}\n` })
    if (last.exitCode === 0) return number
  }
  throw gitFailed(updateRefs, last.exitCode, last.stderr)
}
