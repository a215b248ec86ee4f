import { posix } from "node:path"
import { findByEnd } from "./find-by-end.ts"

/** Finds the files that an import may mean; several for an ambiguous one, none for what is not of this project. */
export type Resolver = (from: string, name: string) => readonly string[]

const endings = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".d.ts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  ".vue",
  ".svelte",
  ".astro",
  ".css",
  ".scss",
  ".less",
  ".rb",
]
const insides = ["index.ts", "index.tsx", "index.js", "index.mjs", "index.cjs", "index.jsx", "_index.scss"]
const modules = [".py", "/__init__.py", ".pyi", ".java", ".kt", ".scala", ".groovy", ".cs", ".php"]
/** A name that fits more files than this says nothing. */
const mostMeant = 4

/** A resolver over these files (relative paths with `/`). */
export function resolverOf(paths: readonly string[]): Resolver {
  const known = new Set(paths)
  const find = findByEnd(paths)
  const endingIn = (tail: string): readonly string[] => find(tail, mostMeant)
  return (from, name) => {
    const folder = posix.dirname(from)
    if (/^\.{1,2}(?:\/|$)/.test(name) && !/\.pyi?$/.test(from))
      return relativeOf(known, posix.join(folder, name))
    if (/\.(?:pyi?|java|kts?|scala|groovy|cs|php)$/.test(from)) return dottedOf(known, endingIn, folder, name)
    const beside = posix.join(folder, name)
    const included = relativeOf(known, beside)
    return included.length > 0 ? included : endingIn(name)
  }
}

function relativeOf(known: ReadonlySet<string>, target: string): readonly string[] {
  // In TypeScript's sources the import names what will be there after the build.
  const bare = target.replace(/\.([mc]?)js(x?)$/, "")
  const candidates = [
    ...endings.map((ending) => target + ending),
    ...(bare === target ? [] : endings.map((ending) => bare + ending)),
    ...insides.map((inside) => posix.join(target, inside)),
  ]
  const found = candidates.find((path) => known.has(path))
  return found === undefined ? [] : [found]
}

function dottedOf(
  known: ReadonlySet<string>,
  endingIn: (tail: string) => readonly string[],
  folder: string,
  name: string,
): readonly string[] {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0
  const tail = name.slice(dots).replace(/[.\\]+/g, "/")
  if (dots > 0) {
    const base = posix.join(folder, ...Array.from({ length: dots - 1 }, () => ".."))
    const found = modules.map((ending) => posix.join(base, tail) + ending).find((path) => known.has(path))
    return found === undefined ? [] : [found]
  }
  if (!tail.includes("/"))
    return modules.flatMap((ending) => (known.has(tail + ending) ? [tail + ending] : []))
  for (const ending of modules) {
    const found = endingIn(tail + ending)
    if (found.length > 0) return found
  }
  return []
}
