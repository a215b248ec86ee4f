import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { stepsOf } from "../../src/verify/rerun/command-words.ts"
import { rerunsOf } from "../../src/verify/rerun.ts"
import { fileTree } from "./file-tree.ts"

const scripts = {
  test: "vitest run",
  unit: "tsc --noEmit && jest --ci",
  node: "node --test",
  nodeFolder: "node --import tsx --test test/",
  first: "mocha && eslint .",
  nested: "npm run unit",
}
const workspace = fileTree({
  "package.json": JSON.stringify({ scripts }),
  "test/a.test.ts": "",
  "test/b c.test.ts": "",
  "tests/test_a.py": "",
  "app/package.json": JSON.stringify({ scripts: { test: "vitest run", node: "node --test src" } }),
  "app/src/x.test.ts": "",
})
afterAll(() => workspace.remove())

function commands(
  command: string,
  id: string,
  platform: NodeJS.Platform = "linux",
  file: string | null = null,
) {
  return rerunsOf({ id, file, command, workspace: workspace.path, platform }).map((rerun) => rerun.command)
}

const js = "test/a.test.ts > cart > adds tax"
const py = "tests/test_a.py > TestA > test_b[x-1]"
const go = "example.com/words > TestCount/no_text"
const rust = "src/lib.rs > tests::adds"

