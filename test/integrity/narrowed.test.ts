import { describe, expect, test } from "vitest"
import { commandReasons } from "../../src/integrity/command/compare.ts"
import { told } from "./told.ts"

const tests = ["test/a.test.ts", "shop/tests.py", "users/tests/test_name.py", "src/lib.rs"]

function why(before: string, after: string): string[] {
  return commandReasons(before, after, tests).map((reason) => `${reason.severity}: ${reason.why}`)
}

describe("S74 what a coverage tool demands of the tests behind it", () => {
  test.each([
    ["nyc --check-coverage mocha", "nyc mocha", ["medium: It no longer uses `--check-coverage`"]],
    ["nyc --check-coverage mocha", "mocha", ["medium: It no longer uses `--check-coverage`"]],
    ["c8 --100 vitest run", "c8 vitest run", ["medium: It no longer uses `--100`"]],
    ["nyc --check-coverage --all mocha", "nyc --check-coverage mocha", ["medium: It no longer uses `--all`"]],
    ["c8 --per-file --lines 90 ava", "c8 --lines 90 ava", ["medium: It no longer uses `--per-file`"]],
    ["nyc --lines 90 mocha", "nyc --lines 50 mocha", ["medium: A threshold was lowered (`--lines 50`)"]],
    ["nyc --lines=90 mocha", "nyc --lines 50 mocha", ["medium: A threshold was lowered (`--lines 50`)"]],
    [
      "node_modules/.bin/c8 --branches 90 mocha",
      "node_modules/.bin/c8 --branches 60 mocha",
      ["medium: A threshold was lowered (`--branches 60`)"],
    ],
    [
      "c8 --branches 90 node --test",
      "c8 --branches 60 node --test",
      ["medium: A threshold was lowered (`--branches 60`)"],
    ],
    [
      "nyc mocha && nyc check-coverage --lines 90",
      "nyc mocha && nyc check-coverage --lines 40",
      ["medium: A threshold was lowered (`--lines 40`)"],
    ],
    [
      "c8 --check-coverage mocha",
      "c8 --check-coverage=false mocha",
      ["high: It lets pass what failed (`--check-coverage false`)"],
    ],
    [
      "c8 --check-coverage mocha",
      "c8 --check-coverage --no-check-coverage mocha",
      ["high: It lets pass what failed (`--no-check-coverage`)"],
    ],
    [
      "node --test --test-coverage-lines=90",
      "node --test",
      ["medium: It no longer uses `--test-coverage-lines`"],
    ],
    [
      `jest --coverageThreshold='{"global":{"branches":80,"lines":90}}'`,
      `jest --coverageThreshold='{"global":{"branches":80,"lines":50}}'`,
      ["medium: A threshold was lowered (`--coverageThreshold {global:{branches:80,lines:50}}`)"],
    ],
    [
      `jest --coverageThreshold='{"global":{"lines":90}}'`,
      "jest",
      ["medium: It no longer uses `--coverageThreshold`"],
    ],
  ])("%s → %s", (before, after, expected) => {
    expect(why(before, after)).toEqual(expected)
  })

  test.each([
    ["nyc --lines 90 mocha", "nyc --lines 95 mocha"],
    ["nyc mocha", "nyc --check-coverage --lines 80 mocha"],
    ["nyc --check-coverage --lines 90 mocha", "c8 --check-coverage --lines 90 mocha"],
    ["nyc --lines 90 mocha", "nyc --lines 90 mocha --timeout 2000"],
    ["c8 -r text mocha", "c8 -r html mocha"],
    ["c8 mocha", "c8 --exclude dist --include src mocha"],
    ["jest", `jest --coverageThreshold='{"global":{"lines":90}}'`],
    [
      `jest --coverageThreshold='{"global":{"lines":90}}'`,
      `jest --coverageThreshold='{"global":{"lines":90,"branches":10}}'`,
    ],
  ])("is not less in %s → %s", (before, after) => {
    expect(why(before, after)).toEqual([])
  })

  test.each([
    [
      ".nycrc",
      '{ "check-coverage": true, "100": true }',
      '{ "check-coverage": true }',
      "threshold was removed",
    ],
    [".c8rc.json", '{ "100": true }', '{ "100": false }', "threshold was switched off"],
    [".nycrc", "per-file: true\nlines: 90\n", "per-file: false\nlines: 90\n", "threshold was switched off"],
    [".nycrc.json", '{ "all": true }', '{ "all": false }', "threshold was switched off"],
    ["package.json", '{ "c8": { "all": true } }', '{ "c8": {} }', "threshold was removed"],
    [".nycrc", '{ "include": ["src/**"] }', '{ "include": ["src/sum.ts"] }', "Sources such as src/cart.ts"],
    [
      "vitest.config.ts",
      "export default { test: { coverage: { include: ['src/**'] } } }",
      "export default { test: { coverage: { include: ['src/sum.ts'] } } }",
      "Sources such as src/cart.ts",
    ],
  ])("is less in %s: %j → %j", (path, before, after, expected) => {
    const found = changed(path, before, after)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain("medium configuration")
    expect(found[0]).toContain(expected)
  })

  test.each([
    [".nycrc", '{ "lines": 90 }', '{ "lines": 95, "100": false, "all": true }'],
    [".nycrc", '{ "include": ["src/**"] }', '{ "include": ["src/**", "lib/**"] }'],
    [".nycrc", "{}", '{ "include": ["src/**"] }'],
    [
      "vitest.config.ts",
      "export default { test: { coverage: { all: true } } }",
      "export default { test: { coverage: { all: false } } }",
    ],
  ])("is not less in %s: %j → %j", (path, before, after) => {
    expect(changed(path, before, after)).toEqual([])
  })
})

