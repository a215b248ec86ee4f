import { describe, expect, test } from "vitest"
import { blocking, type Files, findingsOf } from "./workspace.ts"

const path = "tests/test_calc.py"
const suite = `import pytest
from app.calc import add, div


def test_add():
    assert add(1, 2) == 3
    assert add(2, 2) == 4


def test_div():
    result = div(1, 3)
    assert result == pytest.approx(0.3333, abs=0.001)
    with pytest.raises(ZeroDivisionError, match="zero"):
        div(1, 0)


class TestMore:
    def test_unit(self):
        self.assertEqual(add(5, 5), 10)


@pytest.mark.parametrize("a,b,c", [(1, 1, 2), (3, 4, 7)])
def test_table(a, b, c):
    assert add(a, b) == c
`
const source = "def add(a, b):\n    return a + b\n\n\ndef div(a, b):\n    return a / b\n"
const files: Files = {
  "app/__init__.py": "",
  "app/calc.py": source,
  [path]: suite,
  "tests/conftest.py": "import pytest\n",
}

function edited(from: string | RegExp, to: string): Files {
  const text = suite.replace(from, to)
  if (text === suite) throw new Error(`not in the suite: ${from}`)
  return { [path]: text }
}

const first = "    assert add(1, 2) == 3"
const head = "def test_add"

describe("S75: a Python test that no longer runs is a finding", () => {
  test.each([
    ["skip", edited(head, `@pytest.mark.skip\n${head}`)],
    ["skipif", edited(head, `@pytest.mark.skipif(True, reason="x")\n${head}`)],
    ["xfail", edited(head, `@pytest.mark.xfail\n${head}`)],
    ["unittest.skip", edited("    def test_unit", '    @unittest.skip("x")\n    def test_unit')],
    ["a skip in its body", edited(first, `    pytest.skip("x")\n${first}`)],
    ["a mark of the whole file", edited(`\n\n${head}`, `\npytestmark = pytest.mark.skip("x")\n\n\n${head}`)],
    ["a list of ignored files", { "tests/conftest.py": 'collect_ignore = ["test_calc.py"]\n' }],
  ])("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("skipped")
  })
})

describe("S73: a removed Python test is a finding", () => {
  test.each([
    ["by another name", edited("def test_add", "def check_add"), "removed-test"],
    ["by its class", edited("class TestMore", "class More"), "removed-test"],
    ["a slice of its cases", edited("(3, 4, 7)])", "(3, 4, 7)][:1])"), "fewer-cases"],
    [
      "a case that may fail",
      edited("(3, 4, 7)", "pytest.param(3, 4, 7, marks=pytest.mark.xfail)"),
      "skipped",
    ],
    ["a case less", edited("(1, 1, 2), ", ""), "fewer-cases"],
    ["by the name of its file", { [path]: null, "tests/calc_tests_old.py": suite }, "removed-test"],
  ] as const)("%s", async (_, changes, what) => {
    expect(await blocking(files, changes)).toContain(what)
  })
})

describe("S78: a weakened Python assertion is a finding", () => {
  test.each([
    ["true", edited("assert add(1, 2) == 3", "assert True")],
    ["or true", edited("assert add(1, 2) == 3", "assert add(1, 2) == 3 or True")],
    ["a pair that is always true", edited("assert add(1, 2) == 3", 'assert (add(1, 2) == 3, "sum")')],
    ["something", edited("assert add(1, 2) == 3", "assert add(1, 2)")],
    ["not None", edited("assert add(1, 2) == 3", "assert add(1, 2) is not None")],
    ["a type", edited("assert add(1, 2) == 3", "assert isinstance(add(1, 2), int)")],
    ["any value", edited("assert add(1, 2) == 3", "assert add(1, 2) == mock.ANY")],
    ["a choice that never fails", edited("assert add(1, 2) == 3", "assert add(1, 2) == 3 if add else True")],
    ["a rounded value", edited("assert add(1, 2) == 3", "assert round(add(1, 2)) == 3")],
    ["a wider tolerance", edited("abs=0.001", "abs=10")],
    ["any error", edited('ZeroDivisionError, match="zero"', "Exception")],
    ["any message", edited(', match="zero"', "")],
    ["assertTrue", edited("assertEqual(add(5, 5), 10)", "assertTrue(add(5, 5))")],
  ])("%s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("weakened")
  })

  test.each([
    ["try and except", edited(first, `    try:\n    ${first}\n    except AssertionError:\n        pass`)],
    ["suppress", edited(first, `    with contextlib.suppress(AssertionError):\n    ${first}`)],
    ["an early return", edited(first, `    return\n${first}`)],
    ["a condition", edited(first, `    if os.environ.get("STRICT"):\n    ${first}`)],
  ])("an assertion that cannot fail any more behind %s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("unchecked-assertion")
  })

  test("an edited expectation, and an edited case", async () => {
    const rules = { failuresBefore: ["tests/test_calc.py > test_add", "tests.test_calc > test_table[1-1-2]"] }
    expect((await findingsOf(files, edited("== 3", "== 4"), rules))[0]?.severity).toBe("high")
    expect((await findingsOf(files, edited("(1, 1, 2)", "(1, 1, 3)"), rules))[0]?.severity).toBe("high")
  })
})

