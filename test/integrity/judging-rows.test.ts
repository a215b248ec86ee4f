import { beforeAll, describe, expect, test } from "vitest"
import { compareSurfaces } from "../../src/integrity/compare.ts"
import { literalBranches } from "../../src/integrity/rules/literal-branches.ts"
import type { FileKind, Surface } from "../../src/integrity/surface.ts"
import { loadGrammars } from "../../src/integrity/tree/tree-sitter.ts"
import { readJudging } from "./judging.ts"
import { sectionsOf } from "./rows.ts"
import { told } from "./told.ts"

beforeAll(async () => await loadGrammars(["go", "python"]))

const sections = ["code", "weaker", "sources", "edited", "tests", "mocks"]

for (const { title, rows } of sections.flatMap((name) => sectionsOf(`judging-${name}`)))
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

describe("an answer of the tests is looked for", () => {
  const source = { "src/a.ts": `if (s === "") return ""\nif (plan === "pro-plan") return 240\n` }
  const many = (path: (n: number) => string, text: string) =>
    Object.fromEntries(Array.from({ length: 81 }, (_, n) => [path(n), text] as const))
  const asking = { "test/z.test.ts": `it("prices", () => { expect(price("pro-plan")).toBe(240) })\n` }
  const answers = (files: Readonly<Record<string, string>>) =>
    told(files, source).filter((line) => / special-case /.test(line))

  test("in the tests that know its input, however many others there are", () =>
    expect(answers({ ...many((n) => `test/a${n}.test.ts`, `it("a", () => {})\n`), ...asking })).toHaveLength(
      1,
    ))

  test("not in what else knows its input", () =>
    expect(
      answers({ ...many((n) => `test/a${n}.ts`, `export const plan = "pro-plan"\n`), ...asking }),
    ).toHaveLength(1))

  test("in 80 of them at most", () =>
    expect(
      answers({ ...many((n) => `test/a${n}.test.ts`, `it("pro-plan", () => {})\n`), ...asking }),
    ).toEqual([]))
})

describe("what tells two findings of answers apart", () => {
  const branches = (last: string) =>
    [...Array.from({ length: 20 }, (_, n) => `plan-number-${n}`), last]
      .map((plan) => `if (plan === "${plan}") return "answer of ${plan}"\n`)
      .join("")
  const tests = (last: string) =>
    branches(last).replaceAll(/if \(plan === (.*)\) return (.*)/g, "expect(price($1)).toBe($2)")
  const idOf = (last: string) => {
    const text = `it("prices", () => {\n${tests("last-plan")}${tests("other-plan")}})\n`
    const file = (path: string, kind: FileKind, content: string) => ({
      path,
      kind,
      hash: content,
      text: content,
    })
    const before: Surface = { files: [file("test/a.test.ts", "test", text)], checks: [], testIds: null }
    const after = { ...before, files: [...before.files, file("src/a.ts", "source", branches(last))] }
    return compareSurfaces(before, after, { allowTestEdits: false, failuresBefore: [] }).map(({ id }) => id)
  }

  test("is also what is too long to be shown", () => {
    expect(idOf("last-plan")).toHaveLength(1)
    expect(idOf("last-plan")).not.toEqual(idOf("other-plan"))
  })
})

describe("files too large to be kept", () => {
  const file = (path: string, kind: FileKind, hash: string, text: string | null) => ({
    path,
    kind,
    hash,
    text,
  })
  const surface = (source: string, answer: string): Surface => ({
    files: [
      file("src/large.ts", "source", source, null),
      file("test/large.test.ts", "test", "1", null),
      file("src/a.ts", "source", answer, answer),
    ],
    checks: [],
    testIds: null,
  })

  test("are not looked into for answers", () => {
    const rules = { allowTestEdits: false, failuresBefore: [] }
    const after = surface("2", `if (plan === "pro-plan") return 240\n`)
    expect(compareSurfaces(surface("1", ""), after, rules)).toEqual([])
  })
})

test("a line of more than 1000 characters is no code that people wrote", () => {
  const line = (length: number) => `run(process.env.VITEST)${" ".repeat(length - 24)};`
  const found = (length: number) => told({}, { "src/a.ts": line(length) })
  expect(found(1000)).toHaveLength(1)
  expect(found(1001)).toEqual([])
})

describe("a mock for every test is held against the tests that know its names", () => {
  const file = (path: string, kind: FileKind, text: string | null) => ({ path, kind, hash: text ?? "", text })
  const asking = `import { add } from "../src/calc"\nit("adds", () => { expect(add(5)).toBe(6) })\n`
  const found = (others: string | null) => {
    const before: Surface = {
      files: [
        file("src/calc.ts", "source", "export const add = (n) => n + 1\n"),
        ...Array.from({ length: 200 }, (_, n) => file(`test/a${n}.test.ts`, "test", others)),
        file("test/z.test.ts", "test", asking),
      ],
      checks: [],
      testIds: null,
    }
    const setup = file("vitest.setup.ts", "support", `vi.mock("./src/calc")\n`)
    const after = { ...before, files: [...before.files, setup] }
    return compareSurfaces(before, after, { allowTestEdits: false, failuresBefore: [] }).length
  }

  test("however many others there are", () => expect(found(`it("a", () => {})\n`)).toBe(1))
  test("also beside tests too large to be kept", () => expect(found(null)).toBe(1))
  test("in 200 of them at most", () => expect(found(`it("calc", () => {})\n`)).toBe(0))
})
