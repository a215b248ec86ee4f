import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import type { Repository } from "../repository.ts"
import { runGit } from "../run-git.ts"
import { changeTime, readContent } from "./file-content.ts"
import { type GitObject, gitObject } from "./git-object.ts"
import { type Content, type GrownTree, growTree } from "./grow-tree.ts"
import { changedAt, changedIndex, findEntry, type IndexBytes, pathAt, readIndex } from "./index-bytes.ts"
import { indexEntry } from "./index-entry.ts"
import { lookingAt, type Memo } from "./memo.ts"
import { isPlainName, type PlainFacts, takenAsIs } from "./plain-facts.ts"
import { readStatus, type StatusChange } from "./status-list.ts"

/** The tree of the files as they are, worked out from a kept index and what `git status` says has changed since. */
export type QuickTree = {
  readonly id: string
  /** Contents and trees that the kept index does not know. */
  readonly objects: readonly GitObject[]
  /** The index that knows them, with the age of the old one. */
  readonly index: Buffer
  /** Paths that were in the kept index and are gone. */
  readonly removed: readonly string[]
  /** For the memo: suspects were compared to the nanosecond, so only younger ones are left. */
  readonly since: number
}

/** More changes than this are no ordinary step between two checkpoints; git's own way is as fast for them. */
const mostChanges = 200
/** git compares the content of every file as young as the index, each time. With more of them the index is renewed. */
const mostRacy = 128
const mostBytes = 16 * 1024 * 1024

const rules = /(?:^|\/)\.git(?:ignore|attributes)$/

/**
 * One `git status` decides what changed, with all that git knows of times, filters and ignore rules; hashing these files and
 * the folders above them is done here while a second and third process would still be starting. Null whenever git's
 * own way is to be taken: rules changed, filters, submodules, many changes, anything unknown. `meanwhile` runs
 * while git works.
 */
export async function quickTree(
  repo: Repository,
  path: string,
  memo: Memo,
  meanwhile: () => void,
): Promise<QuickTree | null> {
  const options = [
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--ignore-submodules=none",
  ]
  const since = lookingAt(Date.now())
  const running = runGit(repo, ["status", ...options], { index: path })
  let found: Kept | null = null
  let edited: readonly StatusChange[] = []
  try {
    found = readKept(path, memo.since)
    if (found !== null) edited = editedSuspects(repo, found.index)
    meanwhile()
  } finally {
    await running.catch(() => {})
  }
  const status = await running
  if (found === null || found.index.checksum !== memo.checksum) return null
  if (status.exitCode !== 0 || status.stderr !== "" || status.truncated) return null
  const told = readStatus(status.stdout)
  const changes = told === null ? null : withEdited(told, edited)
  if (changes === null || changes.length > mostChanges) return null
  if (changes.some((change) => rules.test(change.path) || !isOurs(memo.facts, change))) return null
  const tree = grown(repo, found, memo.facts, changes)
  return tree === null ? null : { ...tree, since }
}

type Kept = { readonly index: IndexBytes; readonly seconds: number }

function editedSuspects(repo: Repository, index: IndexBytes): readonly StatusChange[] {
  const edited: StatusChange[] = []
  for (const entry of index.suspects) {
    const path = pathAt(index, entry)
    const time = changeTime(repo, path)
    if (time !== null && time !== changedAt(index, entry)) edited.push({ path, kind: "changed" })
  }
  return edited
}

function withEdited(told: readonly StatusChange[], edited: readonly StatusChange[]): readonly StatusChange[] {
  if (edited.length === 0) return told
  const known = new Set(told.map(({ path }) => path))
  return [...told, ...edited.filter(({ path }) => !known.has(path))]
}

function readKept(path: string, since: number): Kept | null {
  const file = openSync(path, "r")
  try {
    const { size, mtimeMs } = fstatSync(file)
    const bytes = Buffer.allocUnsafe(size)
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, size - at, at)
      if (read === 0) return null
      at += read
    }
    const seconds = Math.floor(mtimeMs / 1000)
    const index = readIndex(bytes, { age: seconds, since })
    return index === null || index.racy > mostRacy ? null : { index, seconds }
  } finally {
    closeSync(file)
  }
}

function isOurs(facts: PlainFacts, { path, kind }: StatusChange): boolean {
  return kind !== "new" || (!facts.foldedNames && isPlainName(path))
}

function grown(
  repo: Repository,
  { index, seconds }: Kept,
  facts: PlainFacts,
  changes: readonly StatusChange[],
): Omit<QuickTree, "since"> | null {
  const contents = new Map<string, Content>()
  const entries = new Map<string, Buffer | null>()
  const blobs: GitObject[] = []
  const seen = new Map<string, string>()
  let bytes = 0
  for (const { path, kind } of changes) {
    if (kind === "removed") {
      if (contents.get(path) === undefined) {
        contents.set(path, null)
        entries.set(path, null)
      }
      continue
    }
    const file = readContent(repo, path)
    bytes += file?.content.length ?? 0
    if (file === null || bytes > mostBytes) return null
    if (file.mode !== 0o120000 && !takenAsIs(repo, facts, { path, content: file.content }, seen)) return null
    const blob = gitObject("blob", file.content)
    blobs.push(blob)
    contents.set(path, { mode: file.mode.toString(8), id: Buffer.from(blob.id, "hex") })
    entries.set(path, indexEntry(path, { ...file, id: blob.id }, seconds))
  }
  const tree: GrownTree | null = growTree(index, contents)
  if (tree === null) return null
  return {
    id: tree.id,
    objects: [...blobs, ...tree.trees],
    index: changedIndex(index, entries, tree.cacheTree),
    removed: [...entries]
      .filter(([path, entry]) => entry === null && findEntry(index, path).there)
      .map(([path]) => path),
  }
}
