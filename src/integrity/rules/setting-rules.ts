import { posix } from "node:path"
import type { Setting } from "../settings/setting.ts"
import {
  counted,
  exclusion,
  filter,
  inclusion,
  type Paths,
  type Rule,
  type Verdict,
} from "./selection-rules.ts"

/** What a changed setting means; nothing for settings that decide no result. `was` and `is` are null where it is absent. */
export function judgeSetting(
  file: string,
  key: string,
  was: Setting | null,
  is: Setting | null,
  paths: Paths,
): Verdict[] {
  const last = (key.split(".").at(-1) ?? key).replace(/#\d+/, "")
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
  counted,
  inclusion,
  exclusion,
  reporter,
  stand,
  linter,
]

const covered =
  /^(lines|branches|functions|statements|100|fail_under|minimum_coverage|perFile|per-file|check-coverage|checkCoverage|minCoverage|target|threshold|coverageThreshold|thresholds|cov-fail-under|COVERAGE_MINIMUM)$/

function threshold(
  last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  key: string,
  file: string,
): Verdict | null {
  const whole = last === "all" && /nyc|\bc8/.test(`${key} ${file}`)
  if (!covered.test(last) && !/threshold/i.test(key) && !whole) return null
  if (/tsconfig|babel|biome|eslint/.test(file) || was === null) return null
  if (is === null) return { severity: "medium", why: "A coverage threshold was removed" }
  const number = ({ value }: Setting) => Number(value.replace("%", ""))
  const [old, now] = [number(was), number(is)]
  if (was.value === "true" && is.value === "false")
    return { severity: "medium", why: "A coverage threshold was switched off" }
  // Negative numbers allow so many uncovered lines.
  return now < old ? { severity: "medium", why: "A coverage threshold was lowered" } : null
}

function limit(
  last: string,
  was: Setting | null,
  is: Setting | null,
  _paths: Paths,
  _key: string,
  file: string,
): Verdict | null {
  // A further configuration for other tests loosens nothing.
  if (was === null && isFurther(file)) return null
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

function isFurther(file: string): boolean {
  return /(vitest|jest|playwright|cypress|vite)\.\w[\w-]*\.config\./.test(posix.basename(file))
}

function product(text: string): number {
  return text.split("*").reduce((result, part) => result * Number(part.replace(/_/g, "") || Number.NaN), 1)
}

/** Settings that let a bad run pass. */
const lenient =
  /^(automock|passWithNoTests|pass-with-no-tests|dangerouslyIgnoreUnhandledErrors|allowOnly|ignoreFailures|testFailureIgnore|skipTests|ignoreSourceErrors|autoUpdate|failZero|updateSnapshot|update|silent_failures|skip|skip_covered_tests|disabled|ignore_errors|continue_on_collection_errors|skipFiles)$/

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
    severity: /skip_covered|autoUpdate/.test(last) ? "medium" : "high",
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
  if (/Cargo\.toml/.test(file))
    return /test|harness/.test(last) && is?.value === "false"
      ? { severity: "high", why: "Tests of a target were switched off" }
      : null
  if (last === "test" || last === "harness" || last === "bail" || last === "isolate" || last === "all")
    return null
  if (last === "enabled" && !/coverage|typecheck/.test(key)) return null
  return on(was) && !on(is) ? { severity: "medium", why: "A strict setting was switched off" } : null
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
    /^\[?"?(\.|<rootDir>)|\bnew \w|\.\/|\brequire\(|=>|\bfunction\b|^[a-z]\w*Reporter$|Reporter\(/.test(item)
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
    /tsconfig/.test(file)
  )
    return null
  const asset = /\b(css|scss|less|svg|png|jpg|jpeg|gif|webp|ttf|woff|style|asset)/i
  if (asset.test(key) || asset.test(is.value)) return null
  const replaces = ({ value }: Setting) =>
    !value.startsWith("{") &&
    /(^|[/._-])(mocks?|__mocks__|fakes?|stubs?)([/._-]|$)/i.test(value) &&
    /^[.<"]|\//.test(value)
  return replaces(is) && (was === null || !replaces(was))
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
