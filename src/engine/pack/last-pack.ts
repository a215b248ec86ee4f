import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import type { Assembled, PackedFile } from "./assemble.ts"
import { type LeftOut, listLeftOut } from "./candidates.ts"
import { type LeftOutReason, leftOutReason } from "./left-out.ts"
import { lastPackName, packsFolder } from "./pack-folder.ts"
import { rankReasons } from "./rank.ts"

/** The last pack made for the same purpose. It holds what was packed, never the texts. */
export type LastPack = Omit<Assembled, "text" | "kept"> & {
  /** Epoch ms. */
  readonly at: number
  /** What the tree and everything else that decides about a pack was then; empty when it cannot stand for a new one. */
  readonly state: string
}

/** Older beginnings are in nobody's cache any more. */
const longestMs = 6 * 3_600_000

/** Null when there is none of the last hours, or it cannot be read. Throws StoreError. */
export function lastPack(home: string, purpose: string, now: number): LastPack | null {
  const value = parseRecord(readTextIfPresent(pathOf(home, purpose)) ?? "")
  if (value === null || !isCount(value.at) || now - value.at > longestMs || !Array.isArray(value.files))
    return null
  const { at, state, tokens, tail, leftOut } = value
  if (typeof state !== "string" || !isCount(tokens) || typeof tail !== "string" || !isRecord(leftOut))
    return null
  const files = value.files.flatMap(decodeFile)
  // A list that lacks one file would be another pack.
  return files.length === value.files.length
    ? { at, state, tokens, tail, files, leftOut: decodeLeftOut(leftOut) }
    : null
}

/** Keeps a pack for the next one. Throws StoreError. */
export function keepPack(home: string, purpose: string, pack: LastPack): void {
  ensureDir(packsFolder(home))
  const files = pack.files.map(({ path, key, why, tokens, cap, bytes, cut, redacted, redactions }) => {
    const marks = (cut ? 1 : 0) + (redacted ? 2 : 0)
    return [path, key, why, tokens, cap, bytes, marks, ...(redactions?.length === 0 ? [] : [redactions ?? 0])]
  })
  const leftOut: Partial<Record<LeftOutReason, string[]>> = {}
  for (const { path, why } of pack.leftOut) {
    const same = leftOut[why] ?? []
    leftOut[why] = same
    same.push(path)
  }
  const { at, state, tokens, tail } = pack
  writeFileAtomic(
    pathOf(home, purpose),
    JSON.stringify({ at, state, tokens, tail, files, leftOut }),
    "cached",
  )
}

function pathOf(home: string, purpose: string): string {
  return join(packsFolder(home), lastPackName(purpose))
}

function decodeFile(value: unknown): PackedFile[] {
  if (!Array.isArray(value)) return []
  const [path, key, reason, tokens, cap, bytes, marks, places] = value
  const why = rankReasons.find((known) => known === reason)
  if (typeof path !== "string" || typeof key !== "string" || why === undefined) return []
  if (!isCount(tokens) || !isCount(cap) || !isCount(bytes) || !isCount(marks)) return []
  const redactions = places === undefined ? [] : Array.isArray(places) ? places.filter(isCount) : null
  return [{ path, key, why, tokens, cap, bytes, cut: marks % 2 === 1, redacted: marks >= 2, redactions }]
}

function decodeLeftOut(value: Readonly<Record<string, unknown>>): LeftOut[] {
  return Object.entries(value).flatMap(([name, paths]) => {
    const why = leftOutReason(name)
    return why === null || !Array.isArray(paths) ? [] : listLeftOut(why, paths)
  })
}
