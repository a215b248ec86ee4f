import { canonical, substitute } from "../text/canonical.ts"
import { literalMember } from "../text/member.ts"
import { child, childrenAt, type Tree, visit } from "../tree/tree.ts"
import { isFunction } from "./chain.ts"

const longest = 400

type Values = ReadonlyMap<string, string>

/** What names stand for after these statements have run once, in order; names of uncertain value are left out. */
export function constants(statements: readonly Tree[], outer: Values, text: string): Values {
  const values = new Map(outer)
  for (const statement of statements) {
    const plain = statement.kind === "ExportNamedDeclaration" ? child(statement, "declaration") : statement
    if (plain?.kind === "VariableDeclaration")
      for (const entry of childrenAt(plain, "declarations"))
        bind(child(entry, "id"), child(entry, "init"), values, text)
    const expression = child(plain, "expression")
    const assigns = expression?.kind === "AssignmentExpression" && expression.value === "="
    // What is assigned within branches, loops and callbacks may or may not hold afterwards.
    if (plain !== null) forget(plain, assigns ? expression : null, values)
    if (assigns) bind(child(expression, "left"), child(expression, "right"), values, text)
  }
  return values
}

function bind(target: Tree | null, init: Tree | null, values: Map<string, string>, text: string): void {
  if (target === null) return
  const show = (node: Tree) => canonical(text.slice(node.start, node.end), "c")
  if (init === null || isFunction(init)) {
    if (target.value !== null) values.delete(target.value)
    return
  }
  if (target.value !== null) keep(target.value, show(init), values)
  for (const property of childrenAt(target, "properties")) {
    const name = child(property, "value")?.value
    const key = child(property, "key")?.value
    if (name && key) keep(name, `${show(init)}.${key}`, values)
  }
  // A list that is written out gives its members; what is spread into it may move them.
  const written = childrenAt(init, "elements")
  const known = written.every(({ kind }) => kind !== "SpreadElement") ? written : []
  childrenAt(target, "elements").forEach((element, i) => {
    const member = known[i]
    if (element.value !== null)
      keep(element.value, member === undefined ? `${show(init)}[${i}]` : show(member), values)
  })
}

function keep(name: string, value: string, values: Map<string, string>): void {
  const plain = value.replace(/^await /, "")
  // What a name is assigned from is still what it was before.
  const known = literalMember(substitute(plain, values, "c"), "c")
  values.delete(name)
  // A module is no value: its names stand for themselves.
  // A stand-in is no value either: it hides what the name meant.
  if (/^(require|import)\(|^(vi|jest|sinon|mock|td)\.(fn|stub|fake|func|spy|mocked)\b/.test(plain)) return
  if (plain.length <= longest) values.set(name, known)
}

function forget(statement: Tree, except: Tree | null, values: Map<string, string>): void {
  if (values.size === 0) return
  visit(statement, (node) => {
    if (node === except) return true
    if (node.kind === "AssignmentExpression" || node.kind === "UpdateExpression") {
      const target = child(node, "left") ?? child(node, "argument") ?? node
      if (target.value !== null) values.delete(target.value)
    }
    return true
  })
}
