import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../architecture/sources.ts"

/** Copies `examples/node-cart` to `folder`, as a repository with one commit; returns the folder. */
export function cartProject(folder: string): string {
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, "examples", "node-cart"), folder, { recursive: true })
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" })
  git("init", "--quiet", "--initial-branch=main")
  git("config", "user.name", "dev")
  git("config", "user.email", "dev@localhost")
  git("add", "--all")
  git("commit", "--quiet", "-m", "A cart with four bugs")
  return folder
}
