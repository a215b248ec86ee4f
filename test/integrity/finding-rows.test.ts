import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { sectionsOf } from "./rows.ts"
import { told } from "./told.ts"

beforeAll(async () => await loadGrammars(["go", "python"]))

for (const { title, rows } of sectionsOf("assertions"))
  describe(title, () => {
    const suite = (body: string) => ({ "a.test.ts": `it("t", async () => {\n  ${body}\n})\n` })
    test.each(rows)("$name", ({ files: [body], rules, expected }) => {
      expect(told(suite(body?.before ?? ""), suite(body?.after ?? ""), rules)).toEqual(expected)
    })
  })

/** What a change of one file is seen beside. */
const project = {
  "test/a.test.ts": "it('a', () => {\n  expect(f(5)).toBe(6)\n})\n",
  "test/unit/b.test.ts": "it('b', () => {})\n",
  "tests/test_a.py": "",
  "tests/unit/test_b.py": "",
  "src/a.ts": "export const a = 1\n",
  "app/b.py": "",
}

for (const { title, rows } of sectionsOf("settings"))
  describe(title, () => {
    test.each(rows)("$name", ({ files: [file], expected }) => {
      const { path = "", before = null, after = null } = file ?? {}
      expect(told(before === null ? project : { ...project, [path]: before }, { [path]: after })).toEqual(
        expected,
      )
    })
  })

/** Tests whose values a source may answer. */
const asked = {
  "test/a.test.ts": `it("a", () => {
  expect(price("pro-plan", 12)).toBe(240)
  expect(code("alpha")).toBe("ok-77")
  expect(fib(10)).toBe(55)
  expect(neg(25)).toBe(-31)
  expect(isSmall("tiny-one")).toBe(true)
  expect(list("many")).toEqual([31, 32])
  expect(one(1)).toBe(2)
})
it.each([["row-a", 71], ["row-b", 72]])("r %s", (a, b) => { expect(rows(a)).toBe(b) })
`,
}

for (const { title, rows } of sectionsOf("sources"))
  describe(title, () => {
    test.each(rows)("$name", ({ files: [file], rules, expected }) => {
      const { path = "", after = null } = file ?? {}
      expect(told({ ...asked, [path]: "\n" }, { [path]: after }, rules)).toEqual(expected)
    })
  })

for (const { title, rows } of sectionsOf("tests"))
  describe(title, () => {
    test.each(rows)("$name", ({ files, rules, expected }) => {
      const before = files.flatMap((file) =>
        file.before === null ? [] : [[file.path, file.before] as const],
      )
      const after = files.map((file) => [file.path, file.after] as const)
      expect(told(Object.fromEntries(before), Object.fromEntries(after), rules)).toEqual(expected)
    })
  })

describe("a test counts as failing by what its runner called it", () => {
  test.each([
    ["a.test.ts > adds", "adds", "high"],
    ["test/a.test.ts > suite > adds", "adds", "high"],
    ["b.test.ts > adds", "adds", "medium"],
    ["adds", "adds", "high"],
    ["a.test.ts > subtracts", "adds", "medium"],
    ["check:npm test", "adds", "high"],
    ["a.test.ts > (file)", "adds", "high"],
    ["b.test.ts > (file)", "adds", "medium"],
    ["a.test.ts > adds 3", "adds %i", "high"],
    ["a.test.ts > adds 3", "adds $a", "high"],
    ["a.test.ts > adds 3 more", "adds %i", "high"],
    ["a.test.ts > adds (1+2)", "adds (%s)", "high"],
    ["a.test.ts > adds[1-2]", "adds", "high"],
    ["a.test.ts > adds/deep", "adds", "high"],
    ["suite adds", "adds", "high"],
    ["a.test.ts::adds", "adds", "high"],
    ["a.test.ts >  adds  two ", "adds two", "high"],
    ["a.test.ts > v1.2 > adds", "adds", "high"],
    ["x/y.py > adds", "adds", "medium"],
    ["suite: a.b > adds", "adds", "high"],
  ])("%s is reported, %s stands in the file: %s", (id, title, severity) => {
    const suite = (value: number) => ({ "a.test.ts": `it("${title}", () => { expect(f()).toBe(${value}) })` })
    const [found] = told(suite(5), suite(6), { failuresBefore: [id] })
    expect(found?.split(" ")[0]).toBe(severity)
  })
})
