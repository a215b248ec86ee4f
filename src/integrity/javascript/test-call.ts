import type { MarkerKind } from "../facts.ts"
import type { Tree } from "../tree/tree.ts"
import { type Chain, chainOf, isFunction, membersOf } from "./chain.ts"

export type Alias = {
  readonly kind: "test" | "suite"
  readonly marker: MarkerKind | null
  readonly text: string
}

/** A call that defines a test or a suite. */
export type TestCall = {
  readonly kind: "test" | "suite"
  readonly title: Tree
  readonly run: Tree | null
  readonly markers: readonly { readonly kind: MarkerKind; readonly condition: Tree | null }[]
  /** The table of `.each` or `.for`. */
  readonly table: Tree | null
  readonly options: ReadonlyMap<string, Tree>
  /** Time-out behind the function, in ms. */
  readonly timeout: Tree | null
}

const tests = new Set(["it", "test", "specify", "fit", "xit", "xtest", "ftest", "xspecify"])
const suites = new Set(["describe", "suite", "context", "fdescribe", "xdescribe", "xcontext", "xsuite"])
const runners = new Set(["Deno", "QUnit", "tap", "t", "bench", "tape", "Mocha", "ctx", "context"])
const words = new Set([
  "skip",
  "only",
  "todo",
  "fails",
  "failing",
  "fixme",
  "skipIf",
  "runIf",
  "if",
  "ignore",
])
const silent = new Set([
  "each",
  "for",
  "concurrent",
  "sequential",
  "serial",
  "shuffle",
  "parallel",
  "extend",
  "()",
  "failing",
  "describe",
  "test",
  "it",
  "suite",
])

/** Calls of these make what defines a test, and define none. */
const builders = new Set(["each", "for", "skipIf", "runIf", "extend", "if"])

/** Reads a call as the definition of a test or suite; null for every other call. */
export function testCall(node: Tree, aliases: ReadonlyMap<string, Alias>): TestCall | null {
  const chain = chainOf(node)
  if (chain === null) return null
  const last = chain.links.at(-1)
  const args = last === undefined ? chain.rootArgs : last.args
  if (!args) return null
  const [title, ...rest] = args
  if (title === undefined || isFunction(title)) return null
  const kind = kindOf(chain, aliases)
  if (kind === null) return null
  if (last !== undefined && !words.has(last.name) && !silent.has(last.name)) return null
  // The table itself is the inner call of it.each(table)(title, fn).
  if (last !== undefined && builders.has(last.name)) return null
  const run =
    rest.find(isFunction) ??
    rest.find((arg) => arg.kind === "Identifier" || arg.kind === "MemberExpression") ??
    rest.find((arg) => arg.kind === "CallExpression") ??
    null
  if (run === null && title.kind !== "StringLiteral" && title.kind !== "TemplateLiteral") return null
  const options = rest.find((arg) => arg.kind === "ObjectExpression") ?? null
  const number =
    rest.find((arg) => arg !== run && (arg.kind === "NumericLiteral" || arg.kind === "BinaryExpression")) ??
    null
  const table = chain.links.find((link) => link.name === "each" || link.name === "for")?.args?.[0] ?? null
  return {
    kind,
    title,
    run,
    markers: markersOf(chain, aliases, run),
    table,
    options: membersOf(options),
    timeout: number,
  }
}

function kindOf(chain: Chain, aliases: ReadonlyMap<string, Alias>): "test" | "suite" | null {
  const names = chain.links.map(({ name }) => name)
  if (
    names.some((name) => name === "describe" || name === "suite") &&
    (tests.has(chain.root) || runners.has(chain.root) || aliases.has(chain.root))
  )
    return "suite"
  const alias = aliases.get(chain.root)
  if (alias !== undefined) return alias.kind
  if (tests.has(chain.root)) return "test"
  if (suites.has(chain.root)) return "suite"
  return runners.has(chain.root) && names.some((name) => name === "test" || name === "it") ? "test" : null
}

function markersOf(chain: Chain, aliases: ReadonlyMap<string, Alias>, run: Tree | null): TestCall["markers"] {
  const markers: { kind: MarkerKind; condition: Tree | null }[] = []
  const own = tests.has(chain.root) || suites.has(chain.root)
  if (own && chain.root.startsWith("x")) markers.push({ kind: "skip", condition: null })
  if (own && chain.root.startsWith("f")) markers.push({ kind: "only", condition: null })
  const alias = aliases.get(chain.root)?.marker ?? null
  if (alias !== null) markers.push({ kind: alias, condition: null })
  for (const { name, args } of chain.links) {
    const kind = markerNames.get(name)
    if (kind !== undefined) markers.push({ kind, condition: args?.[0] ?? null })
  }
  if (run === null && markers.length === 0) markers.push({ kind: "todo", condition: null })
  return markers
}

export const markerNames: ReadonlyMap<string, MarkerKind> = new Map([
  ["skip", "skip"],
  ["ignore", "skip"],
  ["fixme", "skip"],
  ["only", "only"],
  ["todo", "todo"],
  ["fails", "xfail"],
  ["failing", "xfail"],
  ["skipIf", "skipIf"],
  ["runIf", "skipIf"],
  ["if", "skipIf"],
])

/** Modules whose default or named imports define tests. */
export const runnerModules =
  /^(node:test|test|vitest|@jest\/globals|mocha|ava|tape|tap|uvu|zora|bun:test|@playwright\/test|@std\/testing\/bdd|jasmine)$/
