import type { Import, Limit, Mock, Patch } from "../facts.ts"
import { canonical } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import { child, childrenAt, type Tree, visit } from "../tree/tree.ts"
import { chainOf, isFunction, membersOf } from "./chain.ts"
import { numberOf } from "./leaving.ts"
import { patchIn } from "./patches.ts"

type Effects = {
  readonly mocks: readonly Mock[]
  readonly patches: readonly Patch[]
  readonly limits: readonly Limit[]
}

const behaviours =
  /^(mock(Return|Resolved|Rejected|Implementation)\w*|returns|resolves|rejects|callsFake|throws|value|get|withImplementation)$/

/** Mocks, patches of the runner and limits set anywhere in a file. */
export function effectsOf(
  tree: Tree,
  text: string,
  lineOf: (offset: number) => number,
  imports: readonly Import[],
): Effects {
  const mocks: Mock[] = []
  const patches: Patch[] = []
  const limits: Limit[] = []
  const imported = new Set<string | undefined>(imports.map(({ name }) => name))
  const seen = new Set<number>()
  visit(tree, (node) => {
    const place = () => ({ text: oneLine(text.slice(node.start, node.end)), line: lineOf(node.start) })
    const patch = patchIn(node, text)
    if (patch !== null) patches.push({ ...patch, ...place(), key: shown(node) })
    if (node.kind === "CallExpression" && !seen.has(node.start)) {
      const mock = mockIn(node)
      if (mock !== null) {
        seen.add(node.start)
        mocks.push({ ...mock, ...place() })
      }
      limits.push(...limitsIn(node).map((limit) => ({ ...limit, ...place() })))
    }
    if (node.kind === "AssignmentExpression") {
      const left = child(node, "left")
      const right = child(node, "right")
      const object = child(left, "object")
      const root = object === null ? null : chainOf(object)?.root
      const stands =
        isFunction(right) ||
        (right !== null &&
          /^(vi|jest|sinon|mock|td)\.(fn|stub|fake|func|spy)\b/.test(text.slice(right.start, right.end)))
      if (
        left?.kind === "MemberExpression" &&
        object !== null &&
        root !== null &&
        root !== undefined &&
        (imported.has(root) || stands)
      )
        mocks.push({
          kind: "member",
          target: shown(object),
          names: [child(left, "property")?.value ?? ""],
          partial: true,
          ...place(),
        })
    }
    return true
  })
  return { mocks, patches, limits }

  function mockIn(node: Tree): Pick<Mock, "kind" | "target" | "names" | "partial"> | null {
    const chain = chainOf(node)
    if (chain === null) return null
    const [first, ...later] = chain.links
    if (first === undefined) return null
    // t.mock.method(object, "name")
    const [next] = later
    if (first.name === "mock" && next !== undefined && /^(method|getter)$/.test(next.name))
      return next.args === null ? null : member(next.args)
    if (first.args === null) return null
    const [target, factory] = first.args
    if (target === undefined) return null
    const source = text.slice(node.start, node.end)
    if (
      /^(vi|jest|mock|td|rewiremock|quibble|bun)$/.test(chain.root) &&
      /^(mock|doMock|unstable_mockModule|setMock|module|replace|replaceEsm)$/.test(first.name)
    ) {
      const path =
        target.value ??
        // vi.mock(import("./a"))
        childrenAt(target, "arguments")[0]?.value
      if (!path) return null
      const partial = /importActual|requireActual|importOriginal|\bactual\b|\boriginal\b|spy:\s*true/.test(
        source,
      )
      return {
        kind: "module",
        target: path,
        names: factory === undefined ? [] : [...factoryNames(factory)],
        partial,
      }
    }
    const changed = later.some(({ name }) => behaviours.test(name))
    if ((first.name === "spyOn" && changed) || first.name === "replaceProperty") return member(first.args)
    if (
      chain.root === "Object" &&
      /^(assign|defineProperty)$/.test(first.name) &&
      imported.has(chainOf(target)?.root)
    )
      return assigned(target, factory)
    if (chain.root === "sinon" && /^(stub|replace)$/.test(first.name)) return member(first.args)
    if (/^(mock|t)$/.test(chain.root) && /^(method|getter)$/.test(first.name)) return member(first.args)
    if (first.name !== "mocked" || !changed) return null
    const object = child(target, "object")
    const name = object === null ? target.value : child(target, "property")?.value
    if (name !== null && name !== undefined)
      return { kind: "member", target: object === null ? name : shown(object), names: [name], partial: true }
    return null
  }

  function shown(node: Tree): string {
    return canonical(text.slice(node.start, node.end), "c")
  }

  function assigned(
    object: Tree,
    given: Tree | undefined,
  ): Pick<Mock, "kind" | "target" | "names" | "partial"> {
    const names =
      given?.value === null || given === undefined ? [...membersOf(given ?? null).keys()] : [given.value]
    return {
      kind: "member",
      target: shown(object),
      names,
      partial: true,
    }
  }

  function member(args: readonly Tree[]): Pick<Mock, "kind" | "target" | "names" | "partial"> | null {
    const [object, name] = args
    if (object === undefined) return null
    return {
      kind: "member",
      target: shown(object),
      names: name?.value ? [name.value] : [],
      partial: true,
    }
  }
}

/** Names a module factory gives its own behaviour. */
function factoryNames(factory: Tree): Set<string> {
  const names = new Set<string>()
  visit(factory, (node) => {
    if (node.kind !== "ObjectExpression") return true
    for (const [name, value] of membersOf(node))
      if (name === "default" && value.kind === "ObjectExpression")
        for (const inner of factoryNames(value)) names.add(inner)
      else if (name !== "__esModule") names.add(name)
    return false
  })
  return names
}

function limitsIn(node: Tree): Pick<Limit, "kind" | "value">[] {
  const chain = chainOf(node)
  const last = chain?.links.at(-1)
  const first = last?.args?.[0]
  if (chain === null || last === undefined || first === undefined) return []
  const number = numberOf(first.value ?? "")
  if (/^(jest|vi)$/.test(chain.root)) {
    if (last.name === "setTimeout" && !Number.isNaN(number)) return [{ kind: "timeout", value: number }]
    if (last.name === "retryTimes" && !Number.isNaN(number)) return [{ kind: "retries", value: number }]
    if (last.name === "setConfig") {
      const members = membersOf(first)
      const of = (name: string) => numberOf(members.get(name)?.value ?? "")
      const found = [["timeout", of("testTimeout")] as const, ["retries", of("retry")] as const]
      return found.flatMap(([kind, value]) => (Number.isNaN(value) ? [] : [{ kind, value }]))
    }
  }
  if (chain.root === "this" && chain.links.length === 1) {
    if (last.name === "timeout" && !Number.isNaN(number)) return [{ kind: "timeout", value: number }]
    if (last.name === "retries" && !Number.isNaN(number)) return [{ kind: "retries", value: number }]
  }
  return []
}
