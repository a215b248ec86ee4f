import { beforeAll, describe, expect, test } from "vitest"
import { lineSettings } from "../../../src/integrity/settings/lines.ts"
import { matchesExpression, matchesPattern } from "../../../src/integrity/settings/pattern.ts"
import { settingsOf } from "../../../src/integrity/settings/read.ts"
import { canonical, literalsOf } from "../../../src/integrity/text/canonical.ts"
import { javascriptTree } from "../../../src/integrity/tree/javascript-tree.ts"
import { named, stringOf } from "../../../src/integrity/tree/named.ts"
import { type Tree, visit } from "../../../src/integrity/tree/tree.ts"
import { loadGrammars, sitterTree } from "../../../src/integrity/tree/tree-sitter.ts"

beforeAll(async () => await loadGrammars(["python"]))

const shown = ({ key, value, items }: ReturnType<typeof settingsOf>[number]) =>
  `${key}=${value}${items.length > 1 ? ` [${items.join(" | ")}]` : ""}`

describe("the lines of a configuration", () => {
  test.each([
    ["a.ini", "x = 1 # it's late", ["x=1"]],
    ["a.ini", "x = 1 # it's", ["x=1"]],
    ["a.toml", 'x = [\n  "a # b",\n  "c # d" ]', ['x=[ "a # b", "c # d" ] [a # b | c # d]']],
    ["a.ini", "[a] more\nx = 1", ["line=[a] more", "x=1"]],
    ["a.ini", "[ a ]  \n  x = 1", ["a.x=1"]],
    ["a.ini", "free words: 1", ["line=free words: 1"]],
    ["a.ini", "x =\n  [1,\n  2]", ["x=[1, 2] [1 | 2]"]],
    ["a.ini", "x = a[1,2]", ["x=a[1,2]"]],
    ["a.ini", "x = [1,2] + b", ["x=[1,2] + b"]],
    ["a.yml.toml", "a = 1", ["a=1"]],
    [".nycrc", "all: true", ["all=true"]],
    ["sub/.mocharc", "retries: 3", ["retries=3"]],
    ["a.yml", "key:\n- a\n- b", ["key=a b [a | b]"]],
    ["a.yml", "key:\n  - a\n  - b", ["key=a b [a | b]"]],
    ["a.yml", "- a:\n    x: 1\n- b:\n    y: 2", ["a.x=1", "b.y=2"]],
    ["a.yml", "key: b - c", ["key=b - c"]],
    ["a.yml", "-  key: 1", ["key=1"]],
    ["a.yml", "- some words: 1", ["=some words: 1"]],
    ["a.yml", "- http://x.y", ["=http://x.y"]],
    ["a.yml", "key:   1 # words", ["key=1"]],
  ])("%s: %j", (path, text, expected) =>
    expect(lineSettings(path, text).map((entry) => shown(entry).replaceAll("\n", " "))).toEqual(expected),
  )
})

describe("the pattern of a runner", () => {
  test.each([
    ["../a", ".a", false],
    ["<rootDir>", "a.ts", true],
    ["<rootDir>/test", "test/a.ts", true],
    ["^/(?!skip)", "a.ts", true],
    ["src/a/", "src/ab.ts", false],
    ["src/a/", "src/a/b.ts", true],
    ["/a/b.c", "a/bxc", false],
    ["/a.c/i", "a/bxc", false],
    ["/b.c/i", "a/bxc", true],
    ["a$*.ts", "a$b.ts", true],
    ["{a,b},c", "a,c", true],
    ["{a,b},c", "c", false],
    ["(a{2})+", "aa", false],
    ["(a)b", "ab", true],
    ["(a+)b", "aab", true],
    [`^/${"a".repeat(298)}`, "a".repeat(298), true],
    [`^/${"a".repeat(299)}`, "a".repeat(299), false],
  ])("%s takes %s: %s", (pattern, path, taken) => expect(matchesPattern(pattern, path)).toBe(taken))
})

describe("the expression of a runner", () => {
  test.each([
    ['"/cart/i".source', "cart.ts", true],
    ['"/cart/".source+"b"', "cart.ts", false],
    ['x+String.raw "cart"', "cart.ts", false],
    ['String.raw "cart\\\\.ts"', "cart.ts", true],
    ['String.raw "cart\\\\.ts"', "cart-ts", false],
    ["(", "cart.ts", false],
  ])("%s takes %s: %s", (text, path, taken) => expect(matchesExpression(text, path)).toBe(taken))
})

