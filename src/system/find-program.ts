import { delimiter, join } from "node:path"
import { isExecutable } from "./files.ts"

/** Full path of a program on the PATH of `env`, or null. On Windows the usual endings are tried. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | null {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""]
  for (const folder of (env.PATH ?? env.Path ?? "").split(delimiter)) {
    if (folder === "") continue
    const found = endings.map((ending) => join(folder, `${name}${ending}`)).find(isExecutable)
    if (found !== undefined) return found
  }
  return null
}
