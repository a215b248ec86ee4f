import { posix } from "node:path"
import type { Found } from "../finding.ts"
import { matchesExpression, matchesPattern } from "../settings/pattern.ts"
import type { Setting } from "../settings/setting.ts"

export type Verdict = { readonly severity: Found["severity"]; readonly why: string }
export type Paths = { readonly tests: readonly string[]; readonly sources: readonly string[] }
export type Rule = (
  last: string,
  was: Setting | null,
  is: Setting | null,
  paths: Paths,
  key: string,
  file: string,
) => Verdict | null

export function filter(last: string, _was: Setting | null, is: Setting | null): Verdict | null {
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

export function inclusion(
  last: string,
  was: Setting | null,
  is: Setting | null,
  { tests }: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (
    /coverage|nyc|\bc8|tsconfig|optimizeDeps|typecheck|biome|eslint|files\.includes/i.test(
      `${key} ${file}`,
    ) ||
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
    posix.basename(file).startsWith("vite") &&
    !/(^|\.)test\.include|^include|projects/.test(key)
  )
    return null
  const matches = last === "testRegex" ? matchesExpression : matchesPattern
  const takes = (setting: Setting | null, path: string) =>
    setting === null || setting.items.some((pattern) => matches(pattern, path))
  const lost = tests.filter((path) => takes(was, path) && !takes(is, path) && belongsTo(path, file))
  // Where the default says which files are taken, a first pattern that takes some of them at all may be meant for these.
  const own = was === null ? lost.filter(() => tests.some((path) => takes(is, path))) : lost
  const narrowed =
    own.length > 0 || (was !== null && is.items.length < was.items.length && tests.length === 0)
  return narrowed
    ? {
        severity: "high",
        why: `${own.length === 1 ? "A test file no longer runs" : `${own.length} test files no longer run`}, such as ${own[0] ?? "those not named"}`,
      }
    : null
}

/** Settings of what coverage counts, by key and file. */
const ofCoverage = /coverage|nyc|\bc8/i

export function counted(
  last: string,
  was: Setting | null,
  is: Setting | null,
  { sources }: Paths,
  key: string,
  file: string,
): Verdict | null {
  if (last !== "include" || was === null || is === null || !ofCoverage.test(`${key} ${file}`)) return null
  const counts = ({ items }: Setting, path: string) => items.some((pattern) => matchesPattern(pattern, path))
  const hit = sources.find((path) => counts(was, path) && !counts(is, path))
  return hit === undefined ? null : uncounted(hit)
}

function uncounted(path: string): Verdict {
  return { severity: "medium", why: `Sources such as ${path} no longer count for coverage` }
}

/** pytest configures Python, vitest JavaScript: a pattern says nothing about the tests of another language. */
function belongsTo(path: string, file: string): boolean {
  return /\.(ini|toml|cfg)$/.test(file) ? /\.py$/.test(path) : /\.[cm]?[jt]sx?$/.test(path)
}

function narrowedNames(was: Setting, is: Setting): Verdict | null {
  const words = (setting: Setting) => setting.value.split(/[\s,[\]"']/).filter((word) => word !== "")
  const lost = words(was).filter((word) => !words(is).includes(word))
  return lost.length > 0 ? { severity: "high", why: "Fewer functions count as tests" } : null
}

export function exclusion(
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
  const added = is.items.filter((item) => was?.items.includes(item) !== true)
  const forCoverage =
    /coverage|nyc|c8|exclude_lines|exclude_also|\brun\b|report/i.test(`${key} ${file}`) ||
    /^(omit|coveragePathIgnorePatterns)$/.test(last)
  if (/^exclude_(lines|also)$/.test(last))
    return added.length > 0 && was !== null
      ? { severity: "low", why: "More lines are left out of coverage" }
      : null
  const paths = forCoverage ? sources : tests.filter((path) => belongsTo(path, file))
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
  return forCoverage ? uncounted(hit) : { severity: "high", why: `Tests such as ${hit} no longer run` }
}

/** jest's ignore patterns are searched for anywhere in the path. */
function ignoredBy(pattern: string, path: string): boolean {
  const plain = pattern.replace("<rootDir>", "")
  return `/${path}`.includes(plain) || matchesPattern(plain, path)
}
