import { beforeAll, describe, expect, test } from "vitest"
import { factsOf } from "../../../src/integrity/facts-of.ts"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { reading } from "../reading.ts"

beforeAll(async () => await loadGrammars(["python"]))

/** What is read in a test file, without the lines as written and the bodies. */
function read(text: string): string[] {
  return reading("test_a.py", `${text}\n`)
    .filter((line) => !/^ {2}= |^defines |^\d+: \S+ is \S+ of /.test(line))
    .map((line) => line.replace(/ \| .*$/, "").replace(/(is replaced|(?:high|medium): [^:]*): .*$/, "$1"))
}

const whole = "def test_t():\n    run()\n"
const wholeFrom = (line: number) => [`${line}: test test_t`, `  ${line + 1}: calls run()`]

describe("in a Python test file", () => {
  test.each([
    {
      title: "cases from a place that is worked out stand elsewhere",
      text: `ROWS = [1, 2, 3]\n@pytest.mark.parametrize("n", ROWS[index])\n${whole}`,
      expected: [...wholeFrom(3), "cases of another file"],
    },
    {
      title: "one of some cases is none of the file's",
      text: `ROWS = [1, 2, 3]\n@pytest.mark.parametrize("n", ROWS[1:][0])\n${whole}`,
      expected: [...wholeFrom(3), "cases of another file"],
    },
    {
      title: "some of the cases are taken, however they are spaced",
      text: `ROWS = [1, 2, 3]\n@pytest.mark.parametrize("n", ROWS[ 1 : 2 ])\n${whole}`,
      expected: [...wholeFrom(3), "  case 2"],
    },
    {
      title: "the cases of a list that is worked out stand elsewhere",
      text: `ROWS = sorted([1, 2])\n@pytest.mark.parametrize("n", ROWS)\n${whole}`,
      expected: [...wholeFrom(3), "cases of another file"],
    },
    {
      title: "the cases of a list made of others stand elsewhere",
      text: `@pytest.mark.parametrize("n", [n for n in load()])\n${whole}`,
      expected: [...wholeFrom(2), "cases of another file"],
    },
    {
      title: "cases may be a constant without brackets, or one assigned with another",
      text: `ROWS = OTHER = [1, 2]\nPLAIN = 3, 4\n@pytest.mark.parametrize("n", OTHER)\n@pytest.mark.parametrize("m", PLAIN)\n${whole}`,
      expected: [...wholeFrom(5), "  case 1", "  case 2", "  case 3", "  case 4"],
    },
    {
      title: "a step of a scenario is no table",
      text: `@bdd.given("a user")\n@pytest.mark.parametrize("n", [1])\n${whole}`,
      expected: [...wholeFrom(3), "  case 1"],
    },
    {
      title: "cases may be named, in any order",
      text: `@pytest.mark.parametrize(argvalues = [1, 2], argnames="n")\n${whole}`,
      expected: [...wholeFrom(2), "  case 1", "  case 2"],
    },
    {
      title: "names of cases are no cases",
      text: `@pytest.mark.parametrize("n", [1, 2], ids=name("argvalues="))\n${whole}`,
      expected: [...wholeFrom(2), "  case 1", "  case 2"],
    },
    {
      title: "a table without cases keeps no test from being read",
      text: `@pytest.mark.parametrize("n")\n${whole}`,
      expected: [...wholeFrom(2), "cases of another file"],
    },
    {
      title: "a table whose cases are marked is marked",
      text: `@pytest.mark.parametrize("n", rows(marks=[pytest.mark.skip]))\n${whole}`,
      expected: ["2: test test_t", "  1: skip", "  3: calls run()", "cases of another file"],
    },
    {
      title: "a skip is one under each of its names, and nothing else is",
      text: `@skip("x")\ndef test_a():\n    pass\n@mark.skip\ndef test_b():\n    pass\n@skipping\ndef test_c():\n    pass`,
      expected: ["2: test test_a", "  1: skip", "5: test test_b", "  4: skip", "8: test test_c"],
    },
    {
      title: "what a decorated test does is none of its decorators",
      text: `@pytest.mark.slow\ndef test_t():\n    client.skip()\n    client.timeout(5)`,
      expected: ["2: test test_t"],
    },
    {
      title: "a test in any branch of a module depends on its condition",
      text: `if fast:\n    pass\nelif slow:\n    def test_a():\n        run()\ntry:\n    import x\nfinally:\n    def test_b():\n        run()`,
      expected: ["4: test test_a", "  4: skipIf", "  5: calls run()", "9: test test_b", "  10: calls run()"],
    },
    {
      title: "a class that is no test's is not collected, whatever else stands in the file",
      text: `class TestA:\n    def test_a(self):\n        run()\nclass Helper(Plain):\n    def test_b(self):\n        run()`,
      expected: ["2: test TestA > test_a", "  3: calls run()", "5: helper test_b()", "  6: calls run()"],
    },
    {
      title: "a function within another is no test, and skips nothing but where it is called",
      text: `def make():\n    pytest.skip("later")\n    def test_inner():\n        run()\n${whole}    pytest.skip("now")\n    def test_more():\n        run()`,
      expected: [
        "5: test test_t",
        "  7: skip",
        "  6: calls run()",
        "3: helper test_inner()",
        "  4: calls run()",
        "8: helper test_more()",
        "  9: calls run()",
      ],
    },
    {
      title: "parameters are told by their names, a mark between them has none",
      text: "def check(cls, a, *, b=1, c: int, d: int = 2, **more):\n    run(a)",
      expected: ["1: helper check(a, , b, c, d, more)", "  2: calls run(a)"],
    },
  ])("$title", ({ text, expected }) => {
    expect(read(text).map((line) => line.replace(/^ {2}cases/, "cases"))).toEqual(expected)
  })

  test("a name that stands for a sum with a fake is not defined by it", () => {
    expect(reading("test_a.py", "total = size + Mock()\nfake = Mock()\n")).toEqual(["defines fake"])
  })

  test("a module of a package and a name under another name are told", () => {
    expect(reading("test_a.py", "import a.bcd\nfrom c.d import e as f, g\n")).toEqual([
      "1: a is * of a.bcd",
      "2: f is e of c.d",
      "2: g is g of c.d",
    ])
  })

  test("is read by its syntax where the grammar is there", () => {
    expect(factsOf({ path: "test_a.py", kind: "test", hash: "", text: whole }).from).toBe("tree")
  })
})

