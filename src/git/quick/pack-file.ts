import { createHash } from "node:crypto"
import { crc32, deflateSync } from "node:zlib"
import type { GitObject } from "./git-object.ts"

/** One object as a pack holds it: header and compressed content. */
export type PackedObject = { readonly id: string; readonly bytes: Buffer; readonly crc: number }

/** A pack, its index (gitformat-pack, version 2 both) and the name they go by. */
export type Pack = { readonly name: string; readonly pack: Buffer; readonly index: Buffer }

const kinds = { commit: 1, tree: 2, blob: 3 } as const
const chunkBytes = 4096

/**
 * Puts an object into the form a pack holds. Trees are mostly ids, which do not compress; the small window spares
 * zlib's setting up, which costs more than the work for objects of this size. So does its usual chunk of 16 kB.
 */
export function packedObject(object: GitObject): PackedObject {
  const options = object.kind === "blob" ? { level: 1 } : { level: 0, memLevel: 1, windowBits: 9 }
  const content = deflateSync(object.body, { ...options, chunkSize: chunkBytes })
  const bytes = Buffer.concat([Buffer.from(sizeBytes(kinds[object.kind], object.body.length)), content])
  return { id: object.id, bytes, crc: crcOf(bytes) }
}

/** A pack of these objects; the same object twice is kept once. */
export function makePack(objects: readonly PackedObject[]): Pack {
  const unique = [...new Map(objects.map((object) => [object.id, object])).values()]
  const header = Buffer.from("PACK\0\0\0\u0002\0\0\0\0", "latin1")
  header.writeUInt32BE(unique.length, 8)
  const parts: Buffer[] = [header]
  const placed: (PackedObject & { readonly offset: number })[] = []
  let offset = header.length
  for (const object of unique) {
    placed.push({ ...object, offset })
    parts.push(object.bytes)
    offset += object.bytes.length
  }
  const checksum = sha1(parts)
  const sorted = placed.sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    name: `pack-${checksum.toString("hex")}`,
    pack: Buffer.concat([...parts, checksum]),
    index: packIndex(sorted, checksum),
  }
}

/** The objects of a pack of ours; null when it is none, or was damaged. */
export function readPack(pack: Buffer, index: Buffer): readonly PackedObject[] | null {
  if (index.length < 1032 + 40 || index.toString("latin1", 0, 8) !== indexMagic) return null
  const count = index.readUInt32BE(8 + 255 * 4)
  const at = { ids: 1032, crcs: 1032 + count * 20, offsets: 1032 + count * 24 }
  if (index.length !== at.offsets + count * 4 + 40) return null
  if (!sha1([pack.subarray(0, -20)]).equals(pack.subarray(-20))) return null
  const starts = Array.from({ length: count }, (_, n) => index.readUInt32BE(at.offsets + n * 4))
  const ends = [...starts].sort((a, b) => a - b)
  const endOf = new Map(ends.map((start, n) => [start, ends[n + 1] ?? pack.length - 20]))
  return starts.map((start, n) => ({
    id: index.toString("hex", at.ids + n * 20, at.ids + n * 20 + 20),
    bytes: pack.subarray(start, endOf.get(start)),
    crc: index.readUInt32BE(at.crcs + n * 4),
  }))
}

const indexMagic = "\u00fftOc\0\0\0\u0002"

function packIndex(
  sorted: readonly (PackedObject & { readonly offset: number })[],
  packChecksum: Buffer,
): Buffer {
  const head = Buffer.alloc(1032)
  head.write(indexMagic, "latin1")
  const fanout = new Uint32Array(256)
  const ids = Buffer.alloc(sorted.length * 20)
  const rest = Buffer.alloc(sorted.length * 8)
  for (const [n, { id, crc, offset }] of sorted.entries()) {
    ids.write(id, n * 20, "hex")
    rest.writeUInt32BE(crc, n * 4)
    rest.writeUInt32BE(offset, (sorted.length + n) * 4)
    const first = ids[n * 20] ?? 0
    fanout[first] = (fanout[first] ?? 0) + 1
  }
  let sum = 0
  for (const [byte, count] of fanout.entries()) {
    sum += count
    head.writeUInt32BE(sum, 8 + byte * 4)
  }
  const parts = [head, ids, rest, packChecksum]
  return Buffer.concat([...parts, sha1(parts)])
}

/** Kind and length before an object: four bits of the length with the kind, then seven at a time, lowest first. */
function sizeBytes(kind: number, length: number): number[] {
  const bytes = [(kind << 4) | (length & 15)]
  for (let rest = Math.floor(length / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push((bytes.pop() ?? 0) | 128, rest & 127)
  }
  return bytes
}

function sha1(parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha1")
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/** In a bundle `crc32` is just not there where the runtime is older than it (Node 20.15). */
function crcOf(bytes: Buffer): number {
  return typeof crc32 === "function" ? crc32(bytes) : crcByHand(bytes)
}

/** The same on any runtime. */
export function crcByHand(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 255] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
