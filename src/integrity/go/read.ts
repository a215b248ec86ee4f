import { draft } from "../assertion/draft.ts"
import { assertionAt, type Collector, newCollector, type Place, rowsOf } from "../collector.ts"
import type { FileFacts, Helper, Import, Marker, TestFacts } from "../facts.ts"
import { canonical } from "../text/canonical.ts"
import { lineFinder, oneLine } from "../text/lines.ts"
import { named } from "../tree/named.ts"
import { child, childrenAt, type Tree, visit } from "../tree/tree.ts"
import { readGoBody, type Subtest } from "./body.ts"
import { goEffects } from "./effects.ts"
import { goValues } from "./values.ts"

/** Tests, helpers and what changes results in a Go file: testing, testify, gomega. */
export function readGo(tree: Tree, path: string, text: string): FileFacts {
  const lineOf = lineFinder(text)
  const show = (node: Tree) => canonical(text.slice(node.start, node.end), "c")
  const tests: TestFacts[] = []
  const helpers: Helper[] = []
  const defined: string[] = []
  const tables = tablesOf(tree)
  const base: Place = { flow: "always", condition: null, values: goValues(tree.children, new Map(), text) }
  for (const node of tree.children) {
    const name = child(node, "name")?.value ?? ""
    const body = child(node, "body")
    if (body === null) continue
    defined.push(name)
    if (/^(Test|Fuzz|Example)([^a-z]|$)/.test(name) && name !== "TestMain")
      addTest(node, [name], body, base, newCollector())
    else helper(node, name, body)
  }
  const imports = importsOf(tree, text, lineOf)
  return {
    from: "tree",
    tests,
    helpers,
    imports,
    defined,
    markers: constraints(path, text),
    limits: [],
    ...goEffects(tree, text, lineOf),
  }

  function addTest(
    node: Tree,
    path: readonly string[],
    body: Tree,
    place: Place,
    collector: Collector,
  ): void {
    const subtests: Subtest[] = []
    readGoBody(body, place, collector, subtests, { text, lineOf, tables })
    const output = /\/\/\s*(?:Unordered output|Output):([\s\S]*)\}/i.exec(text.slice(body.start, body.end))
    if (output !== null && path[0]?.startsWith("Example")) {
      const expected = JSON.stringify((output[1] ?? "").replace(/^\s*\/\/ ?/gm, "").trim())
      collector.assertions.push(
        assertionAt(draft("equal", "output", expected), place, lineOf(node.start), `Output: ${expected}`),
      )
    }
    tests.push({
      path,
      line: lineOf(node.start),
      text: oneLine(text.slice(node.start, node.end).split("\n")[0] ?? "", 160),
      markers: collector.markers,
      assertions: collector.assertions,
      calls: collector.calls,
      rows: rowsOf(collector),
      body: show(body),
      limits: [],
    })
    for (const { name, run, place: where, call } of subtests) {
      const inner = { ...newCollector(), markers: collector.markers.filter(({ kind }) => kind === "skip") }
      const block = child(run, "body")
      if (block !== null) addTest(call, [...path, name], block, where, inner)
    }
  }

  function helper(node: Tree, name: string, body: Tree): void {
    const collector = newCollector()
    const subtests: Subtest[] = []
    readGoBody(body, base, collector, subtests, { text, lineOf, tables })
    for (const { run, place } of subtests) {
      const block = child(run, "body")
      if (block !== null) readGoBody(block, place, collector, [], { text, lineOf, tables })
    }
    if (collector.assertions.length === 0 && collector.calls.length === 0) return
    const params = named(child(node, "parameters")).flatMap((parameter) =>
      childrenAt(parameter, "name").map(({ value }) => value ?? ""),
    )
    helpers.push({
      name,
      params,
      line: lineOf(node.start),
      assertions: collector.assertions,
      calls: collector.calls,
    })
  }
}

/** Systems and processors whose name at the end of a file name keeps it from being compiled elsewhere. */
const platforms =
  /_(windows|darwin|freebsd|openbsd|netbsd|plan9|solaris|aix|js|wasip1|android|ios|dragonfly|illumos|linux|unix|amd64|arm64|arm|386|wasm|ppc64|ppc64le|riscv64|s390x|mips\w*)(_\w+)?_test\.go$/

/** Build constraints: without their tags nothing of the file is compiled. */
function constraints(path: string, text: string): Marker[] {
  const head = text.slice(0, Math.max(0, text.search(/^package\s/m)))
  const named = platforms.exec(path)
  // One constraint may be written in the old and the new way; one on the version of Go alone switches nothing off.
  const ofName: Marker[] = named === null ? [] : [{ kind: "skipIf", text: named[0], line: 1 }]
  return [
    ...ofName,
    ...[...head.matchAll(/^\/\/(?:go:build|\s*\+build)\s+(.*)/gm)]
      .filter((match, i) => i === 0 && !/^(!?go1\.\d+[\s,|&]*)+$/.test(match[1] ?? ""))
      .map((match) => ({
        kind: /\bignore\b/.test(match[1] ?? "") ? ("skip" as const) : ("skipIf" as const),
        text: match[0],
        line: head.slice(0, match.index).split("\n").length,
      })),
  ]
}

function importsOf(tree: Tree, text: string, lineOf: (offset: number) => number): Import[] {
  const imports: Import[] = []
  visit(tree, (node) => {
    if (node.kind !== "import_spec") return node.kind === "source_file" || /^import/.test(node.kind)
    const path = child(node, "path") ?? node
    const from = text.slice(path.start + 1, path.end - 1)
    imports.push({
      name: child(node, "name")?.value ?? from.split("/").at(-1) ?? "",
      imported: "*",
      from,
      line: lineOf(node.start),
    })
    return false
  })
  return imports
}

/** Composite literals by the variable that holds them. */
function tablesOf(tree: Tree): Map<string, Tree> {
  const tables = new Map<string, Tree>()
  visit(tree, (node) => {
    const name = named(child(node, "left"))[0]?.value ?? child(node, "name")?.value
    const value = named(child(node, "right") ?? child(node, "value"))[0]
    if (name && value?.kind === "composite_literal") tables.set(name, value)
    return true
  })
  return tables
}
