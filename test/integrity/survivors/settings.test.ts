import { describe, expect, test } from "vitest"
import { compareSurfaces } from "../../../src/integrity/compare.ts"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"
import { brief, changed, json, project, vitest } from "./changed-setting.ts"

const thresholds = (lines: number): string => `coverage: { thresholds: { lines: ${lines} } }`
const lines = "(`test.coverage.thresholds.lines`)."

describe("a setting that went to another file", () => {
  test("is not missed when it is the same there", () =>
    expect(
      told(
        { "vitest.config.ts": vitest(thresholds(80)) },
        { "vitest.config.ts": null, "vite.config.ts": vitest(thresholds(80)) },
      ),
    ).toEqual([]))

  test.each<[string, Files]>([
    ["laxer there", { "vite.config.ts": vitest(thresholds(70)) }],
    ["in a source alone", { "src/a.ts": vitest(thresholds(80)) }],
  ])("is missed when it is %s", (_, more) => {
    const found = told(
      { ...project, "vitest.config.ts": vitest(thresholds(80)) },
      { "vitest.config.ts": vitest(""), ...more },
    )
    expect(found.map(brief)).toContain(`medium: A coverage threshold was removed ${lines}`)
  })

  test("is told where it got laxer, whatever a new file says", () => {
    const found = told(
      { "vitest.config.ts": vitest(thresholds(80)) },
      { "vitest.config.ts": vitest(thresholds(70)), "web/vitest.config.ts": vitest(thresholds(80)) },
    )
    expect(found.map(brief)).toEqual([`medium: A coverage threshold was lowered ${lines}`])
  })
})

describe("settings of several projects in one file are told apart", () => {
  const projects = (retries: readonly number[]) =>
    `export default { projects: [${retries.map((retry) => `{ retry: ${retry} }`).join(", ")}] }\n`
  const none = Array.from({ length: 12 }, () => 0)
  test.each([
    [0, "projects.retry"],
    [1, "projects.retry#2"],
    [2, "projects.retry#3"],
    [11, "projects.retry#12"],
  ])("by their order: %i", (at, key) =>
    expect(changed("vitest.config.ts", projects(none), projects(none.with(at, 3)))).toEqual([
      `medium: Failing tests are retried more often (\`${key}\`).`,
    ]),
  )
})

describe("commands among the settings", () => {
  const tox = (line: string): string => `[testenv]\n${line}\n`
  test("are judged as commands", () => {
    expect(json("vitest.config.json", "script", "vitest run", "vitest run || true")).toEqual([
      "high: Its failure no longer counts (|| true) (`script`).",
    ])
    expect(
      changed(
        "tox.ini",
        tox("commands = py{310,311}:  pytest"),
        tox("commands = py{310,311}:  pytest || true"),
      ),
    ).toEqual(["high: Its failure no longer counts (|| true) (`testenv.commands`)."])
  })

  test.each([
    ["a new one", tox("deps = pytest"), tox("deps = pytest\ncommands = pytest || true")],
    ["what runs before them", tox("commands_pre = ruff check"), tox("commands_pre = true")],
    [
      "the name of an environment",
      tox("commands =\n  py: pytest x\n  lint: pytest"),
      tox("commands =\n  py: pytest x\n  style: pytest"),
    ],
  ])("%s is no finding", (_, before, after) => expect(changed("tox.ini", before, after)).toEqual([]))

  test("options of pytest are judged as those of its command, also new and removed ones", () => {
    const ini = (line: string) => `[pytest]\nminversion = 7\n${line}\n`
    expect(changed("pytest.ini", ini(""), ini("addopts = -k fast"))).toEqual([
      "high: It runs a selection of the tests only (`-k fast`) (`pytest.addopts`).",
    ])
    expect(changed("pytest.ini", ini("addopts = --strict-markers"), ini(""))).toEqual([
      "medium: It no longer uses `--strict-markers` (`pytest.addopts`).",
    ])
  })
})

