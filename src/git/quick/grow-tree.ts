import { type CacheTree, cacheTreeBytes } from "./cache-tree.ts"
import { type GitObject, gitObject } from "./git-object.ts"
import { contentAt, type IndexBytes, pathAt } from "./index-bytes.ts"

/** What is at a path now; null: nothing. `mode` as a tree writes it, the id as one character per byte. */
export type Content = { readonly mode: string; readonly id: string } | null

export type GrownTree = {
  readonly id: string
  /** Trees that are not in the old one. */
  readonly trees: readonly GitObject[]
  /** The same for the index. */
  readonly cacheTree: Buffer
}

/**
 * The tree of an index after some changes (by path): only folders on the way to a change are made anew. Null when the
 * changes do not fit together, such as a file where other files still have their folder.
 */
export function growTree(index: IndexBytes, changes: ReadonlyMap<string, Content>): GrownTree | null {
  const trees: GitObject[] = []
  const grown = growFolder({ index, trees }, foldersOf(changes), "", index.root, 0)
  if (grown === null) return null
  return { id: grown.id, trees, cacheTree: grown.bytes }
}

type Changed = { readonly files: Map<string, Content>; readonly folders: Map<string, Changed> }

function foldersOf(changes: ReadonlyMap<string, Content>): Changed {
  const top: Changed = { files: new Map(), folders: new Map() }
  for (const [path, content] of changes) {
    const parts = path.split("/")
    let folder = top
    for (const part of parts.slice(0, -1)) {
      const below = folder.folders.get(part) ?? { files: new Map(), folders: new Map() }
      folder.folders.set(part, below)
      folder = below
    }
    folder.files.set(parts.at(-1) ?? "", content)
  }
  return top
}

type Work = { readonly index: IndexBytes; readonly trees: GitObject[] }
type Folder = { readonly id: string; readonly count: number; readonly bytes: Buffer }

/** Entries `first` to `first + old.count` of the index are the files below `prefix`; with `old` null there are none. */
function growFolder(
  work: Work,
  changed: Changed,
  prefix: string,
  old: CacheTree | null,
  first: number,
): Folder | null {
  const files = new Map<string, Exclude<Content, null>>()
  const folders = new Map<string, Folder>()
  for (let entry = first; entry < first + (old?.count ?? 0); ) {
    const rest = pathAt(work.index, entry).slice(prefix.length)
    const slash = rest.indexOf("/")
    if (slash < 0) {
      if (!changed.files.has(rest)) files.set(rest, contentAt(work.index, entry))
      entry++
      continue
    }
    const name = rest.slice(0, slash)
    const below = old?.children.get(name)
    if (below === undefined || below.count === 0) return null
    const inside = changed.folders.get(name)
    const grown = inside === undefined ? below : growFolder(work, inside, `${prefix}${name}/`, below, entry)
    if (grown === null) return null
    folders.set(name, grown)
    entry += below.count
  }
  for (const [name, content] of changed.files) if (content !== null) files.set(name, content)
  for (const [name, inside] of changed.folders) {
    if (folders.has(name)) continue
    const grown = growFolder(work, inside, `${prefix}${name}/`, null, 0)
    if (grown === null) return null
    folders.set(name, grown)
  }
  return folderOf(work, files, folders, old)
}

function folderOf(
  work: Work,
  files: ReadonlyMap<string, Exclude<Content, null>>,
  folders: Map<string, Folder>,
  old: CacheTree | null,
): Folder | null {
  // A folder's entries are put together as text: many small buffers would cost more than all the rest.
  const items = [...files].map(([name, { mode, id }]) => ({ key: name, line: `${mode} ${name}\0${id}` }))
  let count = files.size
  for (const [name, folder] of folders) {
    // git has no empty folders.
    if (folder.count === 0) folders.delete(name)
    else if (files.has(name)) return null
    // Folders are sorted as if their names ended in a slash.
    else
      items.push({
        key: `${name}/`,
        line: `40000 ${name}\0${Buffer.from(folder.id, "hex").toString("latin1")}`,
      })
    count += folder.count
  }
  items.sort((a, b) => (a.key < b.key ? -1 : 1))
  const body = items.map(({ line }) => line).join("")
  const tree = gitObject("tree", Buffer.from(body, "latin1"))
  if (tree.id !== old?.id && (count > 0 || old === work.index.root)) work.trees.push(tree)
  const below = new Map([...folders].map(([name, { bytes }]) => [name, bytes]))
  return { id: tree.id, count, bytes: cacheTreeBytes(count, tree.id, below) }
}
