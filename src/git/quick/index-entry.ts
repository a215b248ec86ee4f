import type { BigIntStats } from "node:fs"

/**
 * An entry of an index (gitformat-index) for a file with these marks. `age` (epoch seconds) is the time that the index will
 * bear: git reads every file that is not older. A file that says it is older and was changed since (somebody set its
 * time) gets the size 0, by which git marks entries to read every time.
 */
export function indexEntry(
  path: string,
  file: { readonly stat: BigIntStats; readonly mode: number; readonly id: string },
  age: number,
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
    isDoubtful(stat, BigInt(age)) ? 0n : stat.size,
  ]
  for (const [at, value] of fields.entries()) entry.writeUInt32BE(Number(BigInt.asUintN(32, value)), at * 4)
  entry.write(file.id, 40, "hex")
  entry.writeUInt16BE(Math.min(name.length, 0xfff), 60)
  name.copy(entry, 62)
  return entry
}

function isDoubtful({ ctimeNs, mtimeNs }: BigIntStats, age: bigint): boolean {
  return mtimeNs / second < age && ctimeNs / second >= age
}

const second = 1_000_000_000n
