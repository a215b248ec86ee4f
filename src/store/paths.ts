import { join } from "node:path"
import { unsafeName } from "../system/store-error.ts"
import { isSafeId } from "./home.ts"

/** Folder of all loops. */
export function loopsFolder(home: string): string {
  return join(home, "loops")
}

/** Folder of one loop. Throws StoreError `unsafe-name` for an id that could leave it. */
export function loopFolder(home: string, loop: string): string {
  return join(loopsFolder(home), safeId(loop))
}

export function statePath(home: string, loop: string): string {
  return join(loopFolder(home, loop), "state.json")
}

export function previousStatePath(home: string, loop: string): string {
  return join(loopFolder(home, loop), "state.previous.json")
}

export function journalPath(home: string, loop: string): string {
  return join(loopFolder(home, loop), "journal.jsonl")
}

export function heartbeatPath(home: string, loop: string): string {
  return join(loopFolder(home, loop), "heartbeat.json")
}

/** Folder of the requests waiting for one loop. */
export function controlFolder(home: string, loop: string): string {
  return join(home, "control", safeId(loop))
}

export function locksFolder(home: string): string {
  return join(home, "locks")
}

export function lockPath(home: string, loop: string): string {
  return join(locksFolder(home), `${safeId(loop)}.lock`)
}

/** Working trees of `for-loop run --worktree`: the work in them may be nowhere else. */
export function worktreesFolder(home: string): string {
  return join(home, "worktrees")
}

export function armsFolder(home: string): string {
  return join(home, "arms")
}

export function bindingsFolder(home: string): string {
  return join(home, "bindings")
}

/** The id itself when it may become a file name; throws StoreError `unsafe-name` otherwise. */
export function safeId(id: string): string {
  if (!isSafeId(id)) throw unsafeName(id)
  return id
}
