import { dirname, isAbsolute, join, relative } from "node:path"
import { entryKind, realPath } from "../system/files.ts"

/**
 * Whether a loop that works in `workspace` belongs to where the user stands: the same working tree (so a worktree never
 * meets the main checkout's loops, S08), or outside git the same folder or one above. Throws StoreError.
 */
export function belongsHere(workspace: string, cwd: string): boolean {
  const here = workspaceRoot(cwd)
  const there = workspaceRoot(workspace)
  if (here !== null || there !== null) return here === there
  const way = relative(realPath(workspace) ?? workspace, realPath(cwd) ?? cwd)
  return !way.startsWith("..") && !isAbsolute(way)
}

/** Top of the git working tree around a folder (a linked worktree has its own), or null outside git. Throws StoreError. */
function workspaceRoot(folder: string): string | null {
  let at = realPath(folder) ?? folder
  for (;;) {
    if (entryKind(join(at, ".git")) !== null) return at
    const parent = dirname(at)
    if (parent === at) return null
    at = parent
  }
}
