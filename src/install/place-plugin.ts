import { dirname, join } from "node:path"
import { entryKind, move, realPath, removeIfEmpty, removeTree } from "../system/files.ts"
import { type PluginFile, writePluginFiles } from "./plugin-files.ts"

/**
 * Replaces the plugin folder `target` as a whole: written beside its parent, then swapped in by two renames, so no
 * file of an older version stays and a failure leaves the old folder in place. The work folder lies outside of the
 * parent, where the host would take it for one more plugin. Throws StoreError.
 */
export function placePlugin(target: string, files: readonly PluginFile[]): "new" | "replaced" {
  const parent = realPath(dirname(target)) ?? dirname(target)
  const work = join(dirname(parent), ".antigravity-for-loop-install")
  const [fresh, old] = [join(work, "new"), join(work, "old")]
  removeTree(work)
  writePluginFiles(fresh, files)
  const replaced = entryKind(target) !== null
  if (replaced) move(target, old)
  try {
    move(fresh, target)
  } catch (error) {
    if (replaced) move(old, target)
    throw error
  }
  removeTree(work)
  return replaced ? "replaced" : "new"
}

/**
 * Removes the listed files below `folder` and every folder that is empty then; tells whether the folder is gone. Where
 * `folder` is a link (to somebody's checkout, say) only the link goes. Throws StoreError.
 */
export function removeFiles(folder: string, files: readonly string[]): "gone" | "holds-more" {
  if (entryKind(folder) === "link") removeTree(folder)
  for (const file of files) removeTree(join(folder, file))
  const folders = new Set(files.flatMap((file) => ancestors(file)))
  for (const name of [...folders].sort((a, b) => b.length - a.length)) removeIfEmpty(join(folder, name))
  return removeIfEmpty(folder) ? "gone" : "holds-more"
}

function ancestors(file: string): string[] {
  const parts = file.split("/").slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"))
}
