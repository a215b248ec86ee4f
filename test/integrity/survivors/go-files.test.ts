import { beforeAll, describe, expect, test } from "vitest"
import { factsOf } from "../../../src/integrity/facts-of.ts"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { reading } from "../reading.ts"

beforeAll(async () => await loadGrammars(["go"]))

/** What is read in a test file, without the lines as written and the bodies. */
function read(text: string): string[] {
  return reading("a_test.go", `${text}\n`)
    .filter((line) => !/^ {2}= |^defines /.test(line))
    .map((line) => line.replace(/ \| .*$/, "").replace(/(is replaced|(?:high|medium): [^:]*): .*$/, "$1"))
}

describe("in a Go test file", () => {
  test.each([
    {
      title: "a function that only ends like a test is a helper",
      text: "package a\nfunc checkTest(t *testing.T) { run(1) }\nfunc Test(t *testing.T) { run(2) }",
      expected: ["3: test Test", "  3: calls run(2)", "2: helper checkTest(t)", "  2: calls run(1)"],
    },
    {
      title: "an example without output demands nothing",
      text: "package a\nfunc ExampleA() {\n\trun(1)\n}",
      expected: ["2: test ExampleA", "  3: calls run(1)"],
    },
    {
      title: "the output of an example is demanded line by line",
      text: "package a\nfunc ExampleA() {\n\trun(1)\n\t//Output:\n\t\t// a\n\t//b\n}",
      expected: ["2: test ExampleA", '  2: equal: output <- "a\\nb"', "  3: calls run(1)"],
    },
    {
      title: "a test demands no output",
      text: "package a\nfunc TestA(t *testing.T) {\n\trun(1)\n\t// Output: 3\n}",
      expected: ["2: test TestA", "  3: calls run(1)"],
    },
    {
      title: "a test that may skip itself does not skip the tests within",
      text: `package a\nfunc TestA(t *testing.T) {\n\tif slow {\n\t\tt.Skip()\n\t}\n\ttt.Run("b", func(t *testing.T) {\n\t\trun(1)\n\t})\n}`,
      expected: ["2: test TestA", "  4: skipIf", "6: test TestA > b", "  7: calls run(1)"],
    },
    {
      title: "a module may be named in any quotes",
      text: 'package a\nimport (\n\t`strings`\n\tq "x/quick"\n\t"x/api"\n)',
      expected: ["3: strings is * of strings", "4: q is * of x/quick", "5: api is * of x/api"],
    },
  ])("$title", ({ text, expected }) => {
    expect(read(text)).toEqual(expected)
  })

  test("a function that is written elsewhere is not defined here", () => {
    expect(reading("a_test.go", "package a\n\nfunc fast(x int) int\n\ntype size int\n")).toEqual([])
  })

  test("is read by its syntax where the grammar is there", () => {
    const text = "package a\n\nfunc TestA(t *testing.T) {}\n"
    expect(factsOf({ path: "a_test.go", kind: "test", hash: "", text }).from).toBe("tree")
  })
})

describe("a Go file is only compiled", () => {
  test.each([
    ["// This package holds tests.\n//go:build linux\n\npackage a", "skipIf | //go:build linux"],
    ["//+build linux\n\npackage a", "skipIf | //+build linux"],
    ["// +build linux\n\npackage a", "skipIf | // +build linux"],
    ["//   +build linux\n\npackage a", "skipIf | //   +build linux"],
    ["//go:build linux && go1.18\n\npackage a", "skipIf | //go:build linux && go1.18"],
    ["//go:build go1.18 && linux\n\npackage a", "skipIf | //go:build go1.18 && linux"],
    ["//go:build ignore\n\npackage a", "skip | //go:build ignore"],
  ])("under its constraint: %s", (text, expected) => {
    expect(reading("a_test.go", text).map((line) => line.replace(/^file \d: /, ""))).toEqual([expected])
  })

  test.each([
    "// see //go:build linux\n\npackage a",
    "package a\n\n//go:build linux",
    "//go:build  go1.21\n\npackage a",
    "//go:build go1.18 && !go1.20\n\npackage a",
    "//go:build go1.18,!go1.20\n\npackage a",
    "//go:build go1.18 ||  go1.20\n\npackage a",
  ])("everywhere: %s", (text) => {
    expect(
      read(`${text}\n\nfunc TestA(t *testing.T) { run(1) }`).map((line) => line.replace(/\d+: /, "")),
    ).toEqual(["test TestA", "  calls run(1)"])
  })
})

describe("what is replaced or changed from a Go file", () => {
  test.each([
    "func TestA(t *testing.T) { rows[0].total = func() int { return 1 } }",
    "func TestA(t *testing.T) { order.total = sum(func() int { return 1 }) }",
    "func TestA(t *testing.T) { order.total = functions.total }",
    "func TestA(t *testing.T) { macos.Exit(0) }",
    "func TestA(t *testing.T) { os.Exiting(0) }",
    `func TestA(t *testing.T) { log.Print("test.run") }`,
    `func TestA(t *testing.T) { flag.Set(prefix+"test.run", x) }`,
    `func TestA(t *testing.T) { flag.Set("test.run"+kind, x) }`,
    "func (f Fake) Close() {}",
    "func (f Fake) OnError() {}",
    "func (f Fake) Errors() {}",
    "func Fail() {}",
    "func (s Suite) TestMain() {}",
  ])("nothing: %s", (text) => {
    const last = "func TestLast(t *testing.T) { order.last = func() int { return 1 } }"
    expect(read(`package a\n${text}\n${last}`).filter((line) => /replaced|high|medium/.test(line))).toEqual([
      "3: part of member order [last] is replaced",
    ])
  })

  test.each([
    [
      "func TestA(t *testing.T) { api.client.get = func() int { return 1 } }",
      "part of member api.client [get] is replaced",
    ],
    [`func TestA(t *testing.T) { flag.Set("test.run", "A") }`, "high: narrows the tests that run"],
    ["func TestA(t *testing.T) { syscall.Exit(0) }", "high: ends the process with success"],
    ["func (f Fake) Errorf(x string) {}", "high: silences failures of tests"],
    [
      "func TestMain(m *testing.M) { os.Exit(3) }\nfunc TestA(t *testing.T) { cmd.Run() }",
      "high: runs no test at all (`TestMain` without `Run`)",
    ],
  ])("%s", (text, expected) => {
    expect(
      read(`package a\n${text}`)
        .filter((line) => /replaced|high|medium/.test(line))
        .map((line) => line.replace(/^\d+: /, "")),
    ).toEqual([expected])
  })
})
