import { describe, expect, test } from "vitest"
import { bodyCells, commandCells, matrixOf, suiteCells } from "./matrix.ts"

const tables: readonly {
  readonly title: string
  readonly name: string
  readonly cells: (text: string, others: readonly string[]) => string
}[] = [
  {
    title: "an assertion of a passing test became another one",
    name: "matrix-passing",
    cells: (text, others) => bodyCells(text, others, false),
  },
  {
    title: "an assertion of a failing test became another one",
    name: "matrix-failing",
    cells: (text, others) => bodyCells(text, others, true),
  },
  {
    title: "a test file became another one",
    name: "matrix-suites",
    cells: (text, others) => suiteCells(text, others, false),
  },
  {
    title: "a test file became another one, with test edits allowed",
    name: "matrix-allowed",
    cells: (text, others) => suiteCells(text, others, true),
  },
  { title: "a command line became another one", name: "matrix-commands", cells: commandCells },
]

for (const { title, name, cells } of tables) {
  const matrix = matrixOf(name)
  const texts = matrix.map(({ text }) => text)
  describe(title, () => {
    test.each(matrix)("$text", ({ text, cells: expected }) => {
      expect(cells(text, texts)).toBe(expected)
    })
  })
}
