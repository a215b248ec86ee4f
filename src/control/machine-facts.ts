import { homedir } from "node:os"
import { dirname, join } from "node:path"
import type { InstallOptions } from "../install/install.ts"
import { entryKind } from "../system/files.ts"
import type { Person } from "./person.ts"

/** The user's home folder, where the hosts keep their settings. */
export function userHomeOf(env: NodeJS.ProcessEnv): string {
  return (process.platform === "win32" ? env.USERPROFILE : env.HOME) || homedir()
}

/** What an installation from this very program would write; `runtime` is the program that will run the hook. */
export function installOptions(
  { home, env }: Pick<Person, "home" | "env">,
  hooks: InstallOptions["hooks"],
  runtime: string = process.execPath,
): InstallOptions {
  return {
    userHome: userHomeOf(env),
    home,
    pluginSource: pluginSource(env),
    runtime,
    platform: process.platform,
    hooks,
    skills: "plugin",
  }
}

/**
 * The folder the plugin is copied from: the packed one beside this program, else the repository root this program lies
 * in; `FOR_LOOP_PLUGIN` names another.
 */
export function pluginSource(env: NodeJS.ProcessEnv): string {
  if (env.FOR_LOOP_PLUGIN) return env.FOR_LOOP_PLUGIN
  let folder = import.meta.dirname
  for (;;) {
    const packed = join(folder, "plugin")
    if (entryKind(join(packed, "plugin.json")) === "file") return packed
    if (entryKind(join(folder, "plugin.json")) === "file") return folder
    const parent = dirname(folder)
    // Nothing found: the installation then says which files are missing.
    if (parent === folder) return import.meta.dirname
    folder = parent
  }
}
