import { describe, expect, test } from "vitest"
import { commandReasons } from "../../../src/integrity/command/compare.ts"
import { isTestTool, stepsOf, toolOf } from "../../../src/integrity/command/parse.ts"

const known = ["test/a.test.ts", "test/b.test.ts", "tests/test_a.py", "src/lib.rs"]

function reasons(before: string, after: string, tests: readonly string[] = known): string[] {
  return commandReasons(before, after, tests).map(({ severity, why }) => `${severity}: ${why}`)
}
const selected = (shown: string) => [`high: It runs a selection of the tests only (\`${shown}\`)`]
const harmless = (shown: string) => [`high: Its failure no longer counts (${shown})`]

describe("a command line that judges as much as before", () => {
  test.each([
    ["vitest  run", "vitest run "],
    ["npm ci\nnpm test", "npm ci  \n  npm test"],
    ["sleep 5", "sleep 5"],
    ["./check.sh", "./run-echo"],
    ["printfile a", "./a.sh"],
    ["sleep 5", "true"],
    ["vitest run", "vitest run || notify exit"],
    ["vitest run", "vitest run | ./my-tee"],
    ["vitest run", "vitest run || ./my-cat"],
    ["vitest run", "vitest run || catch.sh"],
    ["./deploy", "./deploy || cat log"],
    ["vitest run", "vitest run || cat log; exit 12"],
    ["vitest run", "vitest run || cat log; return 3"],
    ["vitest run", "vitest run || cat log; false"],
    ["./deploy", "test -d web && exit 0; ./deploy"],
    ["vitest run", "|| cat log; vitest run"],
    ["set -e\n./a", "cd web;set -e;./a"],
    ["set -e\n./a", "cd web;  set -e\n./a"],
    ["set -e\n./a", "set -ue\n./a"],
    ["set -o errexit\n./a", "set -e\n./a"],
    ["vitest run", "vitest run --reporter no:colors"],
    ["vitest run", "vitest run --reporter-options=./out"],
    ["vitest run --coverage", "vitest run --coverage.enabled"],
    ["vitest run --updates=1", "vitest run --update=false"],
    ["vitest run", "vitest run --update=0"],
    ["vitest run", "vitest run tests test"],
    ["yarn --all vitest", "yarn vitest"],
    ["npm run test:unit", "npm run test:unit -o"],
    ["node --test", "node --import tsx --test"],
  ])("gives no reason: %s → %s", (before, after) => expect(reasons(before, after)).toEqual([]))
})

describe("a failure that no longer counts", () => {
  test.each([
    ["vitest run", "vitest run; exit 0; echo done", "; exit 0"],
    ["vitest run", "vitest run || cat log; exit 0", "|| cat log"],
    ["vitest run", "vitest run || cat", "|| cat"],
    ["cd web && vitest run", "cd web && vitest run || cat log", "|| cat log"],
    ["vitest run", "vitest run || cat log; ./is false", "|| cat log"],
    ["vitest run", "cd web && vitest run | tee log", "| tee"],
    ["vitest run", "true;  set +e; vitest run", "set +e"],
  ])("%s → %s", (before, after, shown) => expect(reasons(before, after)).toEqual(harmless(shown)))

  test.each([
    ["cd web;set -e;./a", "cd web;./a"],
    ["set -ue\n./a", "./a"],
    ["set -o errexit\n./a", "./a"],
  ])("%s → %s", (before, after) =>
    expect(reasons(before, after)).toEqual(["medium: It goes on after a failure (no `set -e`)"]),
  )

  test.each(["python3  -O -m pytest", "python3.12 -OO -m pytest", "python -O -m pytest"])("%s", (after) =>
    expect(reasons("pytest", after)).toEqual(["high: Python leaves out assertions (`-O`)"]),
  )

  test.each([
    ["./check.sh", "A=1"],
    ["trueish", "true"],
    ["./run-echo", "true"],
    ["./check.sh", "sleep 5"],
  ])("nothing runs any more: %s → %s", (before, after) =>
    expect(reasons(before, after)).toEqual(["high: It no longer runs anything"]),
  )

  test("a step that removes tests", () =>
    expect(reasons("vitest run", "rm -f test/a.test.ts && vitest run")).toEqual([
      "high: It changes files of the tests (`rm -f test/a.test.ts`)",
    ]))
})

