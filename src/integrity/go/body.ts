import { truthDrafts } from "../assertion/truth.ts"
import { assertionAt, type Collector, mostEntries, type Place, worse } from "../collector.ts"
import { canonical, substitute } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import { argumentsOf, named, stringOf } from "../tree/named.ts"
import { child, type Tree } from "../tree/tree.ts"
import { goAssertion } from "./assertions.ts"
import { goValues } from "./values.ts"

/** A `t.Run` with a name of its own: a test within a test. */
export type Subtest = {
  readonly name: string
  readonly run: Tree
  readonly place: Place
  readonly call: Tree
}

type Reading = {
  readonly text: string
  readonly lineOf: (offset: number) => number
  readonly tables: ReadonlyMap<string, Tree>
}

const failing = /^(\w+)\.(Error|Errorf|Fatal|Fatalf|Fail|FailNow)$/
const skipping = /^\w+\.(Skip|Skipf|SkipNow)$/
const exiting = /^(os\.Exit|runtime\.Goexit|syscall\.Exit)$/

/** Gathers assertions, helper calls, skips and named subtests of a block. */
export function readGoBody(
  body: Tree,
  start: Place,
  into: Collector,
  subtests: Subtest[],
  { text, lineOf, tables }: Reading,
): void {
  block(body, start)

  function show(node: Tree | null | undefined, place: Place): string {
    return node === null || node === undefined
      ? ""
      : substitute(canonical(text.slice(node.start, node.end), "c"), place.values, "c")
  }

  function source(node: Tree, max = 200): string {
    return oneLine(text.slice(node.start, node.end), max)
  }

  function statementsOf(node: Tree): Tree[] {
    return named(node).flatMap(named)
  }

  function block(node: Tree, outer: Place): void {
    let place = outer
    for (const statement of statementsOf(node)) {
      visitNode(statement, place)
      place = { ...place, values: goValues([statement], place.values, text) }
      const reason = source(statement, 60)
      if (statement.kind === "return_statement" || isExit(statement))
        place = worse(place, "unreachable", reason)
      if (
        statement.kind === "if_statement" &&
        child(statement, "alternative") === null &&
        leaves(child(statement, "consequence")) &&
        !fails(child(statement, "consequence"))
      )
        place = worse(
          place,
          text.slice(child(statement, "condition")?.start, child(statement, "condition")?.end) === "true"
            ? "unreachable"
            : "conditional",
          reason,
        )
      if (
        statement.kind === "defer_statement" &&
        /\brecover\(\)/.test(text.slice(statement.start, statement.end)) &&
        !/\.(Error|Fatal|Fail|Equal|Contains|NotNil)|\bpanic\(/.test(
          text.slice(statement.start, statement.end),
        )
      )
        place = worse(place, "swallowed", "recover()")
    }
  }

  function nameOf(call: Tree): string {
    const callee = child(call, "function") ?? call
    return text.slice(callee.start, callee.end).replace(/\s/g, "")
  }

  function callIn(statement: Tree): Tree | null {
    return statement.kind === "expression_statement" ? (named(statement)[0] ?? null) : null
  }

  function isExit(statement: Tree): boolean {
    const call = callIn(statement)
    return call !== null && exiting.test(nameOf(call))
  }

  function leaves(node: Tree | null): boolean {
    return (
      node !== null && statementsOf(node).some((part) => part.kind === "return_statement" || isExit(part))
    )
  }

  function fails(node: Tree | null): boolean {
    return (
      node !== null &&
      statementsOf(node).some((part) => {
        const call = callIn(part)
        return call !== null && failing.test(nameOf(call))
      })
    )
  }

  function visitNode(node: Tree, place: Place): void {
    if (into.assertions.length >= mostEntries) return
    switch (node.kind) {
      case "block":
        block(node, place)
        return
      case "if_statement":
        choice(node, place)
        return
      case "for_statement": {
        const clause = node.children.find(({ kind }) => kind === "range_clause")
        const right = child(clause, "right")
        if (right !== null) rows(right)
        break
      }
      case "expression_case":
      case "communication_case":
      case "default_case":
        cases(node, place)
        return
      case "call_expression":
        if (call(node, place)) return
        break
    }
    for (const part of named(node)) visitNode(part, place)
  }

  function choice(node: Tree, outer: Place): void {
    const initial = child(node, "initializer")
    const place = initial === null ? outer : { ...outer, values: goValues([initial], outer.values, text) }
    const test = child(node, "condition")
    const then = child(node, "consequence")
    const condition = show(test, place)
    if (fails(then))
      for (const entry of truthDrafts(condition, true, "c"))
        into.assertions.push(assertionAt(entry, place, lineOf(node.start), source(node)))
    if (initial !== null) visitNode(initial, place)
    if (then !== null && !(fails(then) && statementsOf(then).length === 1))
      visitNode(
        then,
        fails(then)
          ? { ...place, condition: "failing" }
          : worse(place, condition === "true" ? "always" : "conditional", condition),
      )
    const otherwise = child(node, "alternative")
    if (otherwise !== null)
      visitNode(
        otherwise,
        otherwise.kind === "if_statement" ? place : worse(place, "conditional", `!(${condition})`),
      )
  }

  function cases(node: Tree, place: Place): void {
    const value = child(node, "value")
    if (value !== null && fails(node))
      for (const entry of truthDrafts(show(value, place), true, "c"))
        into.assertions.push(assertionAt(entry, place, lineOf(node.start), source(node)))
    else for (const part of statementsOf(node)) visitNode(part, worse(place, "conditional", "switch"))
  }

  /** Whether the call is done with, arguments included. */
  function call(node: Tree, place: Place): boolean {
    const name = nameOf(node)
    const nodes = argumentsOf(node)
    const line = lineOf(node.start)
    if (skipping.test(name)) {
      into.markers.push({ kind: place.flow === "always" ? "skip" : "skipIf", text: source(node, 160), line })
      return true
    }
    if (/^\w+\.Run$/.test(name)) {
      const title = stringOf(nodes[0], text)
      const run = nodes[1]
      if (title !== null && run?.kind === "func_literal") {
        subtests.push({ name: title, run, place, call: node })
        return true
      }
      return false
    }
    // Under a condition these are the assertion itself, already taken with the condition.
    if (failing.test(name)) {
      if (place.flow === "always" && place.condition !== "failing")
        into.assertions.push(
          assertionAt(
            { form: "other", subject: "reached", expected: "never", tolerance: null },
            place,
            line,
            source(node),
          ),
        )
      return true
    }
    const drafts = goAssertion(name, node, (part) => show(part, place))
    const helper = /^(?:\w+\.)?([a-z]\w*)$/.exec(name)?.[1]
    if (drafts !== null)
      for (const entry of drafts) into.assertions.push(assertionAt(entry, place, line, source(node)))
    else if (helper !== undefined && into.calls.length < mostEntries && !builtIn.has(name))
      into.calls.push({
        name: helper,
        args: nodes.map((arg) => show(arg, place)),
        flow: place.flow,
        condition: place.condition,
        line,
      })
    return false
  }

  function rows(given: Tree): void {
    if (into.rows.length >= mostEntries) return
    const part = /\[(\d*):(\d*)\]$/.exec(text.slice(given.start, given.end).replace(/\s/g, ""))
    const right = part === null ? given : (child(given, "operand") ?? given)
    const table = right.kind === "identifier" ? tables.get(`${right.value}`) : right
    const body = child(table, "body")
    const cases = named(body).map((row) => canonical(text.slice(row.start, row.end), "c"))
    const end = part?.[2] ? Number(part[2]) : undefined
    into.rows.push(...cases.slice(Number(part?.[1] ?? 0), end))
  }
}

const builtIn = new Set([
  "make",
  "len",
  "append",
  "string",
  "int",
  "float64",
  "int64",
  "new",
  "copy",
  "cap",
  "delete",
  "close",
  "print",
  "println",
  "byte",
  "rune",
  "error",
  "panic",
  "recover",
  "min",
  "max",
])