describe("S74 what a command no longer demands", () => {
  const scripts = (test: string) => JSON.stringify({ scripts: { test } })
  const moved = (before: string, path: string, text: string) =>
    told(
      { "package.json": scripts(before) },
      { "package.json": scripts(before.replace(/ --.*\d/, "")), [path]: text },
    )

  test.each([
    ["nyc mocha --check-coverage --lines 90", ".nycrc", '{ "check-coverage": true, "lines": 90 }'],
    ["nyc mocha --lines=90", ".nycrc.yml", "lines: 95\n"],
    [
      "vitest run --coverage.thresholds.lines=90",
      "vitest.config.ts",
      "export default { test: { coverage: { thresholds: { lines: 90 } } } }",
    ],
  ])("may be demanded by a configuration file: %s, %s", (before, path, text) => {
    expect(moved(before, path, text)).toEqual([])
  })

  test.each([
    [".nycrc", '{ "check-coverage": true, "lines": 60 }', ["--lines"]],
    [".nycrc", '{ "check-coverage": false, "lines": 90 }', ["--check-coverage"]],
    [".nycrc", '{ "branches": 90 }', ["--check-coverage", "--lines"]],
  ])("has to be demanded there as well: %s, %s", (path, text, options) => {
    const found = moved("nyc mocha --check-coverage --lines 90", path, text)
    const reasons = found.map((line) => /It no longer uses `(.*?)`/.exec(line)?.[1])
    expect(reasons.sort()).toEqual(options)
  })
})

describe("S74 a run of the tests that changed or failed last", () => {
  test.each([
    ["playwright test", "playwright test --only-changed", "--only-changed"],
    ["playwright test", "playwright test --only-changed=main", "--only-changed main"],
    ["playwright test", "playwright test --last-failed", "--last-failed"],
    ["playwright test", "playwright test -gv slow", "-gv slow"],
    ["playwright test", "playwright test --grep-invert slow", "--grep-invert slow"],
    ["playwright test", "playwright test --test-list fast.txt", "--test-list fast.txt"],
    ["npm run test", "npm run test -- --only-changed", "--only-changed"],
    ["vitest run", "vitest run --changed", "--changed"],
    ["jest", "jest --onlyChanged", "--onlyChanged"],
    ["jest", "jest --changedFilesWithAncestor", "--changedFilesWithAncestor"],
    ["npm test", "npm test -- -o", "-o"],
    ["jest", "jest -f", "-f"],
    ["react-scripts test --watchAll=false", "react-scripts test --watchAll=false -o", "-o"],
    ["craco test", "craco test -t cart", "-t cart"],
    ["node --test", "node --test --test-only", "--test-only"],
    ["mocha", "mocha --color unit1", "unit1"],
    ["mocha", "mocha --color 2unit", "2unit"],
    ["pytest", "pytest --picked", "--picked"],
    ["pytest", "pytest --stepwise", "--stepwise"],
  ])("is a selection: %s → %s", (before, after, option) => {
    expect(why(before, after)).toEqual([`high: It runs a selection of the tests only (\`${option}\`)`])
  })

  test.each([
    ["playwright test --only-changed", "playwright test"],
    ["jest", "jest --onlyChanged=false"],
    ["vitest run", "vitest run --changed=false"],
    ["vitest run", "vitest run --watch false"],
    ["mocha", "mocha -f"],
    ["react-scripts test", "react-scripts test --watchAll=false"],
    ["playwright test", "playwright test --output results"],
    ["npm run lint", "npm run lint -- -o report.txt"],
    ["pytest", "pytest -p xdist"],
  ])("is none: %s → %s", (before, after) => {
    expect(why(before, after)).toEqual([])
  })
})

