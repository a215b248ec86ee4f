import { rmSync, statSync } from "node:fs"
import { join } from "node:path"
import type { LoopState } from "../loop/state.ts"
import { readTextIfPresent, temporarySuffix } from "../system/atomic-file.ts"
import { parseRecord } from "../system/json-record.ts"
import { listFolder } from "../system/list-folder.ts"
import { listNames } from "../system/list-names.ts"
import { renameFile } from "../system/rename-file.ts"
import { onDisk } from "../system/store-error.ts"
import { expireArms } from "./arm.ts"
import { dropControls } from "./control.ts"
import {
  armsFolder,
  bindingsFolder,
  controlFolder,
  lockPath,
  locksFolder,
  loopFolder,
  loopsFolder,
} from "./paths.ts"
import { listLoops } from "./state-file.ts"

const dayMs = 86_400_000
/** An interrupted write is over long before; its file may go. */
const leftoverMs = 3_600_000
const trashPrefix = ".trash-"

export type Keep = { readonly keepDays: number; readonly keepLoops: number }
export type Collected = {
  readonly loops: readonly string[]
  readonly arms: number
  readonly leftovers: number
}

/**
 * Removes ended loops that are older than `keepDays` or beyond the `keepLoops` newest, with their bindings, requests and
 * locks, and what interrupted work left behind. A loop that is armed, running or paused, or whose state cannot be
 * read, always stays. `now` in epoch ms. Throws StoreError; what was removed until then stays removed.
 */
export function collectGarbage(home: string, now: number, keep: Keep): Collected {
  const loops = endedLoops(home)
    .filter((state, rank) => rank >= keep.keepLoops || now - state.updatedAt > keep.keepDays * dayMs)
    .map(({ id }) => id)
  if (loops.length > 0) removeBindings(home, new Set(loops))
  for (const loop of loops) removeLoop(home, loop)
  removeTrash(home)
  return { loops, arms: expireArms(home, now), leftovers: removeLeftovers(home, now) }
}

/** Newest first. */
function endedLoops(home: string): LoopState[] {
  return listLoops(home)
    .flatMap(({ loaded }) => (loaded.kind === "ok" && loaded.state.status === "ended" ? [loaded.state] : []))
    .sort((a, b) => b.updatedAt - a.updatedAt)
}

function removeBindings(home: string, loops: ReadonlySet<string>): void {
  const folder = bindingsFolder(home)
  for (const path of listNames(folder).map((name) => join(folder, name))) {
    const loop = parseRecord(readTextIfPresent(path) ?? "")?.loop
    if (typeof loop === "string" && loops.has(loop)) onDisk(path, () => rmSync(path, { force: true }))
  }
}

/** The folder is renamed first, so that a kill in the middle never leaves half a loop under its id. */
function removeLoop(home: string, loop: string): void {
  dropControls(home, loop)
  onDisk(lockPath(home, loop), () => rmSync(lockPath(home, loop), { force: true }))
  onDisk(loopFolder(home, loop), () =>
    renameFile(loopFolder(home, loop), join(loopsFolder(home), `${trashPrefix}${loop}`)),
  )
}

function removeTrash(home: string): void {
  const folder = loopsFolder(home)
  for (const name of listNames(folder).filter((known) => known.startsWith(trashPrefix))) {
    onDisk(folder, () => rmSync(join(folder, name), { recursive: true, force: true }))
  }
}

function removeLeftovers(home: string, now: number): number {
  const folders = [
    home,
    armsFolder(home),
    bindingsFolder(home),
    ...listLoops(home).flatMap(({ id }) => [
      loopFolder(home, id),
      controlFolder(home, id),
      ...iterationFolders(home, id),
    ]),
  ]
  const old = folders.flatMap((folder) =>
    oldFiles(folder, now - leftoverMs)
      .filter((name) => name.endsWith(temporarySuffix))
      .map((name) => join(folder, name)),
  )
  const guards = oldFiles(locksFolder(home), now - dayMs)
    .filter((name) => /\.lock\../.test(name))
    .map((name) => join(locksFolder(home), name))
  for (const path of [...old, ...guards]) onDisk(path, () => rmSync(path, { force: true }))
  return old.length + guards.length
}

function iterationFolders(home: string, loop: string): string[] {
  const folder = join(loopFolder(home, loop), "iterations")
  return listFolder(folder).flatMap(({ name, kind }) => (kind === "folder" ? [join(folder, name)] : []))
}

function oldFiles(folder: string, before: number): string[] {
  return listNames(folder).filter((name) => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })
    return found?.isFile() === true && found.mtimeMs < before
  })
}
