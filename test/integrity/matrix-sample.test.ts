import { describe, expect, test } from "vitest"
import { bodyCells, matrixOf } from "./matrix.ts"

/** Some lines and columns of the tables whose whole is a test of size: enough for mutation runs to be told by. */
for (const [name, failing] of [
  ["passing", false],
  ["failing", true],
] as const) {
  const matrix = matrixOf(`matrix-${name}`)
  const columns = matrix.flatMap((_, i) => (i % 3 === 0 ? [i] : []))
  describe(`some assertions of a ${name} test became others`, () => {
    const texts = columns.map((i) => matrix[i]?.text ?? "")
    test.each(matrix.filter((_, i) => i % (failing ? 6 : 4) === 0))("$text", ({ text, cells }) => {
      expect(bodyCells(text, texts, failing)).toBe(columns.map((i) => cells[i]).join(""))
    })
  })
}
