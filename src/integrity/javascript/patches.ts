import type { Patch } from "../facts.ts"
import { canonical } from "../text/canonical.ts"
import { child, childrenAt, some, type Tree } from "../tree/tree.ts"
import { chainOf, isFunction, membersOf } from "./chain.ts"

type Found = Pick<Patch, "what" | "severity">

const runnerNames =
  /^(?:(?:globalThis|global|window|self)\.)?(?:expect|assert|it|test|describe|chai|should)\b/
const ownMatchers =
  /^(toBe\w*|toEqual|toStrictEqual|toContain\w*|toMatch\w*|toHave\w*|toThrow\w*|toReturn\w*|lastCalledWith|nthCalledWith)$/
const judged =
  /\b(status|state|numFailedTests|numFailedTestSuites|numFailingTests|success|wasInterrupted|failureMessages|failed|failures|errors|outcome|exitCode|pass)\b/

/** How a node tampers with what the runner reports, or null. Legitimate extensions (`expect.extend` with new names) pass. */
export function patchIn(node: Tree, text: string): Found | null {
  if (node.kind === "AssignmentExpression") return assignment(node, text)
  if (node.kind === "CallExpression") return call(node, text)
  return reporter(node, text)
}

function assignment(node: Tree, text: string): Found | null {
  const left = child(node, "left")
  const right = child(node, "right")
  if (left === null || right === null) return null
  const name = canonical(text.slice(left.start, left.end), "c")
  const value = canonical(text.slice(right.start, right.end), "c")
  if (name === "process.exitCode")
    return /^(0|undefined|null)$/.test(value)
      ? { what: "sets the exit code to success", severity: "high" }
      : null
  if (/^process\.(exit|reallyExit|abort|emit|on|kill|_exiting)$/.test(name))
    return { what: "replaces a function of the process", severity: "high" }
  if (runnerNames.test(name) && left.kind === "MemberExpression")
    return /\.(config|timeout|defaultTimeout|truncateThreshold)\b|\.config\./.test(name)
      ? null
      : { what: "replaces a part of the test library", severity: "high" }
  if (/^(expect|assert|it|test|describe)$/.test(name))
    return { what: "replaces a part of the test library", severity: "high" }
  if (
    /\.prototype\.(run|runTest|fail|_run|assert|toJSON|then|test|hook|emit|handleTestEvent)$/.test(name) &&
    /Runner|Test|Suite|Runnable|Assertion|Environment|Reporter|Mocha/.test(name)
  )
    return { what: "replaces a method of the runner", severity: "high" }
  if (/^(Assertion|chai\.Assertion)\.prototype\b|\.AssertionError$/.test(name))
    return { what: "replaces a part of the test library", severity: "high" }
  if (
    /^(Object\.is|Array\.isArray|JSON\.(stringify|parse)|util\.isDeepStrictEqual|(Object|Array|String|Number|Map|Set|Promise|Error|Function|RegExp)\.prototype\.\w+)$/.test(
      name,
    )
  )
    return { what: "replaces a built-in that tests compare with", severity: "medium" }
  return null
}

