import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readSources, root } from "../architecture/sources.ts"
import { corpus } from "./corpus.ts"

const all = corpus.flatMap(({ scenarios }) => scenarios)
const numbers = all.map(([number]) => number)
const sources = readSources("test").filter(
  ({ path }) => path.endsWith(".test.ts") && !path.startsWith("test/scenarios/"),
)

describe("the acceptance corpus", () => {
  it("counts from S01 to S96", () => {
    expect(numbers).toEqual(Array.from({ length: 96 }, (_, i) => `S${String(i + 1).padStart(2, "0")}`))
  })

  it("stands in test titles, every number of it", () => {
    const titled = new Set(sources.flatMap(({ text }) => titlesOf(text).flatMap(numbersIn)))
    expect(numbers.filter((number) => !titled.has(number))).toEqual([])
  })

  it("has a page whose every row names tests that are there, and none without one that passed", () => {
    const rows = readFileSync(join(root, "docs", "scenarios.md"), "utf8")
      .split("\n")
      .filter((line) => /^\| S\d{2} /.test(line))
    expect(rows.map((row) => row.slice(2, 5))).toEqual(numbers)
    for (const row of rows) {
      const files = [...row.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map((found) => found[1] ?? "")
      expect(files, row).not.toEqual([])
      expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
      // Not all of them: some titles get their number from a table in another file.
      const texts = files.map((file) => readFileSync(join(root, file), "utf8"))
      expect(
        texts.some((text) => text.includes(row.slice(2, 5))),
        row,
      ).toBe(true)
      expect(row).toMatch(/\| \d+ passed(, \d+ skipped)? \|/)
    }
  })
})

/** Titles of tests and suites, and the tables that fill them in: whatever stands in quotes at a test's call. */
function titlesOf(text: string): readonly string[] {
  return [...text.matchAll(/(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map((found) => found[2] ?? "")
}

function numbersIn(title: string): readonly string[] {
  return title.match(/\bS\d{2}\b/g) ?? []
}