describe("a selection of the tests", () => {
  test.each([
    ["cargo test", "cargo test test", "test"],
    ["vitest run --ui", "vitest run --ui test1", "test1"],
    ["vitest run --ui", "vitest run --ui 5x", "5x"],
    ["cargo  +nightly test", "cargo test test", "test"],
    ["npm t", "npm t -o", "-o"],
    ["vitest run", "vitest run run", "run"],
    ["pytest", 'pytest -k "a>b"', "-k a>b"],
    ['pytest -k "a>"', 'pytest -k "a>" tests/test_b.py', "tests/test_b.py"],
    ["pytest >log", "pytest >log tests/test_b.py", "tests/test_b.py"],
    ["vitest run test/a.test.ts test/b.test.ts c d", "vitest run c d", "c d"],
    ["pytest", "pytest tests/test_a.py::test_one", "tests/test_a.py::test_one"],
    ["go test ./...", "go test -c ./...", "-c ./..."],
    ["vitest run", "./node_modules/.bin/vitest run test/a", "test/a"],
  ])("%s → %s", (before, after, shown) => expect(reasons(before, after)).toEqual(selected(shown)))

  test.each([
    ["pytest", "pytest tests", "tests/test_a.py", "lib.py/a.test.ts"],
    ["gotestsum", "gotestsum tests", "tests/a_test.go", "lib.go/a.test.ts"],
    ["cargo test", "cargo test tests", "tests/a.rs", "lib.rs/a.test.ts"],
    ["vitest run", "vitest run tests", "tests/a.test.ts", "lib.ts/test_a.py"],
  ])("is none when only tests of another language lie elsewhere: %s → %s", (before, after, own, other) =>
    expect(reasons(before, after, [own, other])).toEqual([]),
  )

  test.each([
    ["shop.tests", "shop/tests.py"],
    ["shop.web.tests", "shop/web/tests.py"],
    ["shop.pytests", "shop/pytests.py"],
    ["tests.py", "shop/tests.py"],
  ])("is none when a module is named that holds all: %s", (module, path) =>
    expect(reasons("python manage.py test", `python manage.py test ${module}`, [path])).toEqual([]),
  )

  test.each([
    ["shop.tests", "web/tests.py"],
    ["web/shop.tests", "web/shop/tests.py"],
    ["shop.tests-x", "shop/tests-x.py"],
  ])("is one when no module is named that holds it: %s", (module, path) =>
    expect(reasons("python manage.py test", `python manage.py test ${module}`, [path])).toEqual(
      selected(module),
    ),
  )

  test("is none while all packages are named", () =>
    expect(reasons("go test ./...", "go test ./... ./extra", ["calc/add_test.go"])).toEqual([]))

  test("of packages is one whatever runs them", () =>
    expect(reasons("gotestsum ./...", "gotestsum ./calc", ["calc/add_test.go"])).toEqual([
      "high: It runs a selection of the packages only (`./calc`)",
    ]))
})

