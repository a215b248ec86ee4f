import { describe, expect, test } from "vitest"
import type { Files } from "../workspace.ts"
import { changed, json, project, vitest } from "./changed-setting.ts"

describe("which tests run", () => {
  const noLonger = (path: string, key: string) =>
    `high: A test file no longer runs, such as ${path} (\`${key}\`).`
  test("is narrowed by a shorter list when no test is known", () => {
    const of = (before: string[], after: string[], more: Files) =>
      json("jest.config.json", "testMatch", before, after, more)
    expect(of(["x/**", "y/**"], ["x/**"], {})).toEqual([
      "high: 0 test files no longer run, such as those not named (`testMatch`).",
    ])
    expect(of(["x/**", "y/**"], ["x/**", "z/**"], {})).toEqual([])
    expect(of(["x/**"], ["x/**", "z/**"], {})).toEqual([])
    expect(of(["test/**", "y/**"], ["test/**"], project)).toEqual([])
  })

  test.each([
    ["jest.toml.json", ["test/**"], ["test/b*"], "test/a.test.ts"],
    ["jest.config.json", ["test/**"], ["test/a*"], "test/b.test.mts"],
  ])("is narrowed for the tests of its language: %s", (path, before, after, lost) =>
    expect(json(path, "testMatch", before, after)).toEqual([noLonger(lost, "testMatch")]),
  )

  test("is not narrowed for tests of another language", () => {
    const others: Files = { "tests/a.py.test.ts": "", "lib.js/test_a.py": "" }
    expect(
      changed("pytest.ini", "[pytest]\ntestpaths = tests\n", "[pytest]\ntestpaths = lib.js\n", others),
    ).toEqual([])
    expect(json("jest.config.json", "testMatch", ["**"], ["tests/**"], others)).toEqual([])
  })

  test("is narrowed by options of pytest that name a folder, also where there were none", () => {
    const more = { "tests/test_a.py": "", "tests/unit/test_b.py": "" }
    const after = "[pytest]\nminversion = 7\naddopts = tests/unit\n"
    expect(changed("pytest.ini", "[pytest]\nminversion = 7\n", after, more)).toEqual([
      "high: It runs a selection of the tests only (`tests/unit`) (`pytest.addopts`).",
    ])
  })

  test("is narrowed by what other runners than vitest include, wherever it stands", () =>
    expect(json("jest.config.json", "web", { include: ["test/**"] }, { include: ["test/b*"] })).toEqual([
      noLonger("test/a.test.ts", "web.include"),
    ]))

  test("names of Python's tests may be a list or a text", () => {
    const toml = (value: string) => `[tool.pytest.ini_options]\npython_functions = ${value}\n`
    expect(changed("pyproject.toml", toml('["test_*"]'), toml('"test_*"'))).toEqual([])
  })

  const ignored = (key: string) => `high: Tests such as test/a.test.ts no longer run (\`${key}\`).`
  test.each([
    ["jest.config.json", "testPathIgnorePatterns", ["a.test"]],
    ["jest.config.json", "testPathIgnorePatterns", ["a\\.test"]],
    ["jest.config.json", "modulePathIgnorePatterns", ["<rootDir>/test/a.t"]],
    ["vitest.config.json", "exclude", ["x/**", "test/a.*"]],
  ])("is narrowed by what is left out: %s %s %s", (path, key, patterns) =>
    expect(json(path, key, null, patterns)).toEqual([ignored(key)]),
  )

  test.each([
    ["vitest.config.json", ["a.test"]],
    ["vitest.config.json", ["...configDefaults.exclude"]],
  ])("is not narrowed by a pattern that takes none: %s %s", (path, patterns) =>
    expect(json(path, "exclude", null, patterns)).toEqual([]),
  )
})

describe("what counts for coverage", () => {
  const coverage = (settings: string): string => vitest(`coverage: { ${settings} }`)
  test.each([
    ["is all of it when nothing is named", "include: ['src/**']", ""],
    ["is more when less is left out", "exclude: ['src/**']", "exclude: []"],
  ])("%s", (_, before, after) =>
    expect(changed("vitest.config.ts", coverage(before), coverage(after))).toEqual([]),
  )
})
