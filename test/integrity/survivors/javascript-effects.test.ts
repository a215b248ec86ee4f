import { describe, expect, test } from "vitest"
import { factsOf } from "../../../src/integrity/facts-of.ts"
import { reading } from "../reading.ts"

const head = `import * as api from "./api"\n`

/** Read in every file, so that one that is not read at all is not taken for a harmless one. */
const last = { text: `vi.mock("./last")`, told: "module ./last [] is replaced" }

/** Replaced parts, changed results and limits of a file, without the lines as written. */
function effects(text: string): string[] {
  return reading("setup.ts", `${head}${text}\n`)
    .slice(1)
    .filter((line) => /is replaced|high: |medium: |^file /.test(line))
    .map((line) =>
      line.replace(/^(?:file )?\d+: /, "").replace(/(replaced|(?:high|medium): [^:]*): .*$/, "$1"),
    )
}

describe("what only looks like a replacement replaces nothing", () => {
  test.each([
    `order.note = "see vi.fn()"`,
    `(first ?? second).total = vi.fn()`,
    `page.keyboard.method(order, "total")`,
    `t.mock.methods(order, "total")`,
    `t.mock.submethod(order, "total")`,
    `t.mock.method.bind(t)`,
    `storybun.mock("./a")`,
    `victor.mock("./a")`,
    `vi.unmock("./a")`,
    `cart.assign(api, { total: 1 })`,
    `Object.assignAll(api, { total: 1 })`,
    `Object.reassign(api, { total: 1 })`,
    `Object.assign([first, second], { total: 1 })`,
    `sinon.unstub(order, "total")`,
    `mock.submethod(order, "total")`,
    `vi.fn(add).mockReturnValue(3)`,
    `vi.mocked(pick()).mockReturnValue(3)`,
  ])("%s", (text) => {
    expect(effects(`${text}\n${last.text}`)).toEqual([last.told])
  })
})

describe("what replaces a part is told once, with its names", () => {
  test.each([
    {
      text: `await jest.unstable_mockModule("./a", () => ({ add: () => 3 }))`,
      expected: ["module ./a [add] is replaced"],
    },
    { text: `api[name()] = vi.fn()`, expected: ["part of member api [] is replaced"] },
    {
      text: `vi.mock("./a", () => ({ ...before, [key()]: 1, add: { deep: 2 } }))`,
      expected: ["module ./a [add] is replaced"],
    },
    { text: `vi.mock("./a", { spy:true })`, expected: ["part of module ./a [spy] is replaced"] },
    { text: `vi.mock(import("./a"))`, expected: ["module ./a [] is replaced"] },
    {
      text: `vi.mock("./a", () => ({ __esModule: true, default: { add: 1 }, sub: { deep: 2 } }))`,
      expected: ["module ./a [add, sub] is replaced"],
    },
    {
      text: `vi.mock("./a", () => ({ default: () => ({ add: 1 }) }))`,
      expected: ["module ./a [default] is replaced"],
    },
    {
      text: `vi.mock("./a", () => ({ default() { return { add: 1 } } }))`,
      expected: ["module ./a [default] is replaced"],
    },
  ])("$text", ({ text, expected }) => {
    expect(effects(text)).toEqual(expected)
  })

  test("a part whose name is worked out has none", () => {
    const text = "vi.spyOn(api, pick()).mockReturnValue(1)\njest.replaceProperty(api)\n"
    const { mocks } = factsOf({ path: "setup.ts", kind: "support", hash: "", text })
    expect(mocks.map(({ target, names }) => ({ target, names }))).toEqual([
      { target: "api", names: [] },
      { target: "api", names: [] },
    ])
  })
})

