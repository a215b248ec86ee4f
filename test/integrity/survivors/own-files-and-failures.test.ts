import { describe, expect, test } from "vitest"
import { compareSurfaces } from "../../../src/integrity/compare.ts"
import type { FileKind, SurfaceFile } from "../../../src/integrity/surface.ts"
import { told } from "../told.ts"

describe("files too large to be compared", () => {
  const file = (path: string, kind: FileKind, text: string | null, hash: string): SurfaceFile => ({
    path,
    kind,
    hash,
    text,
  })
  const findings = (before: readonly SurfaceFile[], after: readonly SurfaceFile[]): string[] =>
    compareSurfaces(
      { files: before, checks: [], testIds: null },
      { files: after, checks: [], testIds: null },
      { allowTestEdits: false, failuresBefore: [] },
    ).map(
      ({ id, severity, file: path, why }) => `${severity} ${id.replace(/-[0-9a-z]+$/, "")} ${path} ${why}`,
    )

  test.each([
    ["a test", "test/a.test.ts", "test"],
    ["a snapshot", "test/page.golden", "snapshot"],
    ["data of tests", "test/data/a.json", "data"],
  ] as const)("%s is listed when it changed", (_, path, kind) =>
    expect(findings([file(path, kind, null, "1")], [file(path, kind, null, "2")])).toEqual([
      `low unreadable ${path} This file is too large to be compared.`,
    ]),
  )

  test.each([
    ["a new one", [], [file("test/a.test.ts", "test", null, "1")]],
    ["one that is gone", [file("test/a.test.ts", "test", null, "1")], []],
    [
      "one that can be read now",
      [file("test/a.test.ts", "test", null, "1")],
      [file("test/a.test.ts", "test", "", "2")],
    ],
    ["a source", [file("src/a.ts", "source", null, "1")], [file("src/a.ts", "source", null, "2")]],
  ])("%s is not listed", (_, before, after) => expect(findings(before, after)).toEqual([]))
})

describe("a test counts as failing by what its runner called it", () => {
  test.each([
    ["settings.json > adds", "adds", "high"],
    ["b.test.mts > adds", "adds", "medium"],
    ["a.test.ts > GET /users/list", "GET /users/list", "high"],
    ["a.test.ts > adds[1] twice", "adds twice", "medium"],
    ["a.test.ts > subtracts 3", "adds %i", "medium"],
    ["a.test.ts > adds 3", "adds? %i", "medium"],
    ["a.test.ts > 1 and 2 make 3", "%i and %i make %i", "high"],
    ["a.test.ts > 1 and 2 make 3", "%i and %i take %i", "medium"],
    ["a.test.ts > adds", "adds%s", "high"],
    ["a.test.ts > adda", "add%sdda", "medium"],
    ["a.test.ts > abc", "ab%sb%sc", "medium"],
    ["a.test.ts > abbc", "ab%sb%sc", "high"],
    [`a.test.ts > ${"a".repeat(300)}`, `${"%sa".repeat(60)}b`, "medium"],
    [`a.test.ts > ${"a".repeat(300)}`, `${"%sa".repeat(60)}%s`, "high"],
    ["a.test.ts > adds 3", "adds $row.total", "high"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template in the file of the row.
    ["a.test.ts > adds 3 up", "adds ${total} up", "high"],
    ["a.test.ts > adds", " adds ", "high"],
    ["b.test.ts > check:units", "adds", "medium"],
    ["b.test.ts > reads (file)", "adds", "medium"],
    ["a.test.ts > (file) is read", "adds", "medium"],
  ])("%s is reported, %j stands in the file: %s", (id, title, severity) => {
    const suite = (value: number) => ({
      "a.test.ts": `it(\`${title}\`, () => { expect(f()).toBe(${value}) })`,
    })
    const [found] = told(suite(5), suite(6), { failuresBefore: [id] })
    expect(found?.split(" ")[0]).toBe(severity)
  })
})
