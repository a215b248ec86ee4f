import { forEachChild, type SyntaxNode } from "unbash"

/** Whether a function calls itself in a pipeline or in the background, as `:(){ :|:& };:` does. */
export function isForkBomb(definition: Extract<SyntaxNode, { type: "Function" }>): boolean {
  return multiplies(definition.body, definition.name.value, "alone")
}

function multiplies(node: SyntaxNode, name: string, side: "alone" | "beside"): boolean {
  if (node.type === "Command" && side === "beside" && node.name?.value === name) return true
  const beside =
    side === "beside" ||
    (node.type === "Pipeline" && node.commands.length > 1) ||
    (node.type === "Statement" && node.background === true)
  let found = false
  forEachChild(node, (child) => {
    found ||= multiplies(child, name, beside ? "beside" : "alone")
  })
  return found
}