describe("a setting that changes nothing is no finding", () => {
  test.each([
    [
      "one that was as lenient",
      "vitest.config.ts",
      vitest("passWithNoTests: true"),
      vitest("passWithNoTests: true, globals: true"),
    ],
    ["a threshold in other words", ".nycrc.json", '{ "lines": 80 }', '{ "lines": "80%" }'],
    [
      "a switch that became a list",
      ".nycrc.json",
      '{ "check-coverage": true }',
      '{ "check-coverage": "lines" }',
    ],
    [
      "a list that became a switch",
      ".nycrc.json",
      '{ "check-coverage": "lines" }',
      '{ "check-coverage": false }',
    ],
    [
      "another switch of nyc",
      ".nycrc.json",
      '{ "exclude-after-remap": true }',
      '{ "exclude-after-remap": false }',
    ],
    ["a limit in other digits", "pytest.ini", "[pytest]\ntimeout = 9000\n", "[pytest]\ntimeout = 9_000\n"],
    ["a limit that is empty", "pytest.ini", "[pytest]\ntimeout = 9\n", "[pytest]\ntimeout =\n"],
    [
      "a switch by a word that only ends like one",
      "jest.config.json",
      '{ "errorOnDeprecated": "from1" }',
      "{}",
    ],
    ["a build file that is gone", "pom.xml", "<skipTests>true</skipTests>\n", null],
    [
      "a name in a script",
      "vitest.xml.config.ts",
      vitest("globals: true"),
      vitest("globals: true, name: 'enabled = false'"),
    ],
    [
      "a literal in a source",
      "src/package.json.ts",
      "export default { retry: 0 }\n",
      "export default { retry: 3 }\n",
    ],
  ])("%s", (_, path, before, after) => expect(changed(path, before, after)).toEqual([]))
})

describe("a setting that lets more pass", () => {
  test.each([
    [
      "pytest.ini",
      "[pytest]\ntimeout = 300\n",
      "[pytest]\ntimeout = 9_000\n",
      "medium: A time-out was raised (`pytest.timeout`).",
    ],
    ["jest.toml.json", "{}", '{ "testTimeout": 9000 }', "medium: A time-out was raised (`testTimeout`)."],
    [
      "composer.json",
      '{ "config": { "process-timeout": 300 } }',
      '{ "config": { "process-timeout": 3000 } }',
      "medium: A time-out was raised (`config.process-timeout`).",
    ],
    [
      "vitest.config.ts",
      vitest("coverage: { thresholds: {} }"),
      vitest("coverage: { thresholds: { autoUpdate: true } }"),
      "medium: A run passes now that did not, because expectations are rewritten (`test.coverage.thresholds.autoUpdate`).",
    ],
  ])("%s: %s → %s", (path, before, after, expected) =>
    expect(changed(path, before, after)).toEqual([expected]),
  )

  test("is told in a new build file too", () =>
    expect(changed("pom.xml", null, "<skipTests>true</skipTests>\n")).toEqual([
      "high: The build runs fewer tests or ignores their failures.",
    ]))
})

describe("a reporter of the repository", () => {
  const reporters = (item: string): string[] =>
    changed("vitest.config.ts", vitest("reporters: ['default']"), vitest(`reporters: ['default', ${item}]`))
  test.each([
    "ownReporter",
    "createReporter()",
    "tools.createReporter()",
    "(function () {})",
    "function () {}",
  ])("is told: %s", (item) => expect(reporters(item)).toHaveLength(1))
  test.each(["ownReporters", "'own-reporter'", "functional"])("is not every word: %s", (item) =>
    expect(reporters(item)).toEqual([]),
  )
})

describe("a module that is replaced for all tests", () => {
  const mapped = (before: string | null, after: string): string[] =>
    changed(
      "jest.config.json",
      JSON.stringify({ moduleNameMapper: before === null ? {} : { db: before } }),
      JSON.stringify({ moduleNameMapper: { db: after } }),
    )
  const standIn = ["medium: A module is replaced by a stand-in for all tests (`moduleNameMapper.db`)."]

  test.each(["mocks/db", "test/fake", "test/stub", "./fakes/db"])("is told: %s", (after) =>
    expect(mapped(null, after)).toEqual(standIn),
  )
  test("is told where another file stood before", () =>
    expect(mapped("./src/db", "./test/stub/db")).toEqual(standIn))
  test.each([
    [null, "db.mock"],
    [null, "./test/unmocked/db"],
    ["./test/mock/db", "./test/mocks/db"],
  ])("is no finding: %s → %s", (before, after) => expect(mapped(before, after)).toEqual([]))
})

test("a configuration too large to be kept is none", () => {
  const file = (text: string | null) => ({
    path: "pytest.ini",
    kind: "config" as const,
    hash: text ?? "large",
    text,
  })
  const found = compareSurfaces(
    { files: [file(null)], checks: [], testIds: null },
    { files: [file("[pytest]\naddopts = -q\n")], checks: [], testIds: null },
    { allowTestEdits: false, failuresBefore: [] },
  )
  expect(found).toEqual([])
})
