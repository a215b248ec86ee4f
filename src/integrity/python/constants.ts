import { canonical, substitute } from "../text/canonical.ts"
import { named } from "../tree/named.ts"
import { child, type Tree, visit } from "../tree/tree.ts"

const longest = 400
/** Values that hide what a name meant. */
export const standIn = /^(lambda\b|(\w+\.)*(Mock|MagicMock|AsyncMock|create_autospec)\()/

type Values = ReadonlyMap<string, string>

/** What names stand for after these statements have run once, in order; names of uncertain value are left out. */
export function constants(statements: readonly Tree[], outer: Values, text: string): Values {
  const values = new Map(outer)
  for (const statement of statements) {
    const assignment = named(statement)[0]
    const right = child(assignment, "right")
    const value = right === null ? "" : canonical(text.slice(right.start, right.end), "hash")
    // What a name is assigned from is still what it was before.
    const known = substitute(value.replace(/^await /, ""), values, "hash")
    visit(statement, (node) => {
      if (node.kind === "function_definition" || node.kind === "class_definition") return false
      if (
        node.kind === "assignment" ||
        node.kind === "augmented_assignment" ||
        node.kind === "named_expression"
      ) {
        const left = child(node, "left") ?? child(node, "name")
        for (const name of left === null ? [] : [left, ...named(left)])
          if (name.value !== null) values.delete(name.value)
      }
      return true
    })
    if (assignment?.kind !== "assignment") continue
    const left = child(assignment, "left")
    if (right === null || left === null || value.length > longest || standIn.test(value)) continue
    if (left.value !== null) values.set(left.value, known)
    else if (left.kind === "pattern_list")
      for (const [i, name] of named(left).entries())
        if (name.value !== null) values.set(name.value, `${known}[${i}]`)
  }
  return values
}
