import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Instrumenter } from "@stryker-mutator/instrumenter"
import { readSources, root } from "../architecture/sources.ts"
import type { Area } from "./areas.ts"

/** One small change of a source file, switched on while the program runs. */
export type Change = {
  readonly id: string
  readonly file: string
  readonly line: number
  /** What stands there, and what is put there. */
  readonly before: string
  readonly after: string
  /** The whole first line of the place, without its indentation. */
  readonly within: string
}

export type Instrumented = {
  readonly changes: readonly Change[]
  /** How many files the area has, drawn or not. */
  readonly files: number
  /** Path from the repository root → source that holds every change, none of them switched on. */
  readonly sources: ReadonlyMap<string, string>
}

/**
 * Every change of an area's files that the instrumenter knows, and the sources that hold them all at once.
 *
 * @param most how many of the files; they are drawn, always the same ones
 */
export async function instrument(area: Area, most = Number.POSITIVE_INFINITY): Promise<Instrumented> {
  const all = readSources(area.folder).map(({ path }) => path)
  const files = drawn(all, most).map((path) => ({
    name: join(root, path),
    content: readFileSync(join(root, path), "utf8"),
    mutate: true,
  }))
  const made = await new Instrumenter(silent).instrument(files, {
    plugins: null,
    ignorers: [],
    excludedMutations: [],
  })
  const lines = new Map(files.map(({ name, content }) => [name, content.split("\n")]))
  const changes = made.mutants.map(({ id, fileName, replacement, location: { start, end } }) => {
    const source = lines.get(fileName) ?? []
    return {
      id,
      file: pathOf(fileName),
      line: start.line + 1,
      before: slice(source, start, end),
      after: replacement,
      within: (source[start.line] ?? "").trim(),
    }
  })
  return {
    changes,
    files: all.length,
    sources: new Map(made.files.map(({ name, content }) => [pathOf(name), switchable(content)])),
  }
}

/** Several changes can be on at once, and nothing is counted while they are: counting takes longer than most tests. */
function switchable(source: string): string {
  return source
    .replace("ns.activeMutant === id", "ns.active.has(id)")
    .replace("function cover() {", "function cover() {\n    if (!ns.counting) return;")
}

/** The first `most` of the files in an order that is as good as chance and always the same. */
function drawn(paths: readonly string[], most: number): readonly string[] {
  const lot = (path: string) => createHash("sha256").update(path).digest("hex")
  return [...paths].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, most)
}

/** Path from the repository root with forward slashes. */
export function pathOf(file: string): string {
  return file.slice(root.length + 1).replaceAll("\\", "/")
}

type Place = { readonly line: number; readonly column: number }

function slice(lines: readonly string[], start: Place, end: Place): string {
  return lines
    .slice(start.line, end.line + 1)
    .map((line, at, all) =>
      line.slice(at === 0 ? start.column : 0, at === all.length - 1 ? end.column : undefined),
    )
    .join("\n")
}

const ignore = (): void => {}
const off = (): boolean => false
const silent: ConstructorParameters<typeof Instrumenter>[0] = {
  isTraceEnabled: off,
  isDebugEnabled: off,
  isInfoEnabled: off,
  isWarnEnabled: off,
  isErrorEnabled: off,
  isFatalEnabled: off,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
}
