import { childrenAt, type Tree } from "./tree.ts"

/** Children that are statements or expressions, without punctuation and keywords. */
export function named(tree: Tree | null | undefined): Tree[] {
  return (
    tree?.children.filter(
      // `await x` and `lambda: x` are called like the words they begin with, which have nothing in them.
      ({ kind, children }) => /^[a-z]\w*$/.test(kind) && (children.length > 0 || !keywords.has(kind)),
    ) ?? []
  )
}

const keywords = new Set([
  "assert",
  "async",
  "await",
  "def",
  "if",
  "else",
  "elif",
  "for",
  "in",
  "is",
  "not",
  "and",
  "or",
  "with",
  "as",
  "try",
  "except",
  "finally",
  "raise",
  "return",
  "import",
  "from",
  "class",
  "lambda",
  "yield",
  "while",
  "pass",
  "global",
  "func",
  "range",
  "defer",
  "go",
  "var",
  "const",
  "type",
  "struct",
  "map",
  "switch",
  "case",
  "default",
  "select",
  "package",
  "interface",
])

/** Arguments of a call or decorator, in order. */
export function argumentsOf(call: Tree | null): Tree[] {
  return childrenAt(call, "arguments").flatMap(named)
}

/** Content of a string node without quotes, or null for anything else. */
export function stringOf(node: Tree | null | undefined, text: string): string | null {
  if (node?.kind !== "string" && node?.kind !== "interpreted_string_literal") return null
  return text
    .slice(node.start, node.end)
    .replace(/[a-zA-Z]*("""|'''|"|')/, "")
    .replace(/("""|'''|"|')$/, "")
}
