import { type BigIntStats, lstatSync, readFileSync, readlinkSync } from "node:fs"
import type { Repository } from "../repository.ts"

export type FileContent = {
  /** Marks from before the content was read: an edit since then shows in the next ones. */
  readonly stat: BigIntStats
  readonly mode: number
  readonly content: Buffer
}

/** More than this is left to git, which need not hold it in memory. */
const mostBytes = 8 * 1024 * 1024

/**
 * What lies at a path (latin1) of the working tree, a link as where it points. Null for what git has to judge: nothing
 * there, unreadable, large, no file.
 */
export function readContent(repo: Repository, path: string): FileContent | null {
  const full = absolute(repo, path)
  try {
    const stat = lstatSync(full, { bigint: true })
    if (stat.isSymbolicLink())
      return { stat, mode: 0o120000, content: readlinkSync(full, { encoding: "buffer" }) }
    if (!stat.isFile() || stat.size > mostBytes) return null
    const mode = (stat.mode & 0o100n) === 0n ? 0o100644 : 0o100755
    return { stat, mode, content: readFileSync(full) }
  } catch {
    return null
  }
}

/** Time of the last change of what is at a path (latin1), in nanoseconds; null when nothing is there. */
export function changeTime(repo: Repository, path: string): bigint | null {
  try {
    return lstatSync(absolute(repo, path), { bigint: true }).ctimeNs
  } catch {
    return null
  }
}

/** Whether a folder, no link to one, is at a path (latin1). Throws where that cannot be told. */
export function isFolder(repo: Repository, path: string): boolean {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes below 128 are the same in both encodings.
    const name = /^[\x00-\x7f]*$/.test(path) ? `${repo.top}/${path}` : absolute(repo, path)
    return lstatSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOTDIR") return false
    throw fault
  }
}

/** Whether a file or link is at a path (latin1) again. */
export function isThere(repo: Repository, path: string): boolean {
  try {
    return !lstatSync(absolute(repo, path)).isDirectory()
  } catch {
    return false
  }
}

function absolute(repo: Repository, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${repo.top}/`), Buffer.from(path, "latin1")])
}
