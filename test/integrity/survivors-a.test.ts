import { beforeAll, describe, expect, test } from "vitest"
import { commandReasons } from "../../src/integrity/command/compare.ts"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { reading } from "./reading.ts"
import { told } from "./told.ts"

const whole = `it("whole", () => { expect(total()).toBe(3) })`

/** What is read in a file, without the lines as written and without the bodies. */
function read(path: string, text: string): string[] {
  return reading(path, text)
    .filter((line) => !/^ {2}= |^defines /.test(line))
    .map((line) => line.replace(/ \| .*$/, ""))
}

describe("code in a test file that is unfinished or unusual does not keep its tests from being read", () => {
  test.each([
    `it("first", () => { const soft = expect.soft })`,
    `it("first", () => { expect().toBe(1) })`,
    `it("first", () => { assert.strict(value) })`,
    `it("first", () => { const { size, ...rest } = load() })`,
    `it("first", () => { try { work() } catch { (async () => {})() } })`,
    `it("first", () => { let save\nsave = vi.fn() })`,
    `const { size, ...rest } = require("./sizes")`,
    `export { helper }`,
    `const size = 1\nexport { size }`,
    `(left ?? right).total = 1`,
    `vi.mock()`,
    `vi.mock(path())`,
    `vi.spyOn()`,
    `t.mock.method()`,
    `Object.assign({}, defaults)`,
    `import * as api from "./api"\nObject.assign(api)`,
    `Object(value)`,
    `process(order)`,
    `mock(Service)`,
    `utils(page)`,
    `const sizes = require()`,
    `export default function () {}`,
    `describe.todo("later")`,
    `describe("sums", suites.sums)`,
    `it.each(Array(3))("first %s", () => {})`,
    `it.each(load())("first %s", () => {})`,
    `it.each(load().slice(1))("first %s", () => {})`,
    `it.each.only([1])("first %s", () => {})`,
  ])("%s", (code) => {
    const line = code.split("\n").length + 1
    expect(read("a.test.ts", `${code}\n${whole}\n`)).toEqual(
      expect.arrayContaining([`${line}: test whole`, `  ${line}: equal: total() <- 3`]),
    )
  })
})

