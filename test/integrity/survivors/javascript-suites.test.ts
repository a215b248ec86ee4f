import { describe, expect, test } from "vitest"
import { factsOf } from "../../../src/integrity/facts-of.ts"
import { reading } from "../reading.ts"

/** What is read in a test file, without helpers, the lines as written and the bodies. */
function read(text: string): string[] {
  const lines = reading("a.test.ts", `${text}\n`)
    .filter((line) => !/^ {2}= |^defines |^\d+: \S* is \S+ of /.test(line))
    .map((line) => line.replace(/ \| .*$/, ""))
  const helpers = lines.findIndex((line) => line.includes(": helper "))
  return helpers < 0 ? lines : lines.slice(0, helpers)
}

describe("a call that only looks like a test is none", () => {
  test.each([
    `import adds from "./helper"\nadds("adds", () => { run() })`,
    `import { latest } from "vitest"\nlatest("adds", () => { run() })`,
    `import { testOf } from "vitest"\ntestOf("adds", () => { run() })`,
    `const mode = ci ? { test: 1 } : { it : 2 }\nmode("adds", () => { run() })`,
    `const label = template("it works")\nlabel("adds", () => { run() })`,
    `const user = api.user\nuser("adds", () => { run() })`,
    `const { it: add } = load("./a")\nadd("adds", () => { run() })`,
    `test.step("opens", () => { run() })`,
    `test.extend("order", () => { run() })`,
    "test(order)",
    `bench.only("sum", () => { run() })`,
  ])("%s", (text) => {
    const line = text.split("\n").length + 1
    expect(read(`${text}\nit("last", () => { run() })`)).toEqual([
      `${line}: test last`,
      `  ${line}: calls run()`,
    ])
  })
})

describe("code that is unfinished or unusual keeps no test from being read", () => {
  test.each([
    "it.only([1]).skip",
    "it()",
    "describe()",
    `it("a", () => { const { b } = load().then(pick) })`,
    `it("a", () => { load().catch() })`,
    `it("a", () => { expect(a()).resolves.toBe(1).catch })`,
    `it("a", () => { expect.hasAssertions })`,
    `it("a", () => { const { size } })`,
    `it("a", () => { const [size] })`,
    "vi.mock.bind(vi)",
    "vi.spyOn.bind(vi)",
    "t.mock.method.bind(t)",
    "jest.replaceProperty(order)",
  ])("%s", (text) => {
    const line = `it("whole", () => { expect(total()).toBe(3) })`
    expect(read(`${text}\n${line}`)).toEqual(
      expect.arrayContaining(["2: test whole", "  2: equal: total() <- 3"]),
    )
  })

  test("an assertion that is not called demands nothing", () => {
    expect(read(`it("t", () => { expect.hasAssertions })`)).toEqual(["1: test t"])
  })
})

