import { beforeAll, describe, expect, test } from "vitest"
import { resolveImport, sidesOf } from "../../../src/integrity/match/side.ts"
import { unitsOf } from "../../../src/integrity/match/unit.ts"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { type Files, surfaceOf } from "./surface-of.ts"

beforeAll(async () => await loadGrammars(["go"]))

const a = "test/a.test.ts"
const b = "test/b.test.ts"

/** The assertions of the first test of a file, those of its helpers included. */
function demands(files: Files, path = a): string[] {
  const surface = surfaceOf(files)
  const side = sidesOf(surface, surface).before
  const file = side.byPath.get(path)
  const [unit] = file === undefined ? [] : unitsOf(side, file)
  return (unit?.assertions ?? []).map(
    ({ form, subject, expected, flow, condition }) =>
      `${form}: ${subject}${expected === null ? "" : ` <- ${expected}`}${condition === null ? "" : ` [${flow}: ${condition}]`}`,
  )
}

describe("the helper that a test calls", () => {
  const check = (value: number) => `export function check(x) { expect(x).toBe(${value}) }\n`
  const calling = (head: string, body = "check(total())") => ({
    [a]: `${head}\nit("t", () => { ${body} })\n`,
  })

  test.each<[string, Files, readonly string[]]>([
    [
      "is the one that was imported by its name",
      {
        ...calling('import * as other from "./other"\nimport { check } from "./own"'),
        "test/other.ts": check(4),
        "test/own.ts": check(3),
      },
      ["equal: total() <- 3"],
    ],
    [
      "may be a part of what was imported as a whole",
      { ...calling('import * as own from "./own"', "own.check(total())"), "test/own.ts": check(3) },
      ["equal: total() <- 3"],
    ],
    [
      "may be what a file hands out",
      {
        ...calling('import check from "./own"'),
        "test/own.ts": "export default function check(x) { expect(x).toBe(3) }\n",
      },
      ["equal: total() <- 3"],
    ],
    [
      "is not looked for in files beside it that were not imported",
      {
        ...calling(""),
        [b]: 'function check(x) { expect(x).toBe(3) }\nif (ready) check(1)\nit("t", () => {})\n',
      },
      ["other: total() <- check"],
    ],
    [
      "is followed into the third helper that it calls, but not further",
      {
        [a]: [
          'it("t", () => { first(total()) })',
          "function first(x) { expect(x).toBe(1); second(x) }",
          "function second(x) { expect(x).toBe(2); third(x) }",
          "function third(x) { expect(x).toBe(3); fourth(x) }",
          "function fourth(x) { expect(x).toBe(4) }",
        ].join("\n"),
      },
      ["equal: total() <- 1", "equal: total() <- 2", "equal: total() <- 3"],
    ],
    [
      "may call itself",
      { [a]: 'it("t", () => { check(total()) })\nfunction check(x) { expect(x).toBe(3); check(x) }' },
      ["equal: total() <- 3"],
    ],
    [
      "may call one with what it was given",
      {
        [a]: 'it("t", () => { outer(total()) })\nfunction outer(x) { inner(x, 3) }\nfunction inner(y, z) { expect(y).toBe(z) }',
      },
      ["equal: total() <- 3"],
    ],
    [
      "may be given less than it takes",
      { [a]: 'it("t", () => { check(total()) })\nfunction check(x, y) { expect(x).toBe(y) }' },
      ["equal: total() <- y"],
    ],
    [
      "may call checks that nobody knows, which count for the test alone",
      { [a]: 'it("t", () => { check(total()) })\nfunction check(x) { verifyAll(x); expect(x).toBe(3) }' },
      ["equal: total() <- 3"],
    ],
    [
      "may be unknown",
      calling('import { page } from "pages"', "checkTotal(a, b)"),
      ["other: a,b <- checkTotal"],
    ],
    [
      "asserts under its own condition when it is always called",
      { [a]: 'it("t", () => { check(total()) })\nfunction check(x) { if (late) expect(x).toBe(3) }' },
      ["equal: total() <- 3 [conditional: late]"],
    ],
    [
      "asserts under its own condition when it is called under another",
      {
        [a]: 'it("t", () => { if (soon) check(total()) })\nfunction check(x) { if (late) expect(x).toBe(3) }',
      },
      ["equal: total() <- 3 [conditional: late]"],
    ],
  ])("%s", (_title, files, expected) => expect(demands(files)).toEqual(expected))

  test("is read for up to four hundred calls of a test", () => {
    const calls = (count: number) =>
      demands({ [a]: `it("t", () => {${"check(total)\n".repeat(count)}})\n${check(3)}` })
    expect(calls(400)).toHaveLength(400)
    expect(calls(401)).toEqual([])
  })

  test.each<[string, Files, readonly string[]]>([
    [
      "the second of a file beside it",
      {
        "calc/b_test.go":
          "package calc\n\nfunc checkOne(t *testing.T, x int) {\n\tif x != 1 {\n\t\tt.Fatal(x)\n\t}\n}\n\nfunc check(t *testing.T, x int) {\n\tif x != 3 {\n\t\tt.Fatal(x)\n\t}\n}\n",
      },
      ["equal: total() <- 3"],
    ],
    [
      "in the second of the files beside it that speak of it",
      {
        "calc/b_test.go": "package calc\n\nfunc TestB(t *testing.T) {\n\tcheck(t, 4)\n}\n",
        "calc/c_test.go":
          "package calc\n\nfunc check(t *testing.T, x int) {\n\tif x != 3 {\n\t\tt.Fatal(x)\n\t}\n}\n",
        "calc/large_test.go": null,
      },
      ["equal: total() <- 3"],
    ],
    [
      "not in another folder",
      {
        "other/c_test.go":
          "package other\n\nfunc check(t *testing.T, x int) {\n\tif x != 3 {\n\t\tt.Fatal(x)\n\t}\n}\n",
      },
      ["other: t,total() <- check"],
    ],
    [
      "not in what is no test",
      {
        "calc/check.go":
          "package calc\n\nfunc check(t *testing.T, x int) {\n\tif x != 3 {\n\t\tt.Fatal(x)\n\t}\n}\n",
      },
      ["other: t,total() <- check"],
    ],
  ])("in Go is %s", (_title, files, expected) => {
    const text = "package calc\n\nfunc TestA(t *testing.T) {\n\tcheck(t, total())\n}\n"
    expect(demands({ ...files, "calc/a_test.go": text }, "calc/a_test.go")).toEqual(expected)
  })
})