describe("in a test file", () => {
  test.each([
    {
      title: "a promise that is handed back counts",
      text: `it("t", () => expect(load()).resolves.toBe(1))`,
      expected: ["1: test t", "  1: equal: load() <- 1"],
    },
    {
      title: "the second of two joined assertions is only reached when the first one holds",
      text: `it("t", () => { assert.ok(a()) && assert.ok(b()) })`,
      expected: ["1: test t", "  1: truthy: a()", "  1: truthy: b() [conditional: assert.ok(a())]"],
    },
    {
      title: "a return at the end of `finally` swallows what failed",
      text: `it("t", () => { try { expect(a()).toBe(1) } finally { close(); return } })`,
      expected: ["1: test t", "  1: equal: a() <- 1 [swallowed: return in finally]", "  1: calls close()"],
    },
    {
      title: "what was awaited can be asserted on",
      text: `it("t", async () => { (await total()).should.equal(3) })`,
      expected: ["1: test t", "  1: equal: total  <- 3"],
    },
    {
      title: "a call in front of `should` is no assertion",
      text: `it("t", () => { user.name(1).should.equal("a") })`,
      expected: ["1: test t", '  1: equal: user name <- "a"'],
    },
    {
      title: "an exported constant stands for its value",
      text: `export const limit = 3\nit("t", () => { expect(total()).toBe(limit) })`,
      expected: ["2: test t", "  2: equal: total() <- 3"],
    },
    {
      title: "a variable of the same name hides a constant",
      text: `const limit = 3\nit("t", () => {\n  let limit\n  expect(total()).toBe(limit) })`,
      expected: ["2: test t", "  4: equal: total() <- limit"],
    },
    {
      title: "a constant that was compared keeps its value",
      text: `it("t", () => {\n  const limit = 3\n  if (limit > 2) report()\n  expect(total()).toBe(limit) })`,
      expected: ["1: test t", "  4: equal: total() <- 3", "  3: calls report() [conditional: 3>2]"],
    },
    {
      title: "a constant in a loop stands for its value",
      text: `for (const name of ["a", "b"]) {\n  const limit = 5\n  it("t", () => { expect(size(name)).toBe(limit) })\n}`,
      expected: ["3: test t", "  3: equal: size(name) <- 5", '  case "a"', '  case "b"'],
    },
    {
      title: "a member of an import that is compared is not replaced",
      text: `import * as api from "./api"\nif (api.state === 3) report()`,
      expected: ["1: api is * of ./api"],
    },
    {
      title: "something else than the process may exit",
      text: `it("t", () => { screen.exit()\n  expect(total()).toBe(3) })`,
      expected: ["1: test t", "  2: equal: total() <- 3", "  1: calls exit()"],
    },
    {
      title: "a part of a required assertion library asserts",
      text: `const check = require("node:assert").strict\nit("t", () => { check.equal(total(), 3) })`,
      expected: ["1: check is default of node:assert", "2: test t", "  2: equal: total() <- 3"],
    },
    {
      title: "a reporter may read results",
      text: `class Reporter { onTestResult(test, result) { if (result.status === "failed") report(test) } }`,
      expected: [],
    },
    {
      title: "a test in a function that nobody calls is skipped",
      text: `const later = () => {\n  it("t", () => { shown() })\n}`,
      expected: ["2: test t", "  2: skip", "  2: calls shown()"],
    },
    {
      title: "a test in the function that a file hands out is no skipped one",
      text: `export default function () {\n  it("t", () => { shown() })\n}`,
      expected: ["2: test t", "  2: calls shown()"],
    },
    {
      title: "a test may be a function by its name",
      text: `function check() { shown() }\nit("t", check)`,
      expected: ["2: test t", "  1: calls shown()"],
    },
    {
      title: "a test may be a function of an object",
      text: `it("t", checks.total)`,
      expected: ["1: test t"],
    },
    {
      title: "a test may be made by a call",
      text: `it("t", checking(3))`,
      expected: ["1: test t", "  1: calls checking(3)"],
    },
    {
      title: "options may stand behind the function",
      text: `it("t", () => { shown() }, { timeout: 9000 })`,
      expected: ["1: test t", "  1: timeout 9000", "  1: calls shown()"],
    },
    {
      title: "a reason for a test to do later needs not be written in place",
      text: `it("t", { todo: reason }, () => { shown() })`,
      expected: ["1: test t", "  1: todo", "  1: calls shown()"],
    },
    {
      title: "a suite may be a part of `test`",
      text: `test.describe("cart", () => { test("t", () => { shown() }) })`,
      expected: ["1: test cart > t", "  1: calls shown()"],
    },
    {
      title: "a suite that is chosen by the machine may be skipped",
      text: `const group = process.env.CI ? suite : suite.skip\ngroup("g", () => { it("t", () => { shown() }) })`,
      expected: ["2: test g > t", "  2: skipIf", "  2: calls shown()"],
    },
    {
      title: "cases stay the same when they are mapped",
      text: `const cases = [[1, 2], [3, 4]]\nit.each(cases.map(row))("t", () => { shown() })`,
      expected: ["2: test t", "  2: calls shown()", "  case [1,2]", "  case [3,4]"],
    },
    {
      title: "of cases cut by a number from elsewhere none is certain",
      text: `const cases = [[1, 2], [3, 4]]\nit.each(cases.slice(0, count))("t", () => { shown() })`,
      expected: ["2: test t", "  2: calls shown()"],
    },
    {
      title: "cases may be the members of an object",
      text: `const cases = { a: 1, b: 2 }\nfor (const name in cases) it("t", () => { shown() })`,
      expected: ["2: test t", "  2: calls shown()", "  case a:1", "  case b:2"],
    },
    {
      title: "a snapshot of something written in place can still fail",
      text: `it("t", () => { expect("text").toMatchSnapshot() })`,
      expected: ["1: test t", '  1: snapshot: "text"'],
    },
    {
      title: "something written in place that must throw can only fail",
      text: `it("t", () => { expect(1).toThrow() })`,
      expected: ["1: test t", "  1: throws: 1"],
    },
    {
      title: "that one number is not another says nothing",
      text: `it("t", () => { expect(1).not.toBe(2) })`,
      expected: ["1: test t", "  1: trivial: 1 <- 2"],
    },
  ])("$title", ({ text, expected }) => {
    const lines = read("a.test.ts", text)
    const helpers = lines.findIndex((line) => line.includes(": helper "))
    expect(helpers < 0 ? lines : lines.slice(0, helpers)).toEqual(expected)
  })
})

