import { describe, expect, test } from "vitest"
import { compareSurfaces } from "../../../src/integrity/compare.ts"
import type { SurfaceFile } from "../../../src/integrity/surface.ts"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

/** What is told when the scripts of a project change so, without their texts. */
function ofScripts(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  more: Files = {},
): string[] {
  const file = (scripts: unknown) => ({ "package.json": JSON.stringify({ scripts }, null, 1) })
  return brief(told({ ...file(before), ...more }, file(after)))
}
function ofMakefile(before: string, after: string | null, rules: Parameters<typeof told>[2] = {}): string[] {
  return brief(told({ Makefile: before }, { Makefile: after }, rules))
}
const brief = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/ \| .*$/, "").replace(/^(\S+) command \S*?(:\d+)? /, "$1: "))
const noVitest = (name: string) => `high: The command \`${name}\` judges less. It no longer runs \`vitest\`.`

describe("a script runs what other scripts do", () => {
  test.each([
    "npm run a:b",
    "npm  run  a:b",
    "npm run-script a:b",
    "npm run -s  a:b",
    "npm run --silent  a:b",
    "pnpm -r  a:b",
    "yarn a:b",
    "node  --run  a:b",
    "npm-run-all  other  a:b",
    "run-s a:b",
    "concurrently 'npm:a:b'",
  ])("%s", (command) =>
    expect(ofScripts({ test: command, "a:b": "vitest run" }, { test: command, "a:b": "node a.js" })).toEqual([
      noVitest("test"),
    ]),
  )

  test("by the whole of their names", () =>
    expect(
      ofScripts(
        { test: "run-s to:npm:all", "to:npm:all": "vitest run", "to:all": "eslint ." },
        { test: "run-s to:npm:all", "to:npm:all": "node a.js", "to:all": "eslint ." },
      ),
    ).toEqual([noVitest("test")]))

  const chain = (last: string, more: Record<string, string> = {}) => ({
    test: "npm run a",
    a: "npm run b",
    b: "npm run c",
    c: "npm run d",
    d: "npm run e",
    e: "npm run f",
    f: last,
    ...more,
  })
  test("over six of them, with those that run before", () => {
    expect(ofScripts(chain("vitest run"), chain("node a.js"))).toEqual([noVitest("test")])
    const lint = { pref: "eslint ." }
    expect(ofScripts(chain("vitest run", lint), chain("node a.js", lint))).toEqual([noVitest("test")])
  })

  test("also when they call each other", () => {
    const scripts = (more: string) => ({ test: "npm run a", a: `npm run test${more}` })
    const [line] = ofScripts(scripts(" && vitest run"), scripts(""))
    expect(line).toBe(noVitest("test").replace("high", "medium"))
  })

  test("what runs after it belongs to it", () =>
    expect(ofScripts({ test: "vitest run", posttest: "eslint ." }, { test: "vitest run" })).toEqual([
      "medium: The command `test` judges less. It no longer runs `eslint`.",
      "low: The command `posttest` is gone.",
    ]))

  test("what it runs of others is shown as it is written", () => {
    const file = (rest: string) => ({
      "package.json": JSON.stringify({
        scripts: { test: `npm ci && npm run test --workspaces && vitest run${rest}` },
      }),
    })
    expect(told(file(""), file(" || true"))).toEqual([
      "high command package.json:1 The command `test` judges less. Its failure no longer counts (|| true). | npm ci && npm run test --workspaces && vitest run | npm ci && npm run test --workspaces && vitest run || true",
    ])
  })
})

describe("what a script no longer demands of coverage", () => {
  const change = (config: Record<string, unknown>) =>
    brief(
      told(
        { "package.json": JSON.stringify({ scripts: { test: "nyc --check-coverage --lines 90 mocha" } }) },
        {
          "package.json": JSON.stringify({ scripts: { test: "nyc mocha" } }),
          ".nycrc.json": JSON.stringify(config),
        },
      ),
    )
  const gone = (option: string) =>
    `medium: The command \`test\` judges less. It no longer uses \`--${option}\`.`
  test("may stand in the configuration now", () =>
    expect(change({ "check-coverage": true, lines: 90 })).toEqual([]))
  test.each([
    ["is less there", { "check-coverage": true, lines: 80 }, ["lines"]],
    ["is something else there", { all: true, branches: 95 }, ["check-coverage", "lines"]],
  ])("is told when it %s", (_, config, options) => expect(change(config).sort()).toEqual(options.map(gone)))
})