describe("a Python file as a whole", () => {
  test.each([
    ["pytestmark=pytest.mark.skip", "skip"],
    [`pytestmark  =  pytest.mark.skipif(late, reason="x")`, "skipIf"],
    [`pytestmark=pytest.mark.skipif(late, reason="x")`, "skipIf"],
    ["pytestmark=pytest.mark.xfail", "xfail"],
    [`raise  unittest.SkipTest("x")`, "skip"],
    [`raise SkipTest("x")`, "skip"],
    ["__test__=False", "skip"],
    ["__test__  =  False", "skip"],
    [`collect_ignore = ["a.py"]`, "skip"],
    [`numpy = pytest.importorskip("numpy")`, "skip"],
    [`numpy=pytest.importorskip("numpy")`, "skip"],
    ["TestCart.__test__ = False", "skip"],
  ])("is marked by %s", (text, kind) => {
    expect(reading("test_a.py", `${text}\n`)).toEqual([`file 1: ${kind} | ${text.replace(/ {2,}/g, " ")}`])
  })

  test.each([
    "old_pytestmark = [pytest.mark.skipif(late)]",
    "old_pytestmark = [pytest.mark.skip]",
    "old_pytestmark = [pytest.mark.xfail]",
    `log("raise SkipTest")`,
    `log("pytest.importorskip('numpy')")`,
    "my__test__ = False",
    "no_collect_ignore = []",
  ])("is not marked by %s", (text) => {
    expect(read(`${text}\ncollect_ignore = []`)).toEqual(["file 2: skip"])
  })

  test("that is expected to fail may or may not do so in a branch", () => {
    const text = "if late:\n    pytestmark = pytest.mark.xfail\nelse:\n    pytestmark = pytest.mark.skip\n"
    expect(read(text)).toEqual(["file 2: xfail", "file 4: skipIf"])
  })
})

describe("what is replaced or changed from a Python file", () => {
  test.each([
    "import api\ntotal = api.total + 1",
    "import api\nmonkeypatch.setattr(api, pick(), fake)",
    "import api\nmonkeypatch.setattr(api)",
    `import api\nmonkeypatch.setattr.patch(api, name)\nsizes = ["total"]`,
    "order.total = sorted(rows, key=lambda x: x)",
    "import api\napi.rows[0] = 1",
    `pytest.rows["a"] = 1`,
    `pytest.exit("late", returncode=0+code)`,
    "class A:\n    def __eq__(self, other):\n        if self is other: return True\n        return False",
    "class A:\n    def __eq__all(self, other):\n        return True",
    "class A:\n    def __eq__(self, other): pass",
  ])("nothing: %s", (text) => {
    expect(read(`${text}\nsys.modules["last"] = 3`)).toEqual([
      `${text.split("\n").length + 1}: module last [] is replaced`,
    ])
  })

  test.each([
    [`import sys\nsys.modules["a"].total = 3`, `2: part of member sys.modules["a"] [total] is replaced`],
    [`sys.modules["a"] = 3`, "1: module a [] is replaced"],
    ["TestCase.assertEqual = same", "1: high: replaces a part of the test library or the interpreter"],
    ["__builtins__.open = fake", "1: high: replaces a part of the test library or the interpreter"],
    [`pytest.exit("late", returncode=0)`, "1: high: ends the process with success"],
    [
      `class A:\n    def __eq__(self, other):\n        "Says yes."\n        return True`,
      "2: high: makes every comparison true through `__eq__`",
    ],
  ])("%s", (text, expected) => {
    expect(read(text)).toEqual([expected])
  })

  test("parts named in a list are each replaced by a loop over it", () => {
    expect(read(`import api\nfor name in ["add", "sub"]:\n    monkeypatch.setattr(api, name, fake)`)).toEqual(
      ["3: member api [add, sub] is replaced"],
    )
  })
})
