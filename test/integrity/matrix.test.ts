import { describe, expect, test } from "vitest"
import { commandCells, matrixOf, suiteCells } from "./matrix.ts"

const commands = matrixOf("matrix-commands")

describe("a command line became another one", () => {
  const texts = commands.map(({ text }) => text)
  test.each(commands)("$text", ({ text, cells }) => {
    expect(commandCells(text, texts)).toBe(cells)
  })
})

const suites = matrixOf("matrix-suites")

describe("a test file became another one", () => {
  const texts = suites.map(({ text }) => text)
  test.each(suites)("$text", ({ text, cells }) => {
    expect(suiteCells(text, texts, false)).toBe(cells)
  })
})
