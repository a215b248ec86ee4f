import { existsSync, linkSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Repository } from "../repository.ts"

/** Commit that a ref stands for, told without a process; null when it is not there or not told by a plain file. */
export function readRef(repo: Repository, ref: string): string | null {
  const loose = textOf(join(repo.commonDir, ref))
  if (loose !== null) return idAt.exec(loose.trim())?.[0] ?? null
  const packed = textOf(join(repo.commonDir, "packed-refs")) ?? ""
  const at = packed.indexOf(` ${ref}\n`)
  return at < 0 ? null : (idAt.exec(packed.slice(packed.lastIndexOf("\n", at) + 1, at))?.[0] ?? null)
}

const idAt = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * Makes `file` (an id and a line feed) the new ref, as git's own files are. False when the name is taken or the ref cannot be made this
 * way; git is asked then. A hard link appears whole or not at all, and never over a ref that is there; a lock file
 * would stay behind in a killed process and hold that name for ever.
 */
export function linkNewRef(repo: Repository, ref: string, file: string): boolean {
  const path = join(repo.commonDir, ref)
  if (existsSync(`${path}.lock`) || readRef(repo, ref) !== null) return false
  try {
    mkdirSync(dirname(path), { recursive: true })
    linkSync(file, path)
    return true
  } catch {
    return false
  }
}

function textOf(path: string): string | null {
  try {
    // Mostly there is none, and a thrown error costs more than this look.
    return existsSync(path) ? readFileSync(path, "latin1") : null
  } catch {
    return null
  }
}
