import { checkpointRef } from "./checkpoint-ref.ts"
import { writeCommit } from "./commit-object.ts"
import { createRef } from "./create-ref.ts"
import { parentOf } from "./parent.ts"
import { type KeptIndex, type PrivateIndex, withKeptIndex } from "./private-index.ts"
import { readRef } from "./quick/new-ref.ts"
import { type PlainFacts, readPlainFacts } from "./quick/plain-facts.ts"
import { quickCheckpoint, quickHash } from "./quick/quick-checkpoint.ts"
import type { Repository } from "./repository.ts"
import type { Checkpoint, WantedCheckpoint } from "./wanted-checkpoint.ts"
import { lostPaths, updateIndex, writeTree } from "./working-tree.ts"

/**
 * Keeps the whole working tree (tracked, changed, deleted and untracked files, ignore rules obeyed) as a commit under
 * refs/for-loop/<loop>/<number>. HEAD, index, stash and files stay byte-identical (invariant 8, S87). A number that is
 * taken is never overwritten, because it may hold what a restore saved. Line endings and filters follow the
 * repository's configuration, as in any commit. Throws GitError when git is missing, fails or takes too long.
 */
export async function takeCheckpoint(repo: Repository, wanted: WantedCheckpoint): Promise<Checkpoint> {
  checkpointRef(wanted.loop, wanted.number) // a bad name must fail before any work is done
  return await withKeptIndex(repo, async (index) => {
    const quick = await quickCheckpoint(repo, index, wanted)
    return quick ?? (await checkpointByGit(repo, index, wanted))
  })
}

/** Tree id of the working tree as a checkpoint would keep it, without making one. Same errors as `takeCheckpoint`. */
export function treeHash(repo: Repository): Promise<string> {
  return withKeptIndex(
    repo,
    async (index) => (await quickHash(repo, index)) ?? (await hashByGit(repo, index)),
  )
}

/** `takeCheckpoint` by git alone: the first one, and whenever the quick way leaves something to git. */
async function checkpointByGit(
  repo: Repository,
  index: KeptIndex,
  wanted: WantedCheckpoint,
): Promise<Checkpoint> {
  const factsRead = factsOf(repo, index)
  factsRead.catch(() => {}) // awaited below; the checkpoint may fail first
  const { removed, ...taken } = await checkpointThrough(repo, index, wanted)
  const { ref, commit, tree } = taken
  const base = readRef(repo, ref) === commit ? { ref, commit, tree } : null
  const lost = removed ? await lostPaths(repo) : (index.memo?.lost ?? [])
  index.remember({ base, facts: await factsRead, since: index.since, lost, packs: index.packs })
  return taken
}

/** What this adds to the repository belongs to no checkpoint, and may be cleaned away: then the index is not kept. */
async function hashByGit(repo: Repository, index: KeptIndex): Promise<string> {
  const { removed } = await updateIndex(repo, index)
  const tree = await writeTree(repo, index)
  const base = index.memo?.base ?? null
  if (!removed && (base === null || base.tree === tree)) {
    const facts = await factsOf(repo, index)
    index.remember({ base, facts, since: index.since, lost: index.memo?.lost ?? [], packs: index.packs })
  }
  return tree
}

async function factsOf(repo: Repository, index: KeptIndex): Promise<PlainFacts> {
  return index.memo?.facts ?? (await readPlainFacts(repo))
}

/**
 * A checkpoint on a private index of the caller's, which afterwards describes the working tree exactly; also says whether
 * a file is gone from it. What can be done at the same time is: processes are most of the price in a small repository
 * (bench/checkpoint.ts).
 */
export async function checkpointThrough(
  repo: Repository,
  index: PrivateIndex,
  wanted: WantedCheckpoint,
): Promise<Checkpoint & { readonly removed: boolean }> {
  const { loop, message, at = Date.now() } = wanted
  const parentFound = parentOf(repo, wanted.parent)
  parentFound.catch(() => {}) // awaited below; adding may fail first
  const { leftOut, removed } = await updateIndex(repo, index)
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
  return { ref: checkpointRef(loop, number), number, commit, tree, leftOut, removed }
}
