import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import { realPath } from "../../../../system/files.ts"

export type Inside =
  | { readonly kind: "inside"; readonly path: string; readonly shown: string }
  | { readonly kind: "outside"; readonly why: string }

/** Files that steer git or hold our own state; an agent that edits them changes who judges it. */
const kept = /^\.git(\/|$)/

/**
 * A path as the model named it, as a real path within the workspace. Links are followed before it is judged, so that a
 * link cannot lead out; a file that is not there yet is judged by its nearest folder.
 */
export function inside(workspace: string, named: string): Inside {
  if (named.includes("\0")) return { kind: "outside", why: "a path holds no NUL character" }
  const wanted = isAbsolute(named) ? resolve(named) : resolve(join(workspace, named))
  const real = realOf(wanted)
  const within = relative(workspace, real)
  if (within === ".." || within.startsWith(`..${sep}`) || isAbsolute(within)) {
    return { kind: "outside", why: `${named} lies outside the workspace` }
  }
  const shown = within.split(sep).join("/")
  if (kept.test(shown)) return { kind: "outside", why: "the .git folder is not for tools" }
  return { kind: "inside", path: real, shown: shown === "" ? "." : shown }
}

function realOf(path: string): string {
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    const real = realPath(at)
    if (real !== null) return join(real, ...missing)
    if (dirname(at) === at) return path
    missing.unshift(at.slice(dirname(at).length).replace(/^[\\/]+/, ""))
  }
}