describe("S76: Python results that the tests do not decide are findings", () => {
  test.each([
    [
      "a report is rewritten",
      "import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    outcome = yield\n    outcome.get_result().outcome = 'passed'\n",
    ],
    [
      "the exit status is rewritten",
      "def pytest_sessionfinish(session, exitstatus):\n    session.exitstatus = 0\n",
    ],
    [
      "tests are taken out of the run",
      "def pytest_collection_modifyitems(items):\n    items[:] = [item for item in items if 'add' not in item.name]\n",
    ],
    ["the process ends early", "import os\nos._exit(0)\n"],
    ["assertEqual is replaced", "import unittest\nunittest.TestCase.assertEqual = lambda *_: None\n"],
  ])("%s", async (_, text) => {
    expect(await blocking(files, { "tests/conftest.py": text })).toContain("patched-runner")
  })

  test("every comparison is made true", async () => {
    const text = `${source}\n\nclass Sum(int):\n    def __eq__(self, other):\n        return True\n`
    expect(await blocking(files, { "app/calc.py": text })).toContain("patched-runner")
  })

  test.each([
    [
      "patch",
      edited("def test_add():", "@patch('tests.test_calc.add', return_value=3)\ndef test_add(fake):"),
    ],
    [
      "monkeypatch",
      edited(
        "def test_add():",
        "def test_add(monkeypatch):\n    monkeypatch.setattr('app.calc.add', lambda a, b: 3)",
      ),
    ],
    ["a stand-in of the same name", edited(first, `    add = Mock(return_value=3)\n${first}`)],
    [
      "a fixture for all tests",
      {
        "tests/conftest.py":
          "import pytest\nimport app.calc\n\n@pytest.fixture(autouse=True)\ndef quick(monkeypatch):\n    monkeypatch.setattr(app.calc, 'add', lambda a, b: 3)\n",
      },
    ],
  ])("the subject is replaced by %s", async (_, changes) => {
    expect(await blocking(files, changes)).toContain("mocked-subject")
  })
})

describe("honest work in Python is no finding", () => {
  const copies = "def test_add():\n    assert add(1, 2) == 3\n    assert add(2, 2) == 4\n"
  const table =
    '@pytest.mark.parametrize("a,b,c", [(1, 2, 3), (2, 2, 4)])\ndef test_add(a, b, c):\n    assert add(a, b) == c\n'
  const helped =
    "def check(a, b, c):\n    assert add(a, b) == c\n\n\ndef test_add():\n    check(1, 2, 3)\n    check(2, 2, 4)\n"
  test.each([
    ["another name", edited("test_add", "test_addition")],
    ["another file", { [path]: null, "tests/unit/test_math.py": suite }],
    [
      "another layout",
      edited(
        "assert add(1, 2) == 3",
        "assert (\n        add(\n            1,\n            2,\n        )\n        == 3\n    )",
      ),
    ],
    ["a table in place of copies", edited(copies, table)],
    ["a helper", edited(copies, helped)],
    ["a plain assert for unittest's", edited("self.assertEqual(add(5, 5), 10)", "assert add(5, 5) == 10")],
    ["a narrower tolerance", edited("abs=0.001", "abs=0.0001")],
    ["a mock of a service", edited("def test_add():", "@patch('requests.get')\ndef test_add(get):")],
    ["a fixture", { "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef db():\n    return {}\n" }],
    ["a new case", edited("(3, 4, 7)", "(3, 4, 7), (0, 0, 0)")],
  ] as const)("%s", async (_, changes) => {
    expect(await findingsOf(files, changes)).toEqual([])
  })
})