describe("options that let more pass", () => {
  test.each([
    ["vitest run", "vitest run --config=a=b.ts", "medium: It uses another configuration (`--config a=b.ts`)"],
    [
      "vitest run",
      "vitest run --configFile=b.ts",
      "medium: It uses another configuration (`--configFile b.ts`)",
    ],
    ["pytest", "pytest --rcfile=b", "medium: It uses another configuration (`--rcfile b`)"],
    [
      "vitest run",
      "vitest run --reporter ./src/@own/green.ts",
      "medium: A reporter of this repository judges the tests now (`--reporter ./src/@own/green.ts`)",
    ],
    [
      "node --test",
      "node --test --test-reporter ./green.mjs",
      "medium: A reporter of this repository judges the tests now (`--test-reporter ./green.mjs`)",
    ],
    ["pytest -n --strict-markers", "pytest -n", "medium: It no longer uses `--strict-markers`"],
    ["pytest --cov", "pytest --cov-report=xml", "medium: It no longer uses `--cov`"],
    [
      "vitest run --typecheck --coverage.enabled",
      "vitest run --coverage.enabled",
      "medium: It no longer uses `--typecheck`",
    ],
    ["vitest run --coverage --bail", "vitest run --bail", "medium: It no longer uses `--coverage`"],
    [
      "pytest --cov-fail-under=80.75",
      "pytest --cov-fail-under=80.5",
      "medium: A threshold was lowered (`--cov-fail-under 80.5`)",
    ],
    [
      "pytest --cov-fail-under=100",
      "pytest --cov-fail-under=99",
      "medium: A threshold was lowered (`--cov-fail-under 99`)",
    ],
    [
      "jest --coverageThreshold={a:90,b:70}",
      "jest --coverageThreshold={a:90}",
      "medium: A threshold was lowered (`--coverageThreshold {a:90}`)",
    ],
    [
      "jest --coverageThreshold={a:90,b:70}",
      "jest --coverageThreshold={a:90,b:60}",
      "medium: A threshold was lowered (`--coverageThreshold {a:90,b:60}`)",
    ],
    ["vitest run", "vitest run -u", "high: It lets pass what failed (`-u`)"],
    ["vitest run", "vitest run --update=all", "high: It lets pass what failed (`--update all`)"],
    ["jest", "jest --ci=false", "high: It lets pass what failed (`--ci false`)"],
    ["go test -timeout 10m", "go test -timeout 1h30m", "medium: A limit was raised (`-timeout 1h30m`)"],
    ["go test -timeout 10m5s", "go test -timeout 10m6s", "medium: A limit was raised (`-timeout 10m6s`)"],
  ])("%s → %s", (before, after, why) => expect(reasons(before, after)).toEqual([why]))

  test.each([
    ["go test -timeout 10m", "go test -timeout 1m30s"],
    ["pytest --cov-fail-under=89", "pytest --cov-fail-under=90"],
    ["jest --coverageThreshold={a:90}", "jest --coverageThreshold={a:90,b:5}"],
    ["go test -timeout 10m", "go test -timeout 90000ms"],
    ["go test -timeout 1h", "go test -timeout 60m"],
    ["vitest run --coverage.thresholds.lines=80", "vitest run --coverage.thresholds.lines=80.0"],
  ])("but none: %s → %s", (before, after) => expect(reasons(before, after)).toEqual([]))
})

describe("the steps of a command line", () => {
  const words = (line: string) => stepsOf(line).map((step) => step.words)

  test.each([
    ["vitest run \\\n  --retry 2", [["vitest", "run", "--retry", "2"]]],
    ['run "a \\" ; b"', [["run", "a \\ ; b"]]],
    ['run "a\\ ; b"', [["run", "a\\ ; b"]]],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own way to write a default.
    ["run ${A:-x y; z}", [["run", "${A:-x y; z}"]]],
    ["run    a\t b", [["run", "a", "b"]]],
    ["./a=1/run x", [["./a=1/run", "x"]]],
    ["runtime vitest", [["runtime", "vitest"]]],
    ["envsubst a", [["envsubst", "a"]]],
  ])("%s", (line, expected) => expect(words(line)).toEqual(expected))

  test("only what stands in front of the program is its environment", () =>
    expect(stepsOf("A=1 vitest --x=2")[0]?.env).toEqual(["A=1"]))
})

describe("the tool of a step", () => {
  test.each([
    ["$BIN/vitest run", "vitest"],
    ["uvx pytest", "pytest"],
    ["./manage.py test", "manage.py test"],
    ["my-manage.py test", null],
    ["manage.pyc test", null],
    ["test -d web", null],
    ["uvicorn pytest", null],
    ["xpdm run pytest", null],
    ["cnpm test", null],
    ["npm-run-all test", null],
    ["npm install latest", null],
    ["npm install typescript", null],
    ["ipython -m pytest", null],
    ["pythonw -m pytest", null],
    ["x$(PY) -m pytest", null],
    ["$(PY)x -m pytest", null],
    ["$(PY) -m pytest", "pytest"],
    ["python -Wm pytest", "pytest"],
    ["python -max pytest", null],
    ["python a-m pytest", null],
    ["python pytest", null],
    ["python -m other pytest", null],
    ["node vitest.mjs run", "vitest"],
    ["coverage-report vitest", null],
    ["my-nyc vitest", null],
  ])("%s: %s", (line, tool) => expect(stepsOf(line).map(toolOf)).toEqual([tool]))

  test("a target that is named like a linter may run tests", () => expect(isTestTool("make ruff")).toBe(true))
})
