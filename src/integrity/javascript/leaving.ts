import { child, childrenAt, type Tree } from "../tree/tree.ts"

/** Whether a branch always leaves the function it stands in, or ends the process. */
export function leaves(node: Tree | null): boolean {
  if (node === null) return false
  if (node.kind === "ReturnStatement" || isExit(node)) return true
  return node.kind === "BlockStatement" && childrenAt(node, "body").some(leaves)
}

/** `process.exit(…)` and its kin as a statement. */
export function isExit(statement: Tree): boolean {
  const callee = child(child(statement, "expression"), "callee")
  const object = child(callee, "object")?.value
  const property = child(callee, "property")?.value ?? ""
  return (
    (object === "process" && /^(exit|reallyExit|abort)$/.test(property)) ||
    (object === "Deno" && property === "exit")
  )
}

/** A number written with separators or as a product (`60 * 1000`); NaN for anything else. */
export function numberOf(text: string): number {
  const factors = text.split("*").map((part) => (part === "" ? Number.NaN : Number(part)))
  return factors.reduce((product, factor) => product * factor, 1)
}
