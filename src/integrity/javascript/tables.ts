import { child, childrenAt, type Tree } from "../tree/tree.ts"
import { chainOf } from "./chain.ts"

/** Arrays and objects by the constant that holds them. */
export type Tables = ReadonlyMap<string, Tree>

/** Source texts of the cases a table node holds; null when they are written elsewhere, none when they are picked by a condition. */
export function casesOf(node: Tree, tables: Tables, text: string): string[] | null {
  if (node.kind === "ArrayExpression") {
    const elements = childrenAt(node, "elements")
    if (elements.some(({ kind }) => kind === "SpreadElement")) return null
    return elements.map((element) => text.slice(element.start, element.end))
  }
  if (node.kind === "ObjectExpression")
    return childrenAt(node, "properties").map((property) => text.slice(property.start, property.end))
  if (node.kind === "TemplateLiteral") {
    const lines = text.slice(node.start + 1, node.end - 1).split("\n")
    return lines
      .filter((line) => line.includes("${"))
      .map((line) => line.replace(/\$\{|\}(?=\s*(?:\||$))/g, ""))
  }
  if (node.kind === "Identifier") {
    const table = tables.get(node.value ?? "")
    return table === undefined || table === node ? null : casesOf(table, tables, text)
  }
  const chain = chainOf(node)
  if (chain?.root === "Object" || chain?.root === "Array") {
    const inner = chain.links.at(-1)?.args?.[0]
    return inner === undefined ? null : casesOf(inner, tables, text)
  }
  const of = child(child(node, "callee"), "object")
  const method = child(child(node, "callee"), "property")?.value ?? ""
  if (of === null || !/^(entries|keys|values|map|filter|slice|toSorted|sort)$/.test(method)) return null
  const rows = casesOf(of, tables, text)
  if (rows === null || method === "filter") return rows === null ? null : []
  if (method !== "slice") return rows
  const bounds = childrenAt(node, "arguments").map(({ value }) => Number(value ?? Number.NaN))
  return bounds.some(Number.isNaN) ? [] : rows.slice(...bounds)
}

/** The table a statement or call runs through: `for (… of table)`, `table.forEach(…)`; null for every other node. */
export function loopTable(node: Tree): Tree | null {
  if (node.kind === "ForOfStatement" || node.kind === "ForInStatement") return child(node, "right")
  const callee = child(node, "callee")
  if (callee?.kind !== "MemberExpression") return null
  return /^(forEach|map|every|some)$/.test(child(callee, "property")?.value ?? "")
    ? child(callee, "object")
    : null
}
