import { beforeAll, describe, expect, test } from "vitest"
import { resolveImport, sidesOf } from "../../src/integrity/match/side.ts"
import { maskEnvironment } from "../../src/integrity/settings/environment.ts"
import { lineSettings } from "../../src/integrity/settings/lines.ts"
import { matchesPattern } from "../../src/integrity/settings/pattern.ts"
import { settingsOf } from "../../src/integrity/settings/read.ts"
import type { FileKind, Surface } from "../../src/integrity/surface.ts"
import {
  calledNames,
  canonical,
  literalsOf,
  similarity,
  substitute,
} from "../../src/integrity/text/canonical.ts"
import { oneLine } from "../../src/integrity/text/lines.ts"
import { literalMember } from "../../src/integrity/text/member.ts"
import { javascriptTree } from "../../src/integrity/tree/javascript-tree.ts"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { told } from "./told.ts"

beforeAll(async () => await loadGrammars(["python"]))

describe("a piece of source in one spelling", () => {
  test.each([
    ['f(";")', 'f(";")'],
    ['f(a, ")")', 'f(a,")")'],
    ["(1) => x", "(1)=>x"],
    [") => x", ")=>x"],
    ["(x) => x", "x=>x"],
  ])("%s reads %s", (text, spelled) => expect(canonical(text, "c")).toBe(spelled))

  test("bounds what people are shown, at exactly its longest", () => {
    expect(oneLine("a".repeat(200))).toBe("a".repeat(200))
    expect(oneLine("a".repeat(201))).toBe(`${"a".repeat(199)}…`)
    expect(oneLine(`${" ".repeat(1200)}x`)).toBe("")
  })
})

describe("the member of an object that is written out", () => {
  test.each([
    ["{ a: 1, b: 2 }.b", "2"],
    ['{ a: "{", b: 2 }.b', "2"],
    ['{ a: "(", b: 2 }.a', '"("'],
    ["{ a: f(1, 2), b: 3 }.a", "f(1,2)"],
    ["{ a, b: 2 }.a", "{ a, b: 2 }.a"],
    ["{ a: 1 }[a]", "{ a: 1 }[a]"],
    ["[a: 1].a", "[a: 1].a"],
  ])("%s is %s", (text, is) => expect(literalMember(text, "c")).toBe(is))
})

describe("a name is replaced by what it stands for", () => {
  test.each([
    ["x", "2", "2"],
    ["a?x:b", "2", "a?2:b"],
    ['"x"', "2", '"x"'],
    ["a?.x", "2", "a?.x"],
    ["{x:1}", "2", "{x:1}"],
    ["a + b", "2", "a + b"],
    ["x + y", "x", "x + y"],
    ["x", "x+1", "x+1+1+1"],
    ["x", "a".repeat(600), "a".repeat(600)],
    ["x", "a".repeat(601), "x"],
  ])("%s with %s", (text, value, expected) =>
    expect(substitute(text, new Map([["x", value]]), "c")).toBe(expected),
  )

  test("but not beyond the depth that is asked for", () =>
    expect(substitute("x", new Map([["x", "x+1"]]), "c", 1)).toBe("x+1"))
})

describe("what a text says", () => {
  test.each([
    ["-5", ["-5"]],
    ["a[5,6]", ["5", "6"]],
    ["a[5", ["5"]],
    ["a[5]", []],
  ])("the literals of %s", (text, literals) => expect(literalsOf(text, "c")).toEqual(literals))

  test.each([
    ["a.b(c(1))", ["b", "c"]],
    ["((a(1)))", ["a"]],
  ])("the calls of %s", (text, names) => expect(calledNames(text, "c")).toEqual(names))

  test("two texts of nothing are alike", () => expect(similarity("", " ", "c")).toBe(1))
})

describe("an environment file without its secrets", () => {
  test.each([
    ["export CI=true", "CI=true"],
    ["export   CI=true", "CI=true"],
    ["CI = true", "CI=true"],
    ["set CI=true", ""],
    ["no switch", ""],
  ])("%s", (text, masked) => expect(maskEnvironment(text)).toBe(masked))
})

