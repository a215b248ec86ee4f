import { matchesPattern } from "../settings/pattern.ts"
import { optionsOf } from "./options.ts"
import { isTestTool, type Step, stepsOf, toolOf, withoutToolchain } from "./parse.ts"

export type Reason = { readonly severity: "high" | "medium"; readonly why: string }

/**
 * In which ways a command line judges less than it did: its failure no longer counts, it runs a selection, it repeats or
 * rewrites expectations, a step is gone. `tests` are the test files of the workspace.
 */
export function commandReasons(earlier: string, later: string, tests: readonly string[]): Reason[] {
  const before = withoutToolchain(earlier)
  const after = withoutToolchain(later)
  const old = stepsOf(before)
  const now = stepsOf(after)
  const reasons: Reason[] = []
  const harmless = neutralised(after)
  if (harmless !== null && neutralised(before) !== harmless)
    reasons.push({ severity: "high", why: `Its failure no longer counts (${harmless})` })
  const tampering = now.find(
    (step) =>
      rewriting.test(step.words.join(" ")) &&
      !old.some(({ words }) => words.join(" ") === step.words.join(" ")),
  )
  if (
    tampering !== undefined &&
    (tampering.words.some((word) => touchesTests.test(word)) || tampering.words[0] === "sed")
  )
    reasons.push({
      severity: "high",
      why: `It changes files of the tests (\`${tampering.words.slice(0, 4).join(" ")}\`)`,
    })
  if (endsAtFailure(before) && !endsAtFailure(after))
    reasons.push({ severity: "medium", why: "It goes on after a failure (no `set -e`)" })
  if (leavesOutAssertions(after) && !leavesOutAssertions(before))
    reasons.push({ severity: "high", why: "Python leaves out assertions (`-O`)" })
  const left = [...now]
  for (const step of old) {
    const name = toolOf(step)
    if (name === null) continue
    const at = bestMatch(step, name, left)
    const match = left[at]
    if (match === undefined) {
      reasons.push(missing(name, now))
      continue
    }
    left.splice(at, 1)
    reasons.push(...stepReasons(name, step, match, tests))
  }
  if (old.every((step) => toolOf(step) === null) && now.every(isIdle) && !old.every(isIdle))
    reasons.push({ severity: "high", why: "It no longer runs anything" })
  return [...new Map(reasons.map((reason) => [reason.why, reason])).values()]
}

function endsAtFailure(command: string): boolean {
  return /(^|[\n;])\s*set -\w*e|set -o errexit/.test(command)
}

function leavesOutAssertions(command: string): boolean {
  return /\bpython[\d.]*\s+-OO?\b/.test(command)
}

function isIdle({ words }: Step): boolean {
  return /^(|true|:|echo|exit|printf|sleep)$/.test(words.slice(0, 1).join())
}

function bestMatch(step: Step, name: string, candidates: readonly Step[]): number {
  const same = candidates.findIndex(
    (other) => toolOf(other) === name && other.words.join(" ") === step.words.join(" "),
  )
  return same >= 0 ? same : candidates.findIndex((other) => toolOf(other) === name)
}

function missing(name: string, now: readonly Step[]): Reason {
  const others = now.map(toolOf).filter((tool) => tool !== null && isTestTool(tool))
  if (!isTestTool(name)) return { severity: "medium", why: `It no longer runs \`${name}\`` }
  return { severity: others.length > 0 ? "medium" : "high", why: `It no longer runs \`${name}\`` }
}

