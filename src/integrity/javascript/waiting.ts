import { child, some, type Tree } from "../tree/tree.ts"
import { chainOf } from "./chain.ts"

/** What tells the runner, or a promise around it, that a callback is over. */
const told = /(?<![.\w])(done|resolve|reject|next|callback|cb|finish\w*)\s*[(),.]|\.end\(/

/**
 * Whether an expression makes a promise that may fail after the test is over, when nobody waits for it: `load().then(…)`,
 * `Promise.all([…])`, `list.map(async …)`, a function of the file that waits itself. Commands of Cypress wait by themselves.
 */
export function isPromise(given: Tree, text: string, functions: ReadonlyMap<string, Tree>): boolean {
  const node = given.value === "void" ? (child(given, "argument") ?? given) : given
  if (node.kind !== "CallExpression" || told.test(text.slice(node.start, node.end))) return false
  const isLate = (part: Tree) =>
    /^async\b/.test(text.slice(part.start, part.start + 6)) &&
    some(part, ({ kind }) => kind === "AwaitExpression")
  const callee = child(node, "callee")
  if (callee !== null && isLate(callee)) return true
  const chain = chainOf(node)
  if (chain === null || chain.root === "cy") return false
  const names = chain.links.map(({ name }) => name)
  const own = functions.get(chain.root)
  if (names.length === 0) return own !== undefined && isLate(own)
  return (
    names.includes("then") ||
    (chain.root === "Promise" && /^(all|allSettled|any)$/.test(`${names[0]}`)) ||
    (names.at(-1) === "map" && node.children.some(isLate))
  )
}

/** Whether promises are waited for and their failures are not: `await Promise.allSettled([…])`, whose answer nobody takes. */
export function isSettled(node: Tree, text: string): boolean {
  return /^await\s+Promise\.allSettled\b/.test(text.slice(node.start, node.end))
}
