import { dirname, join } from "node:path"
import { brotliDecompressSync } from "node:zlib"
import type { Language, Parser, TreeCursor } from "web-tree-sitter"
import { readBytes } from "../../system/files.ts"
import type { Tree } from "./tree.ts"

export type Grammar = "python" | "go"

/**
 * Where the compiled grammars lie: compressed in `wasm/` beside the bundle, which spares a quarter of their share of the
 * package and takes 1 ms each, or in the packages they come from when run from the sources.
 * Every folder above this file is looked at, the nearest first.
 */
const places: Readonly<Record<Grammar | "runtime", readonly string[]>> = {
  runtime: ["wasm/web-tree-sitter.wasm.br", "node_modules/web-tree-sitter/web-tree-sitter.wasm"],
  python: [
    "wasm/tree-sitter-python.wasm.br",
    "node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm",
  ],
  go: ["wasm/tree-sitter-go.wasm.br", "node_modules/@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm"],
}

const loaded = new Map<Grammar, { readonly parser: Parser; readonly language: Language }>()

/**
 * Makes grammars ready for `sitterTree`, each once. `from` is the folder the search starts in. A grammar that is not
 * installed or does not load is left out: its files are then read line by line.
 */
export async function loadGrammars(
  grammars: Iterable<Grammar>,
  from: string = import.meta.dirname,
): Promise<void> {
  for (const grammar of grammars) {
    if (loaded.has(grammar)) continue
    try {
      const runtime = find(from, places.runtime)
      const bytes = find(from, places[grammar])
      if (runtime === null || bytes === null) continue
      const sitter = await import("web-tree-sitter")
      await sitter.Parser.init({ wasmBinary: runtime })
      const language = await sitter.Language.load(bytes)
      const parser = new sitter.Parser()
      parser.setLanguage(language)
      loaded.set(grammar, { parser, language })
    } catch {
      // An unusable grammar costs precision, never the measurement.
    }
  }
}

function find(from: string, names: readonly string[]): Uint8Array | null {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of names) {
      const bytes = readBytes(join(folder, name))
      if (bytes !== null) return name.endsWith(".br") ? brotliDecompressSync(bytes) : bytes
    }
    if (dirname(folder) === folder) return null
  }
}

/** The tree of a source text, or null when its grammar is not loaded. */
export function sitterTree(grammar: Grammar, text: string): Tree | null {
  const ready = loaded.get(grammar)
  if (ready === undefined) return null
  const parsed = ready.parser.parse(text)
  if (parsed === null) return null
  const cursor = parsed.walk()
  try {
    return copy(cursor, text, 0)
  } finally {
    cursor.delete()
    parsed.delete()
  }
}

/** Deeper trees than any person writes would end the stack. */
const deepest = 400

/** A plain copy, because every look at a node inside the grammar's own memory is slow. */
function copy(cursor: TreeCursor, text: string, depth: number): Tree {
  const start = cursor.startIndex
  const end = cursor.endIndex
  const kind = cursor.nodeType
  const field = cursor.currentFieldName
  const children: Tree[] = []
  if (depth < deepest && cursor.gotoFirstChild()) {
    do {
      if (cursor.nodeType !== "comment") children.push(copy(cursor, text, depth + 1))
    } while (cursor.gotoNextSibling())
    cursor.gotoParent()
  }
  const value = children.length === 0 ? text.slice(start, end) : null
  return { kind, start, end, field, value, children }
}