/** How a command line hides its failure, or null. */
function neutralised(command: string): string | null {
  const steps = stepsOf(command)
  const hidden = steps.find(
    ({ joint, words }, i) =>
      (joint === "||" || joint === ";") &&
      (/^(true|:|exit 0|exit|echo\b.*|printf\b.*)$/.test(words.join(" ")) || showsInstead(steps, i)) &&
      (joint === "||" || i === steps.length - 1 || words[0] === "exit"),
  )
  if (hidden !== undefined) return `${hidden.joint} ${hidden.words.join(" ")}`
  if (/(^|[\n;&|])\s*set \+e\b/.test(command)) return "set +e"
  const early = steps.findIndex(({ words }) => /^exit( 0)?$/.test(words.join(" ")))
  if (early >= 0 && steps.some((step, i) => i > early && toolOf(step) !== null))
    return "exit before the check"
  const piped = steps.find(
    ({ joint, words }, i) =>
      joint.startsWith("|") &&
      joint !== "||" &&
      /^(tee|cat|head|tail|grep|sed|awk|less|true|wc)$/.test(words[0] ?? "") &&
      steps.slice(0, i).some((step) => toolOf(step) !== null),
  )
  if (piped !== undefined && !/pipefail/.test(command)) return `| ${piped.words[0]}`
  if (/[^&]&\s*$/.test(command)) return "&"
  return (
    /--exit-zero\b|--no-error-on-\w+|--no-fail\b|--suppress-tests-failed-exit-code|--force-success/.exec(
      command,
    )?.[0] ?? null
  )
}

/** Something that hardly fails in the place of a check's failure: `vitest run || cat log.txt`, with no `exit 1` behind it. */
function showsInstead(steps: readonly Step[], at: number): boolean {
  const [before, step, ...later] = steps.slice(at - 1)
  if (step?.joint !== "||" || toolOf(before ?? step) === null) return false
  const fails = later.some(({ words }) => /^(false|(exit|return) [1-9])/.test(words.join(" ")))
  return !fails && /^(cat|ls|pwd|date|sleep|touch|mkdir|head|tail|wc)( |$)/.test(step.words.join(" "))
}

const rewriting =
  /^(rm|mv|sed -i|perl -pi|git (checkout|stash|restore|apply)|patch|truncate|del|rimraf|shx rm)\b/
const touchesTests = /test|spec|snap|__mocks__|conftest/i

const narrowing =
  /^(-k|-m|-t|-g|-gv|-f|-p|-run|-skip|-short|--skip|--grep|--grep-invert|--fgrep|--invert|--testNamePattern|--test-name-pattern|--test-skip-pattern|--testPathPatterns?|--testPathIgnorePatterns|--exclude|--ignore|--ignore-glob|--deselect|--filter|--changed|--changedSince|--changedFilesWithAncestor|--onlyChanged|--only-changed|-o|--related|--findRelatedTests|--shard|--lf|--last-failed|--onlyFailures|--sw|--stepwise|--picked|--testmon|--test-only|--test-rerun-failures|--test-list|--test-list-invert|--project|--selectProjects|--dir|--spec|--collect-only|--co|--listTests|--list|--dry-run|--no-run|--lib|--bins|--doc|--tags|--exclude-tag|--pattern|--group|--exclude-group|--exclude-task|--testsuite|--only|--only-failures|--match|--noconftest|--example|-e|--tag|--include|--test|--testRunner|--testrunner|--package|--lastCommit|--watch|--root|--rootdir|--testMatch|--testRegex)$/
const lenient =
  /^(--passWithNoTests|--pass-with-no-tests|--allowOnly|--dangerouslyIgnoreUnhandledErrors|-u|--update|--updateSnapshot|--snapshot-update|--update-snapshots|--test-update-snapshots|--no-coverage|--no-cov|--continue-on-collection-errors|--no-forbid-only|--no-typecheck|--ignoreUnhandledErrors|--noStrict|-DskipTests|-Dmaven\.test\.skip|-Dmaven\.test\.failure\.ignore|--skip-tests|--no-verify|--no-strict|--ci=false|--no-check-coverage|--check-coverage=false|--coverage=false|--coverage\.enabled=false|--run-skipped=false)\b/
