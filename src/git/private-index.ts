import { createHash, randomBytes } from "node:crypto"
import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import type { Repository } from "./repository.ts"

const orphanAgeMs = 10 * 60_000
const longestUseMs = 24 * 60 * 60_000

export type PrivateIndex = {
  readonly path: string
  /** True when it was kept from the last checkpoint: what git learnt then is known, and what it then added is in. */
  readonly kept: boolean
  /** Replaces it with a copy of the user's index. */
  readonly renew: () => PrivateIndex
  /** Says that it must not be kept for the next checkpoint. */
  readonly forget: () => void
}

/**
 * Runs `work` with a private copy of the user's index, and removes the copy afterwards. git never sees the real index, so
 * neither an `index.lock` held by somebody nor our writes can meet it. The copy carries git's knowledge of unchanged
 * files; building one with `read-tree` would hash every file of the tree again (4 to 6 times slower).
 */
export function withPrivateIndex<T>(repo: Repository, work: (index: PrivateIndex) => Promise<T>): Promise<T> {
  return withIndex(
    repo,
    (path) => freshIndex(repo, path, () => {}),
    work,
    (path) => rmSync(path, { force: true }),
  )
}

/**
 * The same with the index that the last call left, as long as the user's index and the rules of what belongs to the tree
 * are the ones of then; so only files changed since are hashed, not all that differ from the user's index. Whoever takes
 * it moves it away, so two processes never share one.
 */
export function withKeptIndex<T>(repo: Repository, work: (index: PrivateIndex) => Promise<T>): Promise<T> {
  const kept = join(privateFolder(repo), `kept-${identityOf(repo)}`)
  let forgotten = false
  const forget = (): void => {
    forgotten = true
  }
  const renew = (path: string) => (): PrivateIndex => freshIndex(repo, path, forget)
  const take = (path: string): PrivateIndex =>
    moved(kept, path) ? { path, kept: true, renew: renew(path), forget } : freshIndex(repo, path, forget)
  return withIndex(repo, take, work, (path) => {
    if (!forgotten) moved(path, kept)
  })
}

async function withIndex<T>(
  repo: Repository,
  take: (path: string) => PrivateIndex,
  work: (index: PrivateIndex) => Promise<T>,
  leave: (path: string) => void,
): Promise<T> {
  const folder = privateFolder(repo)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `index-${process.pid}-${randomBytes(6).toString("hex")}`)
  try {
    const index = take(path)
    removeOrphanIndexes(repo, Date.now())
    const result = await work(index)
    leave(path)
    return result
  } finally {
    rmSync(path, { force: true })
    rmSync(`${path}.lock`, { force: true })
  }
}

function freshIndex(repo: Repository, path: string, forget: () => void): PrivateIndex {
  rmSync(path, { force: true })
  copyIndex(repo.indexFile, path)
  return { path, kept: false, renew: () => freshIndex(repo, path, forget), forget }
}

/**
 * Removes private indexes whose process died, and kept ones that nobody came back for. Both are asked for, a dead process and an age of ten minutes, because a
 * process of another machine on a shared disk looks dead from here; after a day the process id is no longer believed.
 */
export function removeOrphanIndexes(repo: Repository, now: number): void {
  const folder = privateFolder(repo)
  for (const name of readdirSync(folder)) {
    const owner = /^(?:kept-[0-9a-f]+|index-(\d+)-[0-9a-f]+(?:\.lock)?)$/.exec(name)
    if (owner === null) continue
    const path = join(folder, name)
    const age = now - changedAt(path)
    const orphaned = owner[1] === undefined || !isAlive(Number(owner[1]))
    if (age > longestUseMs || (age > orphanAgeMs && orphaned)) rmSync(path, { force: true })
  }
}

function privateFolder(repo: Repository): string {
  return join(repo.gitDir, "for-loop")
}

/**
 * Changes whenever the user's index does, or a file that decides what git adds: ignore rules outside the tree,
 * configuration, sparse patterns. Ignore rules inside the tree are watched by whoever adds (see `updateIndex`).
 */
function identityOf(repo: Repository): string {
  const home = repo.env.HOME ?? homedir()
  const userConfig = join(repo.env.XDG_CONFIG_HOME || join(home, ".config"), "git")
  const watched = [
    repo.indexFile,
    join(repo.commonDir, "info", "exclude"),
    join(repo.commonDir, "info", "attributes"),
    join(repo.commonDir, "config"),
    join(repo.gitDir, "config.worktree"),
    join(repo.gitDir, "info", "sparse-checkout"),
    join(userConfig, "ignore"),
    join(userConfig, "config"),
    repo.env.GIT_CONFIG_GLOBAL ?? join(home, ".gitconfig"),
  ]
  const stats = watched.map((path) => {
    const at = statSync(path, { bigint: true, throwIfNoEntry: false })
    return at === undefined ? "-" : `${at.ino} ${at.size} ${at.mtimeNs} ${at.ctimeNs}`
  })
  return createHash("sha256").update(stats.join("\n")).digest("hex").slice(0, 32)
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

/** Moves a file, age and all. False when there was none (or, on Windows, somebody has it open). */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
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
