import { beforeAll, describe, expect, test } from "vitest"
import { literalBranches } from "../../src/integrity/rules/literal-branches.ts"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { judgingSections, readJudging } from "./judging.ts"

beforeAll(async () => await loadGrammars(["go", "python"]))

for (const { title, rows } of judgingSections())
  describe(title, () => {
    test.each(rows)("$name", (row) => expect(readJudging(title, row)).toEqual(row.expected))
  })

describe("code that answers literals is looked into as far as people write it", () => {
  const branch = "if (n === 5) return 120"
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 10)

  test("what is shown of it is its line and the beginning of the next", () => {
    const [found] = literalBranches(`${branch}\n${"x".repeat(100)}`, "c")
    expect(found?.text).toBe(`${branch} ${"x".repeat(79)}`)
  })

  test("what is shown of the last line is that line", () => {
    const [found] = literalBranches(`// ${"x".repeat(100)}\n${branch}`, "c")
    expect(found?.text).toBe(branch)
  })

  test("a file of more than 400,000 characters is not read", () => {
    const comment = (length: number) => `//${"x".repeat(length - branch.length - 3)}\n${branch}`
    expect(literalBranches(comment(400_000), "c")).toHaveLength(1)
    expect(literalBranches(comment(400_001), "c")).toEqual([])
  })

  test("500 places of a file are enough", () =>
    expect(literalBranches(`${branch}\n`.repeat(501), "c")).toHaveLength(500))

  test("a longer list than 39 numbers is data", () => {
    const listed = (count: number) => literalBranches(`f([${numbers(count)}].includes(n) ? 120 : 7)`, "c")
    expect(listed(39)).toHaveLength(39)
    expect(listed(40)).toEqual([])
  })
})