describe("the command that reruns one test", () => {
  const cases: [string, string, string][] = [
    ["vitest run", js, "vitest run -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["CI=1 npx vitest run", js, "CI=1 npx vitest run -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["npx jest --ci", js, "npx jest --ci -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["react-scripts test", js, "react-scripts test -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["npx mocha", "cart > adds tax", "npx mocha --grep '^cart..?.?adds.tax$'"],
    ["tsc && vitest run && eslint .", js, "tsc && vitest run -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["npm test", js, "npm test -- -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["npm test -- --coverage", js, "npm test -- --coverage -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["npm run -s unit", js, "npm run -s unit -- -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["pnpm test", js, "pnpm test -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["pnpm --dir app test", "app/src/x.test.ts > x", "pnpm --dir app test -t '^x$' src/x.test.ts"],
    ["yarn unit", js, "yarn unit -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["bun run test", js, "bun run test -t '^cart..?.?adds.tax$' test/a.test.ts"],
    ["npm --prefix app test", "src/x.test.ts > x", "npm --prefix app test -- -t '^x$' src/x.test.ts"],
    ["cd app && npm test", "app/src/x.test.ts > x", "cd app && npm test -- -t '^x$' src/x.test.ts"],
    ["npm run first", "cart > adds tax", "mocha --grep '^cart..?.?adds.tax$'"],
    ["vitest run", "test/a.test.ts > (file)", "vitest run test/a.test.ts"],
    ["vitest run", "test/b c.test.ts > x", "vitest run -t '^x$' 'test/b c.test.ts'"],
    ["pytest", py, "pytest 'tests/test_a.py::TestA::test_b[x-1]'"],
    [
      "python3 -m pytest -q tests/ -k fast",
      py,
      "python3 -m pytest -q -k fast 'tests/test_a.py::TestA::test_b[x-1]'",
    ],
    ["uv run pytest", "tests/test_a.py > test_b[$(x) > y]", "uv run pytest tests/test_a.py::test_b"],
    ["pytest", "tests/test_a.py > (file)", "pytest tests/test_a.py"],
    ["go test ./...", go, "go test -count=1 -v -run '^TestCount$/^no_text$' example.com/words"],
    [
      "go test -race -tags x ./...",
      go,
      "go test -race -tags x -count=1 -v -run '^TestCount$/^no_text$' example.com/words",
    ],
    ["cargo test", rust, "cargo test --lib -- --exact tests::adds"],
    ["cargo test -q -- --nocapture", rust, "cargo test -q --lib -- --nocapture --exact tests::adds"],
    ["cargo test --all-targets", rust, "cargo test --all-targets -- --exact tests::adds"],
    ["cargo test", "tests/it.rs > adds", "cargo test --test it -- --exact adds"],
    ["cargo test", "words > src/lib.rs - two", "cargo test --doc -- 'src/lib.rs - two'"],
  ]
  it.each(cases)("of %s for %s is %s", (command, id, expected) => {
    expect(commands(command, id)).toEqual([expected])
  })

  it("of node:test chooses the name in the file, then the file as a whole", () => {
    expect(commands("node --test", js)).toEqual([
      "node --test '--test-name-pattern=adds.tax$' test/a.test.ts",
      "node --test test/a.test.ts",
    ])
    expect(commands("npm run node", js)[0]).toBe(
      "npm run node -- '--test-name-pattern=adds.tax$' test/a.test.ts",
    )
  })

  it("of a script that names what it runs is the script's own text, with its programs at hand", () => {
    const reruns = rerunsOf({
      id: js,
      file: null,
      command: "npm run nodeFolder",
      workspace: workspace.path,
      platform: "linux",
    })
    expect(reruns[0]).toMatchObject({
      command: "node --import tsx --test '--test-name-pattern=adds.tax$' test/a.test.ts",
      bin: "node_modules/.bin",
    })
    expect(commands("npm --prefix app run node", "app/src/x.test.ts > x")[0]).toBe(
      "cd app && node --test '--test-name-pattern=x$' src/x.test.ts",
    )
  })

  it("takes the file of the failure when the id names none", () => {
    expect(commands("vitest run", "cart > adds tax", "linux", "test/a.test.ts")).toEqual([
      "vitest run -t '^cart..?.?adds.tax$' test/a.test.ts",
    ])
  })

  const none: [string, string][] = [
    ["vitest run | tee log", js],
    ["(vitest run)", js],
    ["vitest run; true", js],
    ["vitest run $(list)", js],
    ["vitest run `list`", js],
    ["npm run nested", js],
    ["npm run missing", js],
    ["npm test --workspaces", js],
    ["bun test", js],
    ["make test", js],
    ["eslint vitest", js],
    ["pytest", js],
    ["vitest run", py],
    ["go test ./... -args -x", go],
    ["cd .. && vitest run", js],
    ["cargo test", "src/lib.rs > tests::$(x)"],
    ["pytest", "tests/missing.py > test_x"],
    ["", js],
    ["vitest 'run", js],
  ]
  it.each(none)("does not exist for %s and %s", (command, id) => {
    expect(commands(command, id)).toEqual([])
  })

  it("falls back to the file when the name was cut or redacted", () => {
    expect(commands("vitest run", `test/a.test.ts > ${"x".repeat(400)}`.slice(0, 400))).toEqual([
      "vitest run test/a.test.ts",
    ])
    expect(commands("vitest run", "test/a.test.ts > takes [redacted]")).toEqual(["vitest run test/a.test.ts"])
  })
})

describe("names of tests in a shell", () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 60, unit: "binary" }),
    fc.constantFrom(
      "$(touch x)",
      "`touch x`",
      "'; touch x #",
      '" & touch x',
      "%PATH%",
      "\n touch x",
      "--eval=x",
      "!a",
    ),
  )
  const checks = fc.constantFrom(
    "vitest run",
    "npm test",
    "npm run node",
    "npx mocha",
    "pytest",
    "go test ./...",
    "cargo test",
  )
  const places = fc.constantFrom(
    "test/a.test.ts",
    "tests/test_a.py",
    "example.com/words",
    "src/lib.rs",
    "$(x).test.ts",
    "-x.test.ts",
  )

  it("are one plain word each for /bin/sh, whatever they hold", () => {
    fc.assert(
      fc.property(
        checks,
        places,
        fc.array(hostile, { minLength: 1, maxLength: 3 }),
        (check, place, names) => {
          for (const command of commands(check, [place, ...names].join(" > "))) {
            const steps = stepsOf(command, "linux")
            expect(steps).toHaveLength(1)
            // Nothing a shell could expand stands outside single quotes.
            expect(command.replace(/'[^']*'/g, "")).toMatch(/^[\w@+=:,./ -]*$/)
            // What is quoted is harmless even to a second shell that forgets to quote it.
            for (const [quoted] of command.matchAll(/'[^']*'/g))
              expect(quoted).not.toMatch(/[`"\\;|&<>(){}!%\n]|\$[^'/]/)
          }
        },
      ),
    )
  })

  it("stay without percent signs, quotes and line ends for cmd.exe", () => {
    fc.assert(
      fc.property(
        checks,
        places,
        fc.array(hostile, { minLength: 1, maxLength: 3 }),
        (check, place, names) => {
          for (const command of commands(check, [place, ...names].join(" > "), "win32")) {
            expect(command.replace(/"[^"]*"/g, "")).toMatch(/^[\w@+=:,./ -]*$/)
            for (const [quoted] of command.matchAll(/"[^"]*"/g))
              expect(quoted.slice(1, -1)).not.toMatch(/[%"\\\n]/)
          }
        },
      ),
    )
  })
})
