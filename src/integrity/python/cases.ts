import { canonical } from "../text/canonical.ts"
import { named, stringOf } from "../tree/named.ts"
import { child, type Tree } from "../tree/tree.ts"

/** What holds cases in place; a list of expressions is a tuple without brackets. */
export const tableKinds: ReadonlySet<string> = new Set([
  "list",
  "tuple",
  "set",
  "dictionary",
  "expression_list",
])

/** Cases of a table; null when it is written elsewhere. */
export function pythonCases(
  node: Tree | undefined,
  tables: ReadonlyMap<string, Tree>,
  text: string,
): string[] | null {
  if (node === undefined) return null
  if (tableKinds.has(node.kind))
    return named(node).map((part) => canonical(text.slice(part.start, part.end), "hash"))
  if (node.kind === "identifier") return pythonCases(tables.get(node.value ?? ""), tables, text)
  if (node.kind === "call") {
    const of = child(child(node, "function"), "object")
    const inner = of ?? named(child(node, "arguments"))[0]
    return inner === undefined || inner === null ? null : pythonCases(inner, tables, text)
  }
  if (node.kind === "subscript") {
    const [from, to] =
      /\[\s*(-?\d*)\s*:\s*(-?\d*)\s*\]$/.exec(text.slice(node.start, node.end))?.slice(1) ?? []
    const rows = pythonCases(child(node, "value") ?? undefined, tables, text)
    return rows === null || from === undefined
      ? null
      : rows.slice(Number(from), to === "" ? undefined : Number(to))
  }
  return stringOf(node, text) === null ? null : []
}