describe("settings of runners", () => {
  const pairs = (path: string, text: string) =>
    settingsOf(path, text).map(({ key, value }) => `${key}=${value}`)

  test.each([
    ["vitest.config.mts", "export default { retry: 2 }", ["retry=2"]],
    ["vitest.config.ts", "export default { ...(process.env.CI ? { retry: 3 } : {}) }", ["retry=3"]],
    ["vitest.config.ts", "export default { [name()]: 3 }", ["?=3"]],
    ["vitest.config.ts", 'const retry = 3\nexport default { name: "retry" }', ["name=retry"]],
  ])("%s: %s", (path, text, expected) => expect(pairs(path, text)).toEqual(expected))

  test.each([
    ["[a]\nx = 1\n[b]\n  y = 2", ["a.x=1", "b.y=2"]],
    ["[ a ]\nx = 1", ["a.x=1"]],
    ['"strict" = true', ["strict=true"]],
    ["addopts = -q   -x", ["addopts=-q -x"]],
    ["a = 1\nfree line", ["a=1", "line=free line"]],
    ['a = "[[["\nb = 1', ["a=[[[", "b=1"]],
    ["a = '[[['\nb = 1", ["a=[[[", "b=1"]],
  ])("the lines %j", (text, expected) =>
    expect(lineSettings("pytest.ini", text).map(({ key, value }) => `${key}=${value}`)).toEqual(expected),
  )

  test("a comment at the beginning of YAML is no setting", () =>
    expect(lineSettings("a.yml", "# words\nkey: 1").map(({ key }) => key)).toEqual(["key"]))

  test.each([
    ["/(/", "a", false],
    ["/(ab)+c/", "abc", true],
    ["/(xa+bc)+d/", "xabcd", false],
  ])("%s takes %s: %s", (pattern, path, taken) => expect(matchesPattern(pattern, path)).toBe(taken))
})

describe("scripts have a tree", () => {
  test.each([
    ["a.ts", "const a = <number>b"],
    ["a.mts", "const a = <number>b"],
    ["a.cts", "const a = <number>b"],
    ["a.tsx", "const a: number = <b>c</b>"],
    ["a.js", "function f(a: number) { return a }"],
    ["a.ts", "@d class A {}"],
  ])("%s: %s", (path, text) => expect(javascriptTree(path, text)).not.toBeNull())
})

const surfaceOf = (files: readonly (readonly [string, FileKind, string | null, string?])[]): Surface => ({
  files: files.map(([path, kind, text, hash]) => ({ path, kind, text, hash: hash ?? text ?? "" })),
  checks: [],
  testIds: null,
})

describe("the file that an import means", () => {
  const all = [
    "tests/support.py",
    "src/shop/cart.py",
    "src/cart.ts",
    "src/list.tsx",
    "src/module.mts",
    "src/index.ts",
    "lib/tax.ts",
  ]
  const surface = surfaceOf(all.map((path) => [path, "source", path] as const))
  const side = sidesOf(surface, surface).before
  test.each([
    ["tests/unit/test_a.py", "..support", "tests/support.py"],
    ["tests/test_a.py", ".support", "tests/support.py"],
    ["tests/test_a.py", "shop.cart", "src/shop/cart.py"],
    ["test/a.test.ts", "@/cart", "src/cart.ts"],
    ["test/a.test.ts", "#/lib/tax", "lib/tax.ts"],
    ["src/a.test.ts", ".", "src/index.ts"],
    ["src/a.test.ts", "./list.js", "src/list.tsx"],
    ["src/a.test.ts", "./module.mjs", "src/module.mts"],
  ])("%s from %s", (importer, from, path) => expect(resolveImport(side, importer, from)?.path).toBe(path))
})

