import { join } from "node:path"
import { shortHash } from "../../loop/hash.ts"
import { fileTimes } from "../../system/file-times.ts"
import { removeTree } from "../../system/files.ts"
import { listNames } from "../../system/list-names.ts"

/** Repositories whose caches are kept, and packs that are remembered. */
const most = { folders: 20, packs: 40 }

/** Folder of what is kept of one repository between packs; linked working trees share it. */
export function packFolder(home: string, place: string): string {
  return join(packsFolder(home), shortHash(place))
}

export function packsFolder(home: string): string {
  return join(home, "pack")
}

/** Name of the file that remembers the last pack made for a purpose. */
export function lastPackName(purpose: string): string {
  return `last-${purpose}.json`
}

/** Removes what was not used for longest, so that there is never much of it. Throws StoreError. */
export function removeOldPacks(home: string): void {
  const folder = packsFolder(home)
  const names = listNames(folder)
  const folders = names.filter((name) => !name.includes("."))
  const packs = names.filter((name) => /^last-\w+\.json$/.test(name))
  removeOldest(folder, folders, most.folders, (name) => join(name, "facts.json"))
  removeOldest(folder, packs, most.packs, (name) => name)
}

function removeOldest(
  folder: string,
  names: readonly string[],
  kept: number,
  written: (name: string) => string,
): void {
  if (names.length <= kept) return
  const lastUse = (name: string): number => fileTimes(join(folder, written(name)))?.changedAt ?? 0
  const byAge = names.toSorted((a, b) => lastUse(a) - lastUse(b))
  for (const name of byAge.slice(0, names.length - kept)) removeTree(join(folder, name))
}
