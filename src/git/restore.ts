import { lstatSync } from "node:fs"
import { join } from "node:path"
import { checkpointThrough } from "./checkpoint.ts"
import { listCheckpoints } from "./checkpoint-list.ts"
import { nextNumber } from "./checkpoint-ref.ts"
import { changedPaths } from "./diff.ts"
import { shortened } from "./git-error.ts"
import { unfinishedOperation } from "./head.ts"
import { type PrivateIndex, withPrivateIndex } from "./private-index.ts"
import type { Repository } from "./repository.ts"
import { gitText, runGit } from "./run-git.ts"
import type { Checkpoint } from "./wanted-checkpoint.ts"

export type Restored =
  | {
      readonly kind: "restored"
      /** The checkpoint of the files as they were just before; restoring it undoes the restore. */
      readonly safety: { readonly number: number; readonly ref: string }
      /** Files written or removed. */
      readonly changed: number
    }
  | { readonly kind: "refused"; readonly why: string }

/**
 * Makes the working tree equal to a checkpoint: files that differ are rewritten, missing ones come back, newer ones go.
 * The present is kept as a checkpoint first, so nothing is lost, and edits from before the loop come back with every
 * checkpoint because each holds the whole tree (S88). HEAD, the index, submodules and ignored files stay as they are, except
 * that a file which is ignored now but belongs to the checkpoint is kept with the present and then rewritten.
 * Nothing is changed when the answer is `refused`. Throws GitError like `takeCheckpoint`.
 */
export async function restoreCheckpoint(
  repo: Repository,
  wanted: { readonly loop: string; readonly number: number },
): Promise<Restored> {
  const listed = await listCheckpoints(repo, wanted.loop)
  const target = listed.find(({ number }) => number === wanted.number)
  if (target === undefined)
    return refused(`There is no checkpoint ${wanted.number} of this loop in this working tree.`)
  const unfinished = await unfinishedOperation(repo)
  if (unfinished !== null)
    return refused(`There is ${unfinished} in progress. Finish or abort it, then restore again.`)
  return await withPrivateIndex(repo, async (index) => {
    const number = await nextNumber(repo, wanted.loop)
    const message = `before restoring checkpoint ${wanted.number}`
    const parent = listed.at(-1)?.commit ?? null
    const draft = { loop: wanted.loop, number, message, parent }
    const present = await checkpointThrough(repo, index, draft)
    const safety = await keepCovered(repo, index, target.commit, present, draft)
    return "why" in safety ? safety : await moveTo(repo, index, target.commit, safety)
  })
}

type Draft = Parameters<typeof checkpointThrough>[2]
type Refused = Extract<Restored, { kind: "refused" }>

/**
 * A path of the checkpoint that is free in the present tree may still be taken on disk, by an ignored file. That file goes into
 * the present's checkpoint too; where a folder of ignored files stands in the way there is no lossless answer.
 */
async function keepCovered(
  repo: Repository,
  index: PrivateIndex,
  target: string,
  present: Checkpoint,
  draft: Draft,
): Promise<Checkpoint | Refused> {
  const covered: string[] = []
  for (const path of (await changedPaths(repo, present.tree, target)).added) {
    const blocker = await inTheWay(repo, index, path)
    if (blocker === "file") covered.push(path)
    else if (blocker !== "nothing") return blocker
  }
  if (covered.length === 0) return present
  await gitText(
    repo,
    ["--literal-pathspecs", "add", "--force", "--sparse", "--pathspec-from-file=-", "--pathspec-file-nul"],
    { index: index.path, stdin: covered.join("\0") },
  )
  return await checkpointThrough(repo, index, {
    ...draft,
    number: present.number + 1,
    parent: present.commit,
  })
}

type Blocker = "nothing" | "file" | Refused

/** What of the present, unknown to the present's checkpoint, is on disk where `path` has to go. */
async function inTheWay(repo: Repository, index: PrivateIndex, path: string): Promise<Blocker> {
  const parts = path.split("/")
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = parts.slice(0, depth).join("/")
    const found = lstatSync(join(repo.top, part), { throwIfNoEntry: false })
    if (found === undefined) return "nothing"
    if (depth < parts.length && found.isDirectory()) continue
    if (depth === parts.length) return found.isDirectory() ? await foreignIn(repo, index, part) : "file"
    if (await isTracked(repo, index, part)) return "nothing"
    return refused(`The file ${part} is ignored and stands where the checkpoint has a folder. ${moveAway}`)
  }
  return "nothing"
}

const moveAway = "Move it away, then restore again."

async function isTracked(repo: Repository, index: PrivateIndex, path: string): Promise<boolean> {
  const listed = await gitText(repo, ["--literal-pathspecs", "ls-files", "-z", "--", path], {
    index: index.path,
  })
  return listed !== ""
}

async function foreignIn(repo: Repository, index: PrivateIndex, folder: string): Promise<Blocker> {
  const args = ["--literal-pathspecs", "ls-files", "--others", "-z", "--", `${folder}/`]
  const others = await gitText(repo, args, { index: index.path })
  if (others === "") return "nothing"
  return refused(
    `The folder ${folder} holds ignored files and stands where the checkpoint has a file. ${moveAway}`,
  )
}

/** git moves the files from the present tree to the target's, and refuses as a whole if one changed under our hands. */
async function moveTo(
  repo: Repository,
  index: PrivateIndex,
  target: string,
  safety: Checkpoint,
): Promise<Restored> {
  const { all } = await changedPaths(repo, safety.tree, target)
  const args = ["read-tree", "-m", "-u", "--no-sparse-checkout", "--end-of-options", safety.commit, target]
  const moved = await runGit(repo, args, { index: index.path })
  if (moved.exitCode !== 0) return refused(`git could not change the files: ${shortened(moved.stderr)}`)
  return { kind: "restored", safety: { number: safety.number, ref: safety.ref }, changed: all.length }
}

function refused(why: string): Refused {
  return { kind: "refused", why }
}
