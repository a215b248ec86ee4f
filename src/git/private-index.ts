import { createHash, randomBytes } from "node:crypto"
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { linkInTheWay } from "./git-error.ts"
import { isThere } from "./quick/file-content.ts"
import { ageAfter, type Memo, readMemo, writeMemo } from "./quick/memo.ts"
import { readRef } from "./quick/new-ref.ts"
import { factsHold } from "./quick/plain-facts.ts"
import type { Repository } from "./repository.ts"

const orphanAgeMs = 10 * 60_000
const longestUseMs = 24 * 60 * 60_000

export type PrivateIndex = {
  readonly path: string
  /** True when it was kept from the last checkpoint: what git learnt then is known, and what it then added is in. */
  readonly kept: boolean
  /** Replaces it with a copy of the user's index. */
  readonly renew: () => PrivateIndex
}

export type KeptIndex = PrivateIndex & {
  /** What is known of it; null unless it was kept. */
  readonly memo: Memo | null
  /** Epoch ms at which work on it began, by the clock of its file system where that is behind ours. */
  readonly since: number
  /** Small packs of earlier checkpoints, whatever became of their index. */
  readonly packs: readonly string[]
  /** Says that it is to be kept for the next checkpoint, with what is known of it. */
  readonly remember: (known: Omit<Memo, "checksum">) => void
}

/**
 * Runs `work` with a private copy of the user's index, and removes the copy afterwards. git never sees the real index, so
 * neither an `index.lock` held by somebody nor our writes can meet it. The copy carries git's knowledge of unchanged
 * files; building one with `read-tree` would hash every file of the tree again (4 to 6 times slower).
 */
export function withPrivateIndex<T>(repo: Repository, work: (index: PrivateIndex) => Promise<T>): Promise<T> {
  return withIndex(repo, async (path) => {
    const index = freshIndex(repo, path)
    removeOrphanIndexes(repo, Date.now())
    return await work(index)
  })
}

/**
 * The same with the index that the last call left, as long as the user's index and the rules of what belongs to the tree
 * are the ones of then; so only files changed since are hashed, not all that differ from the user's index. Whoever takes
 * it moves it away, so two processes never share one.
 */
export function withKeptIndex<T>(repo: Repository, work: (index: KeptIndex) => Promise<T>): Promise<T> {
  const kept = join(privateFolder(repo), `kept-${identityOf(repo)}`)
  return withIndex(repo, async (path) => {
    let known: Omit<Memo, "checksum"> | null = null
    const last = readMemo(repo)
    const memo =
      moved(kept, path) && isFile(path) && last !== null && stillFits(repo, last, path) ? last : null
    const index =
      memo === null ? freshIndex(repo, path) : { path, kept: true, renew: () => freshIndex(repo, path) }
    removeOrphanIndexes(repo, Date.now())
    const remember = (told: Omit<Memo, "checksum">): void => {
      known = told
    }
    const result = await work({ ...index, memo, since: takenAt(path), packs: last?.packs ?? [], remember })
    keep(repo, path, kept, known)
    return result
  })
}

/** Not being able to keep it costs time at the next checkpoint and nothing else. */
function keep(repo: Repository, path: string, kept: string, known: Omit<Memo, "checksum"> | null): void {
  try {
    if (known === null) return
    writeMemo(repo, { checksum: storedChecksum(path), ...known })
    utimesSync(path, ageAfter(known.since), ageAfter(known.since))
    moved(path, kept)
  } catch {}
}

async function withIndex<T>(repo: Repository, work: (path: string) => Promise<T>): Promise<T> {
  const folder = privateFolder(repo)
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) throw linkInTheWay(folder)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `index-${process.pid}-${randomBytes(6).toString("hex")}`)
  try {
    return await work(path)
  } finally {
    rmSync(path, { force: true })
    rmSync(`${path}.lock`, { force: true })
  }
}

/** A file that was lost and is back may be one that only the user's index knows; see `lostPaths`. */
function stillFits(repo: Repository, memo: Memo, path: string): boolean {
  return (
    storedChecksum(path) === memo.checksum &&
    factsHold(memo.facts) &&
    (memo.base === null || readRef(repo, memo.base.ref) === memo.base.commit) &&
    !memo.lost.some((lost) => isThere(repo, lost))
  )
}

function freshIndex(repo: Repository, path: string): PrivateIndex {
  rmSync(path, { force: true })
  copyIndex(repo.indexFile, path)
  return { path, kept: false, renew: () => freshIndex(repo, path) }
}

/**
 * Removes private indexes whose process died, and kept ones that nobody came back for. Both are asked for, a dead process and an age of ten minutes, because a
 * process of another machine on a shared disk looks dead from here; after a day the process id is no longer believed.
 */
export function removeOrphanIndexes(repo: Repository, now: number): void {
  const folder = privateFolder(repo)
  for (const name of readdirSync(folder)) {
    const owner = /^(?:kept-[0-9a-f]+|index-(\d+)-[0-9a-f]+(?:\.lock|\.ref)?)$/.exec(name)
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
    join(userConfig, "attributes"),
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

/**
 * Writes other content into a private index. In place, since nobody else knows the file and creating one is slow on many disks.
 */
export function overwriteIndex(path: string, bytes: Buffer): void {
  const file = openSync(path, "r+")
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at)
    ftruncateSync(file, bytes.length)
  } finally {
    closeSync(file)
  }
}

/** What git wrote at the end of an index over everything before it; "" when there is no index. */
function storedChecksum(path: string): string {
  const file = openIfPresent(path)
  if (file === null) return ""
  try {
    const bytes = Buffer.alloc(20)
    readSync(file, bytes, 0, bytes.length, Math.max(0, fstatSync(file).size - bytes.length))
    return bytes.toString("hex")
  } finally {
    closeSync(file)
  }
}

/** Making or moving a file changes it; where moving does not, files only look younger than they are. */
function takenAt(path: string): number {
  const at = statSync(path, { throwIfNoEntry: false })
  return Math.floor(Math.min(Date.now(), at?.ctimeMs ?? Number.POSITIVE_INFINITY))
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

/** A link would be followed by whoever writes there, to whatever file of the user's it points. */
function isFile(path: string): boolean {
  return lstatSync(path).isFile()
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
