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
    // What a name is assigned from is still what it was before.
    const found = bound(statement, values, text)
    forget(statement, values)
    for (const [name, value] of found) values.set(name, value)
  }
  return values
}

/** Names that a statement assigns, with what they then stand for. */
function bound(statement: Tree, values: Values, text: string): Values {
  const found = new Map<string, string>()
  const assignment = named(statement)[0]
  const right = child(assignment, "right")
  if (assignment?.kind !== "assignment" || right === null) return found
  const value = canonical(text.slice(right.start, right.end), "hash").replace(/^await /, "")
  if (value.length > longest || standIn.test(value)) return found
  const known = substitute(value, values, "hash")
  const left = child(assignment, "left") ?? assignment
  if (left.value !== null) found.set(left.value, known)
  if (left.kind === "pattern_list")
    for (const [i, name] of named(left).entries())
      if (name.value !== null) found.set(name.value, `${known}[${i}]`)
  return found
}

function forget(statement: Tree, values: Map<string, string>): void {
  visit(statement, (node) => {
    if (node.kind === "function_definition" || node.kind === "class_definition") return false
    if (
      node.kind === "assignment" ||
      node.kind === "augmented_assignment" ||
      node.kind === "named_expression"
    ) {
      const target = named(node)[0] ?? node
      for (const { value } of [target, ...named(target)]) if (value !== null) values.delete(value)
    }
    return true
  })
}
