import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { readingOfBody } from "../reading.ts"

beforeAll(async () => await loadGrammars(["python"]))

/** What is read in the body of a test, without the lines as written. */
function read(body: string, head = ""): string[] {
  const text = body.replaceAll(/^/gm, "    ")
  return readingOfBody("test_a.py", `${head}def test_t(self):\n${text}\n`).map((line) =>
    line.replace(/ \| [\s\S]*$/, ""),
  )
}

describe("in the body of a Python test", () => {
  test.each([
    {
      title: "a branch that leaves after some work may leave the rest out",
      body: "if ready:\n    log()\n    return\nassert a == 1",
      expected: ["calls log() [conditional: ready]", "equal: a <- 1 [conditional: if ready: log() return]"],
    },
    {
      title: "what stands behind a return in a branch is never reached",
      body: "if ready:\n    return\n    assert a == 1",
      expected: ["equal: a <- 1 [unreachable: return]"],
    },
    {
      title: "a call may be written over several lines",
      body: "(order\n    .save.assert_called_once())",
      expected: ["equal: calls of order.save <- 1"],
    },
    {
      title: "what a function or class within is decorated with or made of is no part of the test",
      body: "@wrap(3)\ndef inner():\n    assert a == 1\nclass Fake:\n    size = count()\nuse(Fake)",
      expected: ["calls use(Fake)"],
    },
    {
      title: "a condition may call a helper",
      body: "if ready(a):\n    pass\nelif late(a):\n    pass",
      expected: ["calls ready(a)", "calls late(a) [conditional: not ready(a)]"],
    },
    {
      title: "a condition that only begins like one that always holds may not hold",
      body: "if 10 < n:\n    assert a == 1",
      expected: ["equal: a <- 1 [conditional: 10<n]"],
    },
    {
      title: "naming an error in the guarded code swallows nothing",
      body: "try:\n    with pytest.raises(Exception):\n        run()\nexcept KeyError:\n    pass",
      expected: ["throws: run() <- Exception", "calls run()"],
    },
    {
      title: "an error of another name swallows no assertion, however it is written",
      body: "try:\n    assert a == 1\nexcept(KeyError):\n    pass\ntry:\n    assert b == 1\nexcept lib.noexcept:\n    pass",
      expected: ["equal: a <- 1", "equal: b <- 1"],
    },
    {
      title: "any error swallows",
      body: "try:\n    assert a == 1\nexcept :\n    pass",
      expected: ["equal: a <- 1 [swallowed: try/except]"],
    },
    {
      title: "a handler that fails the test swallows nothing",
      body: `try:\n    assert a == 1\nexcept Exception:\n    fail("x")`,
      expected: ["equal: a <- 1", `calls fail("x") [conditional: except]`],
    },
    {
      title: "a handler that asserts swallows nothing",
      body: `try:\n    assert a == 1\nexcept Exception as e:\n    self.assertEqual(e.code, 3)`,
      expected: ["equal: a <- 1", "equal: e.code <- 3 [conditional: except]"],
    },
    {
      title: "what stands behind `else` of a try is not guarded by it",
      body: "try:\n    run()\nexcept Exception:\n    pass\nelse:\n    assert a == 1",
      expected: ["calls run() [swallowed: try/except]", "equal: a <- 1"],
    },
    {
      title: "a context may be kept under a name, or be none that asserts",
      body: "with pytest.raises(KeyError) as caught:\n    run(1)\nwith opened(file):\n    assert a == 1",
      expected: ["throws: run(1) <- KeyError", "calls run(1)", "calls opened(file)", "equal: a <- 1"],
    },
    {
      title: "a condition of several parts is asserted on part by part",
      body: "assert_true(a == 1 and (b or late))",
      expected: ["equal: a <- 1", "other: b or late"],
    },
    {
      title: "skipping of something else skips no test",
      body: "myself.skipTest(1)",
      expected: [],
    },
    {
      title: "what must raise may be a lambda, or a function with its arguments",
      body: "pytest.raises(KeyError, lambda: run(1))\nself.assertRaises(KeyError, run, 1, 2)",
      expected: ["throws: run(1) <- KeyError", "throws: run(1,2) <- KeyError"],
    },
    {
      title: "what only ends like an assertion is an ordinary call",
      body: "reassert(a, 1)\norder.reassert_any_call(1)",
      expected: ["calls reassert(a, 1)"],
    },
    {
      title: "a name assigned in a function or class within keeps its value",
      body: "limit = 3\ndef inner():\n    limit = 4\nclass Fake:\n    limit = 5\nassert a == limit",
      expected: ["equal: a <- 3"],
    },
    {
      title: "the name of an argument is no assignment",
      body: "limit = 3\norder.run(limit=4)\nassert a == limit",
      expected: ["equal: a <- 3"],
    },
    {
      title: "a name assigned in a condition is uncertain",
      body: "limit = 3\nif (limit := count()):\n    pass\nassert a == limit",
      expected: ["calls count()", "equal: a <- limit"],
    },
    {
      title: "a name may stand for a sum with something awaited",
      body: "limit = 1 + await count()\nassert a == limit",
      expected: ["calls count()", "equal: a <- 1+await count()"],
    },
    {
      title: "what a name is assigned from keeps its value",
      body: "size = 3\nlimit = size\nif (late := size):\n    pass\nassert a == size",
      expected: ["equal: a <- 3"],
    },
    {
      title: "a name may be assigned from itself",
      body: "limit = 3\nsize: int\nlimit = limit + 1\nassert a == limit",
      expected: ["equal: a <- 3+1"],
    },
    {
      title: "cases of a loop in a loop over its rows are not known",
      body: "for row in [[1], [2]]:\n    for n in row:\n        check(n)",
      expected: ["calls check(n)", "case [1]", "case [2]"],
    },
    {
      title: "cases may be written without brackets",
      body: "for n in 1, 2:\n    check(n)",
      expected: ["calls check(n)", "case 1", "case 2"],
    },
  ])("$title", ({ body, expected }) => {
    expect(read(body).sort()).toEqual([...expected].sort())
  })

  test("a value of four hundred characters stands for its name, a longer one does not", () => {
    const text = (length: number) => `text = "${"x".repeat(length - 2)}"\nassert a == text`
    expect(read(text(400))).toEqual([`equal: a <- "${"x".repeat(398)}"`])
    expect(read(text(401))).toEqual(["equal: a <- text"])
  })

  test("no more assertions, calls and cases are kept than anybody looks at", () => {
    const many = (line: string) => Array.from({ length: 4100 }, () => line).join("\n")
    const count = (lines: readonly string[], start: string) =>
      lines.filter((line) => line.startsWith(start)).length
    expect(count(read(many("assert a")), "truthy")).toBe(4000)
    expect(count(read(many("go()")), "calls go")).toBe(4000)
    const loop = `for n in [${"0,".repeat(4000)}]:\n    go(n)`
    expect(count(read(`${loop}\n${loop}`), "case")).toBe(4000)
  })
})
