import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isRecord, parseRecord } from "../../system/json-record.ts"
import { type LeftOutReason, leftOutReason } from "./left-out.ts"
import type { Redactions } from "./redactions.ts"

/** What is known of a content from an earlier pack. `size`: it was seen, not yet read. */
export type Fact =
  | { readonly kind: "size"; readonly bytes: number }
  | { readonly kind: "left-out"; readonly bytes: number; readonly why: LeftOutReason }
  | {
      readonly kind: "text"
      readonly bytes: number
      /** Estimated tokens of what goes into a pack, uncalibrated. */
      readonly tokens: number
      /** Where secrets stand; null when that has to be looked at each time. */
      readonly redactions: Redactions | null
    }

/** The cache of one repository. It holds numbers about contents, never content. */
export type Facts = {
  get(key: string): Fact | null
  set(key: string, fact: Fact): void
  /** Files that a content imports, in its own words; null when nobody looked yet. */
  imports(key: string): readonly string[] | null
  setImports(key: string, names: readonly string[]): void
  /** Writes what is new; `used` are the keys of the present tree, which outlive all others. Throws StoreError. */
  save(used: ReadonlySet<string>): void
}

/** Counts made by another way of counting are not mixed in. */
const version = 1
/** Entries in each of the two files; a tree of more files than this is packed, but not remembered whole. */
const mostEntries = 120_000

/** As much of a blob's id as keeps two contents apart. */
export function keyOfBlob(id: string): string {
  return id.slice(0, 24)
}

/** The cache in `folder`. A damaged one is none. Throws StoreError. */
export function openFacts(folder: string): Facts {
  const files = load(join(folder, "facts.json"))
  let imports: Entries | null = null
  let newFiles = false
  let newImports = false
  const loadedImports = (): Entries => {
    imports ??= load(join(folder, "imports.json"))
    return imports
  }
  return {
    get: (key) => decode(files[key]),
    set: (key, fact) => {
      files[key] = encode(fact)
      newFiles = true
    },
    imports: (key) => {
      const names = loadedImports()[key]
      return Array.isArray(names) ? names.filter((name) => typeof name === "string") : null
    },
    setImports: (key, names) => {
      loadedImports()[key] = names
      newImports = true
    },
    save: (used) => {
      if (newFiles || newImports) ensureDir(folder)
      if (newFiles) store(join(folder, "facts.json"), files, used)
      if (newImports) store(join(folder, "imports.json"), loadedImports(), used)
    },
  }
}

/** Keys are ours and never names of an object's own members. */
type Entries = Record<string, unknown>

function load(path: string): Entries {
  const value = parseRecord(readTextIfPresent(path) ?? "")
  return value !== null && value.version === version && isRecord(value.entries) ? value.entries : {}
}

/** When there are too many, those of the present tree stay, and of the others the newest. */
function store(path: string, entries: Entries, used: ReadonlySet<string>): void {
  const all = Object.entries(entries)
  const isUsed = ([key]: readonly [string, unknown]): boolean => used.has(key.split(":", 1)[0] ?? "")
  const kept =
    all.length <= mostEntries
      ? entries
      : Object.fromEntries(
          [...all.filter((entry) => !isUsed(entry)), ...all.filter(isUsed)].slice(-mostEntries),
        )
  writeFileAtomic(path, JSON.stringify({ version, entries: kept }), "cached")
}

function encode(fact: Fact): readonly unknown[] {
  switch (fact.kind) {
    case "size":
      return [fact.bytes]
    case "left-out":
      return [fact.bytes, fact.why]
    case "text":
      return fact.redactions?.length === 0
        ? [fact.bytes, fact.tokens]
        : [fact.bytes, fact.tokens, fact.redactions ?? 0]
    default:
      return fact satisfies never
  }
}

function decode(value: unknown): Fact | null {
  if (!Array.isArray(value)) return null
  const [bytes, told, places] = value
  if (typeof bytes !== "number") return null
  if (told === undefined) return { kind: "size", bytes }
  if (typeof told === "string") {
    const why = leftOutReason(told)
    return why === null ? null : { kind: "left-out", bytes, why }
  }
  if (typeof told !== "number") return null
  if (places === undefined) return { kind: "text", bytes, tokens: told, redactions: [] }
  const known = Array.isArray(places) ? places.filter((place) => typeof place === "number") : null
  return { kind: "text", bytes, tokens: told, redactions: known }
}
