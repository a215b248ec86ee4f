import { callDrafts } from "../assertion/calls.ts"
import { callOf, draft } from "../assertion/draft.ts"
import { matcherDrafts } from "../assertion/matchers.ts"
import { truthDrafts } from "../assertion/truth.ts"
import { assertionAt, type Collector, mostEntries, type Place, worse } from "../collector.ts"
import { oneLine } from "../text/lines.ts"
import { argumentsOf, named } from "../tree/named.ts"
import { child, some, type Tree } from "../tree/tree.ts"
import { pythonCases } from "./cases.ts"
import { constants } from "./constants.ts"

export type PythonReading = {
  readonly text: string
  readonly lineOf: (offset: number) => number
  readonly tables: ReadonlyMap<string, Tree>
  readonly show: (place: Place) => (node: Tree) => string
}

const raising =
  /^(pytest\.)?(raises|warns|deprecated_call)$|^self\.assert(Raises|Warns)(Regexp?)?$|^assertRaises/
const exiting = /^(sys\.exit|os\._exit|exit|quit|pytest\.exit)$/

/** Gathers assertions, helper calls and skips of a function's block. */
export function readPythonBody(body: Tree, start: Place, into: Collector, reading: PythonReading): void {
  const { text, lineOf, tables, show } = reading
  block(body, start)

  function source(node: Tree, max = 200): string {
    return oneLine(text.slice(node.start, node.end), max)
  }

  function block(node: Tree, outer: Place): void {
    let place = outer
    for (const statement of named(node)) {
      visitNode(statement, place)
      place = { ...place, values: constants([statement], place.values, text) }
      const reason = source(statement, 60)
      if (statement.kind === "return_statement" || isExit(statement))
        place = worse(place, "unreachable", reason)
      if (
        statement.kind === "if_statement" &&
        child(statement, "alternative") === null &&
        leaves(child(statement, "consequence"))
      )
        place = worse(
          place,
          /^(True|1)$/.test(
            text.slice(child(statement, "condition")?.start, child(statement, "condition")?.end),
          )
            ? "unreachable"
            : "conditional",
          reason,
        )
    }
  }

  function isExit(statement: Tree): boolean {
    const call = named(statement)[0]
    return call?.kind === "call" && exiting.test(nameOf(call))
  }

  function leaves(node: Tree | null): boolean {
    return node !== null && named(node).some((part) => part.kind === "return_statement" || isExit(part))
  }

  function nameOf(call: Tree): string {
    const callee = child(call, "function") ?? call
    return text.slice(callee.start, callee.end).replace(/\s/g, "")
  }

  function visitNode(node: Tree, place: Place): void {
    if (into.assertions.length >= mostEntries) return
    switch (node.kind) {
      case "function_definition":
      case "class_definition":
      case "decorated_definition":
      case "lambda":
        return
      case "block":
        block(node, place)
        return
      case "assert_statement":
        assertion(node, place)
        return
      case "if_statement":
        choice(node, place)
        return
      case "try_statement":
        attempt(node, place)
        return
      case "with_statement":
        context(node, place)
        return
      case "for_statement": {
        const cases = pythonCases(child(node, "right") ?? undefined, tables, text)
        if (cases !== null && into.rows.length < mostEntries) into.rows.push(...cases)
        break
      }
      case "call":
        call(node, place)
        break
    }
    for (const part of named(node)) visitNode(part, place)
  }

  function assertion(node: Tree, place: Place): void {
    const condition = named(node)[0] ?? node
    const shown = show(place)(condition)
    // A non-empty tuple is always true.
    const drafts =
      condition.kind === "tuple"
        ? [draft("trivial", shown, null, null, "hash")]
        : truthDrafts(shown, false, "hash")
    for (const entry of drafts)
      into.assertions.push(assertionAt(entry, place, lineOf(node.start), source(node)))
    visitNode(condition, place)
  }

  function choice(node: Tree, place: Place): void {
    const test = child(node, "condition")
    const then = child(node, "consequence")
    const shown = test === null ? "" : show(place)(test)
    if (
      then !== null &&
      named(then).some(
        (part) =>
          part.kind === "raise_statement" || /^(pytest|self)\.fail\(/.test(text.slice(part.start, part.end)),
      )
    )
      for (const entry of truthDrafts(shown, true, "hash"))
        into.assertions.push(assertionAt(entry, place, lineOf(node.start), source(node)))
    if (test !== null) visitNode(test, place)
    if (then !== null)
      visitNode(then, worse(place, /^(True|1)$/.test(shown) ? "always" : "conditional", shown))
    for (const part of named(node))
      if (part !== test && part !== then) visitNode(part, worse(place, "conditional", `not ${shown}`))
  }

  function attempt(node: Tree, place: Place): void {
    const handlers = node.children.filter(({ kind }) => /^except/.test(kind))
    const quiet = handlers.some((handler) => {
      const head = text.slice(handler.start, handler.end).split("\n")[0]?.split(":")[0] ?? ""
      const broad = /^except\*?\s*$|\b(AssertionError|Exception|BaseException)\b|Failed\b/.test(head)
      return (
        broad &&
        !some(
          handler,
          (part) =>
            part.kind === "raise_statement" ||
            part.kind === "assert_statement" ||
            (part.kind === "call" && /(^|\.)(fail|exit|assert\w+)$/.test(nameOf(part))),
        )
      )
    })
    for (const part of named(node)) {
      if (/^except/.test(part.kind))
        for (const inner of named(part)) visitNode(inner, worse(place, "conditional", "except"))
      else visitNode(part, quiet && part.kind === "block" ? worse(place, "swallowed", "try/except") : place)
    }
  }

  function context(node: Tree, place: Place): void {
    const body = child(node, "body")
    let inner = place
    const clause = node.children.find(({ kind }) => kind === "with_clause")
    for (const item of named(clause)) {
      const value = named(item)[0]
      const called = value?.kind === "as_pattern" ? named(value)[0] : value
      // The context may have been made before and kept under a name.
      const made = called === undefined ? null : callOf(show(place)(called), "hash")
      if (called === undefined || made === null) continue
      const { name, args } = made
      if (raising.test(name) && body !== null) {
        const subject = show(place)(body)
        into.assertions.push(
          assertionAt(
            draft("throws", subject, /^(None)?$/.test(args.join()) ? null : args.join(","), null, "hash"),
            place,
            lineOf(node.start),
            source(called),
          ),
        )
      } else if (/(^|\.)suppress$/.test(name) && /AssertionError|Exception/.test(args.join()))
        inner = worse(inner, "swallowed", name)
      else visitNode(called, place)
    }
    if (body !== null) block(body, inner)
  }

  function call(node: Tree, place: Place): void {
    const name = nameOf(node)
    const nodes = argumentsOf(node)
    const args = nodes.map(show(place))
    const line = lineOf(node.start)
    const last = name.split(".").at(-1) ?? ""
    if (/^(pytest\.)?(skip|xfail|importorskip)$|^self\.skipTest$/.test(name)) {
      const kind = last === "xfail" ? "xfail" : "skip"
      into.markers.push({ kind: place.flow === "always" ? kind : "skipIf", text: source(node, 160), line })
      return
    }
    const run = nodes[1]
    if (raising.test(name) && run !== undefined) {
      const lambda = child(run, "body")
      const shown = lambda === null ? `${args[1]}(${args.slice(2).join(",")})` : show(place)(lambda)
      into.assertions.push(
        assertionAt(draft("throws", shown, args[0] ?? null, null, "hash"), place, line, source(node)),
      )
      return
    }
    const drafts =
      /^(assert|_assert)_(any_)?(called|has_calls|awaited|not_called|not_awaited)/.test(last) ||
      /^assert_(any|has)_calls?/.test(last)
        ? matcherDrafts(
            /with$/.test(last) || /has_calls|any_call/.test(last)
              ? "toHaveBeenCalledWith"
              : /once$/.test(last)
                ? "calledOnce"
                : /not_/.test(last)
                  ? "notCalled"
                  : "called",
            name.replace(/\.\w+$/, ""),
            args,
            false,
            "hash",
          )
        : /^assert/.test(last) || /^(self|pytest|unittest\.TestCase)\.fail$/.test(name)
          ? callDrafts(last, args, "hash")
          : null
    const helper = /^\w+$/.test(name) || /^(self|cls)\.\w+$/.test(name)
    const known = drafts !== null && (name.includes(".") || drafts.some(({ form }) => form !== "other"))
    if (known) for (const entry of drafts) into.assertions.push(assertionAt(entry, place, line, source(node)))
    else if (helper && into.calls.length < mostEntries)
      into.calls.push({ name: last, args, flow: place.flow, condition: place.condition, line })
  }
}