describe("S74 the tests of a Django project", () => {
  const only = (words: string) => [`high: It runs a selection of the tests only (\`${words}\`)`]

  test.each([
    ["python manage.py test", "python manage.py test shop", only("shop")],
    ["./manage.py test", "./manage.py test users", only("users")],
    ["django-admin test", "django-admin test shop", only("shop")],
    ["python3 manage.py test shop users", "python3 manage.py test shop", only("shop")],
    ["uv run manage.py test shop", "uv run manage.py test shop.tests.CartTest", only("shop.tests.CartTest")],
    ["coverage run manage.py test", "coverage run manage.py test --tag fast", only("--tag fast")],
    ["python manage.py test", "python manage.py test --exclude-tag slow", only("--exclude-tag slow")],
    ["python manage.py test", "python manage.py test --exclude-tag=slow", only("--exclude-tag slow")],
    ["python manage.py test", "python manage.py test -k cart", only("-k cart")],
    ["python manage.py test", "python manage.py test -p 'fast_*.py'", only("-p fast_*.py")],
    ["python manage.py test", "python manage.py check", ["high: It no longer runs `manage.py test`"]],
    [
      "python manage.py test",
      "python manage.py test --failfast || true",
      ["high: Its failure no longer counts (|| true)"],
    ],
  ])("%s → %s", (before, after, expected) => {
    expect(why(before, after)).toEqual(expected)
  })

  test.each([
    ["python manage.py test", "python manage.py test --failfast"],
    ["python manage.py test", "python3 manage.py test --keepdb -v 2 --parallel 4"],
    ["python manage.py test", "python manage.py test --settings shop.settings.test"],
    ["python manage.py test shop", "python manage.py test"],
    ["python manage.py test shop.tests", "python manage.py test shop users"],
    ["docker compose --all exec web ./manage.py test", "docker compose exec web ./manage.py test"],
    ["python manage.py migrate", "python manage.py migrate --noinput"],
  ])("honest work is none: %s → %s", (before, after) => {
    expect(why(before, after)).toEqual([])
  })
})

describe("S74 cargo with a toolchain", () => {
  test.each([
    [
      "cargo +nightly test",
      "cargo +nightly test --lib",
      "high: It runs a selection of the tests only (`--lib`)",
    ],
    ["cargo test", "cargo +nightly test -p core", "high: It runs a selection of the tests only (`-p core`)"],
    ["cargo +1.80 test", "cargo +1.80 build", "high: It no longer runs `cargo test`"],
    ["cargo +stable clippy && cargo test", "cargo test", "medium: It no longer runs `cargo clippy`"],
  ])("%s → %s", (before, after, expected) => {
    expect(why(before, after)).toEqual([expected])
  })

  test.each([
    ["cargo test", "cargo +nightly test"],
    ["cargo +nightly test", "cargo +stable test"],
    ["cargo +nightly test", "cargo test --workspace"],
  ])("runs as much as before: %s → %s", (before, after) => {
    expect(why(before, after)).toEqual([])
  })

  test("is seen in a pipeline", () => {
    const steps = (line: string) => `jobs:\n  test:\n    steps:\n      - run: ${line}\n`
    const path = ".github/workflows/ci.yml"
    const found = (after: string) => told({ [path]: steps("cargo +nightly test") }, { [path]: steps(after) })
    expect(found("cargo +nightly test || true").join()).toContain("Its failure no longer counts")
    expect(found("cargo build").join()).toContain("It no longer runs `cargo test`")
    expect(found("cargo +beta test")).toEqual([])
  })
})

describe("S74 jest's testRegex", () => {
  const jest = (before: string, after: string) =>
    changed(
      "jest.config.js",
      `module.exports = { testRegex: ${before} }\n`,
      `module.exports = { testRegex: ${after} }\n`,
    )

  test.each([
    ["'\\\\.(test|spec)\\\\.ts$'", "'\\\\.spec\\\\.ts$'"],
    ["['\\\\.test\\\\.ts$', '\\\\.spec\\\\.ts$']", "['\\\\.spec\\\\.ts$']"],
    ["/\\.(test|spec)\\.ts$/.source", "/\\.spec\\.ts$/.source"],
    ["String.raw`\\.(test|spec)\\.ts$`", "String.raw`\\.spec\\.ts$`"],
    ["'.ts'", "'cart.spec.ts'"],
  ])("is narrower in %s → %s", (before, after) => {
    const [found = "", ...more] = jest(before, after)
    expect(found).toContain(
      "high configuration jest.config.js:1 A test file no longer runs, such as test/a.test.ts",
    )
    expect(more).toEqual([])
  })

  test.each([
    ["'test.ts'", "'\\\\.test\\\\.ts$'"],
    ["'\\\\.(test|spec)\\\\.ts$'", "/\\.(test|spec)\\.tsx?$/.source"],
    ["'\\\\.test\\\\.ts$'", "'\\\\.(test|spec)\\\\.ts$'"],
  ])("is none in %s → %s", (before, after) => {
    expect(jest(before, after)).toEqual([])
  })
})

/** What is told when a configuration file of a small project becomes another one. */
function changed(path: string, before: string, after: string): string[] {
  const project = {
    "test/a.test.ts": `it("adds", () => expect(sum(1, 2)).toBe(3))\n`,
    "src/cart.spec.ts": `it("is empty", () => expect(cart()).toEqual([]))\n`,
    "src/sum.ts": "export const sum = (a: number, b: number) => a + b\n",
    "src/cart.ts": "export const cart = () => []\n",
  }
  return told({ ...project, [path]: before }, { [path]: after })
}
