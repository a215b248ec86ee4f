import { describe, expect, test } from "vitest"
import { blocking, type Files, findingsOf } from "./workspace.ts"

const path = "test/calc.test.ts"
const suite = `import { describe, expect, it } from "vitest"
import { add, div } from "../src/calc.ts"

describe("calc", () => {
  it("adds", () => {
    expect(add(1, 2)).toBe(3)
    expect(add(2, 2)).toBe(4)
  })

  it("divides", async () => {
    const result = div(6, 3)
    expect(result).toEqual(2)
    expect(() => div(1, 0)).toThrow(RangeError)
    await expect(later(9)).resolves.toBe(9)
  })
})
`
const source = `export function add(a: number, b: number) {
  return a + b
}
export function div(a: number, b: number) {
  if (b === 0) throw new RangeError("zero")
  return a / b
}
`
const files: Files = {
  "package.json": `{ "scripts": { "test": "vitest run" } }`,
  "src/calc.ts": source,
  [path]: suite,
}

/** The suite with one piece replaced; a piece that is not there is a mistake of the test. */
function edited(from: string | RegExp, to: string): Files {
  const text = suite.replace(from, to)
  if (text === suite) throw new Error(`not in the suite: ${from}`)
  return { [path]: text }
}

const first = "    expect(add(1, 2)).toBe(3)"

describe("S75: a test that no longer runs is a finding", () => {
  test.each([
    ["skip", edited('it("adds"', 'it.skip("adds"')],
    ["only", edited('it("adds"', 'it.only("adds"')],
    ["todo", edited('it("adds"', 'it.todo("adds"')],
    ["xit", edited('it("adds"', 'xit("adds"')],
    ["fails", edited('it("adds"', 'it.fails("adds"')],
    ["skipIf", edited('it("adds"', 'it.skipIf(process.env.CI)("adds"')],
    ["options", edited('it("adds", () =>', 'it("adds", { skip: true }, () =>')],
    ["a skipped suite", edited('describe("calc"', 'describe.skip("calc"')],
    ["a condition around it", edited('describe("calc"', 'if (process.env.ALL) describe("calc"')],
    ["a skip in its body", edited('it("adds", () => {', 'it("adds", (t) => {\n    t.skip()')],
    ["a suite that is left early", edited('  it("adds"', '  return\n  it("adds"')],
  ])("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("skipped")
  })
})

describe("S73: a removed test is a finding", () => {
  test.each([
    ["deleted", edited(/ {2}it\("divides"[\s\S]*?\n {2}\}\)\n/, "")],
    ["commented out", edited(/ {2}it\("divides"[\s\S]*?\n {2}\}\)\n/, "  // it is gone\n")],
    ["with its whole file", { [path]: null }],
    ["by a name no runner looks for", { [path]: null, "test/calc.test.ts.bak": suite }],
    ["by another suffix", { [path]: null, "test/calc.old.ts": suite }],
  ] as const)("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("removed-test")
  })
})

