import type { BigIntStats } from "node:fs"

/**
 * An entry of an index (gitformat-index) for a file with these marks. `oldest` (seconds) is the age of the index: git compares
 * the content of any file that is not older, so an edit in the same second is seen. A file that claims to be older and
 * was changed later (its time was set by somebody) gets the size 0, by which git marks entries to compare always.
 */
export function indexEntry(
  path: string,
  file: { readonly stat: BigIntStats; readonly mode: number; readonly id: string },
  oldest: number,
): Buffer {
  const name = Buffer.from(path, "latin1")
  const entry = Buffer.alloc((62 + name.length + 8) & ~7)
  const { stat } = file
  const fields = [
    stat.ctimeNs / second,
    stat.ctimeNs % second,
    stat.mtimeNs / second,
    stat.mtimeNs % second,
    stat.dev,
    stat.ino,
    BigInt(file.mode),
    stat.uid,
    stat.gid,
    stat.mtimeNs / second < BigInt(oldest) ? 0n : stat.size,
  ]
  for (const [at, value] of fields.entries()) entry.writeUInt32BE(Number(BigInt.asUintN(32, value)), at * 4)
  entry.write(file.id, 40, "hex")
  entry.writeUInt16BE(Math.min(name.length, 0xfff), 60)
  name.copy(entry, 62)
  return entry
}

const second = 1_000_000_000n
