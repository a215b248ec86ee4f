import { copyFileSync, linkSync, rmSync, statSync } from "node:fs"
import type { LoopState } from "../loop/state.ts"
import { stateVersion } from "../loop/version.ts"
import { ensureDir, readTextIfPresent, temporaryName, writeFileAtomic } from "../system/atomic-file.ts"
import { listNames } from "../system/list-names.ts"
import { renameFile } from "../system/rename-file.ts"
import { invalidState, newerState, onDisk } from "../system/store-error.ts"
import { decodeEnvelope, encodeEnvelope, openEnvelope } from "./envelope.ts"
import { isSafeId } from "./home.ts"
import { loopFolder, loopsFolder, previousStatePath, statePath } from "./paths.ts"
import { keptCorrupt, setAside } from "./set-aside.ts"
import { explainInvalid, validateState } from "./state-validator.ts"

export type LoadedState =
  | { readonly kind: "ok"; readonly state: LoopState }
  | { readonly kind: "missing" }
  | {
      readonly kind: "corrupt"
      /** Where the damaged file is now. */
      readonly keptAs: string
      readonly why: string
      /** The generation before it, when that one is whole. */
      readonly recovered: LoopState | null
    }
  | { readonly kind: "newer"; readonly version: number }

/**
 * Reads a loop's state. A damaged or edited file (S13, S14, S35) is set aside as `state.json.corrupt-<n>`, never
 * deleted, and stays reported as corrupt until a state is saved again, so that a reader in between cannot swallow the
 * news. A file of a newer version is left alone. Throws StoreError when the disk refuses to read.
 */
export function loadState(home: string, loop: string): LoadedState {
  const seen = peekState(home, loop)
  if (seen.kind !== "corrupt" || seen.keptAs !== statePath(home, loop)) return seen
  return { ...seen, keptAs: setAside(seen.keptAs) }
}

/** The same without moving anything, for those who only look (panel, status): `keptAs` is then where the file is. */
export function peekState(home: string, loop: string): LoadedState {
  const path = statePath(home, loop)
  const text = readTextIfPresent(path)
  if (text === null) {
    const keptAs = keptCorrupt(path)
    if (keptAs === null) return { kind: "missing" }
    return { kind: "corrupt", keptAs, why: "it was set aside earlier", recovered: previousState(home, loop) }
  }
  const decoded = decodeOf(text, loop)
  if (decoded.kind === "ok") seenWhole.set(path, text)
  if (decoded.kind !== "bad") return decoded
  return { kind: "corrupt", keptAs: path, why: decoded.why, recovered: previousState(home, loop) }
}

/**
 * Stores a loop's state: atomic and flushed, the generation before it kept as `state.previous.json`. At every moment of
 * the way `state.json` is whole, so a kill costs nothing. Refuses (StoreError) a state that could not be read back and
 * a file that a newer version wrote; a damaged file found here is set aside first.
 */
export function saveState(home: string, state: LoopState): void {
  const path = statePath(home, state.id)
  if (!validateState(state)) throw invalidState(path, explainInvalid(state))
  ensureDir(loopFolder(home, state.id))
  keepGeneration(path, previousStatePath(home, state.id))
  writeFileAtomic(path, encodeEnvelope(state))
}

/** Every loop that has a folder, sorted by id, with its state as it is; nothing is moved. */
export function listLoops(home: string): { readonly id: string; readonly loaded: LoadedState }[] {
  return listNames(loopsFolder(home))
    .filter((id) => isSafeId(id) && isFolder(loopFolder(home, id)))
    .map((id) => ({ id, loaded: peekState(home, id) }))
}

/** File managers leave files of their own in any folder. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function previousState(home: string, loop: string): LoopState | null {
  const text = readTextIfPresent(previousStatePath(home, loop))
  if (text === null) return null
  const decoded = decodeOf(text, loop)
  return decoded.kind === "ok" ? decoded.state : null
}

/** A whole state of another loop that was copied here is as foreign as a damaged one. */
function decodeOf(text: string, loop: string): ReturnType<typeof decodeEnvelope> {
  const decoded = decodeEnvelope(text)
  if (decoded.kind === "ok" && decoded.state.id !== loop) {
    return { kind: "bad", why: `it belongs to the loop ${decoded.state.id}` }
  }
  return decoded
}

/** Texts that this process has read whole: an unchanged file needs no second look before it is replaced. */
const seenWhole = new Map<string, string>()

/**
 * Makes the stored state the previous generation without ever taking `state.json` away: a second name for it (a copy
 * where the file system has no hard links) is renamed over the old previous one.
 */
function keepGeneration(path: string, previous: string): void {
  const text = readTextIfPresent(path)
  if (text === null) return
  if (seenWhole.get(path) !== text) {
    const opened = openEnvelope(text)
    if (opened.kind === "bad") {
      setAside(path)
      return
    }
    if (opened.version > stateVersion) throw newerState(path, opened.version)
  }
  const second = temporaryName(previous)
  onDisk(previous, () => {
    try {
      linkOrCopy(path, second)
      renameFile(second, previous)
    } catch (error) {
      rmSync(second, { force: true })
      throw error
    }
  })
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
