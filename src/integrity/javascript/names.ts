import type { Import } from "../facts.ts"
import { child, childrenAt, type Tree, visit } from "../tree/tree.ts"
import type { Names } from "./assertions.ts"
import { chainOf, isFunction } from "./chain.ts"
import { type Alias, runnerModules } from "./test-call.ts"

/** What the names of a file stand for. */
export type FileNames = {
  readonly imports: readonly Import[]
  readonly asserts: Names
  readonly aliases: ReadonlyMap<string, Alias>
  /** Tables by constant name. */
  readonly tables: ReadonlyMap<string, Tree>
  /** Functions by name, wherever they are defined. */
  readonly functions: ReadonlyMap<string, Tree>
  readonly defined: readonly string[]
}

const assertModules =
  /^(node:)?assert(\/strict)?$|^chai$|^power-assert$|^uvu\/assert$|^(@std\/assert|jsr:@std\/assert.*|.*deno\.land\/std.*(asserts|assert\/mod)\.ts)$/

/** What may give a test or suite another name, without calling it. */
const aliasing = new Set(["MemberExpression", "ConditionalExpression", "LogicalExpression", "Identifier"])

/** Reads imports, aliases, tables and functions of a file in one pass. */
export function namesOf(tree: Tree, text: string, lineOf: (offset: number) => number): FileNames {
  const imports: Import[] = []
  const asserts = new Set(["assert"])
  const asserted = new Map<string, string>()
  const aliases = new Map<string, Alias>()
  const tables = new Map<string, Tree>()
  const functions = new Map<string, Tree>()
  const defined = new Set<string>()
  const learn = (name: string, imported: string, from: string, at: number) => {
    imports.push({ name, imported, from, line: lineOf(at) })
    if (assertModules.test(from)) {
      if (/^(default|\*|assert|strict|is)$/.test(imported)) asserts.add(name)
      else if (imported !== "expect" && imported !== "should") asserted.set(name, imported)
    }
    if (runnerModules.test(from) && /^(default|test|it|describe|suite|specify|context)$/.test(imported))
      aliases.set(name, {
        kind: /describe|suite|context/.test(imported) ? "suite" : "test",
        marker: null,
        text: name,
      })
  }
  visit(tree, (node) => {
    if (node.kind === "ImportDeclaration") {
      const from = child(node, "source")?.value ?? ""
      for (const part of childrenAt(node, "specifiers")) {
        const local = child(part, "local")?.value ?? ""
        learn(local, importedName(part), from, node.start)
      }
      return false
    }
    if (node.kind === "FunctionDeclaration") {
      const name = child(node, "id")?.value ?? ""
      functions.set(name, node)
      defined.add(name)
    }
    if (node.kind === "ClassMethod" || node.kind === "ObjectMethod")
      functions.set(child(node, "key")?.value ?? "", node)
    if (node.kind === "VariableDeclarator") declared(node)
    return true
  })
  return {
    imports,
    asserts: { asserts, functions: asserted },
    aliases,
    tables,
    functions,
    defined: [...defined],
  }

  function declared(node: Tree): void {
    const id = child(node, "id")
    const init = child(node, "init")
    if (id === null || init === null) return
    const from = requiredModule(init)
    if (from !== null) {
      if (id.value !== null) learn(id.value, "default", from, node.start)
      for (const part of childrenAt(id, "properties")) {
        const name = child(part, "value")?.value
        const imported = child(part, "key")?.value
        if (name && imported) learn(name, imported, from, node.start)
      }
      return
    }
    const name = id.value
    if (name === null) return
    defined.add(name)
    if (isFunction(init)) functions.set(name, init)
    else if (init.kind === "ArrayExpression" || init.kind === "ObjectExpression") tables.set(name, init)
    const source = text.slice(init.start, Math.min(init.end, init.start + 300))
    const root = /\b(it|test|describe|suite)\b(?!\s*:)/.exec(source)?.[1]
    const shaped = aliasing.has(init.kind) || /\b(?:it|test|describe)\.(?:extend|skipIf|runIf)\(/.test(source)
    if (root === undefined || !shaped) return
    const skips = /\.(skip|todo|skipIf|runIf|fixme)\b|\bx(?:it|describe|test)\b/.test(source)
    const choice = /\?|&&|\|\||If\b/.test(source)
    aliases.set(name, {
      kind: root === "describe" || root === "suite" ? "suite" : "test",
      marker: skips ? (choice ? "skipIf" : "skip") : /\.only\b/.test(source) ? "only" : null,
      text: source,
    })
  }
}

function importedName(part: Tree): string {
  if (part.kind === "ImportDefaultSpecifier") return "default"
  if (part.kind === "ImportNamespaceSpecifier") return "*"
  return child(part, "imported")?.value ?? ""
}

/** The module of `require("…")` and `await import("…")`, also where a part of it is taken. */
function requiredModule(init: Tree): string | null {
  const chain = chainOf(init)
  if (chain === null || chain.links.some(({ args }) => args !== null)) return null
  const source = chain.rootArgs?.[0]
  const named = chain.root === "require" || chain.root === "import"
  return named && source?.kind === "StringLiteral" ? source.value : null
}
