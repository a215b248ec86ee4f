import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { reading, readingOfBody } from "./reading.ts"
import { sectionsOf } from "./rows.ts"

beforeAll(async () => await loadGrammars(["go", "python"]))

/** Each language's rows hold bodies of one test. */
const languages: readonly {
  readonly name: string
  readonly path: string
  readonly around: (body: string) => string
}[] = [
  { name: "javascript", path: "a.test.ts", around: (body) => `it("t", async function () {\n  ${body}\n})\n` },
  {
    name: "python",
    path: "test_a.py",
    around: (body) => `def test_t(self, fake):\n${indented(body, "    ")}`,
  },
  {
    name: "go",
    path: "a_test.go",
    around: (body) => `package a\n\nfunc TestA(t *testing.T) {\n${indented(body, "\t")}}\n`,
  },
  {
    name: "java",
    path: "ATest.java",
    around: (body) =>
      `class CalcTest {\n    @Test\n    void adds() {\n${indented(body, "        ")}    }\n}\n`,
  },
  {
    name: "ruby",
    path: "a_spec.rb",
    around: (body) => `describe "calc" do\n  it "adds" do\n${indented(body, "    ")}  end\nend\n`,
  },
  {
    name: "rust",
    path: "a.rs",
    around: (body) =>
      `#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n${indented(body, "        ")}    }\n}\n`,
  },
]

function indented(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => `${by}${line}\n`)
    .join("")
}

for (const { name, path, around } of languages)
  for (const { title, rows } of sectionsOf(`bodies-${name}`))
    describe(title, () => {
      test.each(rows)("$name", ({ files: [body], expected }) => {
        const text = body?.before ?? ""
        // A text that is the whole body is not repeated.
        const lines = readingOfBody(path, around(text)).map((line) => line.replace(` | ${text}`, ""))
        expect(lines).toEqual(expected)
      })
    })

for (const { title, rows } of sectionsOf("files"))
  describe(title, () => {
    test.each(rows)("$name", ({ files: [file], expected }) => {
      expect(reading(file?.path ?? "", file?.before ?? "")).toEqual(expected)
    })

    test("lines of Windows are read, lines that no person writes are not", () => {
      const text = `it "adds" do\r\n  expect(a).to eq(3)\r\nend\r\nit "${"x".repeat(2100)}" do\r\nend\r\n`
      expect(reading("b_spec.rb", text)).toEqual([
        "read line by line",
        '1: test adds | it "adds" do',
        "  2: equal: a <- 3 | expect(a).to eq(3)",
        "  = expect(a).to eq(3)end",
      ])
    })
  })
