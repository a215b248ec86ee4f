import { type ParserPlugin, parse } from "@babel/parser"
import { isRecord } from "../../system/json-record.ts"
import type { Tree } from "./tree.ts"

/** Positions, comments and types say nothing about what a test asserts. */
const skipped = new Set([
  "loc",
  "start",
  "end",
  "range",
  "extra",
  "errors",
  "comments",
  "leadingComments",
  "trailingComments",
  "innerComments",
  "tokens",
  "typeAnnotation",
  "returnType",
  "typeParameters",
  "typeArguments",
])
/** Nodes that wrap an expression without changing its value. */
const transparent = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "ParenthesizedExpression",
])
const plainKind: Readonly<Record<string, string>> = {
  OptionalMemberExpression: "MemberExpression",
  OptionalCallExpression: "CallExpression",
}

/** The tree of a JavaScript or TypeScript file, or null when it is too broken to have one. Never throws. */
export function javascriptTree(path: string, text: string): Tree | null {
  const typed = /\.[cm]?tsx?/.test(path)
  const markup = !/\.[cm]?ts$/.test(path)
  const plugins: ParserPlugin[] = [
    "decorators-legacy",
    ...(markup ? (["jsx"] as const) : []),
    typed ? "typescript" : "flow",
  ]
  try {
    const file = parse(text, {
      sourceType: "unambiguous",
      errorRecovery: true,
      attachComment: false,
      plugins,
    })
    return treeOf(file.program, null)
  } catch {
    return null
  }
}

function treeOf(value: unknown, field: string | null): Tree | null {
  if (!isRecord(value) || typeof value.type !== "string") return null
  const { type, start, end } = value
  if (typeof start !== "number" || typeof end !== "number") return null
  if (transparent.has(type)) return treeOf(value.expression, field)
  const children: Tree[] = []
  for (const key of Object.keys(value)) {
    if (skipped.has(key)) continue
    const part = value[key]
    if (Array.isArray(part)) {
      for (const entry of part)
        add(children, entry === null && type === "ArrayPattern" ? hole(start, key) : treeOf(entry, key))
    } else if (typeof part === "object") add(children, treeOf(part, key))
  }
  return { kind: plainKind[type] ?? type, start, end, field, value: nameOrValue(value), children }
}

/** The place of a name that is left out: `const [, b] = f()`. */
function hole(start: number, field: string): Tree {
  return { kind: "Hole", start, end: start, field, value: null, children: [] }
}

function add(children: Tree[], node: Tree | null): void {
  if (node !== null) children.push(node)
}

function nameOrValue(node: Readonly<Record<string, unknown>>): string | null {
  const value = node.operator ?? node.name ?? node.value
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null
}
