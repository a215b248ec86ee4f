import { callDrafts } from "../assertion/calls.ts"
import { type Draft, draft } from "../assertion/draft.ts"
import { matcherDrafts } from "../assertion/matchers.ts"
import { equal } from "../assertion/truth.ts"
import type { Tree } from "../tree/tree.ts"
import { type Chain, chainOf } from "./chain.ts"

export type Found = {
  readonly drafts: readonly Draft[]
  /** Nothing is asserted unless the promise is awaited. */
  readonly promised: boolean
  /** A `.catch` behind the assertion that keeps quiet. */
  readonly caught: boolean
}

/** Names that mean an assertion library in one file. */
export type Names = {
  /** Names of `assert` objects and functions. */
  readonly asserts: ReadonlySet<string>
  /** Named imports of an assertion library: local → imported. */
  readonly functions: ReadonlyMap<string, string>
}

const expectRoots = new Set(["expect", "expectTypeOf", "assertType", "assertThat", "should"])
const properties = new Set([
  "ok",
  "true",
  "false",
  "null",
  "undefined",
  "NaN",
  "exist",
  "exists",
  "empty",
  "called",
  "calledOnce",
  "calledTwice",
  "rejected",
  "fulfilled",
  "extensible",
  "sealed",
  "frozen",
  "finite",
])
const fluent = new Set([
  "then",
  "catch",
  "finally",
  "and",
  "to",
  "be",
  "with",
  "that",
  "which",
  "soft",
  "poll",
  "should",
  "withContext",
  "and",
])
const tapMethods =
  /^(is|not|ok|notOk|true|false|truthy|falsy|equals?|notEqual|deepEqual|notDeepEqual|strictEqual|strictSame|same|notSame|like|throws|throwsAsync|notThrows|rejects|resolves|match|has|hasStrict|type|error|fail|snapshot|matchSnapshot|regex|assert|plan|strictNotSame|looseEqual|doesNotThrow|propEqual|step)$/

/** Reads a call or property as an assertion; null when it is none. `show` gives the canonical text of a node. */
export function assertionIn(node: Tree, names: Names, show: (node: Tree) => string): Found | null {
  const chain = chainOf(node)
  if (chain === null) return null
  return fromExpect(chain, show) ?? fromAssert(chain, names, show) ?? fromShould(chain, node, show)
}

function fromExpect(chain: Chain, show: (node: Tree) => string): Found | null {
  if (!expectRoots.has(chain.root)) return null
  const first = chain.links[0]
  const soft = first?.name === "soft" || first?.name === "poll"
  if (chain.rootArgs === null && !soft) {
    if (first === undefined || !/^(assertions|hasAssertions|fail|unreachable)$/.test(first.name)) return null
    return fromCall(first, chain, show)
  }
  const subjectNode = (soft ? first?.args : chain.rootArgs)?.[0]
  if (subjectNode === undefined) return null
  return fromLinks(chain, soft ? 1 : 0, show(subjectNode), show)
}

function fromLinks(chain: Chain, from: number, base: string, show: (node: Tree) => string): Found | null {
  const links = chain.links.slice(from)
  const rejects = links.some(({ name }) => name === "rejects" || name === "rejectedWith")
  const subject = rejects ? `rejects ${base}` : base
  let negated = false
  const drafts: Draft[] = []
  for (const { name, args } of links) {
    if (name === "not" || name === "never") negated = true
    else if (args !== null && !fluent.has(name))
      drafts.push(...matcherDrafts(name, subject, args.map(show), negated, "c"))
    else if (args === null && properties.has(name))
      drafts.push(...matcherDrafts(name, subject, [], negated, "c"))
  }
  if (drafts.length === 0) return null
  return {
    drafts,
    promised: rejects || chain.links.some(({ name }) => /^(resolves|eventually|poll)$/.test(name)),
    caught: catches(chain),
  }
}

function fromAssert(chain: Chain, names: Names, show: (node: Tree) => string): Found | null {
  const asserted = callOf(chain, names)
  return asserted === null ? null : fromCall(asserted, chain, show)
}

function fromCall(
  asserted: Chain["links"][number],
  chain: Chain,
  show: (node: Tree) => string,
): Found | null {
  if (asserted.args === null) return null
  const drafts = callDrafts(asserted.name, asserted.args.map(show), "c")
  return drafts === null
    ? null
    : { drafts, promised: /reject|Async/i.test(asserted.name), caught: catches(chain) }
}

function callOf(chain: Chain, names: Names): { name: string; args: readonly Tree[] | null } | null {
  const [first, second] = chain.links
  if (first === undefined || first.name === "catch") {
    if (names.asserts.has(chain.root)) return { name: "ok", args: chain.rootArgs }
    const imported = names.functions.get(chain.root)
    if (imported !== undefined) return { name: imported, args: chain.rootArgs }
    return /^assert[A-Z_]/.test(chain.root) ? { name: chain.root, args: chain.rootArgs } : null
  }
  if (chain.rootArgs !== null) return null
  if (names.asserts.has(chain.root)) return first.name === "strict" && second !== undefined ? second : first
  if (first.name === "assert" && second !== undefined) return second
  if (/^(t|tap|test|is|assert|qunit)$/.test(chain.root))
    return tapMethods.test(first.name) && first.args !== null ? first : null
  return chain.root === "this" && /^assert[A-Z]/.test(first.name) ? first : null
}

/** `x.should.equal(3)` and `request(app).get("/").expect(200)`. */
function fromShould(chain: Chain, node: Tree, show: (node: Tree) => string): Found | null {
  const at = chain.links.findIndex(({ name }) => name === "should")
  if (at >= 0)
    return fromLinks(
      chain,
      at + 1,
      `${chain.root} ${chain.links
        .slice(0, at)
        .map(({ name }) => name)
        .join(".")}`,
      show,
    )
  const last = chain.links.at(-1)
  if (last?.name !== "expect" || last.args === null || node.kind !== "CallExpression") return null
  const links = chain.links.filter(({ name }) => name !== "expect")
  const request = [
    chain.root,
    ...links.map(({ name, args }) => `${name}(${(args ?? []).map(show).join(",")})`),
  ].join(".")
  const values = last.args.map(show)
  return plain([
    values.length === 1
      ? equal(`response of ${request}`, values[0] ?? "", "c")
      : draft("partial", `response of ${request}`, values.join(",")),
  ])
}

function plain(drafts: readonly Draft[]): Found {
  return { drafts, promised: false, caught: false }
}

function catches(chain: Chain): boolean {
  const handler = chain.links.find(({ name }) => name === "catch")?.args?.[0]
  return handler !== undefined && !speaks(handler)
}

/** Whether code that handles an error lets it be known: it throws, asserts, fails or hands it on. */
export function speaks(handler: Tree): boolean {
  const stack: Tree[] = [handler]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === "ThrowStatement") return true
    // A handler may be named instead of written: `.catch(done)`.
    if (node.kind === "CallExpression" || node === handler) {
      const chain = chainOf(node)
      const names = [chain?.root ?? "", ...(chain?.links.map(({ name }) => name) ?? [])]
      if (
        names.some((name) =>
          /^(expect|assert\w*|fail|reject|done|next|should|end|exit|rethrow|error)$/.test(name),
        ) &&
        chain?.root !== "console"
      )
        return true
    }
    stack.push(...node.children)
  }
  return false
}
