import { devNull } from "node:os"
import type { SimpleGit } from "simple-git"
import { findStartable } from "../system/find-program.ts"
import { givenGitVariables } from "./git-env.ts"
import type { Repository } from "./repository.ts"

/**
 * Hooks, monitors, signing and maintenance stay out of a loop's own branch: an unattended passphrase prompt would hold it
 * for ever.
 */
const unattended = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "commit.gpgSign=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
]

/** simple-git refuses to start beside these, and nothing here opens an editor, a pager or a password prompt. */
const refusedBySimpleGit = new Set(["EDITOR", "VISUAL", "PAGER", "SSH_ASKPASS", "PREFIX"])

/**
 * A simple-git client for `repo`, for what happens once per loop or iteration on the loop's own branch. Loaded only when
 * called, because a hook that answers a Stop must not pay for it. `config` (`name=value`) is added for every command.
 */
export async function clientFor(repo: Repository, config: readonly string[] = []): Promise<SimpleGit> {
  const { simpleGit } = await import("simple-git")
  const client = simpleGit({
    baseDir: repo.top,
    binary: findStartable("git", repo.env) ?? "git",
    maxConcurrentProcesses: 1,
    trimmed: true,
    timeout: { block: 120_000 },
    config: [...unattended, ...config],
    allowEnvironment: ["GIT_DIR", "GIT_WORK_TREE", ...givenGitVariables],
    unsafe: {
      allowUnsafeCustomBinary: true,
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeExec: true,
    },
  })
  const env = Object.entries(repo.env).filter(([name]) => !refusedBySimpleGit.has(name.toUpperCase()))
  return client.env(Object.fromEntries(env))
}
