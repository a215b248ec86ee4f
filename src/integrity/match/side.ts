import { posix } from "node:path"
import type { FileFacts, Helper } from "../facts.ts"
import { factsOf } from "../facts-of.ts"
import type { Surface, SurfaceFile } from "../surface.ts"
import { canonical } from "../text/canonical.ts"

/** One of the two surfaces with what rules look up in it. */
export type Side = {
  readonly surface: Surface
  readonly byPath: ReadonlyMap<string, SurfaceFile>
  /** Files that are not the same in the other surface. */
  readonly changed: readonly SurfaceFile[]
}

export function sidesOf(before: Surface, after: Surface): { readonly before: Side; readonly after: Side } {
  const old = new Map(before.files.map((file) => [file.path, file]))
  const now = new Map(after.files.map((file) => [file.path, file]))
  const differ = (file: SurfaceFile, other: SurfaceFile | undefined) =>
    other === undefined || other.kind !== file.kind || (other.hash !== file.hash && !saysTheSame(file, other))
  return {
    before: {
      surface: before,
      byPath: old,
      changed: before.files.filter((file) => differ(file, now.get(file.path))),
    },
    after: {
      surface: after,
      byPath: now,
      changed: after.files.filter((file) => differ(file, old.get(file.path))),
    },
  }
}

/** Scripts that differ in layout and comments only are not looked into. Elsewhere indentation or comments may count. */
function saysTheSame(file: SurfaceFile, other: SurfaceFile): boolean {
  if (file.text === null || other.text === null || !/\.[cm]?[jt]sx?$/.test(file.path)) return false
  return canonical(file.text, "c") === canonical(other.text, "c")
}

/** The helper function that a call in `file` means: defined there, imported from a file of the workspace, or beside it. */
export function helperNamed(side: Side, file: SurfaceFile, facts: FileFacts, name: string): Helper | null {
  const local = facts.helpers.find((helper) => helper.name === name)
  if (local !== undefined) return local
  const direct = facts.imports.find((entry) => entry.name === name)
  const places = direct === undefined ? facts.imports : [direct]
  for (const { from, imported } of places) {
    const target = resolveImport(side, file.path, from)
    if (target === null || target.kind === "source") continue
    const wanted = direct === undefined || imported === "default" ? name : imported
    const found = factsOf(target).helpers.find((helper) => helper.name === wanted)
    if (found !== undefined) return found
  }
  if (!file.path.endsWith(".go")) return null
  const folder = posix.dirname(file.path)
  for (const beside of side.surface.files) {
    if (beside.kind !== "test" || posix.dirname(beside.path) !== folder) continue
    // Files that cannot hold it need not be parsed.
    if (!beside.text?.includes(name)) continue
    const found = factsOf(beside).helpers.find((helper) => helper.name === name)
    if (found !== undefined) return found
  }
  return null
}

const endings = [
  "",
  ".ts",
  ".js",
  ".tsx",
  ".jsx",
  ".mts",
  ".mjs",
  ".cts",
  ".cjs",
  ".py",
  "/index.ts",
  "/index.js",
  "/__init__.py",
]

/** The watched file an import path means, or null: relative paths, `@/…` and dotted Python modules. */
export function resolveImport(side: Side, importer: string, from: string): SurfaceFile | null {
  const bases = /\.(\/|$)/.test(from)
    ? [posix.join(posix.dirname(importer), from)]
    : importer.endsWith(".py")
      ? pythonBases(importer, from)
      : [from.replace(/[@~#]\//, "src/"), from.replace(/[@~#]\//, "")]
  for (const base of bases) {
    for (const ending of endings) {
      const found =
        side.byPath.get(`${base}${ending}`) ?? side.byPath.get(`${base.replace(/\.[cm]?jsx?$/, "")}${ending}`)
      if (found !== undefined) return found
    }
  }
  return null
}

function pythonBases(importer: string, from: string): string[] {
  const dots = /^\.*/.exec(from)?.[0].length ?? 0
  const path = from.replaceAll(".", "/")
  const folder = posix.dirname(importer)
  if (dots > 0) return [posix.join(folder, ...Array.from({ length: dots - 1 }, () => ".."), path)]
  return [path, `src/${path}`, posix.join(folder, path)]
}