const rising = /timeout|retr(y|ies)|rerun|max-?warnings|flaky|max-?failures/i
const falling = /cov|fail-under|threshold|^--(lines|branches|functions|statements)$/i
const guards =
  /^(--coverage|--cov|--cov-fail-under|--coverage\.thresholds?\.\w+|--coverageThresholds?|--check-coverage|--100|--per-file|--experimental-test-coverage|--test-coverage-\w+|--race|-race|--forbid-only|--forbidOnly|--ci|--max-warnings|--strict|--strict-markers|--strict-config|--error-on-warnings|-Werror|--fail-on-warning|--fail-under|--lines|--branches|--functions|--statements|--typecheck|--all-targets|--all-features|--workspace|--all|--doctest-modules|--detectOpenHandles|--fail-on-flaky-tests|--deny)$/

function stepReasons(name: string, before: Step, after: Step, tests: readonly string[]): Reason[] {
  const old = optionsOf(name, before)
  const now = optionsOf(name, after)
  const reasons: Reason[] = []
  for (const [option, value] of now.options) {
    const earlier = old.options.get(option)
    if (earlier === value) continue
    const shown = `\`${option}${value === "" ? "" : ` ${value}`}\``
    if (
      (narrowing.test(option) || (option === "-c" && name === "go test")) &&
      isTestTool(name) &&
      value !== "false" &&
      !(
        option === "-o" && !/^(jest|(react-scripts|craco) test|(npm|yarn|pnpm) (run )?t(est)?)$/.test(name)
      ) &&
      !(option === "-p" && !/^(unittest|manage\.py|cargo)\b/.test(name)) &&
      !(option === "-m" && name !== "pytest") &&
      !(/^(--root|--rootdir|--include|-e|--test)$/.test(option) && value === "") &&
      !(option === "-f" && value === "" && name !== "jest")
    )
      reasons.push({ severity: "high", why: `It runs a selection of the tests only (${shown})` })
    else if (
      lenient.test(`${option}=${value}`) &&
      ((value !== "false" && value !== "0") || !lenient.test(`${option}=`))
    )
      reasons.push({ severity: "high", why: `It lets pass what failed (${shown})` })
    else if (
      rising.test(option) &&
      seconds(value) >
        seconds(
          earlier ??
            (/timeout/i.test(option)
              ? /pytest|go test/.test(name)
                ? "600s"
                : "5000"
              : option === "--max-warnings"
                ? "Infinity"
                : "0"),
        )
    )
      reasons.push({ severity: "medium", why: `A limit was raised (${shown})` })
    else if (falling.test(option) && earlier !== undefined && isLower(value, earlier))
      reasons.push({ severity: "medium", why: `A threshold was lowered (${shown})` })
    else if (["-c", "--config", "--configFile", "--rcfile"].includes(option) && isTestTool(name))
      reasons.push({ severity: "medium", why: `It uses another configuration (${shown})` })
    else if (option === "-p" && /^no:/.test(value))
      reasons.push({ severity: "medium", why: `It switches a part of the runner off (${shown})` })
    else if (/^--(test-)?reporters?$/.test(option) && /^\.|\//.test(value) && !value.startsWith("@"))
      reasons.push({
        severity: "medium",
        why: `A reporter of this repository judges the tests now (${shown})`,
      })
  }
  for (const option of old.options.keys())
    if (
      guards.test(option) &&
      !now.options.has(option) &&
      !(option === "--coverage" && [...now.options.keys()].some((other) => other.startsWith("--coverage.")))
    )
      reasons.push({ severity: "medium", why: `It no longer uses \`${option}\`` })
  if (isTestTool(name)) reasons.push(...selection(name, old.paths, now.paths, tests))
  for (const entry of after.env)
    if (!before.env.includes(entry) && switching.test(entry) && !harmlessEnv.test(entry))
      reasons.push({ severity: "medium", why: `It sets \`${entry}\`` })
  return reasons
}

/** Variables by which tests and tools are told to do less. */
export const switching =
  /^[A-Z_]*(SKIP|ONLY|FAST|QUICK|SAFE|SMOKE|DISABLE|IGNORE|BYPASS|MOCK|FAKE|STUB|UPDATE|NO_|LENIENT|ADDOPTS|PYTEST_|JEST_|VITEST_|GOFLAGS|NODE_OPTIONS|HUSKY|XFAIL|TEST_MODE|TESTING|FILTER|GREP|RETRIES|RETRY|TIMEOUT|TOLERANCE|STRICT|WORKAROUND|PYTHONOPTIMIZE)[A-Z_0-9]*=|^CI=/
export const harmlessEnv =
  /^NODE_OPTIONS=(--experimental-\S+|--max-old-space-size=\d+|--no-warnings|--enable-source-maps|\s)*$|=(0|false|off|no)?$/i

/** Whether a threshold, or one of several in braces, is lower than it was. */
function isLower(value: string, earlier: string): boolean {
  const numbers = (text: string) => [...text.matchAll(/[\d.]+/g)].map(([digits]) => Number(digits))
  const [now, old] = [numbers(value), numbers(earlier)]
  return now.length < old.length || now.some((number, i) => number < (old[i] ?? 0))
}

/** Seconds, milliseconds and Go durations on one scale; only used to compare values of one option. */
function seconds(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  if (parts.length === 0) return Number(text)
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * secondsOf(unit), 0)
}

