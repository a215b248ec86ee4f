import { canonical } from "../text/canonical.ts"
import { lineFinder } from "../text/lines.ts"
import { javascriptTree } from "../tree/javascript-tree.ts"
import { child, childrenAt, type Tree } from "../tree/tree.ts"
import { lineSettings } from "./lines.ts"
import type { Setting } from "./setting.ts"

/** Settings of a configuration file: JSON, JavaScript and TypeScript by their syntax tree, TOML, INI and YAML by lines. */
export function settingsOf(path: string, text: string): Setting[] {
  if (/\.[cm]?[jt]sx?$/.test(path)) return fromTree(javascriptTree(path, text), text)
  const json = /\.jsonc?/.test(path) || /^\s*\{/.test(text)
  // In parentheses an object literal is an expression.
  if (json) return fromTree(javascriptTree("settings.js", `(${text}\n)`), `(${text}\n)`)
  return lineSettings(path, text)
}

const deepest = 12

function fromTree(tree: Tree | null, text: string): Setting[] {
  if (tree === null) return []
  const lineOf = lineFinder(text)
  const settings: Setting[] = []
  const constants = new Map<string | null | undefined, Tree | null>()
  outermost(tree)
  return settings

  function outermost(node: Tree): void {
    if (node.kind === "VariableDeclarator") constants.set(child(node, "id")?.value, child(node, "init"))
    if (node.kind === "ObjectExpression") {
      object(node, "", 0)
      return
    }
    if (node.kind === "AssignmentExpression") {
      const left = child(node, "left")
      const name = left === null ? "" : canonical(text.slice(left.start, left.end), "c")
      const right = child(node, "right")
      if (right !== null && /^(config|module\.exports|exports)\.\w/.test(name))
        value(name.replace(/^(config|module\.exports|exports)\./, ""), right, 0)
    }
    for (const part of node.children) outermost(part)
  }

  function object(node: Tree, prefix: string, depth: number): void {
    // A constant may name itself.
    if (depth > deepest) return
    for (const property of childrenAt(node, "properties")) {
      if (property.kind === "SpreadElement") {
        outermost(property)
        continue
      }
      const name = child(property, "key")?.value ?? "?"
      const inner = property.kind === "ObjectMethod" ? property : child(property, "value")
      if (inner !== null) value(prefix === "" ? name : `${prefix}.${name}`, inner, depth + 1)
    }
  }

  function value(key: string, given: Tree, depth: number): void {
    const node = given.kind === "Identifier" ? (constants.get(given.value) ?? given) : given
    const shown = canonical(text.slice(node.start, node.end), "c")
    const elements = node.kind === "ArrayExpression" ? childrenAt(node, "elements") : [node]
    const items = elements.map((part) =>
      part.kind === "StringLiteral" ? (part.value ?? "") : canonical(text.slice(part.start, part.end), "c"),
    )
    settings.push({
      key,
      value: node.kind === "StringLiteral" ? (node.value ?? "") : shown,
      items: node.kind === "ObjectExpression" ? [] : items,
      line: lineOf(node.start),
    })
    if (node.kind === "ObjectExpression") object(node, key, depth + 1)
    for (const part of node.kind === "ArrayExpression" ? elements : [])
      if (part.kind === "ObjectExpression") object(part, key, depth + 1)
  }
}
