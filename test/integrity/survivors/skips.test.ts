import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

beforeAll(async () => await loadGrammars(["python"]))

/** What is told of skipped tests. */
function skipped(files: Files, changes: Files): string[] {
  return told(files, changes).filter((line) => / skipped /.test(line))
}
const of = (path: string, before: string, after: string): string[] =>
  skipped({ [path]: before }, { [path]: after })

const everyTest = "Every test this holds for is skipped or runs under a condition only."
const kept = `it("kept", () => { expect(f(5)).toBe(6) })\n`
const body = "() => { expect(f(7)).toBe(8) }"

describe("a test with several marks is told by the gravest", () => {
  test.each([
    ["{ skip: true, only: true }", "high", "is marked to run alone, so that all others do not run"],
    ["{ todo: true, skip: true }", "medium", "is skipped now"],
    ["{ fails: true, todo: true }", "low", "is only a to-do now"],
  ])("%s", (options, severity, words) => {
    const [line, ...more] = of("a.test.ts", kept, `${kept}it("b", ${options}, ${body})\n`)
    expect(line).toContain(`${severity} skipped a.test.ts:2 The new test "b" ${words}.`)
    expect(more).toEqual([])
  })

  test("a test that fails on purpose under a condition", () => {
    const [line] = of("a.test.ts", kept, `${kept}it.skipIf(slow)("b", { fails: true }, ${body})\n`)
    expect(line).toContain('medium skipped a.test.ts:2 The new test "b" is now expected to fail.')
  })

  test("one that was expected to fail and is skipped now", () => {
    const lines = of(
      "a.test.ts",
      `it("b", { fails: true }, ${body})\n`,
      `it("b", { skip: true, fails: true }, ${body})\n`,
    )
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('high skipped a.test.ts:1 The test "b" is skipped now.')
  })
})

describe("marks are told for each test, and once for a suite", () => {
  test("two tests that were skipped in the same words", () => {
    const source = (mark: string) =>
      `import pytest\n\n${mark}def test_a():\n    assert f(5) == 6\n\n${mark}def test_b():\n    assert f(7) == 8\n`
    const mark = '@pytest.mark.skip(reason="slow")\n'
    expect(of("tests/test_a.py", source(""), source(mark))).toHaveLength(2)
  })

  test("a suite with an old and a new test by the old one, where it is graver", () => {
    const suite = (mark: string, more: string) => `describe${mark}("s", () => {\n${kept}${more}})\n`
    const lines = of("a.test.ts", suite("", ""), suite(".skip", `it("b", ${body})\n`))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('high skipped a.test.ts:1 The test "s > kept" is skipped now.')
  })

  test("a further condition in its own words", () => {
    const suite = (call: string) => `describe.skipIf(windows)("s", () => {\n  ${call}("a", ${body})\n})\n`
    const [line] = of("a.test.ts", suite("it"), suite("it.skipIf(slow)"))
    expect(line).toContain("now runs under a condition only. |  | it.skipIf(slow)")
  })
})

describe("a new Rust test that must panic is an ordinary test", () => {
  test("and one that was made to is not", () => {
    const old = "#[test]\nfn adds() {\n    assert_eq!(f(5), 6);\n}\n"
    const panics = old.replace("fn adds", "#[should_panic]\nfn adds")
    expect(of("calc_test.rs", old, old + panics.replace("fn adds", "fn overflows"))).toEqual([])
    expect(of("calc_test.rs", old, panics)).toHaveLength(1)
  })
})

describe("a condition that was there", () => {
  const source = (marks: string, value = 6) =>
    `import pytest\n\n${marks}\ndef test_a():\n    assert f(5) == ${value}\n`
  const condition = '@pytest.mark.skipif(sys.platform == "x", reason="y")'
  test.each([
    [
      "holds no more often when another mark of the test says True",
      source(`${condition}\n@pytest.mark.xfail(reason="known")`),
      source(`${condition}\n@pytest.mark.xfail(reason="known", strict=True)`),
    ],
    [
      "is not told again for being certain when only the test changed",
      source('@pytest.mark.skipif(old or  True, reason="y")'),
      source('@pytest.mark.skipif(old or True, reason="y")', 7),
    ],
    [
      "is nothing lost where the test was skipped altogether",
      source('@pytest.mark.skip(reason="y")'),
      source('@pytest.mark.skipif(old or True, reason="y")'),
    ],
    [
      "is not a condition at all: a failure that is expected strictly now",
      source('@pytest.mark.xfail(reason="known")'),
      source('@pytest.mark.xfail(reason="known", strict=True)'),
    ],
  ])("%s", (_, before, after) => expect(of("tests/test_a.py", before, after)).toEqual([]))

  test("is told when it became certain", () => {
    const before = source('@pytest.mark.skipif(old, reason="y")')
    expect(of("tests/test_a.py", before, before.replace("old", "old or True"))).toHaveLength(1)
  })
})

describe("a whole file that is skipped", () => {
  const skip = 'import pytest\n\npytest.skip("later", allow_module_level=True)\n'
  const plain = "import pytest\n\n"
  const tests = "\n\ndef test_a():\n    assert f(5) == 6\n"
  const others = { "tests/test_b.py": "def test_b():\n    assert f(7) == 8\n" }
  const othersLater = { "tests/test_b.py": "def test_b():\n    assert f(7) == 8\n    assert g(7) == 9\n" }

  test("is told when its tests come from a class elsewhere", () => {
    const inherited = "from .base import Tests\n\nclass TestShop(Tests):\n    pass\n"
    const lines = of("tests/test_a.py", plain + inherited, skip + inherited)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(everyTest)
  })

  test("is told when a new set-up of a folder does it", () =>
    expect(skipped(others, { "tests/conftest.py": skip })).toHaveLength(1))

  test("is told when earlier tests were moved into a new one, also beside others that stay", () => {
    const lines = skipped(
      { ...others, "tests/test_a.py": plain + tests },
      { ...othersLater, "tests/test_a.py": "", "tests/test_new.py": skip + tests },
    )
    expect(lines.some((line) => line.includes("tests/test_new.py") && line.includes(everyTest))).toBe(true)
  })

  test.each([
    [
      "a new one for one system, beside others that changed",
      others,
      { ...othersLater, "tests/test_new.py": skip + tests },
    ],
    [
      "one that was before, in the same words",
      { "tests/test_a.py": skip + tests },
      { "tests/test_a.py": `${skip}${tests}\n\ndef test_c():\n    assert g(1) == 7\n` },
    ],
    ["a source that may skip", { "src/plugin.py": plain }, { "src/plugin.py": skip }],
  ])("is not told of %s", (_, files, changes) =>
    expect(skipped(files, changes).filter((line) => line.includes(everyTest))).toEqual([]),
  )
})
