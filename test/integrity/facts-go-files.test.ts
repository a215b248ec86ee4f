import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { reading } from "./reading.ts"

beforeAll(async () => await loadGrammars(["go"]))

describe("everything that a file tells is read", () => {
  test("tests, subtests, helpers and constraints of Go", () => {
    const source = [
      "//go:build integration && linux",
      "// +build integration",
      "",
      "package a",
      "",
      "import (",
      '\t"testing"',
      '\tm "math"',
      '\t. "github.com/x/gomega"',
      ")",
      "",
      "var cases = []int{1, 2}",
      "",
      "const limit = 5",
      "",
      "func TestAdd(t *testing.T) {",
      '\tt.Skip("x")',
      '\tt.Run("one", func(t *testing.T) {',
      "\t\tif add(1, limit) != 6 {",
      '\t\t\tt.Error("x")',
      "\t\t}",
      '\t\tt.Run("deep", func(t *testing.T) {',
      "\t\t\tcheck(t, 1)",
      "\t\t})",
      "\t})",
      "}",
      "",
      "func Testify(t *testing.T) {",
      "\tcheck(t, 2)",
      "}",
      "",
      "func FuzzAdd(f *testing.F) {",
      "\tf.Add(1)",
      "}",
      "",
      "func ExampleAdd() {",
      "\tfmt.Println(add(1, 2))",
      "\t// Output:",
      "\t// 3",
      "\t// 4",
      "}",
      "",
      "func TestMain(m *testing.M) {",
      "\tos.Exit(m.Run())",
      "}",
      "",
      "func check(t *testing.T, a, b int) {",
      "\tfor _, c := range cases {",
      "\t\tassert.Equal(t, a, c)",
      "\t}",
      '\tt.Run("sub", func(t *testing.T) {',
      "\t\tassert.Equal(t, b, 3)",
      "\t})",
      "}",
      "",
      "func (s *Suite) TestIn() {",
      "\ts.Equal(3, a)",
      "}",
      "",
      "func plain() int { return 5 }",
      "",
    ].join("\n")
    expect(reading("a_linux_test.go", source)).toEqual([
      "7: testing is * of testing",
      "8: m is * of math",
      "9: gomega is * of github.com/x/gomega",
      "defines TestAdd, Testify, FuzzAdd, ExampleAdd, TestMain, check, TestIn, plain",
      "file 1: skipIf | _linux_test.go",
      "file 1: skipIf | //go:build integration && linux",
      "16: test TestAdd | func TestAdd(t *testing.T) {",
      '  17: skip | t.Skip("x")',
      '  = {t.Skip("x")t.Run("one",func(t*testing.T){if add(1,limit)!=6{t.Error("x")}t.Run("deep",func(t*testing.T){check(t,1)})})}',
      '18: test TestAdd > one | t.Run("one", func(t *testing.T) {',
      '  17: skip | t.Skip("x")',
      '  19: equal: add(1,5) <- 6 | if add(1, limit) != 6 { t.Error("x") }',
      '  = {if add(1,limit)!=6{t.Error("x")}t.Run("deep",func(t*testing.T){check(t,1)})}',
      '22: test TestAdd > one > deep | t.Run("deep", func(t *testing.T) {',
      '  17: skip | t.Skip("x")',
      "  23: calls check(t, 1)",
      "  = {check(t,1)}",
      "32: test FuzzAdd | func FuzzAdd(f *testing.F) {",
      "  = {f.Add(1)}",
      "36: test ExampleAdd | func ExampleAdd() {",
      '  36: equal: output <- "3\\n4" | Output: "3\\n4"',
      "  37: calls add(1, 2)",
      "  = {fmt.Println(add(1,2))}",
      "56: test TestIn | func (s *Suite) TestIn() {",
      "  57: equal: a <- 3 | s.Equal(3, a)",
      "  = {s.Equal(3,a)}",
      "28: helper Testify(t)",
      "  29: calls check(t, 2)",
      "47: helper check(t, a, b)",
      "  49: equal: a <- c | assert.Equal(t, a, c)",
      "  52: equal: b <- 3 | assert.Equal(t, b, 3)",
    ])
  })

  test("Go files for some versions and systems", () => {
    const source = ["//go:build go1.18", "", "package a", "", "func TestB(t *testing.T) {}", ""].join("\n")
    expect(reading("b_test.go", source)).toEqual([
      "defines TestB",
      "5: test TestB | func TestB(t *testing.T) {}",
      "  = {}",
    ])
  })

  test("Go files that are ignored", () => {
    const source = ["//go:build ignore", "", "package a", ""].join("\n")
    expect(reading("c_windows_test.go", source)).toEqual([
      "file 1: skipIf | _windows_test.go",
      "file 1: skip | //go:build ignore",
    ])
  })

  test("what changes results of a Go runner", () => {
    const source = [
      "package a",
      "",
      "func TestMain(m *testing.M) {",
      "\tos.Exit(0)",
      "}",
      "",
      "func (t *fake) Errorf(format string, args ...any) {}",
      "",
      "func (t *fake) Fatal(args ...any) { panic(args) }",
      "",
      "func init() {",
      '\tflag.Set("test.run", "Fast")',
      '\tflag.Set("v", "1")',
      "\tos.Exit(1)",
      "\tcalc.Add = func(a, b int) int { return 3 }",
      "\tnow = func() int { return 3 }",
      "\tcalc.Max = 3",
      "\tcalc.all[0] = func() {}",
      "}",
      "",
    ].join("\n")
    expect(reading("d_test.go", source)).toEqual([
      "defines TestMain, Errorf, Fatal, init",
      "15: part of member calc [Add] is replaced: calc.Add = func(a, b int) int { return 3 }",
      "16: part of member  [now] is replaced: now = func() int { return 3 }",
      "3: high: runs no test at all (`TestMain` without `Run`): func TestMain(m *testing.M) { os.Exit(0) } (func TestMain(m*testing.M){os.Exit(0)})",
      "4: high: ends the process with success: os.Exit(0)",
      "7: high: silences failures of tests: func (t *fake) Errorf(format string, args ...any) {} (func(t*fake)Errorf(format string,args...any){})",
      '12: high: narrows the tests that run: flag.Set("test.run", "Fast") (flag.Set("test.run","Fast"))',
    ])
  })
})
