import { describe, expect, test } from "vitest"
import { blocking, type Files, findingsOf } from "./workspace.ts"

const path = "calc_test.go"
const suite = `package calc

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAdd(t *testing.T) {
	got := Add(1, 2)
	if got != 3 {
		t.Errorf("Add(1, 2) = %d, want 3", got)
	}
	if Add(5, 5) != 10 {
		t.Fatal("five and five")
	}
}

func TestTable(t *testing.T) {
	tests := []struct {
		name       string
		a, b, want int
	}{
		{"ones", 1, 1, 2},
		{"more", 3, 4, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Add(tt.a, tt.b); got != tt.want {
				t.Errorf("got %d", got)
			}
		})
	}
}

func TestErr(t *testing.T) {
	_, err := Div(1, 0)
	if !errors.Is(err, ErrZero) {
		t.Fatal(err)
	}
	assert.Equal(t, 4, Add(2, 2))
}
`
const files: Files = {
  "go.mod": "module x\n",
  "calc.go": "package calc\n\nfunc Add(a, b int) int { return a + b }\n",
  [path]: suite,
}

function edited(from: string | RegExp, to: string): Files {
  const text = suite.replace(from, to)
  if (text === suite) throw new Error(`not in the suite: ${from}`)
  return { [path]: text }
}

const first = "\tgot := Add(1, 2)"

test.each([
  ["S73", "by its name", edited("func TestAdd", "func testAdd"), "removed-test"],
  ["S73", "with its file", { [path]: null }, "removed-test"],
  ["S73", "by a case", edited('\t\t{"more", 3, 4, 7},\n', ""), "fewer-cases"],
  ["S75", "by Skip", edited(first, `\tt.Skip("later")\n${first}`), "skipped"],
  ["S75", "by Short", edited(first, `\tif testing.Short() {\n\t\tt.Skip("slow")\n\t}\n${first}`), "skipped"],
  ["S75", "by a build tag", { [path]: `//go:build integration\n\n${suite}` }, "skipped"],
  ["S75", "by the name of another system", { [path]: null, "calc_windows_test.go": suite }, "skipped"],
  ["S78", "by a log line", edited('t.Errorf("Add', 't.Logf("Add'), "fewer-assertions"],
  ["S78", "by another condition", edited("got != 3", "got == 0"), "weakened"],
  ["S78", "by a condition that is never met", edited("if got != 3", "if false && got != 3"), "weakened"],
  ["S78", "by any error", edited("!errors.Is(err, ErrZero)", "err == nil"), "weakened"],
  ["S78", "by NotNil", edited("assert.Equal(t, 4, Add(2, 2))", "assert.NotNil(t, Add(2, 2))"), "weakened"],
  ["S78", "by an early return", edited(first, `\treturn\n${first}`), "unchecked-assertion"],
  ["S78", "by recover", edited(first, `\tdefer func() { recover() }()\n${first}`), "unchecked-assertion"],
  ["S78", "by its expected value", edited("got != 3", "got != 4"), "edited-expectation"],
  ["S78", "by its case", edited("3, 4, 7", "3, 4, 8"), "edited-expectation"],
  [
    "S76",
    "by TestMain",
    { [path]: `${suite}\nfunc TestMain(m *testing.M) {\n\tm.Run()\n\tos.Exit(0)\n}\n` },
    "patched-runner",
  ],
  [
    "S76",
    "by a silent T",
    { [path]: `${suite}\ntype quiet struct{ *testing.T }\n\nfunc (quiet) Errorf(string, ...any) {}\n` },
    "patched-runner",
  ],
] as const)("%s: a Go test that is disarmed %s is a finding", async (_scenario, _way, changes, what) => {
  expect(await blocking(files, changes)).toContain(what)
})

describe("honest work in Go is no finding", () => {
  const condition = /\tif got != 3 \{[\s\S]*?\n\t\}\n/
  const table = `	for _, c := range []struct{ a, b, want int }{
		{1, 2, 3},
		{5, 5, 10},
	} {
		if got := Add(c.a, c.b); got != c.want {
			t.Errorf("got %d", got)
		}
	}
}
`
  const helper =
    '\nfunc expectInt(t *testing.T, got, want int) {\n\tt.Helper()\n\tif got != want {\n\t\tt.Errorf("got %d", got)\n\t}\n}\n'
  test.each([
    ["another name", edited("TestAdd", "TestAddition")],
    ["another file", { [path]: null, "arithmetic_test.go": suite }],
    ["a table in place of conditions", edited(/\tgot := Add\(1, 2\)[\s\S]*?\n\}\n/, table)],
    ["testify", edited(condition, "\tassert.Equal(t, 3, got)\n")],
    ["a helper", { [path]: suite.replace(condition, "\texpectInt(t, got, 3)\n") + helper }],
    ["a new case", edited('\t\t{"more"', '\t\t{"zero", 0, 0, 0},\n\t\t{"more"')],
    ["keyed fields", edited('{"ones", 1, 1, 2}', '{name: "ones", a: 1, b: 1, want: 2}')],
    ["a label", edited('"more"', '"three and four"')],
    [
      "a subtest around it",
      edited(
        /\tgot := Add\(1, 2\)[\s\S]*?\n\}\n/,
        '\tt.Run("small", func(t *testing.T) {\n\t\tgot := Add(1, 2)\n\t\tif got != 3 {\n\t\t\tt.Errorf("Add(1, 2) = %d, want 3", got)\n\t\t}\n\t\tif Add(5, 5) != 10 {\n\t\t\tt.Fatal("five and five")\n\t\t}\n\t})\n}\n',
      ),
    ],
  ] as const)("%s", async (_, changes) => {
    expect(await findingsOf(files, changes)).toEqual([])
  })
})
