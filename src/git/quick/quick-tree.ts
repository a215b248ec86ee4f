import type { Repository } from "../repository.ts"
import { changesSince } from "./changes-since.ts"
import { isFolder, readContent } from "./file-content.ts"
import { type GitObject, gitObject } from "./git-object.ts"
import { type Content, type GrownTree, growTree } from "./grow-tree.ts"
import { changedIndex, findEntry, type IndexBytes } from "./index-bytes.ts"
import { indexEntry } from "./index-entry.ts"
import { ageAfter, type Memo } from "./memo.ts"
import { isPlainName, type PlainFacts, takenAsIs } from "./plain-facts.ts"
import type { StatusChange } from "./status-list.ts"

/** The tree of the files as they are, worked out from a kept index and what has changed since. */
export type QuickTree = {
  readonly id: string
  /** Contents and trees that the kept index does not know. */
  readonly objects: readonly GitObject[]
  /** The index that knows them. */
  readonly index: Buffer
  /** Paths that were in the kept index and are gone. */
  readonly removed: readonly string[]
}

const mostBytes = 16 * 1024 * 1024

const rules = /(?:^|\/)\.git(?:ignore|attributes)$/

/**
 * One git process says what changed; hashing these files and the folders above them is done here while a second and third
 * process would still be starting. Null whenever git's own way is to be taken: rules changed, filters, submodules, many
 * changes, anything unknown. `meanwhile` runs while git works; `kept.since` is when the look began (epoch ms).
 */
export async function quickTree(
  repo: Repository,
  kept: { readonly path: string; readonly since: number },
  memo: Memo,
  meanwhile: () => void,
): Promise<QuickTree | null> {
  const found = await changesSince(repo, kept.path, memo, meanwhile)
  if (found === null) return null
  const { index, changes } = found
  if (changes.some((change) => rules.test(change.path) || !isOurs(memo.facts, change))) return null
  return grown(repo, index, { facts: memo.facts, age: ageAfter(kept.since) }, changes)
}

function isOurs(facts: PlainFacts, { path, kind }: StatusChange): boolean {
  return kind !== "new" || (!facts.foldedNames && isPlainName(path))
}

function grown(
  repo: Repository,
  index: IndexBytes,
  { facts, age }: { readonly facts: PlainFacts; readonly age: number },
  changes: readonly StatusChange[],
): QuickTree | null {
  const contents = new Map<string, Content>()
  const entries = new Map<string, Buffer | null>()
  const blobs: GitObject[] = []
  const seen = new Map<string, string>()
  let bytes = 0
  for (const { path, kind } of changes) {
    if (kind === "removed" || (kind === "changed" && isFolder(repo, path))) {
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
    contents.set(path, { mode: file.mode.toString(8), id: Buffer.from(blob.id, "hex").toString("latin1") })
    entries.set(path, indexEntry(path, { ...file, id: blob.id }, age))
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
