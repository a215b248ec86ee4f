import { beforeAll, describe, expect, test } from "vitest"
import { loadGrammars } from "../../../src/integrity/tree/tree-sitter.ts"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

beforeAll(async () => await loadGrammars(["python"]))

type Case = {
  readonly title: string
  readonly files: Files
  readonly changes: Readonly<Record<string, string | null>>
  readonly failing?: readonly string[]
  readonly expected: readonly string[]
}

/** A test by its title that compares with a snapshot. */
const shot = (title: string): string =>
  `it("${title}", () => { expect(show("${title}")).toMatchSnapshot() })\n`
/** What jest and vitest write for entries of a snapshot file. */
const snap = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([name, value]) => `exports[\`${name}\`] = \`${value}\`;\n`)
    .join("\n")
const syrupy = (entries: Readonly<Record<string, string>>): string =>
  `# serializer version: 1\n${Object.entries(entries)
    .map(([name, value]) => `# name: ${name}\n${value}\n# ---\n`)
    .join("")}`

const sources = {
  before: { "src/a.ts": "export const a = 1\n" },
  after: { "src/a.ts": "export const a = 2\n" },
}
const wasFailing = (name: string) =>
  `The snapshot "${name}" was rewritten, and the test that reads it was failing.`
const noSource = (name: string) => `The snapshot "${name}" was rewritten although no source changed.`

/** The findings without their texts before and after. */
const brief = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/ \| .*$/s, ""))

describe("a snapshot file that went", () => {
  const deleted = "A snapshot was deleted; the next run accepts whatever comes."
  test.each<Case>([
    {
      title: "is not missed when it was moved to the data of the tests",
      files: { "test/page.golden": "gold\n" },
      changes: { "test/page.golden": null, "test/data/page.txt": "gold\n" },
      expected: [],
    },
    {
      title: "is not missed when a larger one took all of its entries",
      files: { "test/__snapshots__/a.test.ts.snap": snap({ "a 1": "one", "b 1": "two" }) },
      changes: {
        "test/__snapshots__/a.test.ts.snap": null,
        "test/__snapshots__/all.test.ts.snap": snap({ "a 1": "one", "b 1": "two", "c 1": "three" }),
      },
      expected: [],
    },
    {
      title: "is missed when another one took a part of its entries only",
      files: { "test/__snapshots__/a.test.ts.snap": snap({ "a 1": "one", "b 1": "two" }) },
      changes: {
        "test/__snapshots__/a.test.ts.snap": null,
        "test/__snapshots__/all.test.ts.snap": snap({ "a 1": "one" }),
      },
      expected: [`medium snapshot test/__snapshots__/a.test.ts.snap ${deleted}`],
    },
  ])("$title", ({ files, changes, expected }) => expect(brief(told(files, changes))).toEqual(expected))
})

describe("a snapshot that changed", () => {
  const file = "test/__snapshots__/a.test.ts.snap"
  test.each<Case>([
    {
      title: "is told when two entries changed places",
      files: { [file]: snap({ "a 1": "one", "b 1": "two" }) },
      changes: { [file]: snap({ "a 1": "two", "b 1": "one" }) },
      expected: [`medium snapshot ${file} ${noSource("a 1")}`, `medium snapshot ${file} ${noSource("b 1")}`],
    },
    {
      title: "is only listed together with the sources",
      files: { ...sources.before, [file]: snap({ "a 1": "one" }) },
      changes: { ...sources.after, [file]: snap({ "a 1": "two" }) },
      expected: [`low snapshot ${file} The snapshot "a 1" changed together with the sources.`],
    },
    {
      title: "is only listed when it was deleted together with a change of the sources",
      files: { ...sources.before, [file]: snap({ "a 1": "one", "b 1": "two" }) },
      changes: { ...sources.after, [file]: snap({ "a 1": "one" }) },
      expected: [`low snapshot ${file} The snapshot "b 1" was deleted.`],
    },
    {
      title: "is the same with the line ends of another system",
      files: { [file]: snap({ "a 1": "one\ntwo" }) },
      changes: { [file]: `${snap({ "a 1": "one\r\ntwo" })}\r\n` },
      expected: [],
    },
    {
      title: "may be an empty one",
      files: { [file]: snap({ "a 1": "" }) },
      changes: { [file]: snap({ "a 1": "one" }) },
      expected: [`medium snapshot ${file} ${noSource("a 1")}`],
    },
    {
      title: "may hold what looks like an entry of syrupy",
      files: { "test/page.golden": "# name: a\nx\n" },
      changes: { "test/page.golden": "# name: a\ny\n" },
      expected: [
        "medium snapshot test/page.golden The golden file was rewritten although no source changed.",
      ],
    },
  ])("$title", ({ files, changes, expected }) => expect(brief(told(files, changes))).toEqual(expected))
})

describe("a snapshot that is gone with its test is only listed, so that the test alone is asked about", () => {
  const file = "test/__snapshots__/a.test.ts.snap"
  const kept = shot("other")
  test.each([
    ["by its title", shot("adds"), "adds 1", "low"],
    ["by its suite as jest joins it", `describe("cart", () => {\n${shot("adds")}})\n`, "cart adds 1", "low"],
    [
      "by its suite as vitest joins it",
      `describe("cart", () => {\n${shot("adds")}})\n`,
      "cart > adds 1",
      "low",
    ],
    ["with a hint as jest writes it", shot("adds"), "adds: the total 2", "low"],
    ["with a hint as vitest writes it", shot("adds"), "adds > the total 2", "low"],
    ["with a number of two digits", shot("adds"), "adds 10", "low"],
    ["but not one whose name only begins alike", shot("add"), "adds 1", "medium"],
    ["but not one of a longer title", shot("adds"), "adds up 1", "medium"],
    ["but not one of a title with a number", shot("adds"), "adds 2 more 1", "medium"],
    ["and a test without a title takes no others along", shot(""), "adds 1", "medium"],
  ])("%s", (_, gone, name, severity) => {
    const lines = told(
      { "test/a.test.ts": `${kept}${gone}`, [file]: snap({ [name]: "one", "other 1": "two" }) },
      { "test/a.test.ts": kept, [file]: snap({ "other 1": "two" }) },
    )
    expect(brief(lines)).toContain(`${severity} snapshot ${file} The snapshot "${name}" was deleted.`)
  })
})

describe("a snapshot is graver when the test that reads it was failing", () => {
  test.each<Case>([
    {
      title: "but not when another test of its file was",
      files: {
        "test/a.test.ts": shot("adds") + shot("subtracts"),
        "test/__snapshots__/a.test.ts.snap": snap({ "adds 1": "one", "subtracts 1": "two" }),
      },
      changes: { "test/__snapshots__/a.test.ts.snap": snap({ "adds 1": "one", "subtracts 1": "three" }) },
      failing: ["test/a.test.ts > adds"],
      expected: [`medium snapshot test/__snapshots__/a.test.ts.snap ${noSource("subtracts 1")}`],
    },
    {
      title: "also in the folder of the project itself",
      files: { "a.test.ts": shot("adds"), "__snapshots__/a.test.ts.snap": snap({ "adds 1": "one" }) },
      changes: { "__snapshots__/a.test.ts.snap": snap({ "adds 1": "two" }) },
      failing: ["a.test.ts > adds"],
      expected: [`medium snapshot __snapshots__/a.test.ts.snap ${wasFailing("adds 1")}`],
    },
    {
      title: "also where the name of the test file speaks of snapshots",
      files: {
        "a.snap.test.ts": shot("adds"),
        "__snapshots__/a.snap.test.ts.snap": snap({ "adds 1": "one" }),
      },
      changes: { "__snapshots__/a.snap.test.ts.snap": snap({ "adds 1": "two" }) },
      failing: ["a.snap.test.ts > adds"],
      expected: [`medium snapshot __snapshots__/a.snap.test.ts.snap ${wasFailing("adds 1")}`],
    },
    {
      title: "also with syrupy's names of files",
      files: {
        "tests/test_a.py": "def test_adds(snapshot):\n    assert show() == snapshot\n",
        "tests/__snapshots__/test_a.ambr": syrupy({ test_adds: "1" }),
      },
      changes: { "tests/__snapshots__/test_a.ambr": syrupy({ test_adds: "2" }) },
      failing: ["tests/test_a.py::test_adds"],
      expected: [`medium snapshot tests/__snapshots__/test_a.ambr ${wasFailing("test_adds")}`],
    },
    {
      title: "also with syrupy's names of methods",
      files: {
        "tests/test_a.py":
          "class TestCart:\n    def test_adds(self, snapshot):\n        assert show() == snapshot\n",
        "tests/__snapshots__/test_a.ambr": syrupy({ "TestCart.test_adds": "1" }),
      },
      changes: { "tests/__snapshots__/test_a.ambr": syrupy({ "TestCart.test_adds": "2" }) },
      failing: ["tests/test_a.py::TestCart::test_adds"],
      expected: [`medium snapshot tests/__snapshots__/test_a.ambr ${wasFailing("TestCart.test_adds")}`],
    },
    {
      title: "also with syrupy's names of parameters and of further snapshots",
      files: {
        "tests/test_a.py": "def test_adds(snapshot):\n    assert show() == snapshot\n",
        "tests/__snapshots__/test_a.ambr": syrupy({ "test_adds.1": "1", "test_adds[x]": "1" }),
      },
      changes: {
        "tests/__snapshots__/test_a.ambr": syrupy({ "test_adds.1": "2", "test_adds[x]": "3" }),
      },
      failing: ["tests/test_a.py::test_adds"],
      expected: [
        `medium snapshot tests/__snapshots__/test_a.ambr ${wasFailing("test_adds.1")}`,
        `medium snapshot tests/__snapshots__/test_a.ambr ${wasFailing("test_adds[x]")}`,
      ],
    },
  ])("$title", ({ files, changes, failing, expected }) =>
    expect(brief(told(files, changes, { failuresBefore: [...(failing ?? [])] })).sort()).toEqual(expected),
  )

  test("a new version of syrupy's format rewrites nothing", () => {
    const old = syrupy({ test_adds: "see # name: x\n  1" })
    const file = "tests/__snapshots__/test_a.ambr"
    expect(told({ [file]: old }, { [file]: old.replace("version: 1", "version: 2") })).toEqual([])
    const [line] = told({ [file]: old }, { [file]: old.replace("  1", "  2") })
    expect(line).toBe(
      `medium snapshot ${file} ${noSource("test_adds")} | see # name: x 1 # --- | see # name: x 2 # ---`,
    )
  })
})
