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
    const assignment = statement.kind === "expression_statement" ? named(statement)[0] : undefined
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
    const right = child(assignment, "right")
    if (right === null || left === null || right.kind === "lambda") continue
    const value = canonical(text.slice(right.start, right.end), "hash").replace(/^await /, "")
    if (value.length > longest || standIn.test(value)) continue
    const known = substitute(value, outer === values ? new Map() : values, "hash")
    if (left.kind === "identifier" && left.value !== null) values.set(left.value, known)
    else if (left.kind === "pattern_list")
      for (const [i, name] of named(left).entries())
        if (name.value !== null) values.set(name.value, `${known}[${i}]`)
  }
  return values
}