function call(node: Tree, text: string): Found | null {
  const chain = chainOf(node)
  if (chain === null) return null
  const last = chain.links.at(-1)
  const args = (last === undefined ? chain.rootArgs : last.args) ?? []
  const [first, second] = args
  const shown = (part: Tree | undefined) =>
    part === undefined ? "" : canonical(text.slice(part.start, part.end), "c")
  if (
    (chain.root === "process" || chain.root === "Deno") &&
    chain.links.length === 1 &&
    /^(exit|reallyExit)$/.test(last?.name ?? "")
  )
    return /^(0|)$/.test(shown(first)) ? { what: "ends the process with success", severity: "high" } : null
  if (chain.root === "process" && /^(on|once|addListener|prependListener)$/.test(last?.name ?? ""))
    return listener(first, second, text)
  if (chain.root === "expect" && last?.name === "extend" && first !== undefined) {
    const replaced = [...membersOf(first).keys()].some((name) => ownMatchers.test(name) && builtIn.has(name))
    return replaced ? { what: "replaces a matcher of the test library", severity: "high" } : null
  }
  // Object.assign, Reflect.defineProperty and what libraries have of the same names.
  if (last !== undefined && /^(assign|defineProperty|defineProperties|setPrototypeOf)$/.test(last.name)) {
    const target = shown(first)
    if (/^(expect|assert|chai\.\w+|it|test|describe)(\.\w+)*$/.test(target))
      return { what: "replaces a part of the test library", severity: "high" }
    const name = second?.value ?? ""
    if (/^(globalThis|global|window)$/.test(target) && /^(expect|assert|it|test|describe)$/.test(name))
      return { what: "replaces a part of the test library", severity: "high" }
    if (target === "process" && /^(exit|exitCode|reallyExit)$/.test(name))
      return { what: "replaces a function of the process", severity: "high" }
  }
  if (
    /^(vi|jest|mock)$/.test(chain.root) &&
    /^(mock|doMock|module|unstable_mockModule|setMock)$/.test(chain.links[0]?.name ?? "")
  ) {
    const path = chain.links[0]?.args?.[0]?.value ?? ""
    if (
      /^(vitest|@jest\/globals|@vitest\/expect|chai|expect|(node:)?assert(\/strict)?|node:test|@jest\/expect)$/.test(
        path,
      )
    )
      return { what: "mocks the test library itself", severity: "high" }
  }
  if (chain.links[0]?.name === "spyOn" && /^(expect|assert)$/.test(chain.links[0].args?.[0]?.value ?? ""))
    return { what: "replaces a part of the test library", severity: "high" }
  if (
    (chain.root === "chai" || chain.root === "Assertion" || chain.root === "utils") &&
    /^overwrite(Method|Property|ChainableMethod)$/.test(last?.name ?? "")
  )
    return { what: "replaces an assertion of the test library", severity: "high" }
  return null
}

const builtIn = new Set([
  "toBe",
  "toEqual",
  "toStrictEqual",
  "toContain",
  "toContainEqual",
  "toMatch",
  "toMatchObject",
  "toMatchSnapshot",
  "toMatchInlineSnapshot",
  "toHaveLength",
  "toHaveProperty",
  "toHaveBeenCalled",
  "toHaveBeenCalledTimes",
  "toHaveBeenCalledWith",
  "toThrow",
  "toThrowError",
  "toBeDefined",
  "toBeUndefined",
  "toBeNull",
  "toBeTruthy",
  "toBeFalsy",
  "toBeNaN",
  "toBeCloseTo",
  "toBeGreaterThan",
  "toBeGreaterThanOrEqual",
  "toBeLessThan",
  "toBeLessThanOrEqual",
  "toBeInstanceOf",
  "toBeTypeOf",
])

function listener(event: Tree | undefined, handler: Tree | undefined, text: string): Found | null {
  if (handler === undefined) return null
  const source = text.slice(handler.start, handler.end)
  if (
    /^(exit|beforeExit)$/.test(event?.value ?? "") &&
    /exitCode\s*=\s*0|exit\(\s*0?\s*\)|reallyExit/.test(source)
  )
    return { what: "turns the exit code into success", severity: "high" }
  if (
    /^(uncaughtException|unhandledRejection)$/.test(event?.value ?? "") &&
    isFunction(handler) &&
    !/throw|exit|fail|reject/.test(source)
  )
    return { what: "swallows crashes of the process", severity: "medium" }
  return null
}

/** A method of a reporter, environment or runner, or a function it keeps as a property, that writes to results. */
function reporter(node: Tree, text: string): Found | null {
  const name = child(node, "key")?.value ?? ""
  const observes =
    /^on[A-Z]\w*(Test|Run|Result|Finished|Suite|Case|Module|Collected)|^on(Finished|End|RunComplete|TaskUpdate|Init)$|^(handleTestEvent|getLastError|runTest|processResults?|testResultsProcessor)$/.test(
      name,
    )
  if (!observes) return null
  const writes = some(node, (inner) => {
    if (inner.kind !== "AssignmentExpression" && inner.kind !== "UpdateExpression") return false
    const left = child(inner, "left") ?? child(inner, "argument")
    return (
      left?.kind === "MemberExpression" &&
      judged.test(text.slice(left.start, left.end)) &&
      child(left, "object")?.kind !== "ThisExpression"
    )
  })
  const empties = some(node, (inner) => {
    return (
      /^(splice|pop|shift)$/.test(`${child(child(inner, "callee"), "property")?.value}`) &&
      judged.test(text.slice(inner.start, inner.end))
    )
  })
  const body = child(child(node, "value") ?? node, "body")
  const hides = name === "getLastError" && body !== null && childrenAt(body, "body").length <= 1
  return writes || empties || hides ? { what: "lets a reporter change results", severity: "high" } : null
}