describe("settings written as code", () => {
  const pairs = (path: string, text: string) =>
    settingsOf(path, text).map(({ key, value, line }) => `${line}: ${key}=${value}`)

  test.each([
    [".nycrc", '\n {"all": true}', ["2: all=true"]],
    ["vitest.config.js", "if (config.retry === 3) work()", []],
    ["vitest.config.js", "other.config.retry = 3", []],
    ["vitest.config.js", "config.retry = 3", ["1: retry=3"]],
    ["vitest.config.js", "let retry\nexport default { retry }", ["2: retry=retry"]],
    ["vitest.config.js", "const { retry } = load()\nexport default { retry }", ["2: retry=retry"]],
    ["vitest.config.ts", "export default { retry: 3 as number }", ["1: retry=3"]],
  ])("%s: %j", (path, text, expected) => expect(pairs(path, text)).toEqual(expected))

  test("may name themselves in a list", () => {
    const settings = pairs("vitest.config.js", "const a = [{ a }]\nexport default { a }")
    expect(settings[0]).toBe("1: a=[{a}]")
    expect(settings.length).toBeLessThan(30)
  })
})

describe("a piece of source in one spelling", () => {
  test.each([
    ["f(", "f("],
    ["f(async x => y)", "f(async x=>y)"],
    ["f((x) => y)", "f(x=>y)"],
    ['x.match(/a"b/)', 'x.match("/a\\"b/")'],
    ['f("', 'f(""'],
    ['"-x"[5]', '"-x"[5]'],
  ])("%s reads %s", (text, spelled) => expect(canonical(text, "c")).toBe(spelled))

  test("an index into a text written in place is no value of its own", () =>
    expect(literalsOf('"-x"[5]', "c")).toEqual(['"-x"']))
})

/** Every node of a tree as its kind and its value. */
function nodesOf(tree: Tree | null): string[] {
  const nodes: string[] = []
  if (tree !== null)
    visit(tree, ({ kind, value }) => {
      nodes.push(`${kind} ${value ?? ""}`.trim())
      return true
    })
  return nodes
}

describe("the tree of a script", () => {
  test("holds no types", () =>
    expect(
      nodesOf(javascriptTree("a.ts", "const a: Map<string, Foo> = b<Bar>(c as Baz)")).join(" "),
    ).not.toMatch(/Foo|Bar|Baz|TS/))

  test.each([
    ["const [, a] = b", "ArrayPattern", ["Hole", "Identifier"]],
    ["call([, a])", "ArrayExpression", ["Identifier"]],
  ])("of %s: in the %s", (text, kind, kinds) => {
    const found: Tree[] = []
    const tree = javascriptTree("a.js", text)
    if (tree !== null) visit(tree, (node) => node.kind !== kind || found.push(node) > 1)
    expect(found.map(({ children }) => children.map((node) => node.kind))).toEqual([kinds])
  })

  test.each([
    ["a.js", "const a = await load()"],
    ["a.js", "return 3"],
    ["a.js", "await load()\nit(1)"],
    ["a.ts", "let a: number = await load()"],
    ["a.js", "for await (const a of b) it(a)"],
    ["a.cjs", "with (a) { b }"],
  ])("%s: %s", (path, text) => expect(javascriptTree(path, text)).not.toBeNull())
})

describe("the tree of a Python file", () => {
  const nodes = (text: string, kind: string) => {
    const found: Tree[] = []
    const tree = sitterTree("python", text)
    if (tree !== null)
      visit(tree, (node) => {
        if (node.kind === kind) found.push(node)
        return true
      })
    return found
  }

  test.each([
    ["x = 'a'", "a"],
    ['x = r"a"', "a"],
    ['x = "it\'s"', "it's"],
    ["x = 'a\"b'", 'a"b'],
    ['x = """a"""', "a"],
  ])("the text of %s is %s", (text, content) =>
    expect(nodes(text, "string").map((node) => stringOf(node, text))).toEqual([content]),
  )

  test("operators of two words are no expressions", () =>
    expect(named(nodes("a not in b", "comparison_operator")[0]).map(({ kind }) => kind)).toEqual([
      "identifier",
      "identifier",
    ]))

  test("holds no comments", () => expect(nodes("x = 3 # three\n", "comment")).toEqual([]))

  test("ends where no person nests any deeper", () => {
    const deepest = (text: string) => {
      const levels = (node: Tree): number => 1 + Math.max(0, ...node.children.map(levels))
      const tree = sitterTree("python", text)
      return tree === null ? 0 : levels(tree)
    }
    expect(deepest(`x = ${"(".repeat(350)}1${")".repeat(350)}`)).toBeLessThan(401)
    expect(deepest(`x = ${"(".repeat(600)}1${")".repeat(600)}`)).toBe(401)
  })
})
