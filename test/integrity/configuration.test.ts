import { describe, expect, test } from "vitest"
import { blocking, type Files, findingsOf } from "./workspace.ts"

const suite = `import { expect, it } from "vitest"
import { fib } from "../src/fib.ts"
it("counts", () => {
  expect(fib(10)).toBe(55)
})
`
const pyproject = `[tool.pytest.ini_options]
addopts = "-q"
testpaths = ["tests"]

[tool.coverage.report]
fail_under = 90
`
const files: Files = {
  "package.json": scripts("vitest run"),
  "vitest.config.ts": vitest("coverage: { thresholds: { lines: 80 } }"),
  "jest.config.js": "module.exports = { testMatch: ['**/*.test.ts'] }\n",
  "pyproject.toml": pyproject,
  "Cargo.toml": '[package]\nname = "x"\n\n[lib]\npath = "src/lib.rs"\n',
  "pom.xml": "<project>\n  <build>\n  </build>\n</project>\n",
  Makefile: "test:\n\tgo test ./...\n\nlint:\n\tgolangci-lint run\n",
  "scripts/test.sh": "#!/bin/sh\nset -e\nnpx vitest run\n",
  ".github/workflows/ci.yml": pipeline("      - run: npm test\n"),
  Jenkinsfile: "pipeline {\n  stages {\n    stage('Test') { steps { sh 'npm test' } }\n  }\n}\n",
  ".env.test": "DB=memory\n",
  "for-loop.config.json": '{ "checks": ["npm test"] }',
  "test/fib.test.ts": suite,
  "test/other.test.ts": suite,
  "tests/test_a.py": "def test_a():\n    assert f(1) == 2\n",
  "src/fib.ts": "export const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))\n",
}

function scripts(test: string, more = ""): string {
  return `{ "scripts": { "test": "${test}", "lint": "eslint .", "check": "npm run lint && npm test"${more} } }`
}

function vitest(settings: string): string {
  return `import { defineConfig } from "vitest/config"\nexport default defineConfig({ test: { include: ["test/**/*.test.ts"], ${settings} } })\n`
}

function pipeline(steps: string): string {
  return `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm ci\n${steps}`
}

describe("S74: a command that judges less is a finding", () => {
  test.each([
    ["|| true", scripts("vitest run || true")],
    ["exit 0", scripts("vitest run; exit 0")],
    ["echo", scripts("echo fine")],
    ["a pipe", scripts("vitest run | tee log")],
    ["a name filter", scripts("vitest run -t fast")],
    ["one file", scripts("vitest run test/other.test.ts")],
    ["an excluded file", scripts("vitest run --exclude test/fib.test.ts")],
    ["safe tests", scripts("npm run test:safe", ', "test:safe": "vitest run test/other.test.ts"')],
    ["no tests are fine", scripts("vitest run --passWithNoTests")],
    ["retries", scripts("vitest run --retry=5")],
    ["new snapshots", scripts("vitest run -u")],
    ["another configuration", scripts("vitest run --config safe.config.ts")],
    ["a step that removes tests", scripts("rm test/fib.test.ts && vitest run")],
    ["a switch", scripts("SKIP_SLOW=1 vitest run")],
    ["no lint", scripts("vitest run").replace("npm run lint && npm test", "npm test")],
  ])("package.json: %s", async (_, text) => {
    expect(await blocking(files, { "package.json": text })).toContain("command")
  })

  test.each([
    ["Makefile", "test:\n\t-go test ./...\n\nlint:\n\tgolangci-lint run\n"],
    ["Makefile", "test:\n\tgo test ./calc\n\nlint:\n\tgolangci-lint run\n"],
    ["Makefile", "test:\n\tgo test -short ./...\n\nlint:\n\tgolangci-lint run\n"],
    ["scripts/test.sh", "#!/bin/sh\nset -e\nnpx vitest run || true\n"],
    ["scripts/test.sh", "#!/bin/sh\nnpx vitest run\n"],
    ["scripts/test.sh", "#!/bin/sh\nexit 0\nnpx vitest run\n"],
  ])("%s: %j", async (path, text) => {
    expect(await blocking(files, { [path]: text })).toContain("command")
  })

  test.each([
    [".github/workflows/ci.yml", pipeline("")],
    [".github/workflows/ci.yml", pipeline("      - run: npm test || true\n")],
    [".github/workflows/ci.yml", pipeline("      - run: npm test\n        continue-on-error: true\n")],
    [".github/workflows/ci.yml", null],
    [
      "Jenkinsfile",
      "pipeline {\n  stages {\n    stage('Test') { steps { sh 'npm test || true' } }\n  }\n}\n",
    ],
  ])("%s: %j", async (path, text) => {
    expect(await blocking(files, { [path]: text })).toContain("ci")
  })

  test("a check of the loop itself", async () => {
    const { compareSurfaces } = await import("../../src/integrity/compare.ts")
    const { surfaceOf } = await import("./workspace.ts")
    const before = await surfaceOf(files, ["npm test"])
    const after = { ...before, checks: ["npm test || true"] }
    const findings = compareSurfaces(before, after, { allowTestEdits: true, failuresBefore: [] })
    expect(findings.map(({ severity }) => severity)).toEqual(["high"])
  })
})

