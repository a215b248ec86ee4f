import { devNull } from "node:os"
import { delimiter } from "node:path"
import { absoluteFolders } from "../system/find-program.ts"

/**
 * The only GIT_* variables taken over from the caller: where the user's configuration and git's own programs are,
 * and how far discovery may climb. Everything else (GIT_DIR, GIT_INDEX_FILE, GIT_AUTHOR_DATE, GIT_TRACE …) is set by
 * hooks and tools around us and would point our commands at another repository or index.
 */
const keptGitVariables = [
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_EXEC_PATH",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DISCOVERY_ACROSS_FILESYSTEM",
] as const

/**
 * Git's own variables that every command of ours is run with: no optional locks on the user's index, no question for a
 * password, and no way to a remote. Nothing here needs one, but an object that a partial clone lacks would be fetched
 * unasked, through whatever program the repository's configuration names.
 */
const unattendedVariables = {
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_LAZY_FETCH: "1",
  // Gits before 2.45 fetch all the same; a list of protocols that holds none stops them.
  GIT_ALLOW_PROTOCOL: "none",
} as const

/** Names of what `gitEnv` may hand on. */
export const givenGitVariables: readonly string[] = [...keptGitVariables, ...Object.keys(unattendedVariables)]

/**
 * `env` for commands that nobody watches: without foreign GIT_* variables, and with a PATH on which git's own children
 * (filters, credential helpers) find nothing that merely lies in the working tree.
 */
export function gitEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = new Set<string>(keptGitVariables)
  const clean: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase()
    if (upper === "PATH")
      clean[name] = absoluteFolders(env).join(delimiter) || devNull // an empty one means the current folder
    else if (!upper.startsWith("GIT_") || kept.has(upper)) clean[name] = value
  }
  return { ...clean, ...unattendedVariables }
}

/**
 * Settings that keep the user's configuration from interfering, whatever it says: no hooks, no file system monitor,
 * no program that looks at signatures, no reflog for our refs, no background maintenance, no abort over line endings, no recursion into submodules.
 * A split index is written whole, so that a private index never adds files beside the user's, and every index with the
 * checksum by which it is known again.
 */
export const quietConfig: readonly string[] = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  "core.splitIndex=false",
  "index.skipHash=false",
  "core.safecrlf=false",
  "core.logAllRefUpdates=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "commit.gpgSign=false",
  "log.showSignature=false",
]