describe("scripts that are no texts", () => {
  test("are lists of commands in composer.json", () => {
    const file = (...test: readonly unknown[]) => ({ "composer.json": JSON.stringify({ scripts: { test } }) })
    expect(told(file("phpunit", 5), file("phpunit || true", 5))).toEqual([
      "high command composer.json:1 The command `test` judges less. Its failure no longer counts (|| true). | phpunit | phpunit || true",
    ])
  })

  test("are nothing otherwise", () =>
    expect(
      ofScripts({ test: { run: "vitest" }, check: "vitest run" }, { test: {}, check: "vitest run" }),
    ).toEqual([]))
})

describe("a script that no check is named after", () => {
  test("counts when a check of the loop calls it", () => {
    const file = (command: string) => ({ "package.json": JSON.stringify({ scripts: { "qa:all": command } }) })
    const changed = (checks: string[]) => brief(told(file("vitest run"), file("node a.js"), { checks }))
    expect(changed(["npm run qa:all"])).toEqual([noVitest("qa:all")])
    expect(changed(["npm run qa", "npm run all"])).toEqual([])
  })

  test.each([
    ["a script calls it", { "run.sh": "npm run unit:fast\n" }, "medium"],
    ["a pipeline calls it", { ".github/workflows/a.yml": "- run: npm run unit:fast\n" }, "medium"],
    ["a source speaks of it", { "src/a.ts": "// npm run unit:fast\n" }, "low"],
  ])("is missed as much as it was used: %s", (_, more, severity) =>
    expect(ofScripts({ "unit:fast": "vitest run" }, {}, more)).toEqual([
      `${severity}: The command \`unit:fast\` is gone.`,
    ]),
  )
})

describe("targets of a Makefile", () => {
  const noGo = (name: string) => `high: The command \`${name}\` judges less. It no longer runs \`go test\`.`
  test.each([
    ["test  unit:\n\tgo test ./...\n", "test  unit:\n\tgo build\n"],
    ["test :\n\tgo test ./...\n", "test :\n\tgo build\n"],
    ["test:\n\techo a\n\t\n\n# more\n\tgo test ./...\n", "test:\n\techo a\n\t\n\n# more\n\tgo build\n"],
    ["\tignored\ntest:\n\tgo test ./...\n", "\tignored\ntest:\n\tgo build\n"],
    ["test:\n\t@+go test ./...\n", "test:\n\tgo build\n"],
  ])("are read whole: %j", (before, after) => expect(ofMakefile(before, after)).toEqual([noGo("test")]))

  test.each([
    ["test:\n\tgo test ./...\n", "test:\n\t-go test ./...\n"],
    ["test:\n\tgo test ./...\n", "test:\n\t@-go test ./...\n"],
    ["test:\n\tgo test ./...\n", "test:\n\t@+-@go test ./...\n"],
  ])("may ignore a failure: %j → %j", (before, after) =>
    expect(ofMakefile(before, after)).toEqual([
      "high: The command `test` judges less. Its failure no longer counts (|| true).",
    ]),
  )

  test("may need others", () =>
    expect(ofMakefile("test:lint unit\n\tgo vet\n", "test:unit\n\tgo vet\n")).toEqual([
      "medium: The command `test` judges less. It no longer runs `make lint`.",
    ]))

  test.each([
    ["%test:\n\tgo test ./...\n", "%test:\n\tgo build\n"],
    ["test:\n\tgo vet\nX = 1\n\tgo test ./...\n", "test:\n\tgo vet\nX = 1\n\tgo build\n"],
    ["test:\n\tgo test -run a@b ./...\n", "test:\n\tgo test -run a@b ./... \n"],
  ])("are no other lines: %j", (before, after) => expect(ofMakefile(before, after)).toEqual([]))

  test("that judge nothing count when a check calls them", () => {
    const changed = (checks: string[]) => ofMakefile("docs:\n\t./make-docs\n", "docs:\n\ttrue\n", { checks })
    expect(changed(["make docs"])).toEqual([
      "high: The command `docs` judges less. It no longer runs anything.",
    ])
    expect(changed(["go vet"])).toEqual([])
  })

  test("keep the signs within a command", () =>
    expect(ofMakefile("test:\n\tgo test -run a@b ./...\n", "test:\n\tgo test -run ab ./...\n")).toHaveLength(
      1,
    ))

  test("are missed with their file when a check calls them", () => {
    const gone = "medium: The command `test` is gone."
    expect(ofMakefile("test:\n\tgo test ./...\n", null, { checks: ["make test"] })).toEqual([gone])
    expect(ofMakefile("test:\n\tgo test ./...\n", null, { checks: ["go vet"] })).toEqual([])
  })

  test("stand in no source that is named so", () =>
    expect(
      told({ "Makefile.ts": "test:\n\tgo test ./...\n" }, { "Makefile.ts": "test:\n\tgo build\n" }),
    ).toEqual([]))
})

