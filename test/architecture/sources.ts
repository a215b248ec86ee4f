import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import { fileURLToPath } from "node:url"

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..")

export type Source = {
  /** Path from the repository root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly { readonly to: string; readonly how: "static" | "lazy" | "type" }[]
}

/** All TypeScript files below the given folders, with their imports; relative ones resolved to repository paths. */
export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) => readFiles(folder, /\.tsx?$/))
    .map(({ path, text }) => ({ path, text, imports: importsOf(path, text) }))
}

/** All stylesheets below a folder. */
export function readStyles(folder: string): Omit<Source, "imports">[] {
  return readFiles(folder, /\.css$/)
}

function readFiles(folder: string, wanted: RegExp): Omit<Source, "imports">[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => wanted.test(path) && !path.includes("/fixtures/"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
}

function importsOf(path: string, text: string): Source["imports"] {
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?[^"'`;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm,
  )
  const eager = [...statements].map((m) => ({
    to: resolve(path, m[2] ?? m[3] ?? ""),
    how: m[1] === undefined ? ("static" as const) : ("type" as const),
  }))
  const lazy = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map((m) => ({
    to: resolve(path, m[1] ?? ""),
    how: "lazy" as const,
  }))
  return [...eager, ...lazy]
}

function resolve(from: string, to: string): string {
  return to.startsWith(".") ? posix.normalize(posix.join(posix.dirname(from), to)) : to
}
