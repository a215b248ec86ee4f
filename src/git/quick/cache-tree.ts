/**
 * One folder of an index's TREE extension (gitformat-index, "Cache tree"): the id of its tree and how many entries of the
 * index lie below it.
 */
export type CacheTree = {
  readonly count: number
  readonly id: string
  readonly children: ReadonlyMap<string, CacheTree>
  /** This folder's own bytes without its name, and those of everything below it: they are copied when nothing changed. */
  readonly bytes: Buffer
}

/** Reads a TREE extension; null when a folder in it has no valid tree, or when it cannot be read. Names are latin1. */
export function readCacheTree(bytes: Buffer): CacheTree | null {
  const read = readFolder(bytes, 0)
  return read === null || read.name !== "" || read.end !== bytes.length ? null : read.tree
}

type Read = { readonly name: string; readonly tree: CacheTree; readonly end: number }

const idBytes = 20
const [space, lineFeed] = [32, 10]

function readFolder(bytes: Buffer, start: number): Read | null {
  const nameEnd = bytes.indexOf(0, start)
  const countEnd = bytes.indexOf(space, nameEnd)
  const lineEnd = bytes.indexOf(lineFeed, countEnd)
  if (nameEnd < 0 || countEnd < 0 || lineEnd < 0) return null
  const count = Number(bytes.toString("latin1", nameEnd + 1, countEnd))
  const below = Number(bytes.toString("latin1", countEnd + 1, lineEnd))
  let end = lineEnd + 1 + idBytes
  if (!(count >= 0) || !(below >= 0) || end > bytes.length) return null
  const id = bytes.toString("hex", lineEnd + 1, end)
  const children = new Map<string, CacheTree>()
  for (let child = 0; child < below; child++) {
    const read = readFolder(bytes, end)
    if (read === null) return null
    children.set(read.name, read.tree)
    end = read.end
  }
  const tree = { count, id, children, bytes: bytes.subarray(nameEnd + 1, end) }
  return { name: bytes.toString("latin1", start, nameEnd), tree, end }
}

/** The bytes of a folder (without its name) from those of its folders, by name. */
export function cacheTreeBytes(count: number, id: string, children: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [Buffer.from(`${count} ${children.size}\n`), Buffer.from(id, "hex")]
  // git's own order: shorter names first.
  const sorted = [...children].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
  for (const [name, below] of sorted) parts.push(Buffer.from(`${name}\0`, "latin1"), below)
  return Buffer.concat(parts)
}