describe("a check of the loop", () => {
  const files = { "test/a.test.ts": "", "test/b.test.ts": "", "src/a.ts": "" }
  const changed = (checks: string[], checksAfter: string[]) => brief(told(files, {}, { checks, checksAfter }))
  test("that runs a selection now is told", () =>
    expect(changed(["vitest run"], ["vitest run test/a.test.ts"])).toEqual([
      "high: A check of the loop changed. It runs a selection of the tests only (`test/a.test.ts`).",
    ]))

  test("that names the folder of all tests is not, whatever sources lie elsewhere", () =>
    expect(changed(["vitest run"], ["vitest run test"])).toEqual([]))
})

test("every way in which a command judges less is told, the graver ones first", () => {
  const [before, after] = ["eslint . && vitest run", "vitest run -t fast"]
  const ways = (beginning: string) => [
    `high: ${beginning} It runs a selection of the tests only (\`-t fast\`).`,
    `medium: ${beginning} It no longer runs \`eslint\`.`,
  ]
  expect(ofScripts({ test: before }, { test: after })).toEqual(ways("The command `test` judges less."))
  expect(brief(told({}, {}, { checks: [before], checksAfter: [after] }))).toEqual(
    ways("A check of the loop changed."),
  )
  expect(brief(told({ "run.sh": before }, { "run.sh": after }))).toEqual(ways("The script judges less."))
})

describe("script files", () => {
  test("are told with the lines that changed, without empty ones", () =>
    expect(told({ "run.sh": "vitest run\n\njest" }, { "run.sh": "vitest run || true" })).toContain(
      "high command run.sh The script judges less. Its failure no longer counts (|| true). | vitest run; jest | vitest run || true",
    ))

  test("are no sources that are named so", () =>
    expect(told({ "scripts/a.sh.ts": "vitest run\n" }, { "scripts/a.sh.ts": "\n" })).toEqual([]))

  test.each([
    ["./tools/check.zsh", "tools/check.zsh"],
    ["sh tools/check.sh", "tools/check.sh"],
  ])("count when a check runs them, whatever they do: %s", (check, path) =>
    expect(brief(told({ [path]: "node a.js\n" }, { [path]: "true\n" }, { checks: [check] }))).toEqual([
      "high: The script judges less. It no longer runs anything.",
    ]),
  )

  test("too large to be kept are not compared", () => {
    const file = (text: string | null): SurfaceFile => ({
      path: "run.sh",
      kind: "script",
      hash: text ?? "large",
      text,
    })
    const found = (before: SurfaceFile, after: SurfaceFile) =>
      compareSurfaces(
        { files: [before], checks: ["./run.sh"], testIds: null },
        { files: [after], checks: ["./run.sh"], testIds: null },
        { allowTestEdits: false, failuresBefore: [] },
      )
    expect(found(file("vitest run"), file(null))).toEqual([])
    expect(found(file(null), file("vitest run"))).toEqual([])
  })
})

test("a variable in a source is none of the environment's", () =>
  expect(
    told({ "src/a.py": "\n" }, { "src/a.py": "SKIP_SLOW=1\n" }).filter((line) =>
      line.includes("environment"),
    ),
  ).toEqual([]))
