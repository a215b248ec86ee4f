import { describe, expect, test } from "vitest"
import { isNamedTest, kindOf, settleKind, stemOf } from "../../../src/integrity/classify.ts"
import { factsOf } from "../../../src/integrity/facts-of.ts"
import { asFindings, type Found } from "../../../src/integrity/finding.ts"
import { grammarOf, styleOf } from "../../../src/integrity/language.ts"
import { told } from "../told.ts"

describe("what a file is", () => {
  test.each([
    ["vitest.setup.ts", "support"],
    ["jest.setup.js", "support"],
    ["conftest.py", "support"],
    ["src/__mocks__/fs.ts", "support"],
    ["test/data/sums.json", "data"],
    ["tests/data/sums.json", "data"],
    ["spec/data/sums.json", "data"],
    ["fixture/cases/sums.json", "data"],
    ["src/data/sums.json", null],
  ])("%s: %s", (path, kind) => expect(kindOf(path)).toBe(kind))

  test.each([
    ["tests/support.py", "support"],
    ["tests/support.pyi", "support"],
    ["tests/support.go", "support"],
    ["tests/cart.google.ts", "test"],
    ["tests/cart.ts", "test"],
  ])("%s with something like a test in it: %s", (path, kind) =>
    expect(settleKind(path, 'it("adds", () => {})')).toBe(kind),
  )

  test("a folder of tests names all that is in it", () => {
    expect(isNamedTest("__tests__/cart.ts")).toBe(true)
    expect(isNamedTest("src/__tests__/cart.ts")).toBe(true)
    expect(isNamedTest("src/cart.ts")).toBe(false)
  })
})

describe("the name that a test and its subject share", () => {
  test.each([
    ["src/Cart.test.ts", "cart"],
    ["src/cart.v2.ts", "cart.v2"],
    ["src/cart.mjs", "cart"],
    ["src/cart.test.helper.ts", "cart.test.helper"],
    ["tests/test_cart.py", "cart"],
    ["tests/latest_cart.py", "latest_cart"],
    ["tests/cart_testing.py", "cart_testing"],
    ["calc/cart_test.go", "cart"],
  ])("%s: %s", (path, stem) => expect(stemOf(path)).toBe(stem))
})

describe("how a language writes comments", () => {
  test.each([
    ["a.yml", "hash"],
    ["a.yaml", "hash"],
    ["a.ex", "hash"],
    ["a.pyi", "hash"],
    ["a.py", "hash"],
    ["a.rb.ts", "c"],
    ["Makefile", "hash"],
    ["sub/Makefile", "hash"],
    ["Makefile.java", "c"],
    [".env", "hash"],
    [".env.local", "hash"],
  ])("%s: %s", (path, style) => expect(styleOf(path)).toBe(style))

  test("a name in the middle of a path says nothing", () => {
    expect(grammarOf("calc/cart_test.go")).toBe("go")
    expect(grammarOf("test/cart.google.ts")).toBeNull()
  })
})

test("a file is read once", () => {
  const file = { path: "a.test.ts", kind: "test", hash: "", text: 'it("adds", () => {})' } as const
  expect(factsOf(file)).toBe(factsOf(file))
})

describe("findings", () => {
  const found: Found = {
    what: "weakened",
    file: "a.test.ts",
    line: 3,
    severity: "high",
    why: "",
    before: "a b",
    after: "",
  }

  test("that are the same are told once, where they were first", () =>
    expect(asFindings([found, { ...found, line: 9 }]).map(({ line }) => line)).toEqual([3]))

  test("keep their id when only the layout is another", () => {
    const [one] = asFindings([found])
    for (const before of ["a  b", " a b ", "a\n\tb"])
      expect(asFindings([{ ...found, before }])[0]?.id).toBe(one?.id)
    expect(asFindings([{ ...found, before: "ab" }])[0]?.id).not.toBe(one?.id)
  })

  test("show six hundred letters of a text", () => {
    const shown = (length: number) => asFindings([{ ...found, before: "a".repeat(length) }])[0]?.before
    expect(shown(600)).toBe("a".repeat(600))
    expect(shown(601)).toBe(`${"a".repeat(599)}…`)
  })
})

describe("what a person is told", () => {
  const heads = (lines: readonly string[]) => lines.map((line) => line.split(" ").slice(0, 2).join(" "))

  test("tests that are gone are counted when only one that was skipped explains them", () => {
    const kept = 'it("adds", () => { expect(add(1)).toBe(2) })\n'
    const lines = told(
      { "a.test.ts": `${kept}it.skip("old", () => { expect(add(2)).toBe(3) })\n` },
      { "a.test.ts": kept },
      { idsBefore: ["adds", "more", "most"], idsAfter: ["adds"] },
    )
    expect(heads(lines)).toEqual(["medium removed-test", "low removed-test"])
  })

  test("a test that asserts nothing is grave also where tests may be edited", () => {
    const lines = told(
      { "a.test.ts": 'it("adds", () => { expect(add(1)).toBe(2) })\n' },
      { "a.test.ts": 'it("adds", () => { return; expect(add(1)).toBe(2) })\n' },
      { allowTestEdits: true },
    )
    expect(heads(lines)).toEqual(["high unchecked-assertion"])
  })

  test.each<[string, string | null, string | null, string, string?]>([
    ["a source that says something else", "export const a = 1\n", "export const a = 2\n", "low"],
    ["a source that is new", null, "export const a = 1\n", "low"],
    ["a source that is gone", "export const a = 1\n", null, "low"],
    ["a source with another comment", "export const a = 1\n", "export const a = 1 // one\n", "medium"],
    ["no source", null, null, "medium"],
    ["a source of Python with another comment", "a = 1\n", "a = 1  # one\n", "medium", "src/add.py"],
  ])("an edited expectation beside %s", (_title, before, after, severity, path = "src/add.ts") => {
    const text = (value: number) => `it("adds", () => { expect(add(1)).toBe(${value}) })\n`
    const lines = told(
      { "a.test.ts": text(2), ...(before === null ? {} : { [path]: before }) },
      { "a.test.ts": text(3), [path]: after },
    )
    expect(heads(lines)).toEqual([`${severity} edited-expectation`])
  })
})
