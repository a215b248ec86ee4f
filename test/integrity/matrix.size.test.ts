import { describe, expect, test } from "vitest"
import { bodyCells, matrixOf, suiteCells } from "./matrix.ts"

const allowed = matrixOf("matrix-allowed")

describe("a test file became another one, with test edits allowed", () => {
  const texts = allowed.map(({ text }) => text)
  test.each(allowed)("$text", ({ text, cells }) => {
    expect(suiteCells(text, texts, true)).toBe(cells)
  })
})

for (const [name, failing] of [
  ["passing", false],
  ["failing", true],
] as const) {
  const matrix = matrixOf(`matrix-${name}`)
  describe(`an assertion of a ${name} test became another one`, () => {
    const texts = matrix.map(({ text }) => text)
    test.each(matrix)("$text", ({ text, cells }) => {
      expect(bodyCells(text, texts, failing)).toBe(cells)
    })
  })
}
