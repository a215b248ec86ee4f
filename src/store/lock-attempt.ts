import { unlinkSync } from "node:fs"
import { writeNewFile } from "../system/atomic-file.ts"
import { errnoOf, onDisk } from "../system/store-error.ts"
import { uniqueHex } from "../system/unique-name.ts"
import { describeOwner, isDead, isOverdue, type Owner, ownRecord, readOwner } from "./lock-owner.ts"

export type Attempt =
  | {
      readonly kind: "held"
      /** Whether nobody took it over. Throws StoreError when that cannot be read. */
      isOurs(): boolean
      release(): void
    }
  | { readonly kind: "taken"; readonly holder: string }

export type Staleness = { readonly now: number; readonly staleMs: number }

/** An empty lock file belongs to a process between creating and filling it, or to one that was killed there. */
const tornGraceMs = 5_000
const deepestGuard = 4

/**
 * One attempt to take the lock file at `path` by exclusive creation, taking a stale one over.
 *
 * Removing a lock must never hit a newer one at the same path, so a lock is only removed under a guard: a lock file of
 * its own, named after the token of the lock to remove. Whoever holds the guard of token T is alone entitled to remove
 * T, and looks again before it does. A guard left by a killed process is stale itself and is taken over the same way,
 * by a guard of the guard. Throws StoreError when exclusive creation does not work here.
 */
export function tryLock(path: string, staleness: Staleness, depth = 0): Attempt {
  for (let round = 0; round < 3; round++) {
    const created = createLock(path, staleness.now, depth)
    if (created !== null) return created
    const owner = readOwner(path)
    if (owner === null) continue
    if (!isStale(owner, staleness, depth)) return { kind: "taken", holder: describeOwner(owner) }
    if (!removeLock(path, owner.token, staleness.now, depth))
      return { kind: "taken", holder: describeOwner(owner) }
  }
  return { kind: "taken", holder: "several processes that keep taking turns" }
}

function createLock(path: string, now: number, depth: number): Attempt | null {
  const record = ownRecord(uniqueHex(16), now)
  const { token } = record
  const created = onDisk(path, () => createExclusively(path, JSON.stringify(record)))
  // A writer that was suspended for longer than the grace finds its file taken over: it does not hold the lock.
  const isOurs = (): boolean => readOwner(path)?.token === token
  if (!created || !isOurs()) return null
  let held = true
  return {
    kind: "held",
    isOurs,
    release: () => {
      if (!held) return
      held = false
      releaseQuietly(path, token, now, depth)
    },
  }
}

/** Guards are held for microseconds, so a live holder is never robbed of one because of its age. */
function isStale(owner: Owner, { now, staleMs }: Staleness, depth: number): boolean {
  if (owner.kind === "torn") return Date.now() - owner.changedAt > tornGraceMs
  if (isDead(owner)) return true
  return depth === 0 && isOverdue(owner, now, staleMs)
}

/** Removes the lock with this token; false when somebody else is at it. True also when it was gone already. */
function removeLock(path: string, token: string, now: number, depth: number): boolean {
  if (depth >= deepestGuard) return false
  const guard = tryLock(`${path}.${token}`, { now, staleMs: Number.POSITIVE_INFINITY }, depth + 1)
  if (guard.kind === "taken") return false
  try {
    if (readOwner(path)?.token === token) onDisk(path, () => unlinkSync(path))
    return true
  } finally {
    guard.release()
  }
}

/** A release that fails leaves a lock whose holder ends soon and is then found dead; there is nobody to tell. */
function releaseQuietly(path: string, token: string, now: number, depth: number): void {
  try {
    if (depth === 0) removeLock(path, token, now, depth)
    else unlinkSync(path)
  } catch {
    // Taken over or gone: either way it is not ours any more.
  }
}

/** Windows answers EPERM or EBUSY instead of EEXIST while a removed file is still open somewhere. */
function createExclusively(path: string, text: string): boolean {
  try {
    writeNewFile(path, text, "cached")
    return true
  } catch (error) {
    const code = errnoOf(error) ?? ""
    if (code === "EEXIST") return false
    if (process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(code)) return false
    throw error
  }
}