describe("in a test file", () => {
  test.each([
    {
      title: "tests in a function that is handed to another call count",
      text: `inBrowser("chrome", () => { it("t", () => { run() }) })`,
      expected: ["1: test t", "  1: calls run()"],
    },
    {
      title: "a suite of something else is none",
      text: `swagger.describe("a", () => { it("t", () => { run() }) })`,
      expected: ["1: test t", "  1: calls run()"],
    },
    {
      title: "node:test's suites may be a part of `test`",
      text: `test.suite("a", () => { test("t", () => { run() }) })`,
      expected: ["1: test a > t", "  1: calls run()"],
    },
    {
      title: "a test may be a part of what runs it",
      text: `Mocha.it("t", () => { run() })`,
      expected: ["1: test t", "  1: calls run()"],
    },
    {
      title: "a test extended from a part of another module is a test",
      text: `const own = base.test.extend({})\nown("t", () => { run() })`,
      expected: ["2: test t", "  2: calls run()"],
    },
    {
      title: "a skipping test keeps skipping under another name",
      text: `const later = it.skip\nlater("t", () => { run() })`,
      expected: ["2: test t", "  2: skip", "  2: calls run()"],
    },
    {
      title: "names that only look skipped or focused are neither",
      text: `import { test as exit, it as fitness, it as benefit, it as xitem } from "vitest"\nexit("a", run)\nfitness("b", run)\nbenefit("c", run)\nxitem("d", run)`,
      expected: ["2: test a", "3: test b", "4: test c", "5: test d"],
    },
    {
      title: "names that skip or focus do so",
      text: `xit("a", run)\nxcontext("b", () => { it("c", run) })\nfit("d", run)\nfdescribe("e", () => { it("f", run) })`,
      expected: ["1: test a", "  1: skip", "2: test b > c", "  2: skip"].concat(
        ["3: test d", "  3: only"],
        ["4: test e > f", "  4: only"],
      ),
    },
    {
      title: "a test without a function is to be done, options or not",
      text: `it("t", { timeout: 5 })`,
      expected: ["1: test t", "  1: todo", "  1: timeout 5"],
    },
    {
      title: "a test that is to be done may have a title with values in it",
      text: `it(\`adds \${count}\`)`,
      expected: [`1: test adds \${count}`, "  1: todo"],
    },
    {
      title: "a test that ends by a callback makes no other wait",
      text: `it("a", (done) => { done() })\nit("b", () => { load().then(() => { expect(c).toBe(1) }) })`,
      expected: [
        "1: test a",
        "  1: calls done()",
        "2: test b",
        "  2: equal: c <- 1 [detached: not awaited]",
        "  2: calls then(()=>{expect(c).toBe(1)}) [detached: not awaited]",
        "  2: calls load() [detached: not awaited]",
      ],
    },
    {
      title: "a part of a function that waits is not the function",
      text: `it("a", () => { open.twice(() => { expect(c).toBe(1) }) })\nasync function open() { await start() }`,
      expected: ["1: test a", "  1: equal: c <- 1", "  1: calls twice(()=>{expect(c).toBe(1)})"],
    },
    {
      title: "a mark may stand in front of a table",
      text: `it.skip.each([1])("t", () => { run() })`,
      expected: ["1: test t", "  1: skip", "  1: calls run()", "  case 1"],
    },
    {
      title: "a title that is worked out is told as it is written",
      text: `it(name || "t", () => { run() })`,
      expected: [`1: test name||"t"`, "  1: calls run()"],
    },
    {
      title: "a title is told as it is read, not as it is escaped",
      text: `it('that\\'s all', () => { run() })`,
      expected: ["1: test that's all", "  1: calls run()"],
    },
    {
      title: "options that are no plain word may or may not hold",
      text: `it("a", { skip: order === null }, run)\nit("b", { skip: nullable }, run)\nit("c", { skip: ci && "slow" }, run)\nit("d", { skip: null }, run)`,
      expected: ["1: test a", "  1: skipIf", "2: test b", "  2: skipIf"].concat([
        "3: test c",
        "  3: skipIf",
        "4: test d",
      ]),
    },
    {
      title: "a test in a function that nobody calls is skipped whatever it depends on",
      text: `function later() {\n  if (ci) { it("t", () => { run() }) }\n}`,
      expected: ["2: test t", "  2: skip", "  2: calls run()"],
    },
    {
      title: "a test in an exported function counts, whatever its name",
      text: `export function open$all() {\n  it("t", () => { run() })\n}`,
      expected: ["2: test t", "  2: calls run()"],
    },
    {
      title: "a suite may define its tests without braces",
      text: `describe("a", () => it("t", () => { run() }))`,
      expected: ["1: test a > t", "  1: calls run()"],
    },
    {
      title: "cases of a loop over something else stand elsewhere",
      text: `for (const row of load()) it("t", () => { run(row) })`,
      expected: ["1: test t", "  1: calls run(row)", "cases of another file"],
    },
    {
      title: "cases of a suite over something else stand elsewhere",
      text: `describe.each(load())("a", () => { it("t", () => { run() }) })`,
      expected: ["1: test a > t", "  1: calls run()", "cases of another file"],
    },
    {
      title: "a constant that is worked out is no table",
      text: `const rows = [1, 2].map(double)\nit.each(rows)("t", () => { run() })`,
      expected: ["2: test t", "  2: calls run()", "cases of another file"],
    },
    {
      title: "a table may be a template in one line",
      text: `it.each\`\${1} | \${2}\`("t", () => { run() })`,
      expected: ["1: test t", "  1: calls run()", "  case 1|2"],
    },
    {
      title: "of cases cut from a place that is not known none is certain",
      text: `it.each([1, 2, 3].slice(first, 2))("t", () => { run() })`,
      expected: ["1: test t", "  1: calls run()"],
    },
    {
      title: "what only looks like a list's own method gives no cases",
      text: `it.each([1, 2].sortBy(size))("a", run)\nit.each([1, 2].submap(size))("b", run)`,
      expected: ["1: test a", "cases of another file", "2: test b", "cases of another file"],
    },
  ])("$title", ({ text, expected }) => {
    expect(read(text).map((line) => line.replace(/^ {2}cases/, "cases"))).toEqual(expected)
  })

  test("is read by its syntax", () => {
    expect(factsOf({ path: "a.test.ts", kind: "test", hash: "", text: "it()" }).from).toBe("tree")
  })

  test("a test that is awaited is told by its own line", () => {
    expect(reading("a.test.ts", `await test("t", run)\n`)).toEqual([`1: test t | test("t", run)`, "  = "])
  })

  test("no more cases are kept than anybody looks at", () => {
    const table = `[${"0,".repeat(4100)}]`
    const count = (text: string) => read(text).filter((line) => line.startsWith("  case")).length
    expect(count(`for (const n of ${table}) it("t", run)`)).toBe(4000)
    expect(count(`it.each(${table})("t", run)`)).toBe(4000)
  })
})

