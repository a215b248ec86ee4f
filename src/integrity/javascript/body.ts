import { truthDrafts } from "../assertion/truth.ts"
import { assertionAt, type Collector, mostEntries, type Place, worse } from "../collector.ts"
import { canonical } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import { child, childrenAt, type Tree } from "../tree/tree.ts"
import { assertionIn, speaks } from "./assertions.ts"
import { chainOf, isFunction } from "./chain.ts"
import { constants } from "./constants.ts"
import { isExit, leaves, numberOf } from "./leaving.ts"
import type { FileNames } from "./names.ts"
import { casesOf, loopTable } from "./tables.ts"
import { markerNames, testCall } from "./test-call.ts"
import { isPromise, isSettled } from "./waiting.ts"

export type Reading = {
  readonly text: string
  readonly lineOf: (offset: number) => number
  readonly names: FileNames
  readonly showIn: (place: Place) => (node: Tree) => string
  readonly params: readonly string[]
}

/** Gathers assertions, helper calls, skips and limits of a function's body. */
export function readBody(run: Tree, start: Place, into: Collector, reading: Reading): void {
  const { text, lineOf, names, showIn, params } = reading
  // node:test, ava and tap run what a test defines; vitest, jest and mocha do not.
  const nests = !names.imports.some(({ from }) => /^(node:test|test|ava|tap|tape|uvu)$/.test(from))
  const body = child(run, "body") ?? run
  if (body.kind === "BlockStatement") block(childrenAt(body, "body"), start)
  else node(body, start, true)

  function block(statements: readonly Tree[], outer: Place): void {
    let place = outer
    for (const statement of statements) {
      node(statement, place)
      place = { ...place, values: constants([statement], place.values, text) }
      const reason = oneLine(text.slice(statement.start, statement.end), 60)
      if (statement.kind === "ReturnStatement" || isExit(statement))
        place = worse(place, "unreachable", reason)
      if (
        statement.kind === "IfStatement" &&
        child(statement, "alternate") === null &&
        leaves(child(statement, "consequent"))
      )
        place = worse(
          place,
          always(child(statement, "test") ?? statement) ? "unreachable" : "conditional",
          reason,
        )
    }
  }

  function node(at: Tree, place: Place, awaited = false): void {
    switch (at.kind) {
      case "BlockStatement":
        block(childrenAt(at, "body"), place)
        return
      case "FunctionDeclaration":
      case "ClassDeclaration":
        return
      case "VariableDeclarator":
        // A local function asserts where it is called.
        if (!isFunction(child(at, "init"))) parts(at, forgotten(at) ? unawaited(place) : place, awaited)
        return
      case "ExpressionStatement":
      case "ReturnStatement": {
        // A function that is only written down or handed back is not called.
        const only = child(at, "expression") ?? child(at, "argument") ?? at
        const where = isFunction(only)
          ? worse(place, "unreachable", "a function that is never called")
          : place
        if (at.kind === "ReturnStatement") parts(at, where, true)
        else parts(at, alone(only, where), false)
        return
      }
      case "AwaitExpression":
      case "YieldExpression":
        parts(at, place, true)
        return
      case "ArrowFunctionExpression":
      case "FunctionExpression": {
        const inner = child(at, "body")
        if (inner === null) return
        if (isFunction(inner))
          node(inner, worse(place, "unreachable", "a function that is never called"), true)
        else if (inner.kind === "BlockStatement") block(childrenAt(inner, "body"), place)
        else node(inner, place, true)
        return
      }
      case "IfStatement":
        choice(at, place)
        return
      case "ConditionalExpression":
      case "LogicalExpression": {
        const test = child(at, "test") ?? child(at, "left")
        for (const part of at.children)
          node(
            part,
            part === test || test === null ? place : worse(place, "conditional", showIn(place)(test)),
            awaited,
          )
        return
      }
      case "SwitchCase":
        block(childrenAt(at, "consequent"), worse(place, "conditional", "switch"))
        return
      case "TryStatement":
        tryStatement(at, place)
        return
      case "CallExpression":
      case "MemberExpression":
        expression(at, place, awaited)
        return
      case "AssignmentExpression":
        parts(at, place, true)
        return
      default: {
        const table = loopTable(at)
        const empty = table !== null && rows(table) === 0
        const where = empty ? worse(place, "unreachable", "a loop over nothing") : place
        parts(at, where, awaited && !isFunction(at))
      }
    }
  }

  /** How what stands on its own is reached, when nobody waits for it or hears its failure. */
  function alone(only: Tree, place: Place): Place {
    if (isSettled(only, text)) return worse(place, "swallowed", "Promise.allSettled")
    return isPromise(only, text, names.functions) ? unawaited(place) : place
  }

  /** Whether a promise is kept by a name that is never spoken of again. */
  function forgotten(at: Tree): boolean {
    const init = child(at, "init")
    const name = (child(at, "id") ?? at).value
    if (init === null || name === null || !isPromise(init, text, names.functions)) return false
    return !new RegExp(`(?<![\\w$.])${name.replace(/\$/g, "\\$")}(?![\\w$])`).test(
      text.slice(at.end, run.end),
    )
  }

  function unawaited(place: Place): Place {
    return worse(place, "detached", "not awaited")
  }

  function parts(at: Tree, place: Place, awaited: boolean): void {
    for (const part of at.children) node(part, place, awaited)
  }

  function choice(at: Tree, place: Place): void {
    const test = child(at, "test")
    const then = child(at, "consequent")
    if (test === null || then === null) return
    const condition = showIn(place)(test)
    if (throws(then))
      for (const entry of truthDrafts(condition, true, "c"))
        into.assertions.push(
          assertionAt(entry, place, lineOf(at.start), oneLine(text.slice(at.start, at.end))),
        )
    node(test, place)
    node(then, always(test) ? place : worse(place, "conditional", condition))
    const otherwise = child(at, "alternate")
    if (otherwise !== null) node(otherwise, worse(place, "conditional", `!(${condition})`))
  }

  function tryStatement(at: Tree, place: Place): void {
    const handler = child(at, "handler")
    const quiet = handler !== null && !speaks(handler)
    const inside = child(at, "block") ?? at
    const final = child(at, "finalizer")
    node(inside, quiet ? worse(place, "swallowed", "try/catch") : place)
    if (handler !== null) node(handler, worse(place, "conditional", "catch"))
    if (final !== null) node(final, place)
    if (final !== null && childrenAt(final, "body").some(leaves))
      into.assertions.forEach((entry, i) => {
        if (entry.line >= lineOf(at.start))
          into.assertions[i] = { ...entry, flow: "swallowed", condition: "return in finally" }
      })
  }

  function expression(at: Tree, place: Place, awaited: boolean): void {
    if (into.assertions.length >= mostEntries) return
    const found = assertionIn(at, names.asserts, showIn(place))
    const chain = chainOf(at)
    if (found !== null) {
      const reached = found.caught
        ? worse(place, "swallowed", ".catch")
        : found.promised && !awaited
          ? unawaited(place)
          : place
      const source = oneLine(text.slice(at.start, at.end))
      for (const entry of found.drafts)
        into.assertions.push(assertionAt(entry, reached, lineOf(at.start), source))
      // Assertions may stand in the callbacks handed over, and in `.expect(…)` further down the chain.
      for (const link of chain?.links ?? []) for (const arg of link.args ?? []) inner(arg, reached)
      for (const arg of chain?.rootArgs ?? []) inner(arg, reached)
      if (chain?.links.at(-1)?.name === "expect")
        for (const part of childrenAt(child(at, "callee"), "object")) node(part, place, awaited)
      return
    }
    if (at.kind === "CallExpression" && chain !== null) call(at, place)
    const table = loopTable(at)
    const empty = table !== null && rows(table) === 0
    const last = chain?.links.at(-1)?.name ?? chain?.root ?? ""
    const unheard =
      last === "forEach" &&
      at.children.some((part) => isFunction(part) && /^async\b/.test(text.slice(part.start, part.end)))
    const late =
      unheard ||
      /^(setTimeout|setImmediate|nextTick|queueMicrotask|setInterval|requestAnimationFrame)$/.test(last)
    const settles = /^(all|allSettled|race|any|waitFor|act|poll|then)$/.test(last)
    const sub = testCall(at, names.aliases)
    const quiet = at.kind === "CallExpression" && quietCatch(at)
    for (const part of at.children) {
      if (isFunction(part) && sub !== null && nests && chain?.links.length !== 1)
        node(part, worse(place, "unreachable", "a test within a test"))
      else if (isFunction(part) && late) node(part, worse(place, "detached", last))
      else
        node(
          part,
          empty
            ? worse(place, "unreachable", "a loop over nothing")
            : quiet
              ? worse(place, "swallowed", ".catch")
              : place,
          settles || awaited,
        )
    }
  }

  function inner(arg: Tree, place: Place): void {
    if (isFunction(arg)) node(arg, place)
  }

  function call(at: Tree, place: Place): void {
    const chain = chainOf(at)
    const last = chain?.links.at(-1)
    const name = last?.name ?? chain?.root ?? ""
    const args = last === undefined ? chain?.rootArgs : last.args
    if (chain === null || args === null || args === undefined) return
    const line = lineOf(at.start)
    const source = oneLine(text.slice(at.start, at.end), 160)
    const own =
      chain.root === "this" || params.includes(chain.root) || /^(t|ctx|context|test|it)$/.test(chain.root)
    if (
      (own && chain.links.length === 1) ||
      (chain.links.length === 0 && (name === "skip" || name === "pending"))
    ) {
      const kind = name === "pending" ? "skip" : markerNames.get(name)
      const condition =
        name === "skip" && args.length > 0 && args[0]?.kind !== "StringLiteral" ? "skipIf" : kind
      if (kind !== undefined && condition !== undefined && !args.some(isFunction)) {
        into.markers.push({ kind: place.flow === "always" ? condition : "skipIf", text: source, line })
        return
      }
      const number = numberOf(args[0] === undefined ? "" : showIn(place)(args[0]))
      if (/^(timeout|setTimeout)$/.test(name) && !Number.isNaN(number))
        into.limits.push({ kind: "timeout", value: number, line, text: source })
      if (name === "retries" && !Number.isNaN(number))
        into.limits.push({ kind: "retries", value: number, line, text: source })
    }
    if (into.calls.length < mostEntries && (chain.links.length <= 1 || chain.root === "this"))
      into.calls.push({
        name,
        args: args.map(showIn(place)),
        flow: place.flow,
        condition: place.condition,
        line,
      })
  }

  /** Takes the cases of a table and returns how many there are; null when they are written elsewhere. */
  function rows(table: Tree): number | null {
    const cases = casesOf(table, names.tables, text)
    if (cases !== null && into.rows.length < mostEntries)
      into.rows.push(...cases.map((row) => canonical(row, "c")))
    return cases === null ? null : cases.length
  }
}

function throws(node: Tree): boolean {
  if (node.kind === "ThrowStatement") return true
  return node.kind === "BlockStatement" && childrenAt(node, "body").some(throws)
}

function always(test: Tree): boolean {
  return test.value === "true"
}

/** `something.catch(() => {})` around code that asserts. */
function quietCatch(node: Tree): boolean {
  const callee = child(node, "callee")
  if (child(callee, "property")?.value !== "catch") return false
  const handler = childrenAt(node, "arguments")[0]
  return handler !== undefined && !speaks(handler)
}
