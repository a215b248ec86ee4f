import { createHash } from "node:crypto"
import { type CacheTree, readCacheTree } from "./cache-tree.ts"

/**
 * A git index as bytes (gitformat-index): where each entry begins, and the trees that its entries make. Paths are latin1
 * texts, one character per byte, so that they compare as git compares them and keep every byte.
 */
export type IndexBytes = {
  readonly bytes: Buffer
  readonly count: number
  /** Where entry n begins; one more than there are entries, for the end of the last one. */
  readonly starts: Uint32Array
  readonly root: CacheTree
  readonly checksum: string
  /** Entries of which git, which goes by whole seconds, cannot tell whether they were changed; see `readIndex`. */
  readonly suspects: readonly number[]
}

const headerBytes = 12
const fixedBytes = 62
const idBytes = 20
/** First bytes of the id of an empty file. */
const startOfEmpty = 0xe69de29b
const modes: ReadonlyMap<number, string> = new Map(
  [0o100644, 0o100755, 0o120000].map((mode) => [mode, mode.toString(8)]),
)

/**
 * Reads an index of version 2 or 3 that knows every tree. Null for whatever needs git itself: other versions, entries
 * that are unmerged, sparse, only intended or submodules, a split index, a checksum that does not fit.
 *
 * Suspects are entries that were changed in the second `age` (epoch seconds; the last look at all files began in it) or
 * later: one more edit of the same size in the second of that change leaves no trace in what git compares. Those that
 * are marked to be read every time are suspects too.
 */
export function readIndex(bytes: Buffer, age: number): IndexBytes | null {
  const end = bytes.length - idBytes
  if (end < headerBytes || bytes.toString("latin1", 0, 4) !== "DIRC" || !checksumFits(bytes)) return null
  const version = bytes.readUInt32BE(4)
  if (version !== 2 && version !== 3) return null
  const count = bytes.readUInt32BE(8)
  const starts = new Uint32Array(count + 1)
  let at = headerBytes
  const suspects: number[] = []
  for (let entry = 0; entry < count; entry++) {
    starts[entry] = at
    if (at + fixedBytes > end) return null
    const flags = bytes.readUInt16BE(at + 60)
    // Assumed unchanged, extended, or a stage of a merge.
    if ((flags & 0xf000) !== 0 || !modes.has(bytes.readUInt32BE(at + 24))) return null
    const changedIn = Math.max(bytes.readUInt32BE(at), bytes.readUInt32BE(at + 8))
    if (changedIn >= age || marked(bytes, at)) suspects.push(entry)
    const length = flags < 0xfff ? flags : bytes.indexOf(0, at + fixedBytes) - at - fixedBytes
    at += (fixedBytes + length + 8) & ~7
  }
  starts[count] = at
  const root = treeExtension(bytes, at, end)
  return root === null || root.count !== count
    ? null
    : { bytes, count, starts, root, checksum: checksumOf(bytes), suspects }
}

/** Path of entry n. */
export function pathAt(index: IndexBytes, entry: number): string {
  const start = (index.starts[entry] ?? 0) + fixedBytes
  const length = index.bytes.readUInt16BE(start - 2) & 0xfff
  const end = length < 0xfff ? start + length : index.bytes.indexOf(0, start)
  return index.bytes.toString("latin1", start, end)
}

/** Mode of entry n as a tree writes it, and its content's id as one character per byte. */
export function contentAt(index: IndexBytes, entry: number): { readonly mode: string; readonly id: string } {
  const start = index.starts[entry] ?? 0
  const mode = modes.get(index.bytes.readUInt32BE(start + 24)) ?? ""
  return { mode, id: index.bytes.toString("latin1", start + 40, start + 60) }
}

/** Whether git reads the file of entry n every time, because its marks say nothing. */
export function isMarked({ bytes, starts }: IndexBytes, entry: number): boolean {
  return marked(bytes, starts[entry] ?? 0)
}

/** The second (epoch) that the file of entry n says it was last written in. */
export function modifiedIn({ bytes, starts }: IndexBytes, entry: number): number {
  return bytes.readUInt32BE((starts[entry] ?? 0) + 8)
}

/** Time of the last change that entry n was recorded with, to the nanosecond. */
export function changedAt(index: IndexBytes, entry: number): bigint {
  const start = index.starts[entry] ?? 0
  return (
    BigInt(index.bytes.readUInt32BE(start)) * 1_000_000_000n + BigInt(index.bytes.readUInt32BE(start + 4))
  )
}

/** Number of the entry with this path, or where it would have to go. */
export function findEntry(index: IndexBytes, path: string): { readonly at: number; readonly there: boolean } {
  let low = 0
  let high = index.count
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = pathAt(index, middle)
    if (found === path) return { at: middle, there: true }
    if (found < path) low = middle + 1
    else high = middle
  }
  return { at: low, there: false }
}

/**
 * The index with some entries replaced, added or (null) removed and with the trees that are then right. `changes` by
 * path; every other extension is left out, because they describe the index as it was.
 */
export function changedIndex(
  index: IndexBytes,
  changes: ReadonlyMap<string, Buffer | null>,
  cacheTree: Buffer,
): Buffer {
  const pieces: Buffer[] = []
  let next = 0
  let count = index.count
  for (const [path, entry] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { at, there } = findEntry(index, path)
    pieces.push(index.bytes.subarray(index.starts[next], index.starts[at]))
    if (entry !== null) pieces.push(entry)
    next = there ? at + 1 : at
    count += (entry === null ? 0 : 1) - (there ? 1 : 0)
  }
  pieces.push(index.bytes.subarray(index.starts[next], index.starts[index.count]))
  const header = Buffer.from(index.bytes.subarray(0, headerBytes))
  header.writeUInt32BE(count, 8)
  const extension = Buffer.from("TREE\0\0\0\0", "latin1")
  extension.writeUInt32BE(cacheTree.length + 1, 4)
  // The top folder has an empty name.
  const all = [header, ...pieces, extension, Buffer.from([0]), cacheTree]
  const checksum = createHash("sha1")
  for (const piece of all) checksum.update(piece)
  return Buffer.concat([...all, checksum.digest()])
}

/** Checksum at the end of an index. */
function checksumOf(bytes: Buffer): string {
  return bytes.toString("hex", bytes.length - idBytes)
}

function checksumFits(bytes: Buffer): boolean {
  return createHash("sha1").update(bytes.subarray(0, -idBytes)).digest("hex") === checksumOf(bytes)
}

/** Whether the entry says that its file is empty and is not: git compares the content then. */
function marked(bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at + 36) === 0 && bytes.readUInt32BE(at + 40) !== startOfEmpty
}

/** Extensions that may be left out begin with a capital letter; one that may not changes what the entries mean. */
function treeExtension(bytes: Buffer, start: number, end: number): CacheTree | null {
  let found: CacheTree | null = null
  for (let at = start; at < end; ) {
    if (at + 8 > end) return null
    const name = bytes.toString("latin1", at, at + 4)
    const next = at + 8 + bytes.readUInt32BE(at + 4)
    if (!/^[A-Z]/.test(name) || next > end) return null
    if (name === "TREE") found = readCacheTree(bytes.subarray(at + 8, next))
    at = next
  }
  return found
}
