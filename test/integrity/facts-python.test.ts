// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is read holds templates.

import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { readingOfBody } from "./reading.ts"

/** The body of a test, and what is read in it. */
type Row = readonly [body: string, ...lines: readonly string[]]

const file = (body: string) => `def test_t(self, fake):\n    ${body.replaceAll("\n", "\n    ")}\n`

/** A text that is the whole body is left out. */
function read(body: string): string[] {
  return readingOfBody("test_a.py", file(body)).map((line) => line.replace(` | ${body}`, ""))
}

beforeAll(async () => await loadGrammars(["python"]))

describe("an assert is read with its form, what it looks at and what it demands", () => {
  const rows: readonly Row[] = [
    ["assert add(1, 2) == 3", "equal: add(1,2) <- 3", "calls add(1, 2)"],
    ["assert add(1, 2)", "truthy: add(1,2)", "calls add(1, 2)"],
    ["assert not a", "truthy: !a"],
    ["assert a != 3", "not-equal: a <- 3"],
    ["assert a is None", "equal: a <- None"],
    ["assert a is not None", "exists: a"],
    ["assert a in [1, 2]", "partial: [1,2] <- a"],
    ["assert 3 not in a", "not-equal: a <- !3"],
    ["assert a > 3", "compare: a <- >3"],
    ["assert a >= 3", "compare: a <- >=3"],
    ["assert not a > 3", "compare: a <- <=3"],
    ["assert a < 3 and b <= 4", "compare: a <- <3", "compare: b <- <=4"],
    ["assert not (a or b)", "truthy: !a", "truthy: !b"],
    ["assert a or b", "other: a or b"],
    ["assert a or True", "trivial: a or True"],
    ["assert not (a and False)", "trivial: !a and False"],
    ["assert a == 3 if b else True", "other: a==3 if b else True"],
    ["assert True", "trivial: True"],
    ["assert 1", "trivial: 1"],
    ['assert (a == 3, "why")', 'trivial: (a==3,"why")'],
    ['assert a == 3, "why"', "equal: a <- 3"],
    ["assert a == a", "equal: a <- a"],
    ["assert isinstance(a, int)", "type: a <- int", "calls isinstance(a, int)"],
    ["assert not isinstance(a, int)", "truthy: !isinstance(a,int)", "calls isinstance(a, int)"],
    ["assert callable(a)", "type: a", "calls callable(a)"],
    ["assert a == pytest.approx(3)", "close: a <- 3 ± 0.000003"],
    ["assert a == pytest.approx(3, abs=0.1)", "close: a <- 3 ± 0.1"],
    ["assert a == approx(3, rel=0.5)", "close: a <- 3 ± 1.5", "calls approx(3, rel=0.5)"],
    ["assert abs(a - b) < 0.1", "close: a <- b ± 0.1", "calls abs(a-b)"],
    ["assert abs(a - b) > 0.1", "compare: abs(a-b) <- >0.1", "calls abs(a-b)"],
    ["assert abs(a) < 0.1", "compare: abs(a) <- <0.1", "calls abs(a)"],
    ["assert math.isclose(a, b)", "close: a <- b ± 1e-9"],
    ["assert math.isclose(a, b, rel_tol=0.1, abs_tol=0.3)", "close: a <- b ± 0.3"],
    ["assert np.allclose(a, b, atol=0.2)", "close: a <- b ± 0.2"],
    ['assert "x" in a', 'partial: a <- "x"'],
    ['assert a.startswith("x")', 'partial: a <- startswith:"x"'],
    ['assert a.endswith("x") is True', 'partial: a <- endswith:"x"'],
    ['assert a.other("x")', 'truthy: a.other("x")'],
    ["assert len(a) == 3", "equal: len(a) <- 3", "calls len(a)"],
    ["assert all(x == 3 for x in a)", "truthy: all(x==3 for x in a)", "calls all(x==3, for x in a)"],
    ["assert (a == 3)", "equal: a <- 3"],
    ["assert ((a) == (3))", "equal: (a) <- (3)"],
    ["assert a == mock.ANY", "equal: a <- mock.ANY"],
    ["assert a == -3", "equal: a <- -3"],
    ["assert a == 1.5e3", "equal: a <- 1500"],
    ["assert a == 'x' \"y\"", 'equal: a <- "x" "y"'],
    ['assert a == f"{b}"', 'equal: a <- "${b}"'],
    ["assert await a() == 3", "equal: a() <- 3"],
    ["assert a == b == 3", "equal: a <- b==3"],
    ["assert (n := f()) == 3", "equal: (n:=f()) <- 3", "calls f()"],
    ["assert a @ b == c", "equal: a @ b <- c"],
    ["assert not not a", "truthy: a"],
    ["assert a == [x for x in b]", "equal: a <- [x for x in b]"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})

describe("calls of unittest and mocks are assertions too", () => {
  const rows: readonly Row[] = [
    ["self.assertEqual(a, 3)", "equal: a <- 3"],
    ['self.assertEqual(a, 3, "why")', "equal: a <- 3"],
    ["self.assertNotEqual(a, 3)", "not-equal: a <- 3"],
    ["self.assertTrue(a)", "truthy: a"],
    ["self.assertTrue(a == 3)", "equal: a <- 3"],
    ["self.assertFalse(a)", "truthy: !a"],
    ["self.assertIs(a, b)", "equal: a <- b"],
    ["self.assertIsNot(a, b)", "not-equal: a <- b"],
    ["self.assertIsNone(a)", "equal: a <- null"],
    ["self.assertIsNotNone(a)", "exists: a"],
    ["self.assertIn(a, b)", "partial: b <- a"],
    ["self.assertNotIn(a, b)", "not-equal: a <- b"],
    ["self.assertIsInstance(a, int)", "type: a <- int"],
    ["self.assertAlmostEqual(a, 3.1)", "close: a <- 3.1 ± 5e-8"],
    ["self.assertAlmostEqual(a, 3.1, 3)", "close: a <- 3.1 ± 0.0005"],
    ["self.assertAlmostEqual(a, 3.1, places=2)", "close: a <- 3.1 ± 0.005"],
    ["self.assertAlmostEqual(a, 3.1, delta=0.5)", "close: a <- 3.1 ± 0.5"],
    ["self.assertGreater(a, 3)", "compare: a <- >3"],
    ["self.assertLessEqual(a, 3)", "compare: a <- <=3"],
    ['self.assertRegex(a, "x")', 'partial: a <- "x"'],
    ["self.assertCountEqual(a, b)", "equal: a <- b"],
    ["self.assertDictEqual(a, b)", "equal: a <- b"],
    ["self.assertRaises(ValueError, f, 1)", "throws: f(1) <- ValueError"],
    ['self.fail("no")', "other: reached <- never"],
    ['pytest.fail("no")', "other: reached <- never"],
    ["fake.assert_called()", "called: calls of fake"],
    ["fake.assert_called_once()", "equal: calls of fake <- 1"],
    ["fake.assert_called_with(1, 2)", "called-with: calls of fake <- 1,2"],
    ["fake.assert_called_once_with(1)", "called-with: calls of fake <- 1"],
    ["fake.assert_not_called()", "other: fake <- notCalled()"],
    ["fake.assert_has_calls([1])", "called-with: calls of fake <- [1]"],
    ["fake.assert_any_call(1)", "called-with: calls of fake <- 1"],
    ["fake.a.assert_awaited_once_with(1)", "called-with: calls of fake.a <- 1"],
    ["fake.assert_awaited()", "called: calls of fake"],
    ["np.testing.assert_array_equal(a, b)", "equal: a <- b"],
    ["np.testing.assert_allclose(a, b, rtol=0.1)", "close: a <- b ± 0.1"],
    ["assert_that(a, equal_to(3))", "truthy: a", "calls equal_to(3)"],
    ["assertEqual(a, 3)", "equal: a <- 3"],
    ["check.equal(a, 3)"],
    ["self.check(1, 2)", "calls check(1, 2)"],
    ["cls.check(1)", "calls check(1)"],
    ["check(1)", "calls check(1)"],
    ["a.check(1)"],
    ["a.b.check(1)"],
    [
      "with pytest.raises(ValueError):\n    f(1)",
      "throws: f(1) <- ValueError | pytest.raises(ValueError)",
      "calls f(1)",
    ],
    [
      'with pytest.raises(ValueError, match="zero"):\n    f(1)',
      'throws: f(1) <- ValueError,match="zero" | pytest.raises(ValueError, match="zero")',
      "calls f(1)",
    ],
    [
      "with pytest.raises(ValueError) as info:\n    f(1)\nassert info.value == 3",
      "throws: f(1) <- ValueError | pytest.raises(ValueError)",
      "equal: info.value <- 3 | assert info.value == 3",
      "calls f(1)",
    ],
    [
      "with self.assertRaises(ValueError):\n    f(1)",
      "throws: f(1) <- ValueError | self.assertRaises(ValueError)",
      "calls f(1)",
    ],
    [
      "with pytest.warns(UserWarning):\n    f(1)",
      "throws: f(1) <- UserWarning | pytest.warns(UserWarning)",
      "calls f(1)",
    ],
    ["with pytest.deprecated_call():\n    f(1)", "throws: f(1) | pytest.deprecated_call()", "calls f(1)"],
    [
      'with open("x") as f:\n    assert f.read() == "y"',
      'equal: f.read() <- "y" | assert f.read() == "y"',
      'calls open("x")',
    ],
    [
      "caught = pytest.raises(ValueError)\nwith caught:\n    f(1)",
      "throws: f(1) <- ValueError | caught",
      "calls f(1)",
    ],
    ["pytest.raises(ValueError, f, 1)", "throws: f(1) <- ValueError"],
    ["with a:\n    assert b == 3", "equal: b <- 3 | assert b == 3"],
    [
      "with check(1), check(2):\n    assert b == 3",
      "equal: b <- 3 | assert b == 3",
      "calls check(1)",
      "calls check(2)",
    ],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})

describe("how an assert is reached is told with the reason", () => {
  const rows: readonly Row[] = [
    ["if x:\n    assert a == 1", "equal: a <- 1 [conditional: x] | assert a == 1"],
    [
      "if x:\n    assert a == 1\nelse:\n    assert a == 2",
      "equal: a <- 1 [conditional: x] | assert a == 1",
      "equal: a <- 2 [conditional: not x] | assert a == 2",
    ],
    [
      "if x:\n    assert a == 1\nelif y:\n    assert a == 2",
      "equal: a <- 1 [conditional: x] | assert a == 1",
      "equal: a <- 2 [conditional: not x] | assert a == 2",
    ],
    ["if True:\n    assert a == 1", "equal: a <- 1 | assert a == 1"],
    ["if 1:\n    assert a == 1", "equal: a <- 1 | assert a == 1"],
    ["if False:\n    assert a == 1", "equal: a <- 1 [conditional: False] | assert a == 1"],
    ["if x:\n    return\nassert a == 1", "equal: a <- 1 [conditional: if x: return] | assert a == 1"],
    ["if True:\n    return\nassert a == 1", "equal: a <- 1 [unreachable: if True: return] | assert a == 1"],
    [
      "if x:\n    sys.exit(0)\nassert a == 1",
      "equal: a <- 1 [conditional: if x: sys.exit(0)] | assert a == 1",
    ],
    ["if x:\n    return\nelse:\n    pass\nassert a == 1", "equal: a <- 1 | assert a == 1"],
    ["if x:\n    f()\nassert a == 1", "equal: a <- 1 | assert a == 1", "calls f() [conditional: x]"],
    ["return\nassert a == 1", "equal: a <- 1 [unreachable: return] | assert a == 1"],
    ["sys.exit(0)\nassert a == 1", "equal: a <- 1 [unreachable: sys.exit(0)] | assert a == 1"],
    ["os._exit(0)\nassert a == 1", "equal: a <- 1 [unreachable: os._exit(0)] | assert a == 1"],
    ["exit()\nassert a == 1", "equal: a <- 1 [unreachable: exit()] | assert a == 1", "calls exit()"],
    ['pytest.exit("x")\nassert a == 1', 'equal: a <- 1 [unreachable: pytest.exit("x")] | assert a == 1'],
    ["sys.exits(0)\nassert a == 1", "equal: a <- 1 | assert a == 1"],
    ["x = sys.exit\nassert a == 1", "equal: a <- 1 | assert a == 1"],
    [
      "try:\n    assert a == 1\nexcept AssertionError:\n    pass",
      "equal: a <- 1 [swallowed: try/except] | assert a == 1",
    ],
    ["try:\n    assert a == 1\nexcept:\n    pass", "equal: a <- 1 [swallowed: try/except] | assert a == 1"],
    [
      "try:\n    assert a == 1\nexcept Exception as e:\n    print(e)",
      "equal: a <- 1 [swallowed: try/except] | assert a == 1",
      "calls print(e) [conditional: except]",
    ],
    ["try:\n    assert a == 1\nexcept ValueError:\n    pass", "equal: a <- 1 | assert a == 1"],
    ["try:\n    assert a == 1\nexcept Exception:\n    raise", "equal: a <- 1 | assert a == 1"],
    [
      "try:\n    assert a == 1\nexcept Exception as e:\n    assert e == 2",
      "equal: a <- 1 | assert a == 1",
      "equal: e <- 2 [conditional: except] | assert e == 2",
    ],
    [
      'try:\n    assert a == 1\nexcept Exception:\n    pytest.fail("x")',
      "equal: a <- 1 | assert a == 1",
      'other: reached <- never [conditional: except] | pytest.fail("x")',
    ],
    [
      'try:\n    f()\nexcept ValueError as e:\n    assert str(e) == "x"\nelse:\n    assert a == 1\nfinally:\n    assert b == 1',
      'equal: str(e) <- "x" [conditional: except] | assert str(e) == "x"',
      "equal: a <- 1 | assert a == 1",
      "equal: b <- 1 | assert b == 1",
      "calls f()",
      "calls str(e) [conditional: except]",
    ],
    ["try:\n    assert a == 1\nfinally:\n    f()", "equal: a <- 1 | assert a == 1", "calls f()"],
    [
      "with suppress(AssertionError):\n    assert a == 1",
      "equal: a <- 1 [swallowed: suppress] | assert a == 1",
    ],
    [
      "with contextlib.suppress(Exception):\n    assert a == 1",
      "equal: a <- 1 [swallowed: contextlib.suppress] | assert a == 1",
    ],
    ["with contextlib.suppress(KeyError):\n    assert a == 1", "equal: a <- 1 | assert a == 1"],
    ["for a in [1, 2]:\n    assert a == 1", "equal: a <- 1 | assert a == 1", "case 1", "case 2"],
    ["for a in (1, 2)[1:]:\n    assert a == 1", "equal: a <- 1 | assert a == 1", "case 2"],
    ["for a in rows:\n    assert a == 1", "equal: a <- 1 | assert a == 1"],
    [
      "for a in list([1, 2]):\n    assert a == 1",
      "equal: a <- 1 | assert a == 1",
      "calls list([1,2])",
      "case 1",
      "case 2",
    ],
    ['for k, v in {"b": 1}.items():\n    assert v == 1', "equal: v <- 1 | assert v == 1", 'case "b":1'],
    ["rows = [1, 2]\nfor a in rows:\n    assert a == 1", "equal: a <- 1 | assert a == 1", "case 1", "case 2"],
    ["for a in [1, 2, 3][:-1]:\n    assert a == 1", "equal: a <- 1 | assert a == 1", "case 1", "case 2"],
    ["for a in [1, 2, 3][0:2]:\n    assert a == 1", "equal: a <- 1 | assert a == 1", "case 1", "case 2"],
    ["for a in [1, 2, 3][0]:\n    assert a == 1", "equal: a <- 1 | assert a == 1"],
    ["def check():\n    assert a == 1"],
    ["check = lambda: f(a)"],
    ["class A:\n    def m(self):\n        assert a == 1"],
    [
      'if a != 1:\n    raise AssertionError("x")',
      'equal: a <- 1 | if a != 1: raise AssertionError("x")',
      'calls AssertionError("x") [conditional: a!=1]',
    ],
    [
      'if a != 1 or b < 2:\n    f()\n    pytest.fail("x")',
      'equal: a <- 1 | if a != 1 or b < 2: f() pytest.fail("x")',
      'compare: b <- >=2 | if a != 1 or b < 2: f() pytest.fail("x")',
      'other: reached <- never [conditional: a!=1 or b<2] | pytest.fail("x")',
      "calls f() [conditional: a!=1 or b<2]",
    ],
    [
      "if a != 1:\n    self.fail()",
      "equal: a <- 1 | if a != 1: self.fail()",
      "other: reached <- never [conditional: a!=1] | self.fail()",
    ],
    ["if a:\n    f()", "calls f() [conditional: a]"],
    ["with self.subTest(1):\n    assert a == 1", "equal: a <- 1 | assert a == 1", "calls subTest(1)"],
    ["a = f()\nassert a == 1", "equal: f() <- 1 | assert a == 1", "calls f()"],
    ["a, b = f()\nassert b == 1", "equal: f()[1] <- 1 | assert b == 1", "calls f()"],
    ["a = f()\na = g()\nassert a == 1", "equal: g() <- 1 | assert a == 1", "calls f()", "calls g()"],
    [
      "a = f()\nif x:\n    a = g()\nassert a == 1",
      "equal: a <- 1 | assert a == 1",
      "calls f()",
      "calls g() [conditional: x]",
    ],
    ["a = 1\na += 1\nassert a == 2", "equal: a <- 2 | assert a == 2"],
    ["a = await f()\nassert a == 1", "equal: f() <- 1 | assert a == 1"],
    [
      "f = Mock(return_value=3)\nassert f() == 3",
      "equal: f() <- 3 | assert f() == 3",
      "calls Mock(return_value=3)",
      "calls f()",
    ],
    ["f = mock.MagicMock()\nassert f() == 3", "equal: f() <- 3 | assert f() == 3", "calls f()"],
    ["f = lambda: 3\nassert f() == 3", "equal: f() <- 3 | assert f() == 3", "calls f()"],
    ["a = 3\nassert a == 3", "trivial: 3 <- 3 | assert a == 3"],
    ["x.a = 3\nassert x.a == 3", "equal: x.a <- 3 | assert x.a == 3"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})

describe("skips within a Python test", () => {
  const rows: readonly Row[] = [
    ['pytest.skip("x")', "skip"],
    ["pytest.skip()", "skip"],
    ['skip("x")', "skip"],
    ['pytest.xfail("x")', "xfail"],
    ['pytest.importorskip("x")', "skip"],
    ['self.skipTest("x")', "skip"],
    ['if x:\n    pytest.skip("x")', 'skipIf | pytest.skip("x")'],
    [
      'if x:\n    self.skipTest("x")\nassert a == 1',
      'skipIf | self.skipTest("x")',
      "equal: a <- 1 | assert a == 1",
    ],
    ['other.skip("x")'],
    ['pytest.skipped("x")'],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})
