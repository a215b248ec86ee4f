import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { reading, readingOfBody } from "./reading.ts"
import { sectionsOf } from "./rows.ts"
import { settingCells, settingGrid } from "./setting-grid.ts"

beforeAll(async () => await loadGrammars(["python"]))

/** Rows of other languages that are just inside or just outside of what counts. */
const readers: Readonly<Record<string, (text: string, path: string) => string[]>> = {
  python: (text) => {
    const body = text.replaceAll("\n", "\n    ")
    return readingOfBody("test_a.py", `def test_t(self, fake):\n    ${body}\n`).map((line) =>
      line.replace(` | ${text}`, ""),
    )
  },
  file: (text, path) => reading(path, text),
}

for (const { title, rows } of sectionsOf("nearby")) {
  const read = readers[title.split(":")[0] ?? ""]
  describe(title, () => {
    test.each(rows)("$name", ({ files: [file], expected }) => {
      const lines = read?.(file?.before ?? "", file?.path ?? "")
      expect(lines?.map((line) => line.trimEnd())).toEqual(expected)
    })
  })
}

describe("settings in the grid of ways in which they change", () => {
  const { pairs, rows } = settingGrid()
  test.each(rows)("$file: $key", ({ file, key, cells }) => {
    expect(settingCells(file, key, pairs)).toBe(cells)
  })
})