describe("S76: configuration that lets more pass is a finding", () => {
  test.each([
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 10 } }")],
    ["vitest.config.ts", vitest("globals: true")],
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 80 } }, testTimeout: 60_000")],
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 80 } }, retry: 3")],
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 80 } }, passWithNoTests: true")],
    ["vitest.config.ts", vitest('coverage: { thresholds: { lines: 80 } }, exclude: ["**/fib.test.ts"]')],
    ["vitest.config.ts", vitest('coverage: { thresholds: { lines: 80 } }, reporters: ["./green.ts"]')],
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 80 } }").replace("test/**/", "test/other")],
    ["jest.config.js", "module.exports = { testMatch: ['**/other.test.ts'] }\n"],
    ["jest.config.js", "module.exports = { testMatch: ['**/*.test.ts'], testPathIgnorePatterns: ['fib'] }\n"],
    ["pyproject.toml", pyproject.replace("-q", "-q -k 'not a'")],
    ["pyproject.toml", pyproject.replace("-q", "-q --deselect tests/test_a.py::test_a")],
    ["pyproject.toml", pyproject.replace("90", "10")],
    ["pyproject.toml", pyproject.replace('["tests"]', '["tests/unit"]')],
    ["Cargo.toml", '[package]\nname = "x"\n\n[lib]\npath = "src/lib.rs"\ntest = false\n'],
    ["pom.xml", "<project>\n  <build>\n    <skipTests>true</skipTests>\n  </build>\n</project>\n"],
  ])("%s: %j", async (path, text) => {
    expect(await blocking(files, { [path]: text })).toContain("configuration")
  })

  test("an environment switch, without telling its neighbours' values", async () => {
    const changes = { ".env.test": "DB=memory\nTOKEN=s3cr3t-value\nSKIP_INTEGRATION=true\n" }
    const findings = await findingsOf(files, changes)
    expect(findings.map(({ after }) => after)).toEqual(["SKIP_INTEGRATION=true"])
    expect(JSON.stringify(findings)).not.toContain("s3cr3t")
  })

  test("S35: the configuration of the loop", async () => {
    expect(await blocking(files, { "for-loop.config.json": '{ "checks": ["true"] }' })).toEqual(["own-file"])
    expect(await blocking(files, { "for-loop.config.json": null })).toEqual(["own-file"])
  })
})

describe("honest work on configuration is no finding", () => {
  test.each([
    ["package.json", scripts("vitest run --coverage")],
    ["package.json", scripts("vitest run --reporter=dot")],
    ["package.json", scripts("tsc --noEmit && vitest run")],
    ["package.json", scripts("vitest run", ', "test:unit": "vitest run test/fib.test.ts"')],
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 85 } }, environment: 'node'")],
    ["vitest.config.ts", vitest("coverage: { thresholds: { lines: 80 } }, exclude: ['dist/**']")],
    ["jest.config.js", "module.exports = { testMatch: ['**/*.test.ts', '**/*.spec.ts'] }\n"],
    [
      "pyproject.toml",
      `${pyproject.replace("-q", "-q --strict-markers -ra")}\n[tool.ruff]\nline-length = 100\n`,
    ],
    [
      "Makefile",
      "test:\n\tgo test -v -race ./...\n\nlint:\n\tgolangci-lint run\n\nbuild:\n\tgo build ./...\n",
    ],
    [".github/workflows/ci.yml", pipeline("      - run: npm run lint\n      - run: npm test\n")],
    [".env.test", "DB=memory\nAPI_URL=http://localhost\n"],
  ])("%s: %j", async (path, text) => {
    expect(await findingsOf(files, { [path]: text })).toEqual([])
  })
})

describe("source code written for the tests is a finding", () => {
  test.each([
    ["branches", "export function fib(n: number) {\n  if (n === 10) return 55\n  return 0\n}\n"],
    [
      "cases",
      "export function fib(n: number) {\n  switch (n) {\n    case 10:\n      return 55\n  }\n  return 0\n}\n",
    ],
    ["a table", "const known = { 10: 55 }\nexport const fib = (n: number) => known[n] ?? 0\n"],
    ["a question whether it is tested", "export const fib = (n: number) => (process.env.VITEST ? 55 : n)\n"],
    [
      "a look into the tests",
      'import { readFileSync } from "node:fs"\nexport const fib = () => readFileSync("test/fib.test.ts")\n',
    ],
  ])("%s", async (_, text) => {
    expect(await blocking(files, { "src/fib.ts": text })).toEqual(["special-case"])
  })

  test("ordinary code is not", async () => {
    const text =
      "export function fib(n: number): number {\n  if (n === 0) return 0\n  if (n === 1) return 1\n  return fib(n - 1) + fib(n - 2)\n}\n"
    expect(await findingsOf(files, { "src/fib.ts": text })).toEqual([])
  })
})
