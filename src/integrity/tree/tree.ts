/** A syntax tree of any language in one plain shape. `value` is a name, an operator or the content of a string. */
export type Tree = {
  readonly kind: string
  readonly start: number
  readonly end: number
  /** Name of the place this node has in its parent, or null. */
  readonly field: string | null
  readonly value: string | null
  readonly children: readonly Tree[]
}

/** The child at a place of the node, or null. */
export function child(tree: Tree | null | undefined, field: string): Tree | null {
  return tree?.children.find((entry) => entry.field === field) ?? null
}

/** All children at a place of the node (arguments, elements, statements …). */
export function childrenAt(tree: Tree | null | undefined, field: string): Tree[] {
  return tree?.children.filter((entry) => entry.field === field) ?? []
}

/** Every node of a tree, parents first; below a node for which `enter` answers false nothing is visited. */
export function visit(tree: Tree, enter: (node: Tree) => boolean): void {
  const stack = [tree]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!enter(node)) continue
    for (let i = node.children.length - 1; i >= 0; i--) {
      const next = node.children[i]
      if (next !== undefined) stack.push(next)
    }
  }
}

/** Whether any node of the tree fulfils the condition. */
export function some(tree: Tree, test: (node: Tree) => boolean): boolean {
  let found = false
  visit(tree, (node) => {
    found ||= test(node)
    return !found
  })
  return found
}
