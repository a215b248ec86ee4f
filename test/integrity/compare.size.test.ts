import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { compareSurfaces } from "../../src/integrity/compare.ts"
import { surfaceOf } from "./workspace.ts"

const rules = { allowTestEdits: false, failuresBefore: [] }

describe("whatever the files hold", () => {
  const names = [
    "a.test.ts",
    "a.test.jsx",
    "test_a.py",
    "conftest.py",
    "a_test.go",
    "ATest.java",
    "a_spec.rb",
    "a_test.rs",
    "package.json",
    "vitest.config.ts",
    "pytest.ini",
    ".github/workflows/a.yml",
    "Makefile",
    "run.sh",
    "src/a.ts",
    "a.py",
    "a.snap",
    ".env",
    "pyproject.toml",
    "pom.xml",
  ]
  const pieces = [
    "it('a', () => {",
    "expect(",
    ").toBe(",
    "describe.skip(",
    "def test_a():\n",
    "    assert ",
    "func TestA(t *testing.T) {",
    "if got != 3 {",
    "}",
    ")",
    "{",
    "[",
    "`",
    '"',
    "'''",
    "/*",
    "//",
    "#",
    "\\",
    "\n",
    "\0",
    "🙂",
    "é",
    "${",
    "@Test",
    "#[test]",
    "||",
    "true",
    "1e999",
    "=",
    ": ",
    "- ",
    "[a]",
    "return",
    "try:",
    "except:",
    "<skipTests>true",
    "=>",
    "((((((((((",
  ]
  const text = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 12 })), {
      maxLength: 60,
    })
    .map((parts) => parts.join(""))
  const tree = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 6 })

  test("nothing is thrown, and every finding is whole", async () => {
    await fc.assert(
      fc.asyncProperty(tree, tree, async (one, two) => {
        const before = await surfaceOf(one)
        const after = await surfaceOf(two, [], null, before)
        for (const found of compareSurfaces(before, after, {
          allowTestEdits: false,
          failuresBefore: ["check:x"],
        })) {
          expect(found.id).toMatch(/^[a-z-]+-[0-9a-z]+$/)
          expect(found.why.length).toBeGreaterThan(10)
        }
      }),
      { numRuns: 150 },
    )
  })

  test("a surface compared with itself has no findings", async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (one) => {
        const before = await surfaceOf(one)
        const again = await surfaceOf(one)
        expect(compareSurfaces(before, before, rules)).toEqual([])
        expect(compareSurfaces(before, again, rules)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test("very deep and very long input is bounded", async () => {
    const deep = `it("x", () => { expect(${"[".repeat(20_000)}1${"]".repeat(20_000)}).toBe(1) })`
    const long = `${"expect(a).toBe(1)\n".repeat(40_000)}`
    const comment = "/*".repeat(200_000)
    const before = await surfaceOf({
      "a.test.ts": deep,
      "b.test.ts": `it("y", () => {${long}})`,
      "c.test.ts": comment,
      "test_d.py": `x = ${"(".repeat(20_000)}`,
    })
    const after = await surfaceOf({
      "a.test.ts": "it('x')",
      "b.test.ts": `it("y", () => {${long.replace("a)", "b)")}})`,
      "c.test.ts": `${comment} `,
      "test_d.py": "",
    })
    expect(compareSurfaces(before, after, rules).length).toBeGreaterThan(0)
  }, 20_000)
})
