import { checkpointRef } from "../git/checkpoint-ref.ts"
import { diffStat, diffText } from "../git/diff.ts"
import { readFileAt } from "../git/file-at.ts"
import { commitOf } from "../git/head.ts"
import { writePresentTree } from "../git/present-tree.ts"
import type { Repository } from "../git/repository.ts"
import type { LoopState } from "../loop/state.ts"
import { stateById } from "./loops.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { missingCheckpoint, repositoryOf } from "./repository-of.ts"

export type CheckpointDiff = {
  readonly kind: "diff"
  readonly files: readonly {
    readonly path: string
    /** Lines; null for a binary file. */
    readonly added: number | null
    readonly removed: number | null
  }[]
  readonly added: number
  readonly removed: number
  /** Ids of the two states in git: commits, or the tree of the files as they are now. */
  readonly before: string
  readonly after: string
  /** Unified diff; a longer one is cut and says so. */
  readonly text: string
}

const longestText = 4 * 1024 * 1024
const longestFile = 8 * 1024 * 1024

/** What iteration `n` changed: its checkpoint against the one before. Throws StoreError, GitError. */
export async function diffOfIteration(
  person: Person,
  loop: string,
  n: number,
): Promise<CheckpointDiff | Refused> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const refs = refsOf(found.state, n)
  if (refs === null) {
    return refused(
      "no-checkpoint",
      n === 0
        ? "Before the first iteration nothing was changed by the loop."
        : `Iteration ${n} of loop ${loop} has no checkpoint, so its changes cannot be told apart.`,
      "Choose another iteration.",
    )
  }
  const opened = await repositoryOf(person, found.state)
  if (opened.kind === "refused") return opened
  const { repo } = opened
  const [before, after] = [await commitOf(repo, refs.before), await commitOf(repo, refs.after)]
  if (before === null || after === null) {
    return refused(
      "checkpoint-gone",
      `A checkpoint that iteration ${n} of loop ${loop} is compared with is gone from git.`,
      "Choose another iteration.",
    )
  }
  return await diffOf(repo, before, after)
}

/** What changed from checkpoint `from` to checkpoint `to`, or with null to the files as they are now. Throws StoreError, GitError. */
export async function diffBetween(
  person: Person,
  loop: string,
  from: number,
  to: number | null,
): Promise<CheckpointDiff | Refused> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const opened = await repositoryOf(person, found.state)
  if (opened.kind === "refused") return opened
  const { repo } = opened
  const before = await commitOf(repo, checkpointRef(loop, from))
  if (before === null) return missingCheckpoint(person, loop, from)
  if (to === null) return await diffOf(repo, before, await writePresentTree(repo))
  const after = await commitOf(repo, checkpointRef(loop, to))
  return after === null ? missingCheckpoint(person, loop, to) : await diffOf(repo, before, after)
}

/**
 * Text of a file as one side of a diff has it (`id` = its `before` or `after`, `path` as the diff names it); null when it
 * is not there, is binary or very large, or the loop's repository cannot be opened. Throws StoreError, GitError.
 */
export async function fileAt(person: Person, loop: string, id: string, path: string): Promise<string | null> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return null
  const opened = await repositoryOf(person, found.state)
  return opened.kind === "refused" ? null : await readFileAt(opened.repo, id, path, longestFile)
}

async function diffOf(repo: Repository, before: string, after: string): Promise<CheckpointDiff> {
  const [{ files, added, removed }, text] = await Promise.all([
    diffStat(repo, before, after),
    diffText(repo, before, after, longestText),
  ])
  return { kind: "diff", files, added, removed, before, after, text }
}

/** Numbers of checkpoints are not those of iterations: a restore takes one too. */
function refsOf(
  { id, iterations }: LoopState,
  n: number,
): { readonly before: string; readonly after: string } | null {
  const at = iterations.findIndex((entry) => entry.n === n)
  const after = iterations[at]?.checkpoint ?? null
  if (after === null) return null
  const earlier = iterations.slice(0, at).findLast(({ checkpoint }) => checkpoint !== null)
  return { before: earlier?.checkpoint ?? checkpointRef(id, 0), after }
}
