import { describe, expect, test } from "vitest"
import { compareSurfaces } from "../../../src/integrity/compare.ts"
import type { Surface, SurfaceFile } from "../../../src/integrity/surface.ts"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

/** A test by its title that compares with a snapshot. */
const shot = (title: string): string =>
  `it("${title}", () => { expect(show("${title}")).toMatchSnapshot() })\n`
/** A test that compares with a file. */
const reads = (title: string, file: string): string =>
  `it("${title}", () => { expect(show()).toBe(read("${file}")) })\n`
/** The findings without their texts before and after. */
const brief = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/ \| .*$/s, ""))

describe("a golden file belongs to the tests that name it", () => {
  const gold = { "test/page.golden": "gold\n", "test/page.v2.golden": "gold\n" }
  const silver = { "test/page.golden": "silver\n" }
  const grave =
    "medium snapshot test/page.golden The golden file was rewritten, and the test that reads it was failing."
  const plain = "medium snapshot test/page.golden The golden file was rewritten although no source changed."

  test.each([
    ["in their bodies", reads("a", "page.golden") + reads("b", "x"), ["a.test.ts > a"], [grave]],
    ["without its ending", reads("a", "page"), ["a.test.ts > a"], [grave]],
    [
      "another test of the file reads it not",
      reads("a", "page.golden") + reads("b", "x"),
      ["a.test.ts > b"],
      [plain],
    ],
    [
      "in a constant that they share",
      `const file = "page.golden"\n${shot("b")}it("a", () => { expect(show()).toBe(read(file)) })\n`,
      ["a.test.ts > b"],
      [plain],
    ],
    [
      "in their cases",
      `it.each(["page", "x"])("a", (name) => { expect(show()).toBe(read(name)) })\n${reads("b", "y")}`,
      ["a.test.ts > b"],
      [plain],
    ],
    [
      "in a set-up that all of them share",
      `beforeEach(() => { page = read("page.golden") })\n${shot("a")}${shot("b")}`,
      ["a.test.ts > b"],
      [grave],
    ],
    ["a file that no test names is nobody's", reads("a", "x"), ["a.test.ts > a"], [plain]],
  ])("%s", (_, text, failuresBefore, expected) => {
    const lines = told({ ...gold, "test/a.test.ts": text }, silver, { failuresBefore })
    expect(brief(lines)).toEqual(expected)
  })

  test("with a version in its name", () => {
    const lines = told(
      { ...gold, "test/a.test.ts": reads("a", "page.v2") },
      { "test/page.v2.golden": "silver\n" },
      { failuresBefore: ["a.test.ts > a"] },
    )
    expect(brief(lines)).toEqual([grave.replace("page.golden", "page.v2.golden")])
  })

  test("of many test files that name it the first forty are looked into, and helpers take nobody's place", () => {
    const many = (count: number, path: string, text: string) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [path.replace("N", String(n).padStart(2, "0")), text]),
      )
    const naming = reads("a", "page")
    const graveFor = (files: Files) =>
      brief(
        told({ ...files, ...gold, "test/z.test.ts": reads("z", "page") }, silver, { failuresBefore: ["z"] }),
      )
    expect(graveFor(many(39, "test/N.test.ts", naming))).toEqual([grave])
    expect(graveFor(many(40, "test/N.test.ts", naming))).toEqual([plain])
    expect(graveFor(many(40, "test/N.ts", 'export const page = "page"'))).toEqual([grave])
  })
})

describe("data of tests that was edited", () => {
  const file = "test/fixtures/a.json"
  const files = { "test/a.test.ts": reads("a", "a.json") + reads("b", "fixtures/a.json"), [file]: "[1, 2]" }

  test("is graver when one of those that read it was failing", () =>
    expect(brief(told(files, { [file]: "[1, 3]" }, { failuresBefore: ["a.test.ts > b"] }))).toEqual([
      `medium snapshot ${file} Data of a test that was failing was edited.`,
    ]))

  test("is no finding when it was deleted: the test that needs it fails", () =>
    expect(told(files, { [file]: null })).toEqual([]))
})

describe("files too large to be kept", () => {
  const file = (
    path: string,
    kind: SurfaceFile["kind"],
    text: string | null,
    hash = text ?? "large",
  ): SurfaceFile => ({
    path,
    kind,
    hash,
    text,
  })
  const surface = (files: readonly SurfaceFile[]): Surface => ({ files, checks: [], testIds: null })
  const findings = (before: readonly SurfaceFile[], after: readonly SurfaceFile[]) =>
    compareSurfaces(surface(before), surface(after), { allowTestEdits: false, failuresBefore: [] }).map(
      ({ severity, why, before: was, after: is }) => [severity, why, was, is],
    )

  test("a snapshot is missed also when another large file changed", () => {
    const found = findings(
      [file("test/a.golden", "snapshot", null), file("test/b.test.ts", "test", null, "b")],
      [file("test/b.test.ts", "test", null, "c")],
    )
    expect(found).toContainEqual([
      "medium",
      "A snapshot was deleted; the next run accepts whatever comes.",
      "",
      "",
    ])
  })

  test("a golden file that was too large is told by what it is now, whatever tests are too large to name it", () =>
    expect(
      findings(
        [file("test/a.golden", "snapshot", null), file("test/b.test.ts", "test", null)],
        [file("test/a.golden", "snapshot", "gold"), file("test/b.test.ts", "test", null)],
      ),
    ).toEqual([["medium", "The golden file was rewritten although no source changed.", "", "gold"]]))

  test("data that grew or shrank beyond it is told by the part that is known", () => {
    const [large, small] = [file("test/data/a.txt", "data", null), file("test/data/a.txt", "data", "short")]
    expect(findings([large], [small])).toEqual([["low", "Data of tests was edited.", "", "short"]])
    expect(findings([small], [large])).toContainEqual(["low", "Data of tests was edited.", "short", ""])
  })
})