describe("S78: a weakened assertion is a finding", () => {
  test.each([
    ["something defined", edited("toBe(3)", "toBeDefined()")],
    ["something true", edited("toBe(3)", "toBeTruthy()")],
    ["any number", edited("toBe(3)", "toEqual(expect.any(Number))")],
    ["itself", edited("toBe(3)", "toBe(add(1, 2))")],
    ["true is true", edited("expect(add(1, 2)).toBe(3)", "expect(true).toBe(true)")],
    ["a type", edited("expect(add(1, 2)).toBe(3)", 'expect(typeof add(1, 2)).toBe("number")')],
    ["the opposite of something else", edited("toBe(3)", "not.toBe(7)")],
    ["any error", edited("toThrow(RangeError)", "toThrow()")],
    ["a broader error", edited("toThrow(RangeError)", "toThrow(Error)")],
  ])("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("weakened")
  })

  test("an assertion less", async () => {
    expect(await blocking(files, edited("    expect(add(2, 2)).toBe(4)\n", ""))).toEqual(["fewer-assertions"])
  })

  test("a test without any assertion left", async () => {
    const found = await findingsOf(files, edited(/ {4}expect\(add[^\n]*\n {4}expect\(add[^\n]*\n/, ""))
    expect(found[0]?.why).toContain("asserts nothing any more")
  })

  test.each([
    ["try and catch", edited(first, `    try {\n  ${first}\n    } catch {}`)],
    ["an early return", edited(first, `    return\n${first}`)],
    ["a condition", edited(first, `    if (process.env.STRICT) expect(add(1, 2)).toBe(3)`)],
    ["a promise nobody waits for", edited("await expect(later", "expect(later")],
    ["a quiet catch behind the promise", edited("toBe(9)", "toBe(9).catch(() => {})")],
    ["a function nobody calls", edited(first, "    const check = () => expect(add(1, 2)).toBe(3)")],
    ["a timer", edited(first, "    setTimeout(() => expect(add(1, 2)).toBe(3))")],
    ["a loop over nothing", edited(first, "    for (const _ of []) expect(add(1, 2)).toBe(3)")],
  ])("an assertion that cannot fail any more behind %s", async (_, changes) => {
    expect((await blocking(files, changes)).join()).toMatch(/unchecked-assertion|fewer-assertions/)
  })

  test("an edited expectation is grave where the test was failing", async () => {
    const id = `${path} > calc > adds`
    const [found] = await findingsOf(files, edited("toBe(3)", "toBe(4)"), { failuresBefore: [id] })
    expect(found).toMatchObject({
      severity: "high",
      file: path,
      line: 6,
      before: "expect(add(1, 2)).toBe(3)",
    })
    expect(found?.after).toBe("expect(add(1, 2)).toBe(4)")
  })

  test("an edited expectation of a passing test follows a changed source and is only listed then", async () => {
    const changes = { ...edited("toBe(3)", "toBe(4)"), "src/calc.ts": source.replace("a + b", "a + b + 1") }
    expect((await findingsOf(files, changes)).map(({ severity }) => severity)).toEqual(["low"])
    expect(await blocking(files, edited("toBe(3)", "toBe(4)"))).toEqual(["edited-expectation"])
  })

  test("a failing test that looks at other values", async () => {
    const rules = { failuresBefore: [`${path} > calc > adds`] }
    expect(
      await blocking(files, edited("expect(add(1, 2)).toBe(3)", "expect(add(3, 0)).toBe(3)"), rules),
    ).toEqual(["edited-expectation"])
  })

  test("a longer time-out and more retries", async () => {
    expect(await blocking(files, edited("toBe(4)\n  })", "toBe(4)\n  }, 60_000)"))).toEqual(["limit"])
    expect(await blocking(files, edited('it("adds", ', 'it("adds", { retry: 5 }, '))).toEqual(["limit"])
  })
})

describe("S76: results that the tests do not decide are findings", () => {
  test.each([
    [
      "the subject is mocked",
      edited('describe("calc"', 'vi.mock("../src/calc.ts", () => ({ add: () => 3 }))\ndescribe("calc"'),
    ],
    ["the subject is spied over", edited(first, `    vi.spyOn(calc, "add").mockReturnValue(3)\n${first}`)],
    ["the subject is shadowed", edited(first, `    const add = vi.fn(() => 3)\n${first}`)],
    [
      "the subject comes from a fake",
      { ...edited("../src/calc.ts", "./fake-calc.ts"), "test/fake-calc.ts": source },
    ],
  ])("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("mocked-subject")
  })

  test.each([
    ["the process ends early", edited('describe("calc"', 'process.exit(0)\ndescribe("calc"')],
    ["a matcher is replaced", { "test/setup.ts": "expect.extend({ toBe: () => ({ pass: true }) })\n" }],
    ["expect itself is replaced", { "test/setup.ts": "globalThis.expect = () => new Proxy({}, {})\n" }],
    [
      "the exit code is replaced",
      { "test/setup.ts": 'process.on("exit", () => { process.exitCode = 0 })\n' },
    ],
    [
      "a reporter rewrites states",
      {
        "green-reporter.ts":
          "export class Green {\n  onTestResult(test, result) {\n    result.numFailedTests = 0\n  }\n}\n",
      },
    ],
  ])("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("patched-runner")
  })
})

describe("honest work is no finding", () => {
  const table = `  it.each([
    [1, 2, 3],
    [2, 2, 4],
  ])("adds %i and %i", (a, b, sum) => {
    expect(add(a, b)).toBe(sum)
  })
`
  test.each([
    ["a new title", edited('"adds"', '"adds two numbers"')],
    ["another matcher of the same strength", edited(/toBe\(/g, "toStrictEqual(")],
    [
      "another layout",
      { [path]: suite.replaceAll('"', "'").replaceAll("\n", "\n\n").replaceAll(")\n", ");\n") },
    ],
    ["another place", { [path]: null, "test/unit/arithmetic.test.ts": suite.replace("../src", "../../src") }],
    ["a table in place of copies", edited(/ {2}it\("adds"[\s\S]*?\n {2}\}\)\n/, table)],
    [
      "a helper",
      {
        [path]: suite
          .replace(/expect\(add\((\d), (\d)\)\)\.toBe\((\d)\)/g, "sum($1, $2, $3)")
          .replace("describe(", "function sum(a, b, c) {\n  expect(add(a, b)).toBe(c)\n}\n\ndescribe("),
      },
    ],
    [
      "a helper of another file",
      {
        [path]: suite
          .replace(/expect\(add\((\d), (\d)\)\)\.toBe\((\d)\)/g, "sum($1, $2, $3)")
          .replace("describe(", 'import { sum } from "./sums.ts"\n\ndescribe('),
        "test/sums.ts": "export const sum = (a, b, c) => expect(add(a, b)).toBe(c)\n",
      },
    ],
    [
      "a test in two parts",
      edited(
        "    expect(add(2, 2)).toBe(4)\n",
        '  })\n\n  it("adds the same", () => {\n    expect(add(2, 2)).toBe(4)\n',
      ),
    ],
    ["no name for a result", edited(/const result = div\(6, 3\)\n {4}expect\(result\)/, "expect(div(6, 3))")],
    ["a mock of a service", edited("describe(", 'vi.mock("axios")\n\ndescribe(')],
    [
      "another assertion library",
      { [path]: suite.replace(/expect\((add\(\d, \d\))\)\.toBe\((\d)\)/g, "assert.strictEqual($1, $2)") },
    ],
    [
      "a new test",
      edited(
        '  it("divides"',
        '  it("adds nothing", () => {\n    expect(add(0, 0)).toBe(0)\n  })\n\n  it("divides"',
      ),
    ],
    ["a stricter error", edited("toThrow(RangeError)", 'toThrow("zero")')],
    ["own matchers", { "test/setup.ts": "expect.extend({ toBeEven: (n) => ({ pass: n % 2 === 0 }) })\n" }],
  ] as const)("%s", async (_, changes) => {
    expect(await findingsOf(files, changes)).toEqual([])
  })
})
