import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import type { Repository } from "../repository.ts"
import type { PlainFacts } from "./plain-facts.ts"

/** What is known of a kept index beside what is in it. */
export type Memo = {
  /** Checksum at the end of the index that all this belongs to. */
  readonly checksum: string
  /** The checkpoint that the index was left by; as long as its ref stands, nothing in the index can be gone. */
  readonly base: { readonly ref: string; readonly commit: string; readonly tree: string } | null
  readonly facts: PlainFacts
  /** Epoch ms at which the last look at every file began. */
  readonly since: number
  /** Paths that the user's index has and the kept one has not. */
  readonly lost: readonly string[]
  /** Small packs of the quick way that were not put together yet. */
  readonly packs: readonly string[]
}

/**
 * Time (epoch seconds) that a kept index bears after a look that began at `since` (epoch ms): whatever was changed since then
 * git reads again. A file system's clock lags behind by some milliseconds.
 */
export function ageAfter(since: number): number {
  return Math.floor((since - 100) / 1000)
}

/** The memo of this working tree; null when there is none or it was cut off. */
export function readMemo(repo: Repository): Memo | null {
  try {
    return decode(parseRecord(readFileSync(memoPath(repo), "utf8")))
  } catch {
    return null
  }
}

/**
 * Written over the last one in place: creating a file is the dearest step of a small checkpoint on many disks. One that
 * was cut off cannot be read or does not fit its index, and is then not used. A link is not followed: whoever may write in
 * the working tree could otherwise have any file of the user's overwritten.
 */
export function writeMemo(repo: Repository, memo: Memo): void {
  const bytes = Buffer.from(JSON.stringify(memo), "utf8")
  const file = openSync(memoPath(repo), constants.O_RDWR | constants.O_CREAT | noFollow)
  try {
    writeSync(file, bytes, 0, bytes.length, 0)
    ftruncateSync(file, bytes.length)
  } finally {
    closeSync(file)
  }
}

/** Windows has no such flag, and makes links for administrators alone. */
const noFollow = process.platform === "win32" ? 0 : constants.O_NOFOLLOW

function memoPath(repo: Repository): string {
  return join(repo.gitDir, "for-loop", "memo.json")
}

function decode(value: Readonly<Record<string, unknown>> | null): Memo | null {
  if (value === null) return null
  const { checksum, base, facts, since, lost, packs } = value
  if (typeof checksum !== "string" || !isCount(since) || !isTexts(lost) || !isTexts(packs)) return null
  const known = decodeFacts(facts)
  if (known === null) return null
  if (base === null) return { checksum, base, facts: known, since, lost, packs }
  if (!isRecord(base)) return null
  const { ref, commit, tree } = base
  if (typeof ref !== "string" || typeof commit !== "string" || typeof tree !== "string") return null
  return { checksum, base: { ref, commit, tree }, facts: known, since, lost, packs }
}

function decodeFacts(value: unknown): PlainFacts | null {
  if (!isRecord(value) || !Array.isArray(value.watched)) return null
  const { plain, lineEndings, foldedNames } = value
  if (typeof plain !== "boolean" || typeof lineEndings !== "boolean" || typeof foldedNames !== "boolean")
    return null
  const watched: (readonly [string, string])[] = []
  for (const pair of value.watched) {
    if (!isTexts(pair) || pair[0] === undefined || pair[1] === undefined) return null
    watched.push([pair[0], pair[1]])
  }
  return { plain, lineEndings, foldedNames, watched }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string")
}
