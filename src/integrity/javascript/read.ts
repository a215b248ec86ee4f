import { type Collector, mostEntries, newCollector, type Place, rowsOf } from "../collector.ts"
import type { FileFacts, Helper, Limit, Marker, TestFacts } from "../facts.ts"
import { canonical, substitute } from "../text/canonical.ts"
import { lineFinder, oneLine } from "../text/lines.ts"
import { child, childrenAt, type Tree } from "../tree/tree.ts"
import { readBody } from "./body.ts"
import { isFunction, paramsOf } from "./chain.ts"
import { constants } from "./constants.ts"
import { effectsOf } from "./effects.ts"
import { isExit, leaves, numberOf } from "./leaving.ts"
import { namesOf } from "./names.ts"
import { casesOf, loopTable } from "./tables.ts"
import { type TestCall, testCall } from "./test-call.ts"

/** What surrounds a test: its suites, what holds for all of them, and the tables they run through. */
type Suite = {
  readonly titles: readonly string[]
  readonly markers: readonly Marker[]
  readonly limits: readonly Limit[]
  readonly rows: readonly string[]
  readonly tableElsewhere: boolean
}

/** Tests, helpers and what changes results in a JavaScript or TypeScript file. */
export function readJavaScript(tree: Tree, text: string): FileFacts {
  const lineOf = lineFinder(text)
  const names = namesOf(tree, text, lineOf)
  const tests: TestFacts[] = []
  let counted: ReadonlyMap<string, number> | null = null
  const read = { text, lineOf, names, showIn }
  const fileMarkers: Marker[] = []
  const base: Place = {
    flow: "always",
    condition: null,
    values: constants(childrenAt(tree, "body"), new Map(), text),
  }
  suiteBody(childrenAt(tree, "body"), base, {
    titles: [],
    markers: [],
    limits: [],
    rows: [],
    tableElsewhere: false,
  })
  const inTests = new Set(tests.map(({ line }) => line))
  const effects = effectsOf(tree, text, lineOf, names.imports)
  return {
    from: "tree",
    tests,
    helpers: helpers(),
    imports: names.imports,
    defined: names.defined,
    ...effects,
    markers: fileMarkers,
    limits: effects.limits.filter(({ line }) => !inTests.has(line)),
  }

  /** How often each word stands in the file; counted when first asked for. */
  function mentions(): ReadonlyMap<string, number> {
    counted ??= wordsOf(text)
    return counted
  }

  function isExported(name: string): boolean {
    return new RegExp(`\\bexport\\s[^\\n]*\\b${name.replace(/\W/g, "\\$&")}\\b`).test(text)
  }

  function show(node: Tree): string {
    return canonical(text.slice(node.start, node.end), "c")
  }

  function showIn(place: Place): (node: Tree) => string {
    return (node) => substitute(show(node), place.values, "c")
  }

  function suiteBody(statements: readonly Tree[], place: Place, suite: Suite): void {
    let now: Place = place
    for (const statement of statements) {
      suiteNode(statement, now, suite)
      if (statement.kind === "ReturnStatement") now = { ...now, flow: "unreachable", condition: "return" }
      if (statement.kind === "IfStatement" && leaves(child(statement, "consequent")))
        now = {
          ...now,
          flow: "conditional",
          condition: `not when ${show(child(statement, "test") ?? statement)}`,
        }
      if (isExit(statement))
        now = {
          ...now,
          flow: "unreachable",
          condition: oneLine(text.slice(statement.start, statement.end), 60),
        }
    }
  }

  function suiteNode(node: Tree, place: Place, suite: Suite): void {
    if (node.kind === "CallExpression") {
      const call = testCall(node, names.aliases)
      if (call?.kind === "test") addTest(node, call, place, suite)
      else if (call?.kind === "suite") addSuite(node, call, place, suite)
      else if (isHook(node)) hookMarkers(node)
      if (call !== null || isHook(node)) return
    }
    if (node.kind === "BlockStatement" || node.kind === "Program") {
      const statements = childrenAt(node, "body")
      suiteBody(statements, { ...place, values: constants(statements, place.values, text) }, suite)
      return
    }
    if (node.kind === "FunctionDeclaration" || isFunction(child(node, "init"))) {
      const name = child(node, "id")?.value ?? ""
      const used = (mentions().get(name) ?? 0) > 1 || isExported(name)
      const where: Place = used
        ? place
        : { ...place, flow: "unreachable", condition: `${name} is never called` }
      for (const part of node.children) suiteNode(part, where, suite)
      return
    }
    const table = loopTable(node)
    const cases = table === null ? null : casesOf(table, names.tables, text)
    const inside: Suite =
      cases === null
        ? { ...suite, tableElsewhere: suite.tableElsewhere || table !== null }
        : {
            ...suite,
            rows: [...suite.rows, ...cases.map((row) => canonical(row, "c"))],
          }
    const condition =
      node.kind === "IfStatement" || node.kind === "ConditionalExpression"
        ? child(node, "test")
        : node.kind === "LogicalExpression"
          ? child(node, "left")
          : null
    for (const part of node.children) {
      suiteNode(
        part,
        condition !== null
          ? {
              ...place,
              flow: place.flow === "always" ? "conditional" : place.flow,
              condition: show(condition),
            }
          : place,
        inside,
      )
    }
  }

  function addSuite(node: Tree, call: TestCall, place: Place, suite: Suite): void {
    const inner = within(node, call, place, suite)
    const run =
      call.run?.kind === "Identifier" ? (names.functions.get(call.run.value ?? "") ?? null) : call.run
    if (run === null) return
    const body = child(run, "body")
    if (body !== null) suiteNode(body, { ...place, flow: "always", condition: null }, inner)
  }

  function addTest(node: Tree, call: TestCall, place: Place, suite: Suite): void {
    const inner = within(node, call, place, suite)
    const collector: Collector = {
      ...newCollector(),
      markers: [...inner.markers],
      limits: [...inner.limits],
      rows: [...inner.rows],
      tableElsewhere: inner.tableElsewhere,
    }
    const run =
      call.run?.kind === "Identifier" ? (names.functions.get(call.run.value ?? "") ?? null) : call.run
    const start: Place = { flow: "always", condition: null, values: place.values }
    if (run !== null) readBody(run, start, collector, { ...read, params: paramsOf(run) })
    tests.push({
      path: inner.titles,
      line: lineOf(node.start),
      text: oneLine(text.slice(node.start, Math.min(node.end, node.start + 400)).split("\n")[0] ?? "", 160),
      markers: collector.markers,
      assertions: collector.assertions,
      calls: collector.calls,
      rows: rowsOf(collector),
      body: run === null ? "" : show(child(run, "body") ?? run),
      limits: collector.limits,
    })
  }

  /** The suite around what stands inside a test or suite call. */
  function within(node: Tree, call: TestCall, place: Place, suite: Suite): Suite {
    const line = lineOf(node.start)
    const head = oneLine(text.slice(node.start, call.title.end), 160)
    const markers = call.markers.flatMap(({ kind, condition }): Marker[] => {
      const value = condition === null ? "" : show(condition)
      if (kind === "skipIf" && value === "false") return []
      return [{ kind: kind === "skipIf" && value === "true" ? "skip" : kind, text: head, line }]
    })
    for (const name of ["skip", "only", "todo", "fails"] as const) {
      const value = call.options.get(name)
      if (value === undefined || /^(false|undefined|null)$/.test(show(value))) continue
      const certain = /^(true|["'`])/.test(show(value))
      const kind = name === "fails" ? "xfail" : name
      markers.push({
        kind: kind === "skip" && !certain ? "skipIf" : kind,
        text: oneLine(`${head} { ${name}: ${show(value)} }`, 160),
        line,
      })
    }
    if (place.flow !== "always")
      markers.push({
        kind: place.flow === "conditional" ? "skipIf" : "skip",
        text: oneLine(`${head} (${place.condition})`, 160),
        line,
      })
    const limits: Limit[] = [
      ["timeout", call.timeout ?? call.options.get("timeout")] as const,
      ["retries", call.options.get("retry") ?? call.options.get("retries")] as const,
    ].flatMap(([kind, value]) => {
      const number = value === undefined || value === null ? Number.NaN : numberOf(show(value))
      return Number.isNaN(number) ? [] : [{ kind, value: number, line, text: head }]
    })
    const cases = call.table === null ? [] : casesOf(call.table, names.tables, text)
    const title =
      (call.title.kind === "StringLiteral" ? call.title.value : null) ??
      (call.title.kind === "TemplateLiteral"
        ? text.slice(call.title.start + 1, call.title.end - 1)
        : show(call.title))
    return {
      titles: [...suite.titles, title],
      markers: [...suite.markers, ...markers],
      limits: [...suite.limits.filter(({ kind }) => !limits.some((own) => own.kind === kind)), ...limits],
      rows: [...suite.rows, ...(cases ?? []).map((row) => canonical(row, "c"))].slice(0, mostEntries),
      tableElsewhere: suite.tableElsewhere || cases === null,
    }
  }

  /** A hook that skips every test of its suite. */
  function hookMarkers(node: Tree): void {
    const source = text.slice(node.start, node.end)
    const match =
      /\b(?:this|ctx|context|t)\.skip\(\)/.exec(source) ??
      (/\bskip\s*\}/.test(source) ? /\bskip\(\)/.exec(source) : null)
    if (match !== null)
      fileMarkers.push({ kind: "skip", text: oneLine(source, 160), line: lineOf(node.start) })
  }

  function helpers(): Helper[] {
    return [...names.functions].flatMap(([name, node]) => {
      const collector = newCollector()
      const start: Place = { flow: "always", condition: null, values: base.values }
      readBody(node, start, collector, { ...read, params: paramsOf(node) })
      if (
        collector.assertions.length === 0 &&
        !collector.calls.some((call) => names.functions.has(call.name))
      )
        return []
      return [
        {
          name,
          params: paramsOf(node),
          line: lineOf(node.start),
          assertions: collector.assertions,
          calls: collector.calls,
        },
      ]
    })
  }
}

function wordsOf(text: string): Map<string, number> {
  const words = new Map<string, number>()
  for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) words.set(word, (words.get(word) ?? 0) + 1)
  return words
}

function isHook(node: Tree): boolean {
  const callee = child(node, "callee")
  return /^(before|after)(Each|All)?$|^(setup|teardown)$/.test(
    callee?.value ?? child(callee, "property")?.value ?? "",
  )
}
