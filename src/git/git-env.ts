import { devNull } from "node:os"

/**
 * The only GIT_* variables taken over from the caller: where the user's configuration and git's own programs are,
 * and how far discovery may climb. Everything else (GIT_DIR, GIT_INDEX_FILE, GIT_AUTHOR_DATE, GIT_TRACE …) is set by
 * hooks and tools around us and would point our commands at another repository or index.
 */
export const keptGitVariables = [
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_EXEC_PATH",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DISCOVERY_ACROSS_FILESYSTEM",
] as const

/** `env` without foreign GIT_* variables; never takes optional locks on the user's index, never asks for a password. */
export function gitEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = new Set<string>(keptGitVariables)
  const clean: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase()
    if (!upper.startsWith("GIT_") || kept.has(upper)) clean[name] = value
  }
  clean.GIT_OPTIONAL_LOCKS = "0"
  clean.GIT_TERMINAL_PROMPT = "0"
  return clean
}

/**
 * Settings that keep the user's configuration from interfering, whatever it says: no hooks, no file system monitor,
 * no reflog for our refs, no background maintenance, no abort over line endings, no recursion into submodules.
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
]
