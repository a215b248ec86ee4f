import { type FileFacts, noFacts } from "./facts.ts"
import { readGo } from "./go/read.ts"
import { readJavaScript } from "./javascript/read.ts"
import { grammarOf } from "./language.ts"
import { readLines } from "./lines/read.ts"
import { readPython } from "./python/read.ts"
import type { SurfaceFile } from "./surface.ts"
import { javascriptTree } from "./tree/javascript-tree.ts"
import { sitterTree } from "./tree/tree-sitter.ts"

const script = /\.[cm]?[jt]sx?$/
const known = new WeakMap<SurfaceFile, FileFacts>()

/**
 * Facts of a file: from its syntax tree where there is one, line by line elsewhere. Kept per file object, because one
 * comparison looks at a file several times. Never throws: a file nobody can read has no facts.
 */
export function factsOf(file: SurfaceFile): FileFacts {
  const earlier = known.get(file)
  if (earlier !== undefined) return earlier
  const facts = read(file)
  known.set(file, facts)
  return facts
}

function read({ path, text }: SurfaceFile): FileFacts {
  if (text === null) return noFacts
  try {
    if (script.test(path)) {
      const tree = javascriptTree(path, text)
      return tree === null ? readLines(path, text) : readJavaScript(tree, text)
    }
    const grammar = grammarOf(path)
    const tree = grammar === null ? null : sitterTree(grammar, text)
    if (tree === null) return readLines(path, text)
    return grammar === "python" ? readPython(tree, text) : readGo(tree, path, text)
  } catch {
    // Trees deeper than the stack: real source never is, and a broken file fails its own check.
    return noFacts
  }
}
