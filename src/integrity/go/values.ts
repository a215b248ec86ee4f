import { canonical, substitute } from "../text/canonical.ts"
import { named } from "../tree/named.ts"
import { child, childrenAt, type Tree, visit } from "../tree/tree.ts"

const longest = 400

type Values = ReadonlyMap<string, string>

/**
 * What variables stand for after these statements have run once, in order; variables of uncertain value are left out. Of
 * several results of one call (`got, err :=`) the later ones are named after the call and their place.
 */
export function goValues(statements: readonly Tree[], outer: Values, text: string): Values {
  const values = new Map(outer)
  for (const statement of statements) {
    const specs =
      statement.kind === "const_declaration" || statement.kind === "var_declaration"
        ? named(statement).flatMap((part) => (part.kind === "var_spec_list" ? named(part) : [part]))
        : [statement]
    if (!binding.test(specs[0]?.kind ?? "")) forget(statement, values)
    for (const spec of specs) bind(spec, values, text)
  }
  return values
}

const binding = /^(var_spec|const_spec|short_var_declaration|assignment_statement)$/

function bind(spec: Tree, values: Map<string, string>, text: string): void {
  const names = child(spec, "left")
  const left = names === null ? childrenAt(spec, "name") : named(names)
  const right = named(child(spec, "value") ?? child(spec, "right"))
  const plain =
    spec.kind !== "assignment_statement" ||
    child(spec, "operator")?.kind === "=" ||
    spec.children.some(({ kind }) => kind === "=")
  const shown = right.map((part) =>
    part.kind === "func_literal"
      ? null
      : substitute(canonical(text.slice(part.start, part.end), "c"), values, "c"),
  )
  left.forEach((name, i) => {
    if (name.value === null || name.value === "_") return
    values.delete(name.value)
    const value = right.length === left.length ? shown[i] : shown[0]
    if (!plain || value === null || value === undefined || value.length > longest) return
    values.set(name.value, right.length < left.length && i > 0 ? `${value}#${i}` : value)
  })
}

/** Branches and loops may or may not have assigned. */
function forget(statement: Tree, values: Map<string, string>): void {
  visit(statement, (node) => {
    if (
      node.kind === "assignment_statement" ||
      node.kind === "inc_statement" ||
      node.kind === "dec_statement"
    )
      for (const name of [...named(child(node, "left")), ...named(node)])
        if (name.kind === "identifier" && name.value !== null) values.delete(name.value)
    return true
  })
}
