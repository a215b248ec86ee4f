import { sep } from "node:path"
import type { Plugin } from "rolldown"

/** What a bundle is made of: its files, and the folders of the npm packages (from the root, with `/`) whose code is in them. */
type Made = { readonly files: Set<string>; readonly packages: Set<string> }

/** The same for every bundle, by the folder that it is written to. */
export type Carried = Map<string, Made>

/** Bundler plugin that notes what really went into the bundles in `dir`. */
export function notePackages(carried: Carried, dir: string): Plugin {
  const made = carried.get(dir) ?? { files: new Set(), packages: new Set() }
  carried.set(dir, made)
  return {
    name: "note-packages",
    generateBundle(_options, bundle) {
      for (const [name, part] of Object.entries(bundle)) {
        made.files.add(name)
        if (part.type !== "chunk") continue
        for (const id of part.moduleIds) {
          const folder = packageOf(id)
          if (folder !== null) made.packages.add(folder)
        }
      }
    },
  }
}

/** The innermost package around a module; null for a module of our own. */
function packageOf(id: string): string | null {
  const path = id.split(sep).join("/")
  const at = path.indexOf("/node_modules/")
  if (at < 0) return null
  const inner = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + 1))
  return inner?.[0] ?? null
}

/** The notes as text, in one order. */
export function carriedText(carried: Carried): string {
  const sorted = [...carried].sort(([a], [b]) => (a < b ? -1 : 1))
  const noted = sorted.map(([dir, { files, packages }]) => [
    dir,
    { files: [...files].sort(), packages: [...packages].sort() },
  ])
  return `${JSON.stringify(Object.fromEntries(noted), null, 1)}\n`
}