function secondsOf(unit: string | undefined): number {
  return unit === "ms" ? 0.001 : unit === "s" ? 1 : unit === "m" ? 60 : 3600
}

function selection(
  name: string,
  before: readonly string[],
  after: readonly string[],
  tests: readonly string[],
): Reason[] {
  const extra = after.filter((path) => !before.includes(path))
  const fewer = before.filter((path) => !after.includes(path))
  if ((extra.length === 0 && (fewer.length === 0 || after.length === 0)) || after.length === 0) return []
  if (/(npm|yarn|pnpm|make|just|tox|nox|gradle|gradlew|mvn|mvnw|rake)\b/.test(name))
    return extra.length > 0 && before.length === 0
      ? []
      : fewer.length > 0
        ? [{ severity: "medium", why: `It no longer names \`${fewer[0]}\`` }]
        : []
  if (before.includes("./...") && !after.includes("./..."))
    return [{ severity: "high", why: `It runs a selection of the packages only (\`${extra.join(" ")}\`)` }]
  const own = tests.filter((path) =>
    (/pytest|unittest|tox|manage\.py/.test(name)
      ? /\.py$/
      : /^go/.test(name)
        ? /\.go$/
        : /cargo/.test(name)
          ? /\.rs$/
          : /[jt]sx?$/
    ).test(path),
  )
  const dotted = /unittest|manage\.py/.test(name)
  const taken = (paths: readonly string[], path: string) =>
    paths.length === 0 || paths.some((entry) => covers(dotted ? folders(entry) : entry, path))
  const lost = own.filter((path) => taken(before, path) && !taken(after, path))
  if (lost.length > 0)
    return [
      {
        severity: "high",
        why: `It runs a selection of the tests only (\`${extra.join(" ") || after.join(" ")}\`)`,
      },
    ]
  if (
    own.length === 0 &&
    (extra.length > 0 || fewer.length > 0) &&
    !/^\.?\/?(tests?|spec|src|\.)\/?$/.test(after.join())
  )
    return [{ severity: "medium", why: `It runs other tests than before (\`${after.join(" ")}\`)` }]
  return []
}

/** The path of a module: `shop.tests` is `shop/tests`. */
function folders(entry: string): string {
  return /^\w+(\.\w+)+$/.test(entry) ? entry.replace(/\.(?!py$)/g, "/") : entry
}

/** vitest and jest look for an argument anywhere in the path; others take it as file, folder or glob. */
function covers(entry: string, path: string): boolean {
  const plain = entry.startsWith("./") ? entry.slice(2) : entry
  // Of a file, `a.py::test_a` is one test.
  return !entry.includes("::") && (path.includes(plain) || matchesPattern(plain, path))
}