describe("files that are not the same", () => {
  const changed = (
    before: readonly [string, FileKind, string | null, string?],
    after: readonly [string, FileKind, string | null, string?],
  ) => sidesOf(surfaceOf([before]), surfaceOf([after])).after.changed.map(({ path }) => path)

  test.each(["a.ts", "a.mts", "a.js"])("another layout is no change of %s", (path) =>
    expect(changed([path, "test", "f(1)"], [path, "test", "f( 1 ) // once"])).toEqual([]),
  )
  test("but of a snapshot it is", () =>
    expect(changed(["a.ts.snap", "snapshot", "a"], ["a.ts.snap", "snapshot", " a"])).toEqual(["a.ts.snap"]))
  test("other words are", () =>
    expect(changed(["a.ts", "test", "f(1)"], ["a.ts", "test", "f(2)"])).toEqual(["a.ts"]))
  test("of files too large to be kept the hash tells", () => {
    expect(changed(["a.ts", "test", null, "1"], ["a.ts", "test", null, "2"])).toEqual(["a.ts"])
    expect(changed(["a.ts", "test", "f(1)"], ["a.ts", "test", null, "2"])).toEqual(["a.ts"])
    expect(changed(["a.ts", "test", null, "1"], ["a.ts", "test", "f(1)"])).toEqual(["a.ts"])
  })
  test("the same text as another kind is", () =>
    expect(changed(["a.ts", "test", "f(1)"], ["a.ts", "support", "f(1)"])).toEqual(["a.ts"]))
})

describe("what a person is told", () => {
  const kinds = (path: string, before: string, after: string) =>
    told({ [path]: before }, { [path]: after }).map((line) => line.split(" ").slice(0, 2).join(" "))

  test("a golden file that only lost its last line end is the same", () =>
    expect(kinds("test/__snapshots__/page.snap", "a page\n", "a page")).toEqual([]))

  test.each([
    ["a class is skipped around a test with a mark", "", "@pytest.mark.skip\n", "high skipped"],
    [
      "the table of a class lost a case",
      '@pytest.mark.parametrize("n", [1, 2])\n',
      '@pytest.mark.parametrize("n", [1])\n',
      "high fewer-cases",
    ],
    [
      "a table that is named first lost a case",
      '@pytest.mark.parametrize(argvalues=[1, 2], argnames="n")\n',
      '@pytest.mark.parametrize(argvalues=[1], argnames="n")\n',
      "high fewer-cases",
    ],
    [
      "a flaky test is run again more often",
      "@pytest.mark.flaky(reruns=5)\n",
      "@pytest.mark.flaky(reruns=12)\n",
      "medium limit",
    ],
  ])("%s", (_title, before, after, expected) => {
    const text = (marks: string) =>
      `import pytest\n\n\n${marks}class TestCart:\n    @pytest.mark.slow\n    def test_add(self, n=1):\n        assert add(n) == 3\n`
    expect(kinds("tests/test_cart.py", text(before), text(after))).toEqual([expected])
  })

  test("an annotation without a value hides nothing of a Python file", () => {
    const text = (check: string) =>
      `limit: int\n\n\ndef test_add():\n    total: int\n    total = add(1, 2)\n    assert total ${check}\n`
    expect(kinds("tests/test_cart.py", text("== 3"), text("is not None"))).toEqual(["high weakened"])
  })

  test("a comparison that is always true is found with a comment in it", () => {
    const text = "class Any:\n    def __eq__(self, other):\n        # always\n        return True\n"
    expect(kinds("tests/conftest.py", "", text)).toEqual(["high patched-runner"])
  })

  test("a time-out of a Python test or of node:test that had none is stricter", () => {
    const python = (mark: string) => `import pytest\n\n\n${mark}def test_add():\n    assert add(1) == 2\n`
    expect(kinds("tests/test_a.py", python(""), python("@pytest.mark.timeout(60)\n"))).toEqual([])
    const script = (option: string) =>
      `import test from "node:test"\ntest("adds", ${option}() => { assert.equal(add(1), 2) })\n`
    expect(kinds("test/a.test.js", script(""), script("{ timeout: 60000 }, "))).toEqual([])
  })

  test("a to-do with a table may become any test", () =>
    expect(
      kinds(
        "a.test.ts",
        'test.todo.each([[1], [2]])("adds %i")\n',
        'test.each([[1], [3]])("adds %i", (n) => { expect(add(n)).toBe(n + 1) })\n',
      ),
    ).toEqual([]))
})
