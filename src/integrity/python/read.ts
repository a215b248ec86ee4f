import { newCollector, type Place, rowsOf } from "../collector.ts"
import type { FileFacts, Helper, Import, Marker, TestFacts } from "../facts.ts"
import { canonical, substitute } from "../text/canonical.ts"
import { lineFinder, oneLine } from "../text/lines.ts"
import { named } from "../tree/named.ts"
import { child, childrenAt, type Tree, visit } from "../tree/tree.ts"
import { readPythonBody } from "./body.ts"
import { tableKinds } from "./cases.ts"
import { constants, standIn } from "./constants.ts"
import { type Decoration, decoration } from "./decorators.ts"
import { pythonEffects } from "./effects.ts"

type Outer = {
  readonly path: readonly string[]
  readonly decoration: Decoration
  readonly condition: string | null
  readonly collected: boolean
}

/** Tests, helpers and what changes results in a Python file: pytest and unittest. */
export function readPython(tree: Tree, text: string): FileFacts {
  const lineOf = lineFinder(text)
  const show = (node: Tree) => canonical(text.slice(node.start, node.end), "hash")
  const tests: TestFacts[] = []
  const helpers: Helper[] = []
  const markers: Marker[] = []
  const imports = importsOf(tree, text, lineOf)
  const tables = tablesOf(tree)
  const base: Place = { flow: "always", condition: null, values: constants(named(tree), new Map(), text) }
  const defined: string[] = []
  const nothing: Decoration = { markers: [], limits: [], rows: [], tableElsewhere: false }
  visit(tree, (node) => {
    const name = node.kind === "assignment" ? child(node, "left")?.value : undefined
    const right = child(node, "right")
    if (name && right !== null && standIn.test(show(right))) defined.push(name)
    return true
  })
  statements(named(tree), { path: [], decoration: nothing, condition: null, collected: true })
  return {
    from: "tree",
    tests,
    helpers,
    imports,
    defined,
    markers,
    ...pythonEffects(tree, text, lineOf, imports),
  }

  function statements(list: readonly Tree[], outer: Outer): void {
    for (const statement of list) statementIn(statement, outer)
  }

  function statementIn(node: Tree, outer: Outer): void {
    switch (node.kind) {
      case "decorated_definition": {
        const definition = child(node, "definition")
        if (definition === null) return
        const decorators = node.children.filter(({ kind }) => kind === "decorator")
        const decorated = decoration(decorators, outer.decoration, text, lineOf, tables)
        define(definition, { ...outer, decoration: decorated }, node)
        return
      }
      case "function_definition":
      case "class_definition":
        define(node, outer, node)
        return
      case "if_statement":
      case "try_statement":
      case "with_statement":
      case "else_clause":
      case "elif_clause":
      case "except_clause":
      case "finally_clause":
      case "block": {
        const test = child(node, "condition")
        const condition = test === null ? outer.condition : show(test)
        const isMain = /__name__/.test(`${condition}`)
        const inside = { ...outer, condition: isMain ? outer.condition : condition }
        statements(
          named(node).filter((part) => part !== test),
          inside,
        )
        return
      }
      case "expression_statement":
      case "raise_statement":
        fileMarker(node, outer)
        return
      default:
        return
    }
  }

  function define(node: Tree, outer: Outer, whole: Tree): void {
    const name = child(node, "name")?.value ?? ""
    const body = child(node, "body")
    if (body === null) return
    defined.push(name)
    if (node.kind === "class_definition") {
      const bases = child(node, "superclasses")
      const collected =
        /^Test/.test(name) ||
        (bases !== null && /Test|Case|Mixin|Base/.test(text.slice(bases.start, bases.end)))
      statements(named(body), { ...outer, path: [...outer.path, name], collected })
      return
    }
    if (/^test/.test(name) && outer.collected) addTest(node, name, outer, whole)
    else helper(node, name)
    // Helper functions within helpers, fixtures and tests.
    for (const part of named(body))
      if (part.kind === "function_definition") define(part, { ...outer, collected: false }, part)
  }

  function helper(node: Tree, name: string): void {
    const body = child(node, "body")
    if (body === null) return
    const collector = newCollector()
    readPythonBody(body, base, collector, { text, lineOf, tables, show: showIn })
    if (collector.assertions.length > 0 || collector.calls.length > 0)
      helpers.push({
        name,
        params: paramsOf(node),
        line: lineOf(node.start),
        assertions: collector.assertions,
        calls: collector.calls,
      })
  }

  function addTest(node: Tree, name: string, outer: Outer, whole: Tree): void {
    const body = child(node, "body")
    if (body === null) return
    const collector = {
      ...newCollector(),
      markers: [...outer.decoration.markers],
      limits: [...outer.decoration.limits],
      rows: [...outer.decoration.rows],
      tableElsewhere: outer.decoration.tableElsewhere,
    }
    readPythonBody(body, base, collector, { text, lineOf, tables, show: showIn })
    if (outer.condition !== null)
      collector.markers.push({
        kind: "skipIf",
        text: oneLine(`if ${outer.condition}: def ${name}`, 160),
        line: lineOf(node.start),
      })
    tests.push({
      path: [...outer.path, name],
      line: lineOf(node.start),
      text: oneLine(text.slice(whole.start, body.start), 160),
      markers: collector.markers,
      assertions: collector.assertions,
      calls: collector.calls,
      rows: rowsOf(collector),
      body: show(body),
      limits: collector.limits,
    })
  }

  function showIn(place: Place): (node: Tree) => string {
    return (node) => substitute(show(node), place.values, "hash")
  }

  /** `pytestmark = …`, `pytest.skip(…, allow_module_level=True)`, `__test__ = False`, `collect_ignore = […]`. */
  function fileMarker(node: Tree, outer: Outer): void {
    const source = text.slice(node.start, node.end)
    const kinds: readonly (readonly [RegExp, Marker["kind"]])[] = [
      [/^pytestmark\s*=[\s\S]*\bskipif\b/, "skipIf"],
      [
        /^pytestmark\s*=[\s\S]*\bskip\b|^(pytest\.)?skip\(|^raise\s+(unittest\.)?SkipTest|^(\w+\s*=\s*)?pytest\.importorskip\(/,
        "skip",
      ],
      [/^pytestmark\s*=[\s\S]*\bxfail\b/, "xfail"],
      [/^([\w.]+\.)?__test__\s*=\s*False|^collect_ignore(_glob)?\s*(\+?=|\.(append|extend))/, "skip"],
    ]
    const found = kinds.find(([pattern]) => pattern.test(source))
    if (found === undefined) return
    const certain = found[1] === "skip" && outer.condition !== null ? "skipIf" : found[1]
    markers.push({ kind: certain, text: oneLine(source, 160), line: lineOf(node.start) })
  }
}

/** Parameter names; `self` and `cls` are left out, since calls do not write them. */
function paramsOf(node: Tree): string[] {
  return named(child(node, "parameters"))
    .map((param) => param.value ?? named(param)[0]?.value ?? "")
    .filter((name) => name !== "self" && name !== "cls")
}

function importsOf(tree: Tree, text: string, lineOf: (offset: number) => number): Import[] {
  const imports: Import[] = []
  visit(tree, (node) => {
    if (node.kind !== "import_statement" && node.kind !== "import_from_statement") return true
    const module = child(node, "module_name")
    const from = module === null ? null : text.slice(module.start, module.end)
    for (const part of childrenAt(node, "name")) {
      const plain = part.kind === "aliased_import" ? child(part, "name") : part
      const imported = plain === null ? "" : text.slice(plain.start, plain.end)
      const name = child(part, "alias")?.value ?? imported.replace(/\..*/, "")
      imports.push({
        name,
        imported: from === null ? "*" : imported,
        from: from ?? imported,
        line: lineOf(node.start),
      })
    }
    return false
  })
  return imports
}

/** Lists by the name of the constant that holds them. */
function tablesOf(tree: Tree): Map<string, Tree> {
  const tables = new Map<string, Tree>()
  visit(tree, (node) => {
    if (node.kind !== "assignment") return true
    const name = child(node, "left")?.value
    const right = child(node, "right")
    if (name && right && tableKinds.has(right.kind)) tables.set(name, right)
    return true
  })
  return tables
}
