import { child, childrenAt, type Tree } from "../tree/tree.ts"

/** One link of `root.a(1).b`: a property, with arguments when it is called. */
type Link = { readonly name: string; readonly args: readonly Tree[] | null }

/**
 * A member and call chain from its root outward. The root's own call, as in `expect(x)`, is in `rootArgs`; a tagged
 * template counts as a call whose only argument is the template.
 */
export type Chain = {
  readonly root: string
  readonly rootArgs: readonly Tree[] | null
  readonly links: readonly Link[]
}

/** Reads the chain that ends at a call or member expression; null when its root is no plain name. */
export function chainOf(node: Tree): Chain | null {
  const links: Link[] = []
  let args: readonly Tree[] | null = null
  for (let at: Tree | null = node; at !== null; ) {
    if (at.kind === "CallExpression" || at.kind === "NewExpression") {
      const callee: Tree | null = child(at, "callee")
      // it.each(table)(title, fn): the inner call is a link of its own.
      if (args !== null) links.unshift({ name: "()", args })
      args = childrenAt(at, "arguments")
      at = callee
    } else if (at.kind === "TaggedTemplateExpression") {
      if (args !== null) links.unshift({ name: "()", args })
      args = childrenAt(at, "quasi")
      at = child(at, "tag")
    } else if (at.kind === "MemberExpression") {
      const property = child(at, "property")
      links.unshift({ name: property?.value ?? "[]", args })
      args = null
      at = child(at, "object")
    } else if (at.kind === "AwaitExpression") {
      at = child(at, "argument")
    } else if (at.kind === "Identifier" || at.kind === "ThisExpression" || at.kind === "Import") {
      const root = at.kind === "Identifier" ? (at.value ?? "") : at.kind === "Import" ? "import" : "this"
      return { root, rootArgs: args, links }
    } else return null
  }
  return null
}

/** Whether a node is a function written in place; a declaration is a statement. */
export function isFunction(node: Tree | null | undefined): boolean {
  return node?.kind === "ArrowFunctionExpression" || node?.kind === "FunctionExpression"
}

/** Names of a function's parameters; patterns give an empty name. */
export function paramsOf(node: Tree): string[] {
  return childrenAt(node, "params").map((param) => {
    if (param.kind === "AssignmentPattern") return child(param, "left")?.value ?? ""
    return param.kind === "Identifier" ? (param.value ?? "") : ""
  })
}

/** Members of an object literal by name; shorthand and methods included. */
export function membersOf(node: Tree | null): ReadonlyMap<string, Tree> {
  const members = new Map<string, Tree>()
  for (const property of childrenAt(node, "properties")) {
    const name = child(property, "key")?.value
    const value = property.kind === "ObjectMethod" ? property : child(property, "value")
    if (name !== null && name !== undefined && value !== null) members.set(name, value)
  }
  return members
}
