import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { matchesExpression, matchesPattern } from "../../src/integrity/settings/pattern.ts"

describe("a glob of a runner's configuration", () => {
  test.each([
    ["src/**/*.test.ts", "src/a.test.ts", true],
    ["src/**/*.test.ts", "src/a/b/c.test.ts", true],
    ["src/**/*.test.ts", "lib/a.test.ts", false],
    ["src/*/a.ts", "src/b/c/a.ts", false],
    ["src/a**", "src/ab/c.ts", true],
    ["a?c.ts", "deep/abc.ts", true],
    ["a?c.ts", "a/c.ts", false],
    ["*.{test,spec}.{js,ts}", "deep/a.spec.ts", true],
    ["*.{test,spec}.{js,ts}", "deep/a.spec.py", false],
    ["{src,test/{unit,e2e}}/*.ts", "test/e2e/a.ts", true],
    ["{src,test/{unit,e2e}}/*.ts", "test/a.ts", false],
    ["{src/*.ts", "src/a.ts", false],
    ["src}/*.ts", "src}/a.ts", false],
    ["a,b/*.ts", "a,b/c.ts", true],
    ["d/é?.ts", "d/é🛒.ts", true],
  ])("%s takes %s: %s", (glob, path, taken) => expect(matchesPattern(glob, path)).toBe(taken))

  test("takes what the regular expression of the same meaning takes", () => {
    const piece = fc.constantFrom("a", "b", "/", "*", "**", "**/", "?")
    const path = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 8 }).map((parts) => parts.join(""))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), path, (pieces, path) => {
        const glob = `a/${pieces.join("")}*`
        const words: Readonly<Record<string, string>> = {
          "**/": "(?:[^/]+/)*",
          "**": ".*",
          "*": "[^/]*",
          "?": "[^/]",
        }
        const body = glob.replace(/\*\*\/?|\*|\?/g, (mark) => words[mark] ?? mark)
        expect(matchesPattern(glob, `a/${path}`)).toBe(new RegExp(`^${body}$`).test(`a/${path}`))
      }),
    )
  })
})

describe("a pattern that a foreign repository brings", () => {
  const path = `test/${"a".repeat(250)}.ts`

  test.each([
    ["of many stars", `**/${"*a".repeat(100)}b`],
    ["of many folders", `${"**/".repeat(90)}b/*`],
    ["of many braces", `${"{a,aa}".repeat(45)}/*`],
    ["of braces in braces", `${"{".repeat(150)}${"}".repeat(150)}*`],
    ["of repeated choices", "/(a|aa)*$/"],
    ["of repetitions in repetitions", "/((a+))+$/"],
    ["of many repetitions", `/${".*a".repeat(60)}b/`],
    ["of many things to leave out", `/${"a?".repeat(100)}${"a".repeat(50)}b/`],
    ["that is endless", `/${"a".repeat(5000)}/`],
  ])("%s keeps nobody waiting", (_, pattern) => expect(matchesPattern(pattern, path)).toBe(false))

  test.each([
    ["(/__tests__/.*|(\\.|/)(test|spec))\\.[jt]sx?$", "src/a.test.tsx", true],
    [".*\\.(test|spec)\\.(m|c)?[jt]sx?$", "src/a.spec.mts", true],
    ["a{1,3}\\.test\\.js$", "aa.test.js", true],
    ["(ab)+c", "ababc.js", true],
    ["[+*?(]{2}", "a+*.js", true],
  ])("the expression %s still takes %s", (expression, path, taken) =>
    expect(matchesExpression(expression, path)).toBe(taken),
  )

  test("a path that is longer than any of tests is taken by no expression", () => {
    expect(matchesExpression("^/a", "a".repeat(298))).toBe(true)
    expect(matchesExpression("^/a", "a".repeat(301))).toBe(false)
  })
})