describe("what only looks like a change of results changes none", () => {
  test.each([
    "process.exitCode = 10",
    "process.exitCodes = 0",
    "process.exitCode = 0 + failures",
    "process.worker.exit(0)",
    "process.preexit(0)",
    `worker.on("unhandledRejection", () => {})`,
    `process.reon("unhandledRejection", () => {})`,
    `process.only("unhandledRejection", () => {})`,
    `process.on("preexit", () => stop(process.reallyExit))`,
    `process.on("exited", () => stop(process.reallyExit))`,
    `process.on("uncaughtExceptionMonitor", () => {})`,
    `process.on("myuncaughtException", () => {})`,
    `process.on("uncaughtException", () => { process.exitCode=1 })`,
    "let should\nshould = chai.should()",
    "let chai\nchai = await load()",
    "PageAssertion.prototype.isOpen = function () {}",
    "global.vi = { now: 3 }",
    "matchers.extend({ toBe() {} })",
    "options.reassign(expect, {})",
    "options.assignTo(expect, {})",
    "Object.assign(page.expect, {})",
    "Object.assign(expectations, {})",
    `Object.defineProperty(page.window, "expect", {})`,
    `Object.defineProperty(globalThis, "latest", {})`,
    `Object.defineProperty(process, "preexit", {})`,
    `navi.mock("vitest")`,
    `victor.mock("vitest")`,
    `vi.unmock("vitest")`,
    "vi.mock.bind(vi)",
    "vi.spyOn.bind(vi)",
    "jest.spyOn(myassert, 'ok')",
    "utils.reoverwriteMethod(page)",
    "class Log { onTestResult(test, result) { failed = failed || result.failed } }",
    "class Log { onTestResult(test, result) { result.seen = true; log(result.status) } }",
    "class Log { onTestResult(test, result) { result.failed.unshift(1) } }",
    "class Log { onTestResult(test, result) { result.failed.popular() } }",
    "class Log { monTestResult(test, result) { result.status = 1 } }",
    "class Log { connectionEnd(result) { result.status = 1 } }",
    "const gl = { getLastError: stub() }",
    "class Log { onEndOf(result) { result.status = 1 } }",
    "class Log { preprocessResults(result) { result.status = 1 } }",
    "class Log { processResultsOf(result) { result.status = 1 } }",
    "this.slow(500)",
    "navi.setTimeout(500)",
  ])("%s", (text) => {
    const lines = effects(`${text}\n${last.text}`)
    expect(lines.at(-1) === last.told || lines[0] === last.told).toBe(true)
    expect(lines.filter((line) => !line.includes("is replaced"))).toEqual([])
  })
})

describe("what changes results is told", () => {
  const library = "high: replaces a part of the test library"
  test.each([
    { text: "Object.assign(chai.Assertion, {})", expected: [library] },
    { text: "Object.assign(expect.soft, {})", expected: [library] },
    { text: `vi.mock("assert")`, expected: ["high: mocks the test library itself"] },
    { text: `vi.mock("node:assert/strict")`, expected: ["high: mocks the test library itself"] },
    {
      text: `process.on("exit", () => { process.exitCode=0 })`,
      expected: ["high: turns the exit code into success", "high: sets the exit code to success"],
    },
    {
      text: "class Log { onTestResult(test, result) { result.status = 1 } }",
      expected: ["high: lets a reporter change results"],
    },
    {
      text: "const log = { onTestResult: (test, result) => { result.status = 1 } }",
      expected: ["high: lets a reporter change results"],
    },
    {
      text: "class Log { getLastError = () => null }",
      expected: ["high: lets a reporter change results"],
    },
    { text: `Reflect.defineProperty(globalThis, "expect", {})`, expected: [library] },
    {
      text: "class Log { processResult(result) { result.failed.splice(0) } }",
      expected: ["high: lets a reporter change results"],
    },
  ])("$text", ({ text, expected }) => {
    expect(effects(text).filter((line) => !line.includes("is replaced"))).toEqual(expected)
  })

  test("mocks of modules whose names only end or begin like the test library are plain mocks", () => {
    for (const path of ["eslint-plugin-vitest", "./expect", "vitest-kit"])
      expect(effects(`vi.mock("${path}")`)).toEqual([`module ${path} [] is replaced`])
  })

  test("a limit in the line of its test belongs to the test alone", () => {
    const text = `it("t", function () { this.timeout(500) })\nbefore(function () { this.timeout(900) })\n`
    expect(reading("a.test.ts", text).filter((line) => /timeout \d/.test(line))).toEqual([
      "file 2: timeout 900 | this.timeout(900)",
      "  1: timeout 500 | this.timeout(500)",
    ])
  })
})
