import { describe, expect, test } from "vitest"
import { commandReasons } from "../../src/integrity/command/compare.ts"

const tests = [
  "test/a.test.ts",
  "test/b.test.ts",
  "tests/test_a.py",
  "tests/unit/test_b.py",
  "calc/add_test.go",
  "src/lib.rs",
]

/** Command line before, command line after, and what is said of it. */
type Row = readonly [before: string, after: string, ...reasons: readonly string[]]

function said(before: string, after: string): string[] {
  return commandReasons(before, after, tests).map(({ severity, why }) => `${severity}: ${why}`)
}

describe("a command line that judges as much as before gives no reason", () => {
  const rows: readonly Row[] = [
    ["npm test", "npm  test "],
    ["vitest run", "npx vitest run"],
    ["vitest run", "vitest run --reporter=dot"],
    ["vitest run", "vitest run --reporter=@org/reporter"],
    ["vitest run", "CI=1 vitest run", "medium: It sets `CI=1`"],
    ["vitest run", "NODE_OPTIONS=--max-old-space-size=4096 vitest run"],
    ["vitest run", "DEBUG=1 vitest run"],
    ["pytest", "python -m pytest -q"],
    ["pytest -q", "poetry run pytest -q"],
    ["go test ./...", "go test -v ./..."],
    ["eslint .", "eslint . --fix"],
    ["vitest run", "tsc --noEmit && vitest run"],
    ["vitest run || exit 1", "vitest run || exit 2"],
    ["vitest run; echo done", "vitest run && echo done"],
    ["make test", "make -j4 test"],
    ["npm run lint && npm test", "npm test && npm run lint"],
    ["vitest run", "vitest run # quick"],
    ["vitest run", "vitest run \\\n  --coverage"],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("a failure that no longer counts", () => {
  const rows: readonly Row[] = [
    ["vitest run", "vitest run || true", "high: Its failure no longer counts (|| true)"],
    ["vitest run", "vitest run || :", "high: Its failure no longer counts (|| :)"],
    ["vitest run", "vitest run || exit 0", "high: Its failure no longer counts (|| exit 0)"],
    ["vitest run", "vitest run || exit", "high: Its failure no longer counts (|| exit)"],
    ["vitest run", "vitest run || echo failed", "high: Its failure no longer counts (|| echo failed)"],
    ["vitest run", "vitest run || printf failed", "high: Its failure no longer counts (|| printf failed)"],
    ["vitest run", "vitest run; true", "high: Its failure no longer counts (; true)"],
    ["vitest run", "vitest run; exit 0", "high: Its failure no longer counts (; exit 0)"],
    ["vitest run", "vitest run; echo ok", "high: Its failure no longer counts (; echo ok)"],
    ["vitest run", "vitest run\ntrue", "high: Its failure no longer counts (; true)"],
    ["vitest run", "true; vitest run"],
    ["vitest run", "vitest run || exit 1"],
    ["vitest run", "vitest run; exit 1"],
    ["vitest run", "vitest run || trueish"],
    ["vitest run", "exit 0; vitest run", "high: Its failure no longer counts (exit before the check)"],
    ["vitest run", "exit; vitest run", "high: Its failure no longer counts (exit before the check)"],
    ["vitest run", "exit 1; vitest run"],
    ["vitest run", "vitest run | tee log", "high: Its failure no longer counts (| tee)"],
    ["vitest run", "vitest run |& cat", "high: Its failure no longer counts (| cat)"],
    ["vitest run", "vitest run | head -5", "high: Its failure no longer counts (| head)"],
    ["vitest run", "set -o pipefail; vitest run | tee log"],
    ["vitest run", "cat list | vitest run"],
    ["vitest run", "vitest run | jq ."],
    ["vitest run", "vitest run &", "high: Its failure no longer counts (&)"],
    ["vitest run", "vitest run > log 2>&1"],
    ["vitest run", "vitest run &> log"],
    ["vitest run", "vitest run >log"],
    [
      "vitest run",
      "vitest run < input test/a.test.ts",
      "high: It runs a selection of the tests only (`test/a.test.ts`)",
    ],
    ["vitest run", "vitest run 2>> log --coverage"],
    [
      "set -e\nvitest run",
      "set +e\nvitest run",
      "high: Its failure no longer counts (set +e)",
      "medium: It goes on after a failure (no `set -e`)",
    ],
    ["set -e\nvitest run", "vitest run", "medium: It goes on after a failure (no `set -e`)"],
    ["set -e\nvitest run", "set -eu\nvitest run"],
    ["set -eu\nvitest run", "set -o errexit\nvitest run"],
    ["set -u\nvitest run", "vitest run"],
    ["vitest run && x", "set +e; vitest run && x", "high: Its failure no longer counts (set +e)"],
    ["vitest run || true", "vitest run --coverage || true"],
    ["vitest run || true", "vitest run || :", "high: Its failure no longer counts (|| :)"],
    ["flake8 .", "flake8 . --exit-zero", "high: Its failure no longer counts (--exit-zero)"],
    [
      "eslint .",
      "eslint . --no-error-on-unmatched-pattern",
      "high: Its failure no longer counts (--no-error-on-unmatched)",
    ],
    [
      "gradle test",
      "gradle test --suppress-tests-failed-exit-code",
      "high: Its failure no longer counts (--suppress-tests-failed-exit-code)",
    ],
    ["phpunit", "phpunit --force-success", "high: Its failure no longer counts (--force-success)"],
    ["ruff check .", "ruff check --exit-zeroes ."],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("a step that changes the tests first, and Python without assertions", () => {
  const rows: readonly Row[] = [
    [
      "vitest run",
      "rm test/a.test.ts && vitest run",
      "high: It changes files of the tests (`rm test/a.test.ts`)",
    ],
    ["vitest run", "rm -rf dist && vitest run"],
    [
      "vitest run",
      "sed -i s/a/b/ x && vitest run",
      "high: It changes files of the tests (`sed -i s/a/b/ x`)",
    ],
    [
      "vitest run",
      "git checkout test && vitest run",
      "high: It changes files of the tests (`git checkout test`)",
    ],
    ["vitest run", "git checkout main && vitest run"],
    [
      "vitest run",
      "git stash -- spec && vitest run",
      "high: It changes files of the tests (`git stash -- spec`)",
    ],
    [
      "vitest run",
      "mv conftest.py x && vitest run",
      "high: It changes files of the tests (`mv conftest.py x`)",
    ],
    ["vitest run", "echo rm test && vitest run"],
    ["rm test/tmp && vitest run", "rm test/tmp && vitest run"],
    ["rm test/tmp && vitest run", "rm test/tmp && vitest run --coverage"],
    [
      "vitest run",
      "shx rm -rf a b c d snapshots && vitest run",
      "high: It changes files of the tests (`shx rm -rf a`)",
    ],
    [
      "vitest run",
      "perl -pi -e s/a/b/ __mocks__/a.js; vitest run",
      "high: It changes files of the tests (`perl -pi -e s/a/b/`)",
    ],
    ["python -m pytest", "python -O -m pytest", "high: Python leaves out assertions (`-O`)"],
    ["python3 -m pytest", "python3.12 -OO -m pytest", "high: Python leaves out assertions (`-O`)"],
    ["python -O -m pytest", "python -OO -m pytest"],
    ["python -m pytest", "python -Om pytest"],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("a step that is gone", () => {
  const rows: readonly Row[] = [
    ["npm run lint && npm test", "npm test", "medium: It no longer runs `npm run lint`"],
    ["eslint . && vitest run", "vitest run", "medium: It no longer runs `eslint`"],
    ["eslint . && vitest run", "eslint .", "high: It no longer runs `vitest`"],
    ["vitest run && pytest", "pytest", "medium: It no longer runs `vitest`"],
    ["vitest run", "echo fine", "high: It no longer runs `vitest`"],
    ["vitest run", "true", "high: It no longer runs `vitest`"],
    ["vitest run", "", "high: It no longer runs `vitest`"],
    ["./check.sh", "true", "high: It no longer runs anything"],
    ["./check.sh", "./other.sh"],
    ["./check.sh", "sleep 5", "high: It no longer runs anything"],
    ["./check.sh", "echo a && exit 0", "high: It no longer runs anything"],
    ["./check.sh", "exit 1", "high: It no longer runs anything"],
    ["echo a", "true"],
    ["./check.sh && vitest run", "true", "high: It no longer runs `vitest`"],
    ["node --test", "node test.js", "high: It no longer runs `node --test`"],
    [
      "node --test test/",
      "node --test test/a.test.js",
      "high: It runs a selection of the tests only (`test/a.test.js`)",
    ],
    ["node node_modules/.bin/vitest.mjs run", "vitest run"],
    ["node scripts/x.js", "true", "high: It no longer runs anything"],
    ["cargo test && cargo clippy", "cargo test", "medium: It no longer runs `cargo clippy`"],
    ["go vet ./... && go test ./...", "go test ./...", "medium: It no longer runs `go vet`"],
    ["dotnet test", "dotnet build", "high: It no longer runs `dotnet test`"],
    ["c8 vitest run", "vitest run"],
    ["nyc mocha", "mocha"],
    ["nyc", "mocha", "medium: It no longer runs `nyc`"],
    ["coverage run -m pytest", "pytest"],
    ["python -m coverage run -m pytest", "python -m pytest"],
    ["python -m coverage run -m tests", "python x.py", "high: It no longer runs `coverage`"],
    ["uv run pytest", "uv run ruff check", "high: It no longer runs `pytest`"],
    ["bundle exec rspec", "bundle install", "high: It no longer runs `rspec`"],
    ["yarn jest", "yarn install", "high: It no longer runs `jest`"],
    ["pnpm -r test", "pnpm install", "high: It no longer runs `pnpm test`"],
    ["npm t", "npm install", "high: It no longer runs `npm t`"],
    ["npm run build", "npm install", "high: It no longer runs `npm run build`"],
    ["$(PYTHON) -m pytest", "$(PYTHON) -m ruff check", "high: It no longer runs `pytest`"],
    ["mvn -B test", "mvn -B package", "medium: It no longer runs `mvn test`"],
    ["make test", "make build", "medium: It no longer runs `make test`"],
    ["deno test", "deno run x", "high: It no longer runs `deno test`"],
    ["cargo nextest run", "cargo build", "high: It no longer runs `cargo nextest`"],
    ["vitest run a && vitest run b", "vitest run b && vitest run a"],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("a selection of the tests", () => {
  const rows: readonly Row[] = [
    ["vitest run", "vitest run -t fast", "high: It runs a selection of the tests only (`-t fast`)"],
    [
      "jest",
      "jest --testNamePattern=fast",
      "high: It runs a selection of the tests only (`--testNamePattern fast`)",
    ],
    ["jest", "jest -o", "high: It runs a selection of the tests only (`-o`)"],
    ["vitest run", "vitest run -o"],
    ["pytest", "pytest -k 'not slow'", "high: It runs a selection of the tests only (`-k not slow`)"],
    ["pytest", "pytest -m fast", "high: It runs a selection of the tests only (`-m fast`)"],
    ["vitest run", "vitest run -m fast"],
    [
      "pytest",
      "pytest --deselect tests/a.py::x",
      "high: It runs a selection of the tests only (`--deselect tests/a.py::x`)",
    ],
    ["pytest", "pytest --ignore=tests/b", "high: It runs a selection of the tests only (`--ignore tests/b`)"],
    ["pytest", "pytest --lf", "high: It runs a selection of the tests only (`--lf`)"],
    ["pytest", "pytest --collect-only", "high: It runs a selection of the tests only (`--collect-only`)"],
    [
      "go test ./...",
      "go test -run TestA ./...",
      "high: It runs a selection of the tests only (`-run TestA`)",
    ],
    ["go test ./...", "go test -short ./...", "high: It runs a selection of the tests only (`-short`)"],
    ["go test ./...", "go test ./calc", "high: It runs a selection of the packages only (`./calc`)"],
    ["go test ./a", "go test ./b", "high: It runs a selection of the tests only (`./b`)"],
    ["cargo test", "cargo test --lib", "high: It runs a selection of the tests only (`--lib`)"],
    ["cargo test", "cargo test adds", "high: It runs a selection of the tests only (`adds`)"],
    ["jest", "jest --shard=1/4", "high: It runs a selection of the tests only (`--shard 1/4`)"],
    ["mocha", "mocha --grep fast", "high: It runs a selection of the tests only (`--grep fast`)"],
    ["mocha", "mocha -g fast", "high: It runs a selection of the tests only (`-g fast`)"],
    ["mocha", "mocha -f"],
    ["mocha", "mocha -f fast", "high: It runs a selection of the tests only (`-f fast`)"],
    ["pytest", "pytest --rootdir=x", "high: It runs a selection of the tests only (`--rootdir x`)"],
    ["pytest", "pytest --root"],
    ["eslint .", "eslint . -t fast"],
    ["tsc --noEmit", "tsc --noEmit --project x.json"],
    [
      "vitest run",
      "vitest run --project unit",
      "high: It runs a selection of the tests only (`--project unit`)",
    ],
    ["vitest run -t fast", "vitest run -t fast"],
    ["vitest run -t fast", "vitest run -t slow", "high: It runs a selection of the tests only (`-t slow`)"],
    ["vitest run -t fast", "vitest run"],
    ["playwright test", "playwright test --list", "high: It runs a selection of the tests only (`--list`)"],
    [
      "vitest run",
      "vitest run test/a.test.ts",
      "high: It runs a selection of the tests only (`test/a.test.ts`)",
    ],
    ["vitest run", "vitest run a.test", "high: It runs a selection of the tests only (`a.test`)"],
    ["vitest run", "vitest run test"],
    ["vitest run", "vitest run test/"],
    ["vitest run", "vitest run other", "high: It runs a selection of the tests only (`other`)"],
    [
      "vitest run test/a.test.ts test/b.test.ts",
      "vitest run test/a.test.ts",
      "high: It runs a selection of the tests only (`test/a.test.ts`)",
    ],
    ["vitest run test/a.test.ts", "vitest run test/a.test.ts test/b.test.ts"],
    ["vitest run test/a.test.ts", "vitest run"],
    ["pytest tests", "pytest tests/unit", "high: It runs a selection of the tests only (`tests/unit`)"],
    [
      "pytest",
      "pytest tests/test_a.py::test_x",
      "high: It runs a selection of the tests only (`tests/test_a.py::test_x`)",
    ],
    ["pytest", "pytest tests/test_a.py", "high: It runs a selection of the tests only (`tests/test_a.py`)"],
    ["phpunit tests", "phpunit"],
    ["make test", "make test fast"],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("options that let pass what failed, and guards that are gone", () => {
  const rows: readonly Row[] = [
    ["vitest run", "vitest run --passWithNoTests", "high: It lets pass what failed (`--passWithNoTests`)"],
    ["vitest run", "vitest run --passWithNoTests=false"],
    ["jest", "jest -u", "high: It lets pass what failed (`-u`)"],
    ["jest", "jest --updateSnapshot", "high: It lets pass what failed (`--updateSnapshot`)"],
    ["jest", "jest --ci=false", "high: It lets pass what failed (`--ci false`)"],
    ["jest --ci", "jest", "medium: It no longer uses `--ci`"],
    ["jest --ci", "jest --ci=true"],
    [
      "vitest run --coverage",
      "vitest run --coverage=false",
      "high: It lets pass what failed (`--coverage false`)",
    ],
    [
      "vitest run --coverage",
      "vitest run --coverage.enabled=false",
      "high: It lets pass what failed (`--coverage.enabled false`)",
    ],
    ["vitest run --coverage", "vitest run", "medium: It no longer uses `--coverage`"],
    ["mvn test", "mvn test -DskipTests", "high: It lets pass what failed (`-DskipTests`)"],
    ["mvn test", "mvn test -DskipTests=false"],
    [
      "mvn test",
      "mvn test -Dmaven.test.failure.ignore=true",
      "high: It lets pass what failed (`-Dmaven.test.failure.ignore true`)",
    ],
    ["pytest --cov=src", "pytest", "medium: It no longer uses `--cov`"],
    [
      "pytest --cov=src --cov-fail-under=90",
      "pytest --cov=src --cov-fail-under=50",
      "medium: A threshold was lowered (`--cov-fail-under 50`)",
    ],
    ["pytest --cov=src --cov-fail-under=90", "pytest --cov=src --cov-fail-under=95"],
    ["pytest --cov=src", "pytest --cov=src --no-cov", "high: It lets pass what failed (`--no-cov`)"],
    [
      "pytest --cov=src --cov-fail-under=90",
      "pytest --cov=src",
      "medium: It no longer uses `--cov-fail-under`",
    ],
    ["pytest --strict-markers", "pytest", "medium: It no longer uses `--strict-markers`"],
    ["go test -race ./...", "go test ./...", "medium: It no longer uses `-race`"],
    [
      "eslint --max-warnings 0 .",
      "eslint --max-warnings=10 .",
      "medium: A limit was raised (`--max-warnings 10`)",
    ],
    ["eslint --max-warnings=5 .", "eslint --max-warnings=2 ."],
    ["eslint .", "eslint --max-warnings=10 ."],
    ["eslint --max-warnings=5 .", "eslint .", "medium: It no longer uses `--max-warnings`"],
    ["cargo clippy -- --deny warnings", "cargo clippy", "medium: It no longer uses `--deny`"],
    ["mypy --strict .", "mypy .", "medium: It no longer uses `--strict`"],
    ["pytest --cov-fail-under=90", "pytest --cov=src --cov-fail-under=90"],
    ["vitest run --coverage", "vitest run --coverage.enabled"],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("limits that were raised and thresholds that were lowered", () => {
  const rows: readonly Row[] = [
    ["vitest run", "vitest run --testTimeout 60000", "medium: A limit was raised (`--testTimeout 60000`)"],
    ["vitest run", "vitest run --testTimeout=5000"],
    ["vitest run", "vitest run --testTimeout=1000"],
    [
      "vitest run --testTimeout=1000",
      "vitest run --testTimeout=2000",
      "medium: A limit was raised (`--testTimeout 2000`)",
    ],
    ["pytest", "pytest --timeout=300"],
    ["pytest", "pytest --timeout=900", "medium: A limit was raised (`--timeout 900`)"],
    ["go test ./...", "go test -timeout 5m ./..."],
    ["go test ./...", "go test -timeout 20m ./...", "medium: A limit was raised (`-timeout 20m`)"],
    ["go test ./...", "go test -timeout 1h ./...", "medium: A limit was raised (`-timeout 1h`)"],
    [
      "go test -timeout 500ms ./...",
      "go test -timeout 1s ./...",
      "medium: A limit was raised (`-timeout 1s`)",
    ],
    ["go test -timeout 500ms ./...", "go test -timeout 0.1s ./..."],
    ["vitest run", "vitest run --retry=2", "medium: A limit was raised (`--retry 2`)"],
    ["vitest run", "vitest run --retry 0"],
    ["vitest run --retry=2", "vitest run --retry=1"],
    ["pytest", "pytest --reruns 3", "medium: A limit was raised (`--reruns 3`)"],
    [
      "jest --coverageThreshold=90",
      "jest --coverageThreshold=80",
      "medium: A threshold was lowered (`--coverageThreshold 80`)",
    ],
    [
      "vitest run --coverage.thresholds.lines=90",
      "vitest run --coverage.thresholds.lines=10",
      "medium: A threshold was lowered (`--coverage.thresholds.lines 10`)",
    ],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})

describe("another configuration, reporter or environment", () => {
  const rows: readonly Row[] = [
    ["vitest run", "vitest run --config x.ts", "medium: It uses another configuration (`--config x.ts`)"],
    ["vitest run -c a.ts", "vitest run -c b.ts", "medium: It uses another configuration (`-c b.ts`)"],
    ["go test ./...", "go test -c ./..."],
    ["eslint .", "eslint . --config x.js"],
    ["pytest", "pytest -p no:randomly", "medium: It switches a part of the runner off (`-p no:randomly`)"],
    ["pytest", "pytest -p randomly"],
    [
      "vitest run",
      "vitest run --reporter=./green.ts",
      "medium: A reporter of this repository judges the tests now (`--reporter ./green.ts`)",
    ],
    [
      "vitest run",
      "vitest run --reporter=green/x",
      "medium: A reporter of this repository judges the tests now (`--reporter green/x`)",
    ],
    ["vitest run", "vitest run --reporters=green"],
    ["vitest run", "SKIP_SLOW=1 vitest run", "medium: It sets `SKIP_SLOW=1`"],
    ["SKIP_SLOW=1 vitest run", "SKIP_SLOW=1 vitest run --coverage"],
    ["vitest run", "SKIP_SLOW=0 vitest run"],
    ["vitest run", "SKIP_SLOW= vitest run"],
    ["vitest run", "cross-env CI=true vitest run", "medium: It sets `CI=true`"],
    [
      "vitest run",
      "env NODE_OPTIONS='--require ./patch.js' vitest run",
      "medium: It sets `NODE_OPTIONS=--require ./patch.js`",
    ],
    ["pytest", "PYTEST_ADDOPTS='-k fast' pytest", "medium: It sets `PYTEST_ADDOPTS=-k fast`"],
    ["go test ./...", "GOFLAGS=-short go test ./...", "medium: It sets `GOFLAGS=-short`"],
    ["python -m pytest", "PYTHONOPTIMIZE=1 python -m pytest", "medium: It sets `PYTHONOPTIMIZE=1`"],
    ["vitest run", "MY_TEST_MODE=x vitest run", "medium: It sets `MY_TEST_MODE=x`"],
    ["vitest run", "my_skip=1 vitest run"],
  ]
  test.each(rows)("%j → %j", (before, after, ...reasons) => {
    expect(said(before, after)).toEqual(reasons)
  })
})
