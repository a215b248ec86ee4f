import { join } from "node:path"
import { shortHash } from "../../loop/hash.ts"
import { fileTimes } from "../../system/file-times.ts"
import { removeTree } from "../../system/files.ts"
import { listNames } from "../../system/list-names.ts"

/** Repositories whose caches are kept. */
const mostFolders = 20

/** Folder of what is kept of one repository between packs; linked working trees share it. */
export function packFolder(home: string, place: string): string {
  return join(packsFolder(home), shortHash(place))
}

export function packsFolder(home: string): string {
  return join(home, "pack")
}

/** Removes the caches of the repositories that were not packed for longest, so that there are never many. Throws StoreError. */
export function removeOldFolders(home: string): void {
  const folder = packsFolder(home)
  const names = listNames(folder).filter((name) => !name.includes("."))
  if (names.length <= mostFolders) return
  const lastUse = (name: string): number => fileTimes(join(folder, name, "facts.json"))?.changedAt ?? 0
  const byAge = names.toSorted((a, b) => lastUse(a) - lastUse(b))
  for (const name of byAge.slice(0, names.length - mostFolders)) removeTree(join(folder, name))
}
