import { isAbsolute, relative } from "node:path"
import type { ShownCheck } from "../../control/stored-evidence.ts"
import { loopFolder } from "../../store/paths.ts"
import { realPath } from "../../system/files.ts"
import { isFile } from "../../system/list-folder.ts"

/** The full output of a check where it is kept; a path that leads out of the loop's own folder is never followed. */
export function logOf(home: string, loop: string, { logPath }: Pick<ShownCheck, "logPath">): string | null {
  if (logPath === null || !isFile(logPath)) return null
  const [folder, path] = [realPath(loopFolder(home, loop)), realPath(logPath)]
  return folder !== null && path !== null && isInside(folder, path) ? path : null
}

/** Whether `path` lies below `folder`; both with every link resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== "" && !way.startsWith("..") && !isAbsolute(way)
}