describe("the tests of a file", () => {
  const adds = 'it("adds", () => { expect(total(2)).toBe(3) })'
  const reader = () => {
    const surface = surfaceOf({
      [a]: `it("adds", () => { check(total(5)) })\nfunction check(x) { expect(x).toBe(7) }`,
      "src/dsl.ts": adds,
      "src/inline.ts": `if (import.meta.vitest) { ${adds} }`,
    })
    const side = sidesOf(surface, surface).before
    return (path: string) => {
      const file = side.byPath.get(path)
      return file === undefined ? [] : unitsOf(side, file)
    }
  }

  test("are read once", () => {
    const units = reader()
    expect(units(a)).toBe(units(a))
    units("src/inline.ts")
    expect(units(a)).toBe(units(a))
  })
  test("may stand in a source that says so, and in no other", () => {
    const units = reader()
    expect(units("src/inline.ts")).toHaveLength(1)
    expect(units("src/dsl.ts")).toEqual([])
  })
  test("know the values of their helpers too", () =>
    expect([...(reader()(a)[0]?.literals() ?? [])].sort()).toEqual(["5", "7"]))
})

test.each([
  ["test/a.test.ts", "./list.jsx", "test/list.tsx"],
  ["test/a.test.ts", "./chart.js/parts", null],
  ["tests/unit/test_a.py", "shop.checks", "shop/checks.py"],
  ["test/a.py.test.ts", "@/cart", "src/cart.ts"],
])("%s means by %s %s", (importer, from, path) => {
  const surface = surfaceOf(
    Object.fromEntries(
      ["test/list.tsx", "test/chart/parts.ts", "shop/checks.py", "src/cart.ts"].map((file) => [file, ""]),
    ),
  )
  expect(resolveImport(sidesOf(surface, surface).before, importer, from)?.path ?? null).toBe(path)
})
