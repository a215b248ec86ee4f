import { type FSWatcher, statSync, watch } from "node:fs"
import { dirname } from "node:path"
import { errnoOf } from "./store-error.ts"

export type FolderWatch = { close(): void }

/** How often a folder that keeps changing under us is tried before the attempt counts as failed. */
const attempts = 5

/**
 * Calls `onChange` whenever something in `folder` itself (not below its subfolders) is created, written or removed, by
 * the system's own events and without polling. A folder that does not exist yet, or is removed while it is watched, is
 * waited for through the nearest folder above it. `onTrouble` is called with a reason each time the system refuses to
 * watch (limits of the account, a network drive); nothing is seen from then on until something attaches again.
 */
export function watchFolder(
  folder: string,
  onChange: () => void,
  onTrouble: (why: string) => void,
): FolderWatch {
  let watcher: FSWatcher | null = null
  let attached: Place | null = null
  let closed = false

  const detach = () => {
    watcher?.close()
    watcher = null
    attached = null
  }
  const attach = () => {
    for (let left = attempts; left > 0 && !closed; left--) {
      const place = nearest(folder)
      if (attached !== null && isSame(attached, place)) return
      detach()
      try {
        watcher = watch(place.path, { persistent: false }, see)
        watcher.on("error", fail)
        attached = place
      } catch (error) {
        // It went away between looking and watching: look again.
        if (errnoOf(error) !== "ENOENT") return onTrouble(reasonOf(place.path, error))
      }
    }
  }
  const see = () => {
    if (closed) return
    // What was created or removed may be the folder itself.
    attach()
    onChange()
  }
  const fail = (error: unknown) => {
    if (closed) return
    const path = attached?.path ?? folder
    detach()
    // Windows reports a removed folder as an error; elsewhere this is a real refusal.
    if (errnoOf(error) !== "EPERM") onTrouble(reasonOf(path, error))
    attach()
    onChange()
  }
  attach()
  return {
    close: () => {
      closed = true
      detach()
    },
  }
}

type Place = { readonly path: string; readonly identity: string }

function isSame(a: Place, b: Place): boolean {
  return a.path === b.path && a.identity === b.identity
}

/**
 * The folder, or the nearest one above it that exists. Its identity tells a removed and newly created folder apart; the
 * inode alone does not, because file systems give a freed one out again.
 */
function nearest(folder: string): Place {
  for (let path = folder; ; path = dirname(path)) {
    const found = statOf(path)
    if (found !== null || dirname(path) === path) return { path, identity: found ?? "" }
  }
}

function statOf(path: string): string | null {
  try {
    const found = statSync(path)
    return found.isDirectory() ? `${found.dev}:${found.ino}:${found.birthtimeMs}` : null
  } catch {
    return null
  }
}

function reasonOf(path: string, error: unknown): string {
  return `${path} cannot be watched for changes (${errnoOf(error) ?? String(error)}).`
}
