import { dirname, isAbsolute, join, relative } from "node:path"
import { worktreesFolder } from "../store/paths.ts"
import { entryKind, listFiles, removeIfEmpty, removeTree } from "../system/files.ts"
import { listFolder } from "../system/list-folder.ts"
import { removeGlobalHooks } from "./global-hooks.ts"
import { pluginFolder } from "./install.ts"
import { readRecord, removeRecord } from "./install-record.ts"
import { removeFiles } from "./place-plugin.ts"

export type UninstallOptions = {
  readonly userHome: string
  readonly home: string
  /** `keep`: loops, journals and the ledger stay. `remove`: our home goes, but no working tree. */
  readonly userState: "keep" | "remove"
}

export type Uninstalled = {
  /** Folders and files that are gone or lost our entry. */
  readonly removed: readonly string[]
  /** What had to stay, one sentence each. */
  readonly left: readonly string[]
}

/**
 * Takes out exactly what the last installation wrote: plugin files, bare skills, the global entry and our pointers. A
 * file somebody else put into one of our folders stays, with its folder. Throws StoreError.
 */
export function uninstallPlugin(options: UninstallOptions): Uninstalled {
  const { userHome, home } = options
  const record = readRecord(home)
  const plugin = record?.plugin ?? pluginFolder(userHome)
  const folders = [
    { folder: plugin, files: record?.files ?? listFiles(plugin) },
    ...(record?.skills ?? []).map((folder) => ({ folder, files: ["SKILL.md"] })),
  ].filter(({ folder }) => entryKind(folder) !== null)
  const removed: string[] = []
  const left: string[] = []
  // The entry goes before the launcher it names: a host must never find a command that is not there.
  const global = removeGlobalHooks(userHome, record?.globalHooks ?? "foreign")
  if (global.kind === "removed") removed.push(global.path)
  if (global.kind === "refused" && record?.globalHooks != null) left.push(global.why)
  for (const { folder, files } of folders) {
    if (removeFiles(folder, files) === "gone") removed.push(folder)
    else left.push(`${folder} holds files that are not ours: ${listFiles(folder).join(", ")}.`)
  }
  // Folders of the host that nothing else is in would only be there because of us.
  for (let above = dirname(plugin); above.length > userHome.length && removeIfEmpty(above); )
    above = dirname(above)
  removeRecord(home)
  if (options.userState === "keep") return { removed, left }
  // A home that was set to the user's own folder, or above it, holds far more than ours.
  const inside = relative(home, userHome)
  if (!inside.startsWith("..") && !isAbsolute(inside)) {
    left.push(`${home} was kept, because ${userHome} lies in it.`)
  } else {
    const { gone, kept } = removeHome(home)
    removed.push(...gone)
    left.push(...kept)
  }
  return { removed, left }
}

/** All of our home but working trees of `--worktree`: the work in them may be nowhere else. */
function removeHome(home: string): { readonly gone: readonly string[]; readonly kept: readonly string[] } {
  const trees = worktreesFolder(home)
  if (listFolder(trees).length === 0) {
    removeTree(home)
    return { gone: [home], kept: [] }
  }
  const gone = listFolder(home)
    .map(({ name }) => join(home, name))
    .filter((path) => path !== trees)
  for (const path of gone) removeTree(path)
  const why = `${trees} was kept, because it holds working trees of --worktree and what was done in them. \`git worktree remove\` takes one away.`
  return { gone, kept: [why] }
}
