import { rmSync } from "node:fs"
import { checkpointRef } from "../checkpoint-ref.ts"
import { commitBody } from "../commit-object.ts"
import { createRef } from "../create-ref.ts"
import { GitError } from "../git-error.ts"
import { parentOf } from "../parent.ts"
import { type KeptIndex, overwriteIndex } from "../private-index.ts"
import type { Repository } from "../repository.ts"
import type { Checkpoint, WantedCheckpoint } from "../wanted-checkpoint.ts"
import { gitObject } from "./git-object.ts"
import type { Memo } from "./memo.ts"
import { linkNewRef } from "./new-ref.ts"
import { makePack, packedObject } from "./pack-file.ts"
import { type QuickTree, quickTree } from "./quick-tree.ts"
import { type Blank, blankPack, fillBlank, makeBlank, mergePacks, storePack } from "./store-pack.ts"

/** So many packs of single checkpoints are put together into one. */
const mostPacks = 16
const mostLost = 1000

/**
 * A checkpoint with one git process, for the ordinary step between two turns: a few files changed since the last one. Null
 * when git's own way is to be taken; nothing has happened then but `index` may have been renewed.
 */
export async function quickCheckpoint(
  repo: Repository,
  index: KeptIndex,
  wanted: WantedCheckpoint,
): Promise<Checkpoint | null> {
  const base = baseOf(index.memo)
  if (index.memo === null || base === null) return null
  const known = wanted.parent === base.ref || wanted.parent === base.commit
  const parentFound = known ? Promise.resolve(base.commit) : parentOf(repo, wanted.parent)
  parentFound.catch(() => {}) // awaited below
  const blanks: Blanks = { made: [] }
  try {
    const tree = await quickTree(repo, index, index.memo, () => makeBlanks(repo, index, blanks))
    const parent = await parentFound
    if (tree === null) return null
    return await keepTree(repo, index, index.memo, { wanted, parent, tree, blanks })
  } catch (fault) {
    // A disk that is full or not to be written to: git says it in its own words.
    if (fault instanceof GitError) throw fault
    index.renew()
    return null
  } finally {
    for (const { path } of blanks.made) rmSync(path, { force: true })
  }
}

/** The same for `treeHash`: nothing is written. */
export async function quickHash(repo: Repository, index: KeptIndex): Promise<string | null> {
  if (index.memo === null || baseOf(index.memo) === null) return null
  try {
    const tree = await quickTree(repo, index, index.memo, () => {})
    if (tree !== null) index.remember(index.memo)
    return tree?.id ?? null
  } catch (fault) {
    if (fault instanceof GitError) throw fault
    return null
  }
}

/** Only what a checkpoint holds is sure to be still in the repository. */
function baseOf(memo: Memo | null): Memo["base"] {
  return memo?.facts.plain === true ? memo.base : null
}

type Blanks = { made: readonly Blank[] }

function makeBlanks(repo: Repository, index: KeptIndex, blanks: Blanks): void {
  blanks.made = [...blankPack(repo), makeBlank(`${index.path}.ref`, 0o666)]
}

type Draft = {
  readonly wanted: WantedCheckpoint
  readonly parent: string | null
  readonly tree: QuickTree
  readonly blanks: Blanks
}

async function keepTree(
  repo: Repository,
  index: KeptIndex,
  memo: Memo,
  { wanted, parent, tree, blanks }: Draft,
): Promise<Checkpoint> {
  const [packFile, indexFile, refFile] = blanks.made
  if (packFile === undefined || indexFile === undefined || refFile === undefined) throw new Error("no files")
  const { loop, message, at = Date.now() } = wanted
  const body = commitBody(repo, { tree: tree.id, parent, message, at })
  const commit = gitObject("commit", body)
  const pack = makePack([...tree.objects, commit].map(packedObject))
  storePack(repo, pack, [packFile, indexFile])
  fillBlank(refFile, Buffer.from(`${commit.id}\n`))
  const wantedRef = checkpointRef(loop, wanted.number)
  const number = linkNewRef(repo, wantedRef, refFile.path)
    ? wanted.number
    : await createRef(repo, wanted, Promise.resolve(commit.id))
  const ref = checkpointRef(loop, number)
  overwriteIndex(index.path, tree.index)
  const lost = [...new Set([...memo.lost, ...tree.removed])]
  const packs = [...index.packs, pack.name]
  if (lost.length <= mostLost)
    index.remember({
      base: { ref, commit: commit.id, tree: tree.id },
      facts: memo.facts,
      since: index.since,
      lost,
      packs: packs.length < mostPacks ? packs : merged(repo, packs),
    })
  return { ref, number, commit: commit.id, tree: tree.id, leftOut: "" }
}

/** Packs that stay separate are no harm; the checkpoint is made already. */
function merged(repo: Repository, packs: readonly string[]): readonly string[] {
  try {
    return mergePacks(repo, packs)
  } catch {
    return []
  }
}
