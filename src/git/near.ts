import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"

/**
 * Whether a `.git` lies in `workspace` or above it. Without one git cannot find a working tree either, and neither git
 * nor the code around it need be started. Never throws.
 */
export function mayBeInGit(workspace: string): boolean {
  for (let folder = resolve(workspace); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return true
    if (folder === dirname(folder)) return false
  }
}
