import { readFileSync, statSync, utimesSync } from "node:fs"
import type { Repository } from "../repository.ts"
import { type GitResult, runGit } from "../run-git.ts"
import type { CacheTree } from "./cache-tree.ts"
import { changeTime, isFolder } from "./file-content.ts"
import { changedAt, findEntry, type IndexBytes, isMarked, pathAt, readIndex } from "./index-bytes.ts"
import { ageAfter, type Memo } from "./memo.ts"
import { readListing, readStatus, type StatusChange } from "./status-list.ts"

export type ChangesSince = { readonly index: IndexBytes; readonly changes: readonly StatusChange[] }

/** More changes than this are no ordinary step between two checkpoints; git's own way is as fast for them. */
const mostChanges = 200
/**
 * Up to about 7,000 files `git ls-files` is quicker; beyond that `git status` is, which looks with several threads. Both
 * tell the same, but `git status` also compares the index with HEAD, which nobody asked for.
 */
const smallIndexBytes = 700_000

/**
 * What differs between a kept index and the files: git tells, with all that it knows of times, filters and ignore rules, in
 * one process. Added here is what git takes for unchanged and is not. Null when git's own way is to be taken.
 * `meanwhile` runs while git works.
 */
export async function changesSince(
  repo: Repository,
  path: string,
  memo: Memo,
  meanwhile: () => void,
): Promise<ChangesSince | null> {
  const way = statSync(path).size > smallIndexBytes ? status : listing
  const [kept, told] = await beside(repo, way.args, { path, since: memo.since }, () => {
    const index = readKept(path, memo)
    const edited = index === null ? [] : editedSuspects(repo, index, memo.since)
    const unseen = index === null ? [] : way.unseen(repo, index)
    meanwhile()
    return index === null ? null : { index, edited, unseen }
  })
  const whole = told.exitCode === 0 && told.stderr === "" && !told.truncated
  const changes = whole ? way.read(told.stdout) : null
  if (kept === null || changes === null) return null
  // The later one counts: git knows which suspect is gone, and not always that a file lies behind a link.
  const all = new Map([...kept.edited, ...changes, ...kept.unseen].map((change) => [change.path, change]))
  return all.size > mostChanges ? null : { index: kept.index, changes: [...all.values()] }
}

type Way = {
  readonly args: readonly string[]
  readonly read: (output: Buffer) => readonly StatusChange[] | null
  /** What this way does not tell. */
  readonly unseen: (repo: Repository, index: IndexBytes) => readonly StatusChange[]
}

const form = ["--porcelain=v2", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=none"]
const status: Way = { args: ["status", ...form], read: readStatus, unseen: () => [] }

const listed = ["--modified", "--deleted", "--others", "--exclude-standard", "-t", "-z"]
const listing: Way = { args: ["ls-files", ...listed], read: readListing, unseen: behindLinks }

/** A folder that became a link: the files that `git ls-files` sees there are those of another folder. */
function behindLinks(repo: Repository, index: IndexBytes): readonly StatusChange[] {
  const gone: StatusChange[] = []
  const look = (tree: CacheTree, prefix: string): void => {
    for (const [name, child] of tree.children) {
      const folder = `${prefix}${name}`
      if (isFolder(repo, folder)) look(child, `${folder}/`)
      else gone.push(...filesBelow(index, `${folder}/`, child.count))
    }
  }
  look(index.root, "")
  return gone
}

function filesBelow(index: IndexBytes, prefix: string, count: number): readonly StatusChange[] {
  const first = findEntry(index, prefix).at
  return Array.from({ length: count }, (_, n) => ({
    path: pathAt(index, first + n),
    kind: "removed" as const,
  }))
}

/**
 * Does `work` while git runs; git is waited for whatever happens. While it runs, the index bears a time to come, so that git does
 * not read one after another the files that were changed since its own time: those are the suspects.
 */
async function beside<T>(
  repo: Repository,
  args: readonly string[],
  { path, since }: { readonly path: string; readonly since: number },
  work: () => T,
): Promise<readonly [T, GitResult]> {
  utimesSync(path, farFuture, farFuture)
  const running = runGit(repo, args, { index: path })
  try {
    const done = work()
    return [done, await running]
  } finally {
    await running.catch(() => {})
    utimesSync(path, ageAfter(since), ageAfter(since))
  }
}

/** Epoch seconds that fit 32 bits. */
const farFuture = 0x7fff_0000

/** A file system's clock goes in steps: of some milliseconds, or of up to two seconds where it knows no fractions. */
const [fineStepMs, coarseStepMs] = [100, 3000]

/**
 * Suspects whose marks differ in a fraction of a second; also those that were last changed so shortly before the last look
 * began, or after it, that one more edit could have left the same marks: their content tells. One that is marked is
 * written down anew, with the marks it has now.
 */
function editedSuspects(repo: Repository, index: IndexBytes, since: number): readonly StatusChange[] {
  const edited: StatusChange[] = []
  for (const entry of index.suspects) {
    const path = pathAt(index, entry)
    const time = changeTime(repo, path)
    if (time === null) continue
    const stepMs = time % 1_000_000_000n === 0n ? coarseStepMs : fineStepMs
    const isNew = Number(time / 1_000_000n) >= since - stepMs
    if (isNew || isMarked(index, entry) || time !== changedAt(index, entry))
      edited.push({ path, kind: "changed" })
  }
  return edited
}

function readKept(path: string, memo: Memo): IndexBytes | null {
  const index = readIndex(readFileSync(path), ageAfter(memo.since))
  return index === null || index.checksum !== memo.checksum ? null : index
}
