import { describe, expect, test } from "vitest"
import { compareSurfaces } from "../../../src/integrity/compare.ts"
import type { SurfaceFile } from "../../../src/integrity/surface.ts"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

const path = ".github/workflows/ci.yml"
const project: Files = {
  "package.json": JSON.stringify({ scripts: { "checks:all": "vitest run", test: "vitest run" } }),
  Makefile: "checks:\n\tvitest run\n",
  "test/a.test.ts": "",
  "test/b.test.ts": "",
  "src/a.ts": "",
}

/** What is told of a pipeline whose text changes so. */
function reasons(before: string, after: string | null, more: Files = {}): string[] {
  return told({ ...project, [path]: before }, { ...more, [path]: after }).map((line) =>
    line.replace(/ \| .*$/, ""),
  )
}
const judgesLess = (severity: string, why: string) =>
  `${severity} ci ${path} The pipeline judges less. ${why}`
const noFailure = [judgesLess("high", "Its failure no longer counts (|| true).")]

describe("a pipeline that runs a selection of the tests", () => {
  const run = (command: string) => `steps:\n  - run: ${command}\n`
  test("is told", () =>
    expect(reasons(run("npx vitest run"), run("npx vitest run test/a.test.ts"))).toEqual([
      judgesLess("high", "It runs a selection of the tests only (`test/a.test.ts`)."),
    ]))

  test("is none when all tests lie there, whatever sources lie elsewhere", () =>
    expect(reasons(run("npx vitest run"), run("npx vitest run test"))).toEqual([]))
})

describe("a pipeline that runs a script or target of the project runs what that does", () => {
  const run = (command: string) => `steps:\n  - run: ${command}\n`
  test.each([
    "make checks",
    "make  --silent  checks",
    "just checks",
    "npm test",
    "npm run checks:all",
    "yarn test",
    "yarn run checks:all",
    "pnpm test",
    "pnpm run checks:all",
  ])("%s", (command) => expect(reasons(run("npx vitest run"), run(command))).toEqual([]))

  test.each(["make nothing", "cd web && make checks", "make checks FAST=1"])(
    "but what %s does is not known",
    (command) =>
      expect(reasons(run("npx vitest run"), run(command))).toEqual([
        judgesLess("medium", "It no longer runs `vitest`."),
      ]),
  )
})

describe("a command of a pipeline is found", () => {
  test.each([
    ["sh ('pytest')", "sh ('pytest || true')"],
    ["sh('pytest')", "sh('pytest || true')"],
    ["sh(script:'pytest')", "sh(script:'pytest || true')"],
    ["-   run: pytest", "-   run: pytest || true"],
    ["run : pytest", "run : pytest || true"],
    ['run:  "pytest"', 'run:  "pytest || true"'],
  ])("%s", (before, after) => expect(reasons(before, after)).toEqual(noFailure))

  test.each([
    ['npx vitest run -t "a - b"', 'npx vitest run -t "a b"', "-t a b"],
    ["pytest -k 'args: a'", "pytest -k ' a'", "-k  a"],
    ["- run: pytest", '- run: pytest -k "fast || true"', "-k fast || true"],
  ])("with all of its words: %s", (before, after, shown) =>
    expect(reasons(before, after)).toEqual([
      judgesLess("high", `It runs a selection of the tests only (\`${shown}\`).`),
    ]),
  )

  test.each([
    ["the name of a step", "- name: Lint & pytest\n", "- name: Checks\n"],
    ["a word about leaving", "- run: pytest\n", "- run: pytest\n- run: echo exit 0\n"],
  ])("but not in %s", (_, before, after) => expect(reasons(before, after)).toEqual([]))
})

describe("a pipeline that was deleted", () => {
  const deleted = (severity: string) => `${severity} ci ${path} A pipeline with tests was deleted.`
  const text = "steps:\n  - run: pytest\n"
  test.each([
    ["is missed", {}, "medium"],
    ["is only listed when another one tests now", { ".github/workflows/all.yml": text }, "low"],
    [
      "is missed when another one does something else now",
      { ".github/workflows/all.yml": "on: push\n" },
      "medium",
    ],
    ["is missed when a script tests now", { "scripts/all.sh": "pytest\n" }, "medium"],
  ])("%s", (_, more, severity) => expect(reasons(text, null, more)).toContain(deleted(severity)))

  test("is shown as it was", () =>
    expect(told({ [path]: text }, { [path]: null })).toEqual([
      `${deleted("medium")} | steps:; - run: pytest |`,
    ]))
})

test("a pipeline that was too large to be kept is told by what it is now", () => {
  const file = (text: string | null): SurfaceFile => ({ path, kind: "ci", hash: text ?? "large", text })
  const found = (before: SurfaceFile, after: SurfaceFile) =>
    compareSurfaces(
      { files: [before], checks: [], testIds: null },
      { files: [after], checks: [], testIds: null },
      { allowTestEdits: false, failuresBefore: [] },
    ).map(({ why, before: was, after: is }) => [why, was, is])
  expect(found(file(null), file("- run: pytest\n  continue-on-error: true\n"))).toEqual([
    ["A step of the pipeline may fail or no longer runs.", "", "- run: pytest; continue-on-error: true"],
  ])
})
