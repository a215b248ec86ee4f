import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { readingOfBody } from "./reading.ts"

/** The body of a test, and what is read in it. */
type Row = readonly [body: string, ...lines: readonly string[]]

const file = (body: string) =>
  `package a\n\nfunc TestA(t *testing.T) {\n\t${body.replaceAll("\n", "\n\t")}\n}\n`

/** A text that is the whole body is left out. */
function read(body: string): string[] {
  return readingOfBody("a_test.go", file(body)).map((line) => line.replace(` | ${body}`, ""))
}

beforeAll(async () => await loadGrammars(["go"]))

describe("a Go assertion is a condition that fails the test, or a call of a library", () => {
  const rows: readonly Row[] = [
    ['if a != 3 {\n\tt.Errorf("got %d", a)\n}', 'equal: a <- 3 | if a != 3 { t.Errorf("got %d", a) }'],
    ['if a != 3 {\n\tt.Fatal("x")\n}', 'equal: a <- 3 | if a != 3 { t.Fatal("x") }'],
    [
      "if got := add(1, 2); got != 3 {\n\tt.Error(got)\n}",
      "equal: add(1,2) <- 3 | if got := add(1, 2); got != 3 { t.Error(got) }",
      "calls add(1, 2)",
    ],
    [
      "if a != 3 || b < 2 {\n\tt.Fail()\n}",
      "equal: a <- 3 | if a != 3 || b < 2 { t.Fail() }",
      "compare: b <- >=2 | if a != 3 || b < 2 { t.Fail() }",
    ],
    ["if a != 3 && b < 2 {\n\tt.FailNow()\n}", "other: !a!=3&&b<2 | if a != 3 && b < 2 { t.FailNow() }"],
    ['if !ok {\n\tt.Fatalf("x")\n}', 'truthy: ok | if !ok { t.Fatalf("x") }'],
    ["if err != nil {\n\tt.Fatal(err)\n}", "equal: err <- nil | if err != nil { t.Fatal(err) }"],
    ['if err == nil {\n\tt.Fatal("x")\n}', 'exists: err | if err == nil { t.Fatal("x") }'],
    [
      'if !reflect.DeepEqual(a, b) {\n\tt.Error("x")\n}',
      'equal: a <- b | if !reflect.DeepEqual(a, b) { t.Error("x") }',
    ],
    [
      'if !strings.Contains(a, "b") {\n\tt.Error("x")\n}',
      'partial: a <- "b" | if !strings.Contains(a, "b") { t.Error("x") }',
    ],
    [
      'if a != 3 {\n\tlog.Print(a)\n\tt.Error("x")\n}',
      'equal: a <- 3 | if a != 3 { log.Print(a) t.Error("x") }',
    ],
    ["if a != 3 {\n\tt.Log(a)\n}"],
    [
      'if math.Abs(a-b) > 0.1 {\n\tt.Error("x")\n}',
      'close: a <- b ± 0.1 | if math.Abs(a-b) > 0.1 { t.Error("x") }',
    ],
    ['t.Error("x")', "other: reached <- never"],
    ['t.Fatalf("x")', "other: reached <- never"],
    [
      'switch {\ncase a != 3:\n\tt.Error("x")\ncase b != 4:\n\tcheck(b)\ndefault:\n\tt.Error("y")\n}',
      'equal: a <- 3 | case a != 3: t.Error("x")',
      "calls check(b) [conditional: switch]",
    ],
    ["assert.Equal(t, 3, a)", "equal: a <- 3"],
    ["require.Equal(t, 3, a)", "equal: a <- 3"],
    ["assert.NoError(t, err)", "other: err <- noerror"],
    ["assert.Nil(t, a)", "equal: a <- null"],
    ["assert.NotNil(t, a)", "exists: a"],
    ["assert.True(t, a > 3)", "compare: a <- >3"],
    ["assert.Len(t, a, 3)", "equal: a.length <- 3"],
    ["assert.Contains(t, a, 3)", "partial: a <- 3"],
    ["assert.InDelta(t, a, 3.0, 0.1)", "close: a <- 3 ± 0.1"],
    ["assert.ErrorIs(t, err, b)", "throws: err <- b"],
    ["assert.Panics(t, func() { f() })", "throws: func(){f()}", "calls f()"],
    ["assert.Greater(t, a, 3)", "compare: a <- >3"],
    ["assert.JSONEq(t, a, b)", "equal: a <- b"],
    ["assert.ElementsMatch(t, a, b)", "equal: a <- b"],
    ["is.Equal(a, 3)", "equal: a <- 3"],
    ["s.Equal(3, a)", "equal: a <- 3"],
    ["s.Require().Equal(3, a)", "equal: a <- 3"],
    ["s.other(3, a)", "calls other(3, a)"],
    ["s.Helper()"],
    ["suite.Equal(suite.T(), 3, a)", "equal: a <- 3"],
    ["r.Equal(3, a)", "equal: a <- 3"],
    ['r.Get("/")'],
    ["assert.equal(t, 3, a)", "calls equal(t, 3, a)"],
    ["Expect(a).To(Equal(3))", "equal: a <- 3"],
    ["Expect(a).NotTo(Equal(3))", "not-equal: a <- 3"],
    ["Expect(a).ToNot(BeNil())", "not-equal: other a <- BeNil()"],
    ["Expect(a).Should(BeTrue())", "equal: a <- true"],
    ["Expect(a).ShouldNot(gomega.BeEmpty())", "not-equal: other a <- BeEmpty()"],
    ["Expect(a).To(x)"],
    ["other.To(Equal(3))"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})

describe("how a Go assertion is reached is told with the reason", () => {
  const rows: readonly Row[] = [
    ["if x {\n\tassert.Equal(t, 3, a)\n}", "equal: a <- 3 [conditional: x] | assert.Equal(t, 3, a)"],
    [
      "if x {\n\tassert.Equal(t, 3, a)\n} else {\n\tassert.Equal(t, 4, a)\n}",
      "equal: a <- 3 [conditional: x] | assert.Equal(t, 3, a)",
      "equal: a <- 4 [conditional: !(x)] | assert.Equal(t, 4, a)",
    ],
    [
      "if x {\n\tassert.Equal(t, 3, a)\n} else if y {\n\tassert.Equal(t, 4, a)\n}",
      "equal: a <- 3 [conditional: x] | assert.Equal(t, 3, a)",
      "equal: a <- 4 [conditional: y] | assert.Equal(t, 4, a)",
    ],
    ["if true {\n\tassert.Equal(t, 3, a)\n}", "equal: a <- 3 | assert.Equal(t, 3, a)"],
    ["if false {\n\tassert.Equal(t, 3, a)\n}", "equal: a <- 3 [conditional: false] | assert.Equal(t, 3, a)"],
    [
      'if x {\n\tif a != 3 {\n\t\tt.Error("x")\n\t}\n}',
      'equal: a <- 3 [conditional: x] | if a != 3 { t.Error("x") }',
    ],
    [
      'if x {\n\tt.Error("x")\n\tassert.Equal(t, 3, a)\n}',
      'truthy: !x | if x { t.Error("x") assert.Equal(t, 3, a) }',
      "equal: a <- 3 [always: failing] | assert.Equal(t, 3, a)",
    ],
    [
      "if x {\n\treturn\n}\nassert.Equal(t, 3, a)",
      "equal: a <- 3 [conditional: if x { return }] | assert.Equal(t, 3, a)",
    ],
    [
      "if true {\n\treturn\n}\nassert.Equal(t, 3, a)",
      "equal: a <- 3 [unreachable: if true { return }] | assert.Equal(t, 3, a)",
    ],
    [
      'if x {\n\tt.Error("x")\n\treturn\n}\nassert.Equal(t, 3, a)',
      'truthy: !x | if x { t.Error("x") return }',
      "equal: a <- 3 | assert.Equal(t, 3, a)",
    ],
    [
      "if x {\n\treturn\n} else {\n\tf()\n}\nassert.Equal(t, 3, a)",
      "equal: a <- 3 | assert.Equal(t, 3, a)",
      "calls f() [conditional: !(x)]",
    ],
    [
      "if x {\n\tos.Exit(0)\n}\nassert.Equal(t, 3, a)",
      "equal: a <- 3 [conditional: if x { os.Exit(0) }] | assert.Equal(t, 3, a)",
    ],
    [
      "if x {\n\tf()\n}\nassert.Equal(t, 3, a)",
      "equal: a <- 3 | assert.Equal(t, 3, a)",
      "calls f() [conditional: x]",
    ],
    ["return\nassert.Equal(t, 3, a)", "equal: a <- 3 [unreachable: return] | assert.Equal(t, 3, a)"],
    ["os.Exit(0)\nassert.Equal(t, 3, a)", "equal: a <- 3 [unreachable: os.Exit(0)] | assert.Equal(t, 3, a)"],
    [
      "runtime.Goexit()\nassert.Equal(t, 3, a)",
      "equal: a <- 3 [unreachable: runtime.Goexit()] | assert.Equal(t, 3, a)",
    ],
    ["os.Exits(0)\nassert.Equal(t, 3, a)", "equal: a <- 3 | assert.Equal(t, 3, a)"],
    [
      "defer func() { recover() }()\nassert.Equal(t, 3, a)",
      "equal: a <- 3 [swallowed: recover()] | assert.Equal(t, 3, a)",
    ],
    [
      'defer func() {\n\tif r := recover(); r == nil {\n\t\tt.Error("x")\n\t}\n}()\nf()',
      'exists: recover() | if r := recover(); r == nil { t.Error("x") }',
      "calls f()",
    ],
    ["defer func() { f() }()\nassert.Equal(t, 3, a)", "equal: a <- 3 | assert.Equal(t, 3, a)", "calls f()"],
    [
      "defer func() {\n\tassert.NotNil(t, recover())\n}()\nf()",
      "exists: recover() | assert.NotNil(t, recover())",
      "calls f()",
    ],
    ["go func() {\n\tassert.Equal(t, 3, a)\n}()", "equal: a <- 3 | assert.Equal(t, 3, a)"],
    ["func() {\n\tassert.Equal(t, 3, a)\n}()", "equal: a <- 3 | assert.Equal(t, 3, a)"],
    [
      "switch x {\ncase 1:\n\tassert.Equal(t, 3, a)\ndefault:\n\tassert.Equal(t, 4, a)\n}",
      "equal: a <- 3 [conditional: switch] | assert.Equal(t, 3, a)",
      "equal: a <- 4 [conditional: switch] | assert.Equal(t, 4, a)",
    ],
    [
      "select {\ncase a := <-c:\n\tassert.Equal(t, 3, a)\n}",
      "equal: a <- 3 [conditional: switch] | assert.Equal(t, 3, a)",
    ],
    [
      "for _, tc := range []int{1, 2} {\n\tassert.Equal(t, tc, a)\n}",
      "equal: tc <- a | assert.Equal(t, tc, a)",
      "case 1",
      "case 2",
    ],
    ["for _, tc := range cases {\n\tassert.Equal(t, tc, a)\n}", "equal: tc <- a | assert.Equal(t, tc, a)"],
    [
      "cases := []int{1, 2, 3}\nfor _, tc := range cases {\n\tassert.Equal(t, tc, a)\n}",
      "equal: tc <- a | assert.Equal(t, tc, a)",
      "case 1",
      "case 2",
      "case 3",
    ],
    [
      "cases := []int{1, 2, 3}\nfor _, tc := range cases[:1] {\n\tassert.Equal(t, tc, a)\n}",
      "equal: tc <- a | assert.Equal(t, tc, a)",
      "case 1",
    ],
    [
      "cases := []int{1, 2, 3}\nfor _, tc := range cases[1:2] {\n\tassert.Equal(t, tc, a)\n}",
      "equal: tc <- a | assert.Equal(t, tc, a)",
      "case 2",
    ],
    ["for i := 0; i < 3; i++ {\n\tassert.Equal(t, i, a)\n}", "equal: i <- a | assert.Equal(t, i, a)"],
    [
      'for k, v := range map[string]int{"b": 1} {\n\tassert.Equal(t, k, v)\n}',
      "equal: k <- v | assert.Equal(t, k, v)",
      'case "b":1',
    ],
    ["a := f()\nassert.Equal(t, 3, a)", "equal: f() <- 3 | assert.Equal(t, 3, a)", "calls f()"],
    [
      "a, err := f()\nassert.NoError(t, err)\nassert.Equal(t, 3, a)",
      "other: f()#1 <- noerror | assert.NoError(t, err)",
      "equal: f() <- 3 | assert.Equal(t, 3, a)",
      "calls f()",
    ],
    [
      "a, b := f(), g()\nassert.Equal(t, 3, b)",
      "equal: g() <- 3 | assert.Equal(t, 3, b)",
      "calls f()",
      "calls g()",
    ],
    ["var a = f()\nassert.Equal(t, 3, a)", "equal: f() <- 3 | assert.Equal(t, 3, a)", "calls f()"],
    ["var a int\nassert.Equal(t, 3, a)", "equal: a <- 3 | assert.Equal(t, 3, a)"],
    ["const a = 5\nassert.Equal(t, a, g())", "equal: g() <- 5 | assert.Equal(t, a, g())", "calls g()"],
    [
      "a := f()\na = g()\nassert.Equal(t, 3, a)",
      "equal: g() <- 3 | assert.Equal(t, 3, a)",
      "calls f()",
      "calls g()",
    ],
    [
      "a := f()\nif x {\n\ta = g()\n}\nassert.Equal(t, 3, a)",
      "equal: a <- 3 | assert.Equal(t, 3, a)",
      "calls f()",
      "calls g() [conditional: x]",
    ],
    ["a := 1\na++\nassert.Equal(t, 2, a)", "equal: a <- 2 | assert.Equal(t, 2, a)"],
    ["a := 1\na += 2\nassert.Equal(t, 3, a)", "equal: a <- 3 | assert.Equal(t, 3, a)"],
    ["_ = f()\nassert.Equal(t, 3, _)", "equal: _ <- 3 | assert.Equal(t, 3, _)", "calls f()"],
    [
      "a := func() int { return 1 }\nassert.Equal(t, 3, a())",
      "equal: a() <- 3 | assert.Equal(t, 3, a())",
      "calls a()",
    ],
    ["a.b = 3\nassert.Equal(t, 3, a.b)", "equal: a.b <- 3 | assert.Equal(t, 3, a.b)"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})

describe("skips, calls and limits within a Go test", () => {
  const rows: readonly Row[] = [
    ['t.Skip("x")', "skip"],
    ['t.Skipf("x")', "skip"],
    ["t.SkipNow()", "skip"],
    ['if testing.Short() {\n\tt.Skip("x")\n}', 'skipIf | t.Skip("x")'],
    ["t.Skipped()"],
    ["check(t, 1)", "calls check(t, 1)"],
    ["a.check(1)", "calls check(1)"],
    ["a.b.check(1)"],
    ["a.Check(1)"],
    ["Check(1)"],
    ["make([]int, 3)"],
    ['panic("x")'],
    ["if x {\n\tcheck(1)\n}", "calls check(1) [conditional: x]"],
    [
      "t.Run(name, func(t *testing.T) {\n\tassert.Equal(t, 3, a)\n})",
      "equal: a <- 3 | assert.Equal(t, 3, a)",
    ],
    ['t.Run("b", func(t *testing.T) {\n\tassert.Equal(t, 3, a)\n})'],
    ['t.Run("b", check)'],
    ["t.Parallel()"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(read(body)).toEqual(lines)
  })
})
