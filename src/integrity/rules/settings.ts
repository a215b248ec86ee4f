import { posix } from "node:path"
import { commandReasons } from "../command/compare.ts"
import type { Found } from "../finding.ts"
import type { Side } from "../match/side.ts"
import { settingsOf } from "../settings/read.ts"
import type { Setting } from "../settings/setting.ts"
import type { SurfaceFile } from "../surface.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"
import { judgeSetting } from "./setting-rules.ts"

const runnerKeys = /^(jest|vitest|mocha|nyc|c8|ava|tap|jasmine|xo|eslintConfig|playwright)\./

/** What got laxer in the configuration of runners, coverage and linters, package.json included. */
export function laxerSettings(comparison: Comparison): Found[] {
  const { before, after } = comparison
  const paths = new Set([...before.changed, ...after.changed].filter(isConfiguration).map(({ path }) => path))
  const tests = before.surface.files.filter(({ kind }) => kind === "test").map(({ path }) => path)
  const sources = before.surface.files.filter(({ kind }) => kind === "source").map(({ path }) => path)
  const later = changedSettings(after)
  return [...paths].flatMap((path) => {
    const old = before.byPath.get(path)
    const now = after.byPath.get(path)
    const earlier = indexed(old === undefined ? [] : read(old))
    const current = indexed(now === undefined ? [] : read(now))
    const judged = [...new Set([...earlier.keys(), ...current.keys()])].flatMap((key): Found[] => {
      const was = earlier.get(key) ?? null
      const is = current.get(key) ?? null
      if (was?.value === is?.value) return []
      // Settings that went to another file.
      if (
        is === null &&
        was !== null &&
        later.some((other) => lastOf(other.key) === lastOf(key) && other.value === was.value)
      )
        return []
      const isCommand = /(^|\.)(commands|script|args)$/.test(key) && was !== null
      const verdicts =
        lastOf(key) === "addopts"
          ? commandReasons(`pytest ${was?.value ?? ""}`, `pytest ${is?.value ?? ""}`, tests)
          : isCommand
            ? commandReasons(plainCommand(was.value), plainCommand(is?.value ?? was.value), tests)
            : judgeSetting(path, key, was, is, { tests, sources })
      return verdicts.map(({ severity, why }) => ({
        what: "configuration",
        about: key,
        file: path,
        line: is?.line ?? null,
        severity,
        why: `${why} (\`${key}\`).`,
        before: oneLine(was?.value ?? "", 300),
        after: oneLine(is?.value ?? "", 300),
      }))
    })
    return [...judged, ...laxLines(path, old, now)]
  })
}

/** Settings of every configuration file that is not as it was. */
export function changedSettings(side: Side): Setting[] {
  return side.changed.filter(isConfiguration).flatMap(read)
}

/** tox writes the environment a command is for in front of it. */
function plainCommand(text: string): string {
  return text.replace(/(^|\s)[\w{},!-]+:\s/g, "$1")
}

function isConfiguration({ kind, path }: SurfaceFile): boolean {
  return kind === "config" || ["package.json", "composer.json"].includes(posix.basename(path))
}

function read(file: SurfaceFile): Setting[] {
  const settings = settingsOf(file.path, file.text ?? "")
  if (posix.basename(file.path) !== "package.json") return settings
  return settings.filter(({ key }) => runnerKeys.test(key))
}

/** Equal keys (several projects in one file) are told apart by their order. */
function indexed(settings: readonly Setting[]): Map<string, Setting> {
  const byKey = new Map<string, Setting>()
  for (const setting of settings) {
    let key = setting.key
    for (let n = 2; byKey.has(key); n++) key = `${setting.key}#${n}`
    byKey.set(key, setting)
  }
  return byKey
}

function lastOf(key: string): string {
  return key.split(".").at(-1) ?? key
}

const lax =
  /<skipTests>\s*true|<skip>\s*true|<testFailureIgnore>\s*true|maven\.test\.(skip|failure\.ignore)>?\s*=?\s*true|ignoreFailures\s*=\s*true|isIgnoreFailures\s*=\s*true|\bexcludeTestsMatching\b|\bexclude(Tags|Category|Groups?)\b|<exclude(dGroups)?>|<IsTestProject>\s*false|onlyIf\s*\{\s*false|\bexclude\s*[('"]+[^)]*(test|spec)|(\btest\b.*)?\benabled\s*=\s*false|failOnNoDiscoveredTests\s*=\s*false|rerunFailingTestsCount|maxRetries|maxFailures|<TreatWarningsAsErrors>\s*false/i

/** New lines of build files without a reader of their own (Maven, Gradle, MSBuild, PHPUnit) that switch tests off. */
function laxLines(path: string, old: SurfaceFile | undefined, now: SurfaceFile | undefined): Found[] {
  if (!/\.(xml|dist|gradle|kts|csproj|props|runsettings|properties)$/.test(path) || now === undefined)
    return []
  const known = new Set((old?.text ?? "").split("\n").map((line) => line.trim()))
  return (now.text ?? "").split("\n").flatMap((line, i): Found[] => {
    if (known.has(line.trim()) || !lax.test(line)) return []
    return [
      {
        what: "configuration",
        file: path,
        line: i + 1,
        severity: "high",
        why: "The build runs fewer tests or ignores their failures.",
        before: "",
        after: line.trim(),
      },
    ]
  })
}
