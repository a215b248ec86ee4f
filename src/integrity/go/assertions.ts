import { callDrafts } from "../assertion/calls.ts"
import { callOf, type Draft } from "../assertion/draft.ts"
import { matcherDrafts } from "../assertion/matchers.ts"
import { argumentsOf } from "../tree/named.ts"
import { child, type Tree } from "../tree/tree.ts"

/** Whatever these are asked is an assertion. */
const libraries = new Set(["assert", "require", "must", "is", "td"])

/** Reads a call of testify, gomega or a like library as an assertion; null for every other call. */
export function goAssertion(name: string, node: Tree, show: (node: Tree) => string): Draft[] | null {
  const args = argumentsOf(node).map(show)
  const [root = "", ...rest] = name.split(".")
  const last = rest.at(-1) ?? ""
  if (
    /^(assert|require|must|is|check|td|quick|a|r|s|suite|ts)$/.test(root) &&
    rest.length > 0 &&
    /^[A-Z]/.test(last)
  ) {
    const given = /^(t|tt|b|s\.T\(\)|suite\.T\(\)|c)$/.test(args[0] ?? "") ? args.slice(1) : args
    const known =
      libraries.has(root) ||
      /^(Equal|True|False|NoError|Error|Nil|Contains|Len|Greater|Less|NotNil|Empty|Require|Panics|InDelta|ElementsMatch|JSONEq|NotEqual|Same|ErrorIs)/.test(
        last,
      )
    return known ? callDrafts(last, given, "c") : null
  }
  // Expect(x).To(Equal(3))
  const inner = child(child(node, "function"), "operand")
  if (/^(To|Should|ToNot|NotTo|ShouldNot|Assert)$/.test(last)) {
    const [subject] = argumentsOf(inner)
    const matcher = callOf(args[0] ?? "", "c")
    if (subject === undefined || matcher === null) return null
    return matcherDrafts(matcher.name.replace(/.*\./, ""), show(subject), matcher.args, /Not/.test(last), "c")
  }
  return null
}
