import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { readingOfBody } from "../reading.ts"

beforeAll(async () => await loadGrammars(["go"]))

/** What is read in the body of a test, without the lines as written. */
function read(body: string, around = ""): string[] {
  const text = `package a\n\nfunc TestA(t *testing.T) {\n${body.replaceAll(/^/gm, "\t")}\n}\n${around}`
  return readingOfBody("a_test.go", text).map((line) => line.replace(/ \| [\s\S]*$/, ""))
}

describe("in the body of a Go test", () => {
  test.each([
    {
      title: "something else that is equal to something demands nothing",
      body: "app.Equal(3, got)\nr.HandleError(err)",
      expected: [],
    },
    {
      title: "what only looks like an assertion of a library is an ordinary call",
      body: "assert.isEqual(t, 3, a)",
      expected: ["calls isEqual(t, 3, a)"],
    },
    {
      title: "a value whose name only looks like the test's is compared",
      body: "is.Equal(got, 3)\nis.Equal(total, 3)",
      expected: ["equal: got <- 3", "equal: total <- 3"],
    },
    {
      title: "a call of what a call gives demands nothing",
      body: "load(a).run(check(3))",
      expected: ["calls load(a)", "calls check(3)"],
    },
    {
      title: "words that only look like those of an expectation demand nothing",
      body: "Expect(a).GoTo(Equal(3))\nExpect(a).Total(Equal(3))",
      expected: [],
    },
    {
      title: "an expectation may ask for a matcher of a library",
      body: "Expect(a.b).To(gomega.Equal(3))\nExpect(c).Should(Equal(4))",
      expected: ["equal: a.b <- 3", "equal: c <- 4"],
    },
    {
      title: "a branch that leaves after some work may leave the rest out",
      body: "if ready {\n\tnote(1)\n\treturn\n}\nassert.Equal(t, 3, a)",
      expected: [
        "calls note(1) [conditional: ready]",
        "equal: a <- 3 [conditional: if ready { note(1) return }]",
      ],
    },
    {
      title: "what stands behind a return in a branch is never reached",
      body: "if ready {\n\treturn\n\tassert.Equal(t, 3, a)\n}",
      expected: ["equal: a <- 3 [unreachable: return]"],
    },
    {
      title: "a case may call a helper",
      body: "switch x {\ncase pick(1):\n\tcheck(b)\n}",
      expected: ["calls pick(1) [conditional: switch]", "calls check(b) [conditional: switch]"],
    },
    {
      title: "only a deferred recover swallows, and nothing of it stands elsewhere",
      body: "defer file.close()\nassert.Equal(t, 3, a)\nnote(recover())\nassert.Equal(t, 4, b)",
      expected: ["calls close()", "equal: a <- 3", "calls note(recover())", "equal: b <- 4"],
    },
    {
      title: "a recover that calls something named like a failure swallows",
      body: "defer func() { nopanic(recover()); panics(1); t.Mistake() }()\nassert.Equal(t, 3, a)",
      expected: ["calls nopanic(recover())", "calls panics(1)", "equal: a <- 3 [swallowed: recover()]"],
    },
    {
      title: "a recover that fails the test swallows nothing",
      body: "defer func() { if r := recover(); r != nil { tt.Errorf(1) } }()\nassert.Equal(t, 3, a)",
      expected: ["equal: recover() <- nil", "equal: a <- 3"],
    },
    {
      title: "a recover that panics again swallows nothing",
      body: "defer func() { panic(recover()) }()\nassert.Equal(t, 3, a)",
      expected: ["equal: a <- 3"],
    },
    {
      title: "a recover of a suite that fails or asserts swallows nothing",
      body: "defer func() { s.T().Fatal(recover()) }()\nassert.Equal(t, 3, a)",
      expected: ["equal: a <- 3"],
    },
    {
      title: "a recover that is asserted on swallows nothing",
      body: "defer func() { require.NotNil(t, recover()) }()\nassert.Equal(t, 3, a)",
      expected: ["exists: recover()", "equal: a <- 3"],
    },
    {
      title: "an assertion may be written over several lines",
      body: "assert.\n\tEqual(t, 3, a)",
      expected: ["equal: a <- 3"],
    },
    {
      title: "the end of the process that is put off ends nothing before",
      body: "defer os.Exit(1)\nassert.Equal(t, 3, a)",
      expected: ["equal: a <- 3"],
    },
    {
      title: "the reasons of a skip and of a failure are no calls of the test",
      body: "t.Skip(reason(1))\nt.Error(reason(2))",
      expected: ["skip", "other: reached <- never"],
    },
    {
      title: "what runs a part of something else is no test",
      body: `s.t.Run("x", func() { check(1) })\nt.Runner("x", func() { check(2) })`,
      expected: ["calls check(1)", "calls check(2)"],
    },
    {
      title: "a test within that is made by a call, or is not there yet, is none to be read here",
      body: `t.Run("x", checking(3))\nt.Run("y")`,
      expected: ["calls checking(3)"],
    },
    {
      title: "a helper may belong to something",
      body: "kit.check(a)\ncheck(b)",
      expected: ["calls check(a)", "calls check(b)"],
    },
    {
      title: "some of the rows of a table are its cases, however they are spaced",
      body: "rows := []int{1, 2, 3}\nfor _, n := range rows[1 : 2] {\n\tcheck(n)\n}",
      expected: ["calls check(n)", "case 2"],
    },
    {
      title: "the first or the last rows of a table are its cases",
      body: "rows := []int{1, 2, 3}\nfor _, n := range rows[2:] {\n\tcheck(n)\n}\nfor _, n := range rows[:1] {\n\tcheck(n)\n}",
      expected: ["calls check(n)", "calls check(n)", "case 3", "case 1"],
    },
    {
      title: "a row of a table and a part of a value have no cases",
      body: "rows := [][]int{{1}, {2}}\nkit := sizes{[]int{1}}\nfor _, n := range rows[1:][0] {\n\tcheck(n)\n}\nfor _, n := range kit.rows {\n\tcheck(n)\n}\nfor _, n := range rows[sum(sizes[1:2])] {\n\tcheck(n)\n}",
      expected: ["calls check(n)", "calls check(n)", "calls check(n)", "calls sum(sizes[1:2])"],
    },
    {
      title: "a table may be written in place",
      body: "for _, n := range []int{1, 2} {\n\tcheck(n)\n}",
      expected: ["calls check(n)", "case 1", "case 2"],
    },
    {
      title: "a table may be a variable or be assigned later, also within a function",
      body: "var first = []int{1}\nvar later []int\nlater = []int{2}\nrun := func() {\n\tinner := []int{3}\n\tfor _, n := range inner {\n\t\tcheck(n)\n\t}\n}\nfor _, n := range first {\n\trun()\n}\nfor _, n := range later {\n\trun()\n}",
      expected: ["calls check(n)", "calls run()", "calls run()", "case 3", "case 1", "case 2"],
    },
    {
      title: "a variable stands for its value, one of a group too",
      body: "var (\n\tlimit = 3\n\tsize int = 4\n)\nvar a, b = 5, 6\nis.Equal(x, limit)\nis.Equal(y, size)\nis.Equal(z, a)\nis.Equal(w, b)",
      expected: ["equal: x <- 3", "equal: y <- 4", "equal: z <- 5", "equal: w <- 6"],
    },
    {
      title: "a variable may be assigned from itself",
      body: "limit := 3\nlimit = limit + 1\nis.Equal(a, limit)",
      expected: ["equal: a <- 3+1"],
    },
    {
      title: "a variable that is counted down is uncertain",
      body: "limit := 3\nlimit--\nis.Equal(a, limit)",
      expected: ["equal: a <- limit"],
    },
    {
      title: "a part that is assigned is no variable",
      body: "limit := 3\norder.limit = 4\norder.sizes[0] = 5\nis.Equal(a, limit)",
      expected: ["equal: a <- 3"],
    },
  ])("$title", ({ body, expected }) => {
    expect(read(body).sort()).toEqual([...expected].sort())
  })

  test("a variable of the same name without a value hides no table of another test", () => {
    const other = "\nfunc helper() {\n\tvar rows []int\n\tuse(rows)\n}\n"
    expect(read("rows := []int{1}\nfor _, n := range rows {\n\tcheck(n)\n}", other)).toEqual([
      "calls check(n)",
      "case 1",
    ])
  })

  test("a value of four hundred characters stands for its name, a longer one does not", () => {
    const text = (length: number) => `text := "${"x".repeat(length - 2)}"\nis.Equal(a, text)`
    expect(read(text(400))).toEqual([`equal: a <- "${"x".repeat(398)}"`])
    expect(read(text(401))).toEqual(["equal: a <- text"])
  })

  test("no more assertions, calls and cases are kept than anybody looks at", () => {
    const many = (line: string) => Array.from({ length: 4100 }, () => line).join("\n")
    const count = (lines: readonly string[], start: string) =>
      lines.filter((line) => line.startsWith(start)).length
    expect(count(read(many("is.True(a)")), "truthy")).toBe(4000)
    expect(count(read(many("check()")), "calls check")).toBe(4000)
    const loop = `for _, n := range []int{${"0,".repeat(4000)}} {\n\tcheck(n)\n}`
    expect(count(read(`${loop}\n${loop}`), "case")).toBe(4000)
  })
})
