import type { Found } from "../finding.ts"
import { matchesPattern } from "../settings/pattern.ts"
import type { Setting } from "../settings/setting.ts"

export type Verdict = { readonly severity: Found["severity"]; readonly why: string }
type Paths = { readonly tests: readonly string[]; readonly sources: readonly string[] }
type Rule = (
  last: string,
  was: Setting | null,
  is: Setting | null,
  paths: Paths,
  key: string,
  file: string,
) => Verdict | null

/** What a changed setting means; nothing for settings that decide no result. `was` and `is` are null where it is absent. */
export function judgeSetting(
  file: string,
  key: string,
  was: Setting | null,
  is: Setting | null,
  paths: Paths,
): Verdict[] {
  const last = (key.split(".").at(-1) ?? key).replace(/#\d+$/, "")
  for (const rule of rules) {
    const verdict = rule(last, was, is, paths, key, file)
    if (verdict !== null) return [verdict]
  }
  return []
}

const rules: readonly Rule[] = [
  threshold,
  limit,
  leniency,
  strictness,
  filter,
  inclusion,
  exclusion,
  reporter,
  stand,
  linter,
]

const covered =
  /^(lines|branches|functions|statements|fail_under|minimum_coverage|perFile|check-coverage|checkCoverage|minCoverage|target|threshold|coverageThreshold|thresholds|cov-fail-under|COVERAGE_MINIMUM)$/

function threshold(
  last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (!covered.test(last) && !/threshold/i.test(key)) return null
  if (/tsconfig|babel|biome|eslint/.test(file) || was === null) return null
  if (is === null) return { severity: "medium", why: "A coverage threshold was removed" }
  const [old, now] = [was, is].map(({ value }) => Number(value.replace(/%$/, "")))
  if (old === undefined || now === undefined || Number.isNaN(old) || Number.isNaN(now))
    return was.value === "true" && is.value === "false"
      ? { severity: "medium", why: "A coverage threshold was switched off" }
      : null
  // Negative numbers allow so many uncovered lines.
  const laxer = old >= 0 && now >= 0 ? now < old : now < old || (old >= 0 && now < 0)
  return laxer ? { severity: "medium", why: "A coverage threshold was lowered" } : null
}

function limit(
  last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  _key: string,
  file: string,
): Verdict | null {
  const isTimeout = /timeout$/i.test(last)
  if (!isTimeout && !/^(retry|retries|reruns|flaky_?(test_?)?attempts|maxRetries|retryTimes)$/i.test(last))
    return null
  const number = (setting: Setting | null) => (setting === null ? null : product(setting.value))
  const fallback = isTimeout
    ? /mocha/.test(file)
      ? 2000
      : /\.(ini|toml|cfg)$/.test(file)
        ? Number.POSITIVE_INFINITY
        : 5000
    : 0
  const old = number(was) ?? fallback
  const now = number(is) ?? fallback
  const size = (value: number) => (isTimeout && value <= 0 ? Number.POSITIVE_INFINITY : value)
  if (Number.isNaN(old) || Number.isNaN(now) || size(now) <= size(old)) return null
  return {
    severity: "medium",
    why: isTimeout ? "A time-out was raised" : "Failing tests are retried more often",
  }
}

function product(text: string): number {
  return text
    .split("*")
    .reduce((result, part) => result * Number(part.replace(/_/g, "").trim() || Number.NaN), 1)
}

/** Settings that let a bad run pass. */
const lenient =
  /^(passWithNoTests|pass-with-no-tests|dangerouslyIgnoreUnhandledErrors|allowOnly|ignoreFailures|testFailureIgnore|skipTests|ignoreSourceErrors|autoUpdate|failZero|updateSnapshot|update|silent_failures|skip|skip_covered_tests|disabled|ignore_errors|continue_on_collection_errors|skipFiles)$/

function leniency(
  last: string,
  _was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (!lenient.test(last) || is === null || !/^(true|1|yes|"all"|all)$/i.test(is.value)) return null
  if (/tsconfig|babel|biome|eslint/.test(file)) return null
  return {
    severity: /^(skip_covered|autoUpdate)/.test(last) ? "medium" : "high",
    why: `A run passes now that did not${/update/i.test(key) ? ", because expectations are rewritten" : ""}`,
  }
}

const strict =
  /^(forbidOnly|xfail_strict|strict|strict-markers|failOnWarning|failOnRisky|failOnEmptyTestSuite|failOnSkipped|failOnIncomplete|errorOnDeprecated|bail|collectCoverage|enabled|isolate|all|harness|test|doctest|check|noImplicitAny|strictNullChecks|noUnusedLocals|noImplicitReturns|noUncheckedIndexedAccess|checkJs|warn_unused_ignores|disallow_untyped_defs)$/

function strictness(
  last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (!strict.test(last)) return null
  const on = (setting: Setting | null) => setting !== null && /^(true|1|yes|on)$/i.test(setting.value)
  if (/Cargo\.toml$/.test(file))
    return /^(test|harness|doctest)$/.test(last) && is?.value === "false"
      ? { severity: "high", why: "Tests of a target were switched off" }
      : null
  if (last === "test" || last === "harness" || last === "bail" || last === "isolate" || last === "all")
    return null
  if (last === "enabled" && !/coverage|typecheck/.test(key)) return null
  return on(was) && !on(is) ? { severity: "medium", why: "A strict setting was switched off" } : null
}

function filter(last: string, _was: Setting | null, is: Setting | null): Verdict | null {
  if (
    !/^(testNamePattern|grep|fgrep|invert|grepInvert|shard|onlyChanged|changed|onlyFailures|lastCommit|changedSince|findRelatedTests|match|keyword|only)$/.test(
      last,
    ) ||
    is === null ||
    /^(false|null|undefined|)$/.test(is.value)
  )
    return null
  return { severity: "high", why: "Only a selection of the tests runs" }
}

function inclusion(
  last: string,
  was: Setting | null,
  is: Setting | null,
  { tests }: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (
    /coverage|tsconfig|optimizeDeps|typecheck|biome|eslint|files\.includes/i.test(`${key} ${file}`) ||
    is === null
  )
    return null
  if (/^(python_functions|python_classes)$/.test(last)) return was === null ? null : narrowedNames(was, is)
  if (
    !/^(include|includes|testMatch|testRegex|spec|specs|specPattern|files|testpaths|python_files|roots|testDir|dir|testFiles|includeSource)$/.test(
      last,
    )
  )
    return null
  if (
    last === "include" &&
    /^(vite|vitest)/.test(file.split("/").at(-1) ?? "") &&
    !/(^|\.)test\.include$|^include$|projects/.test(key)
  )
    return null
  const taken = (setting: Setting | null, path: string) =>
    setting === null || setting.items.some((pattern) => matchesPattern(pattern, path))
  const lost = tests.filter((path) => taken(was, path) && !taken(is, path) && belongsTo(path, file))
  // Where the default says which files are taken, a first pattern that takes some of them at all may be meant for these.
  const own = was === null ? lost.filter(() => tests.some((path) => taken(is, path))) : lost
  const narrowed =
    own.length > 0 || (was !== null && is.items.length < was.items.length && tests.length === 0)
  return narrowed
    ? {
        severity: "high",
        why: `${own.length === 1 ? "A test file" : `${own.length} test files`} no longer run, such as ${own[0] ?? "those not named"}`,
      }
    : null
}

/** pytest configures Python, vitest JavaScript: a pattern says nothing about the tests of another language. */
function belongsTo(path: string, file: string): boolean {
  return /\.(ini|toml|cfg)$/.test(file) ? /\.py$/.test(path) : /\.[cm]?[jt]sx?$/.test(path)
}

function narrowedNames(was: Setting, is: Setting): Verdict | null {
  const words = (setting: Setting) => setting.value.split(/[\s,[\]"']+/).filter((word) => word !== "")
  const lost = words(was).filter((word) => !words(is).includes(word))
  return lost.length > 0 ? { severity: "high", why: "Fewer functions count as tests" } : null
}

function exclusion(
  last: string,
  was: Setting | null,
  is: Setting | null,
  { tests, sources }: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (
    is === null ||
    !/^(exclude|excludes|testPathIgnorePatterns|modulePathIgnorePatterns|ignore|ignores|norecursedirs|collect_ignore|collect_ignore_glob|testIgnore|excludeSpecPattern|omit|coveragePathIgnorePatterns|exclude_lines|exclude_also|exclude_files)$/.test(
      last,
    )
  )
    return null
  if (/tsconfig|biome|eslint|babel|ruff|mypy|watch|optimizeDeps/i.test(`${key} ${file}`)) return null
  const added = is.items.filter((item) => !(was?.items ?? []).includes(item) && !item.startsWith("..."))
  const ofCoverage =
    /coverage|^omit$|nyc|c8|exclude_lines|exclude_also|\brun\b|report/i.test(`${key} ${file}`) ||
    /^(omit|coveragePathIgnorePatterns)$/.test(last)
  if (/^exclude_(lines|also)$/.test(last))
    return added.length > 0 && was !== null
      ? { severity: "low", why: "More lines are left out of coverage" }
      : null
  const paths = ofCoverage ? sources : tests.filter((path) => belongsTo(path, file))
  const hit =
    added.length === 0
      ? undefined
      : paths.find((path) =>
          added.some((pattern) =>
            last === "modulePathIgnorePatterns" || last === "testPathIgnorePatterns"
              ? ignoredBy(pattern, path)
              : matchesPattern(pattern, path),
          ),
        )
  if (hit === undefined) return null
  return ofCoverage
    ? { severity: "medium", why: `Sources such as ${hit} no longer count for coverage` }
    : { severity: "high", why: `Tests such as ${hit} no longer run` }
}

/** jest's ignore patterns are searched for anywhere in the path. */
function ignoredBy(pattern: string, path: string): boolean {
  const plain = pattern.replace(/^<rootDir>/, "")
  return `/${path}`.includes(plain.replace(/\\/g, "")) || matchesPattern(plain, path)
}

function reporter(last: string, was: Setting | null, is: Setting | null): Verdict | null {
  if (
    !/^(reporters?|runner|testRunner|testEnvironment|testResultsProcessor|environment|testSequencer|snapshotSerializers|snapshotResolver|resolver)$/.test(
      last,
    ) ||
    is === null
  )
    return null
  const own = (item: string) =>
    /^\[?"?(\.|<rootDir>)|\bnew \w|\.\/|\brequire\(|=>|^\(?function|^[a-z]\w*Reporter$|^\w*Reporter\(/.test(
      item,
    )
  const added = is.items.filter((item) => own(item) && !(was?.items ?? []).includes(item))
  return added.length > 0
    ? { severity: "medium", why: "A reporter or runner of this repository judges the tests now" }
    : null
}

function stand(
  _last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (
    !/(moduleNameMapper|(^|\.)alias|modulePaths|resolve\.)/.test(key) ||
    is === null ||
    was !== null ||
    /tsconfig/.test(file)
  )
    return null
  const asset = /\b(css|scss|less|svg|png|jpg|jpeg|gif|webp|ttf|woff|style|asset)/i
  if (asset.test(key) || asset.test(is.value)) return null
  return /(^|[/._-])(mocks?|__mocks__|fakes?|stubs?)([/._-]|$)/i.test(is.value) && /^[.<"]|\//.test(is.value)
    ? { severity: "medium", why: "A module is replaced by a stand-in for all tests" }
    : null
}

function linter(
  _last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (!/eslint|biome|ruff|mypy/.test(file) || was === null || !/rules?\b/.test(key)) return null
  const level = (setting: Setting | null) =>
    /^\[?"?(error|2)\b/.test(setting?.value ?? "") ? 2 : /^\[?"?(warn|1)\b/.test(setting?.value ?? "") ? 1 : 0
  return level(is) < level(was) ? { severity: "medium", why: "A rule of the linter got milder" } : null
}
