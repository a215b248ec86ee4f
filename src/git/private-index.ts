import { randomBytes } from "node:crypto"
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import type { Repository } from "./repository.ts"

const orphanAgeMs = 10 * 60_000
const longestUseMs = 24 * 60 * 60_000

/**
 * Runs `work` with the path of a private copy of the user's index, and removes the copy afterwards. git never sees the
 * real index, so neither an `index.lock` held by somebody nor our writes can meet it. The copy carries git's knowledge
 * of unchanged files; building one with `read-tree` would hash every file of the tree again (4 to 6 times slower).
 */
export async function withPrivateIndex<T>(repo: Repository, work: (index: string) => Promise<T>): Promise<T> {
  const folder = privateFolder(repo)
  mkdirSync(folder, { recursive: true })
  removeOrphanIndexes(repo, Date.now())
  const index = join(folder, `index-${process.pid}-${randomBytes(6).toString("hex")}`)
  try {
    copyIndex(repo.indexFile, index)
    return await work(index)
  } finally {
    rmSync(index, { force: true })
    rmSync(`${index}.lock`, { force: true })
  }
}

/**
 * Removes private indexes whose process died. Both are asked for, a dead process and an age of ten minutes, because a
 * process of another machine on a shared disk looks dead from here; after a day the process id is no longer believed.
 */
export function removeOrphanIndexes(repo: Repository, now: number): void {
  const folder = privateFolder(repo)
  for (const name of readdirSync(folder)) {
    const pid = /^index-(\d+)-[0-9a-f]+(?:\.lock)?$/.exec(name)?.[1]
    if (pid === undefined) continue
    const path = join(folder, name)
    const age = now - changedAt(path)
    if (age > longestUseMs || (age > orphanAgeMs && !isAlive(Number(pid)))) rmSync(path, { force: true })
  }
}

function privateFolder(repo: Repository): string {
  return join(repo.gitDir, "for-loop")
}

/** An absent index (nothing was ever staged) is an empty one for git, so nothing is written then. */
function copyIndex(from: string, to: string): void {
  const source = openIfPresent(from)
  if (source === null) return
  try {
    const { mtimeNs } = fstatSync(source, { bigint: true })
    writeFileSync(to, readFileSync(source), { flag: "wx" })
    const copy = openSync(to, "r+")
    try {
      // git rereads files that are as young as the index. A younger copy would hide a same-size edit made in the same
      // second as the last `git add`, so the copy keeps the age, rounded to the older side.
      const seconds = (Number(mtimeNs / 1000n) - 1) / 1e6
      futimesSync(copy, seconds, seconds)
    } finally {
      closeSync(copy)
    }
  } finally {
    closeSync(source)
  }
}

function openIfPresent(path: string): number | null {
  try {
    return openSync(path, "r")
  } catch (fault) {
    if (isAbsent(fault)) return null
    throw fault
  }
}

function isAbsent(fault: unknown): boolean {
  return fault instanceof Error && "code" in fault && fault.code === "ENOENT"
}

/** The time of the last change by us; the modification time is the user's index's, see `copyIndex`. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Number.POSITIVE_INFINITY
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return fault instanceof Error && "code" in fault && fault.code === "EPERM"
  }
}