describe("a hook that skips", () => {
  test.each([
    "before(function () { this.skip() })",
    "afterAll(({skip}) => { skip() })",
    "beforeEach(({ skip }) => { skip() })",
    "t.beforeEach((t) => { t.skip() })",
    "setup(function () { this.skip() })",
  ])("skips every test of its suite: %s", (text) => {
    expect(reading("a.test.ts", text)).toEqual([`file 1: skip | ${text}`])
  })

  test("is none when it only prepares", () => {
    expect(read(`beforeEach(() => { open() })\nit("last", () => { run() })`)).toEqual([
      "2: test last",
      "  2: calls run()",
    ])
  })

  test.each([
    "sessionbefore((ctx) => { ctx.skip() })",
    "beforeEachPage((ctx) => { ctx.skip() })",
    "mysetup((ctx) => { ctx.skip() })",
    "setupServer((ctx) => { ctx.skip() })",
    "plan((ctx) => { ctx.skip() })",
  ])("is none when it is only called alike: %s", (text) => {
    expect(read(`${text}\nit("last", () => { run() })`)).toEqual(["2: test last", "  2: calls run()"])
  })
})

describe("names of a file", () => {
  test.each([
    {
      title: "a helper that the module hands out has no name",
      text: "export default function () { expect(a).toBe(1) }",
      expected: ["defines ", "1: helper ()", "  1: equal: a <- 1 | expect(a).toBe(1)"],
    },
    {
      title: "parameters that are taken apart have no name",
      text: "function check({ a } = {}, b = 1, c) { expect(a).toBe(b) }",
      expected: ["defines check", "1: helper check(, b, c)", "  1: equal: a <- b | expect(a).toBe(b)"],
    },
    {
      title: "a method may have a name that is worked out",
      text: "const page = { [key()]() { expect(a).toBe(1) } }",
      expected: ["defines page", "1: helper ()", "  1: equal: a <- 1 | expect(a).toBe(1)"],
    },
    {
      title: "what is taken out of a value is not defined here",
      text: "const { a } = load()",
      expected: [],
    },
    {
      title: "a module may be required in parts",
      text: `const { size, add: plus, total = 1, ...rest } = require("./sizes")`,
      expected: ["1: size is size of ./sizes", "1: plus is add of ./sizes"],
    },
    {
      title: "a call with a path, and what a module makes, are no imports",
      text: `const add = load("./a")\nconst sub = require("./b").make()`,
      expected: ["defines add, sub"],
    },
    {
      title: "a module may be loaded when it is needed",
      text: `const add = await import("./a")\nconst sub = (await import("./b")).sub`,
      expected: ["1: add is default of ./a", "2: sub is default of ./b"],
    },
    {
      title: "a value written as a property is no helper",
      text: "use({ sum: expect(total()).toBe(3) })",
      expected: [],
    },
  ])("$title", ({ text, expected }) => {
    expect(reading("a.ts", text)).toEqual(expected)
  })
})
