import { dirname, join } from "node:path"
import { entryKind } from "../system/files.ts"

/**
 * Folder of this package: the nearest one above the running file that holds `plugin.json` and `package.json`, so that
 * the bundle and the sources find the same plugin, examples and launchers.
 */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (!isPackage(folder)) {
    const above = dirname(folder)
    if (above === folder) throw new Error("the package folder of For Loop was not found; reinstall it")
    folder = above
  }
  return folder
}

function isPackage(folder: string): boolean {
  return ["plugin.json", "package.json"].every((name) => entryKind(join(folder, name)) === "file")
}
