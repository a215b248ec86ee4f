import { readFileSync } from "node:fs"
import { join } from "node:path"
import { commandReasons } from "../../src/integrity/command/compare.ts"
import { told } from "./told.ts"

/** Texts, and for each what is said when it becomes any of them: a sign for each, in their order. */
export type Matrix = readonly { readonly text: string; readonly cells: string }[]

/** A table of `test/integrity/rows`: the cells, two spaces, the text with `\n` for new lines. */
export function matrixOf(name: string): Matrix {
  const lines = readFileSync(join(import.meta.dirname, "rows", `${name}.txt`), "utf8").split("\n")
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const at = line.indexOf("  ")
      return { cells: line.slice(0, at), text: line.slice(at + 2).replaceAll("\\n", "\n") }
    })
}

/** Cells of one row for bodies of a test. */
export function bodyCells(before: string, others: readonly string[], failing: boolean): string {
  const suite = (body: string) => ({ "a.test.ts": `it("t", async () => {\n  ${body}\n})\n` })
  const rules = failing ? { failuresBefore: ["a.test.ts > t"] } : {}
  return others.map((after) => sign(told(suite(before), suite(after), rules))).join("")
}

/** Cells of one row for whole test files. */
export function suiteCells(before: string, others: readonly string[], allowTestEdits: boolean): string {
  const file = (text: string) => ({
    "src/f.ts": "export const f = 1\n",
    "a.test.ts": `import { f } from "./src/f"\n${text}\n`,
  })
  return others.map((after) => sign(told(file(before), file(after), { allowTestEdits }))).join("")
}

/** Cells of one row for command lines: the number of grave and of lesser reasons. */
export function commandCells(before: string, others: readonly string[]): string {
  const tests = [
    "test/a.test.ts",
    "test/b.test.ts",
    "tests/test_a.py",
    "tests/unit/test_b.py",
    "calc/a_test.go",
  ]
  return others
    .map((after) => {
      const reasons = commandReasons(before, after, tests)
      const high = reasons.filter(({ severity }) => severity === "high").length
      return ".abcABCDEFG"[Math.min(3, reasons.length - high) + (high > 0 ? 3 + high : 0)] ?? "?"
    })
    .join("")
}

const signs: Readonly<Record<string, string>> = {
  "removed-test": "r",
  "fewer-cases": "c",
  skipped: "s",
  weakened: "w",
  "fewer-assertions": "f",
  "edited-expectation": "e",
  "unchecked-assertion": "u",
  "mocked-subject": "m",
  "patched-runner": "p",
  limit: "l",
}

/** The gravest finding: a capital where it is grave, `-` where it is only listed, `.` where there is none. */
function sign(findings: readonly string[]): string {
  const [severity, kind = ""] = findings[0]?.split(" ") ?? []
  if (severity === undefined) return "."
  const letter = signs[kind] ?? "?"
  return severity === "high" ? letter.toUpperCase() : severity === "low" ? "-" : letter
}