describe("in a Go file", () => {
  beforeAll(() => loadGrammars(["go"]))

  test("a function kept in a new variable replaces nothing", () => {
    const text = `package a\n\nfunc TestA(t *testing.T) {\n\tadd := func() int { return 3 }\n\tuse(add)\n}\n`
    expect(read("a_test.go", text)).toEqual(["3: test TestA", "  5: calls use(add)"])
  })

  test("neither an empty list of variables nor a function written elsewhere keeps tests from being read", () => {
    const text = `package a\n\nfunc fast(x int) int\n\nfunc TestA(t *testing.T) {\n\tvar ()\n\tuse(3)\n}\n`
    expect(read("a_test.go", text)).toEqual(["5: test TestA", "  7: calls use(3)"])
  })
})

describe("a command line", () => {
  const tests = ["test/a.test.ts", "test/b.test.ts"]
  test.each([
    ["npm test unit api", "npm test unit", tests, ["It no longer names `api`"]],
    ["npm test unit api", "npm test unit web", tests, ["It no longer names `api`"]],
    ["npm test unit", "npm test unit api", tests, []],
    ["make check", "make check unit", tests, []],
    ["vitest run", "vitest run && exit 0", tests, []],
    ["vitest run -t unit", "vitest run -t unit --reporter dot", tests, []],
    ["biome check src test", "biome check src", tests, []],
    [
      "go test ./...",
      "go test ./calc ./api",
      ["calc/add_test.go"],
      ["It runs a selection of the packages only (`./calc ./api`)"],
    ],
    [
      "vitest run",
      "vitest run test/a.test.ts test/c.test.ts",
      tests,
      ["It runs a selection of the tests only (`test/a.test.ts test/c.test.ts`)"],
    ],
    ["rspec spec/a", "rspec spec/b", [], ["It runs other tests than before (`spec/b`)"]],
    ["rspec", "rspec spec/b", [], ["It runs other tests than before (`spec/b`)"]],
    ["rspec spec/a spec/b", "rspec spec/a", [], ["It runs other tests than before (`spec/a`)"]],
    ["rspec spec/a", "rspec spec/b spec/c", [], ["It runs other tests than before (`spec/b spec/c`)"]],
    ["rspec spec/a", "rspec my/spec", [], ["It runs other tests than before (`my/spec`)"]],
    ["rspec spec/a", "rspec spec", [], []],
    ["rspec spec/a", "rspec ./spec/", [], []],
    ["phpunit unit", "phpunit tests", [], []],
    ["phpunit unit", "phpunit test", [], []],
  ] as const)("%s → %s", (before, after, known, expected) => {
    expect(commandReasons(before, after, known).map(({ severity, why }) => `${severity}: ${why}`)).toEqual(
      expected.map((why) => `${/selection/.test(why) ? "high" : "medium"}: ${why}`),
    )
  })

  test("is told with its line in the file of the project", () => {
    const scripts = (command: string) => `{\n  "scripts": {\n    "test": "${command}"\n  }\n}\n`
    const lines = told(
      { "package.json": scripts("vitest run") },
      { "package.json": scripts("vitest run || true") },
    )
    expect(lines).toEqual([
      "high command package.json:3 The command `test` judges less. Its failure no longer counts (|| true). | vitest run | vitest run || true",
    ])
  })
})
