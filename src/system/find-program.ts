import { accessSync, constants, statSync } from "node:fs"
import { delimiter, isAbsolute, join } from "node:path"

/** Full path of a program on the PATH of `env`, or null. On Windows the usual endings are tried. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | null {
  return firstOnPath(name, env, process.platform === "win32" ? [".exe", ".cmd", ""] : [""])
}

/**
 * The same for a program that is started without a shell. Left to the system, the search would also look into the folder
 * that the program is started in, where PATH has an empty entry or a dot, and on Windows always: that is the workspace, and
 * a `git` that lies there is not the user's.
 */
export function findStartable(name: string, env: NodeJS.ProcessEnv): string | null {
  if (process.platform !== "win32") return firstOnPath(name, env, [""])
  return firstOnPath(name, env, /\.(?:exe|com)$/i.test(name) ? [""] : [".exe", ".com"])
}

/** The folders of the PATH of `env` that do not depend on where one stands. */
export function absoluteFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const path = env.PATH ?? env.Path
  if (path === undefined) return process.platform === "win32" ? [] : ["/usr/bin", "/bin"]
  return path.split(delimiter).filter(isAbsolute)
}

/** Whether this process may run the file at `path`. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function firstOnPath(name: string, env: NodeJS.ProcessEnv, endings: readonly string[]): string | null {
  for (const folder of absoluteFolders(env)) {
    const found = endings.map((ending) => join(folder, `${name}${ending}`)).find(isExecutable)
    if (found !== undefined) return found
  }
  return null
}
