import { commandReasons, harmlessEnv, switching } from "../command/compare.ts"
import { judges } from "../command/parse.ts"
import { filesRunBy, projectCommands } from "../command/project-commands.ts"
import type { Found } from "../finding.ts"
import type { Side } from "../match/side.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"
import { changedSettings } from "./settings.ts"

/** The checks themselves and the scripts, targets and script files behind them, where they judge less (S74). */
export function weakerCommands(comparison: Comparison): Found[] {
  const { before, after } = comparison
  const tests = before.surface.files.filter(({ kind }) => kind === "test").map(({ path }) => path)
  return [
    ...checks(before, after, tests),
    ...named(before, after, tests),
    ...scriptFiles(before, after, tests),
  ]
}

function checks(before: Side, after: Side, tests: readonly string[]): Found[] {
  const now = after.surface.checks
  return before.surface.checks.flatMap((check, i): Found[] => {
    if (now.includes(check)) return []
    const twin = now[i]
    const base = { what: "command" as const, file: "", line: null, before: check }
    if (twin === undefined)
      return [{ ...base, severity: "high", why: "A check of the loop is gone.", after: "" }]
    return commandReasons(check, twin, tests).map(({ severity, why }) => ({
      ...base,
      about: why,
      severity,
      why: `A check of the loop changed. ${why}.`,
      after: twin,
    }))
  })
}

function named(before: Side, after: Side, tests: readonly string[]): Found[] {
  const changed = new Set([...before.changed, ...after.changed].map(({ path }) => path))
  const later = projectCommands(after)
  const all = new Set(later.map(({ command }) => command))
  return projectCommands(before).flatMap((old): Found[] => {
    if (!changed.has(old.file)) return []
    const now = later.find(({ file, name }) => file === old.file && name === old.name)
    const base = {
      what: "command" as const,
      about: old.name,
      file: old.file,
      before: oneLine(old.command, 400),
    }
    if (now === undefined) {
      if (
        all.has(old.command) ||
        (!after.byPath.has(old.file) && !before.surface.checks.some((check) => check.includes(old.name)))
      )
        return []
      const judged = judges(old.command) && isUsed(old.name, before)
      return [
        {
          ...base,
          line: null,
          severity: judged ? "medium" : "low",
          why: `The command \`${old.name}\` is gone.`,
          after: "",
        },
      ]
    }
    const reasons = commandReasons(old.command, now.command, tests)
    const open = reasons.filter(({ why }) => !isSetElsewhere(why, old.command, after))
    return open.map(({ severity, why }) => ({
      ...base,
      about: `${old.name}\n${why}`,
      line: now.line,
      severity,
      why: `The command \`${old.name}\` judges less. ${why}.`,
      after: oneLine(now.command, 400),
    }))
  })
}

/** Whether a configuration file demands what a command no longer does: `--lines 90` went into `.nycrc`. */
function isSetElsewhere(why: string, command: string, after: Side): boolean {
  const option = /^It no longer uses `--(.+)`$/.exec(why)?.[1]
  if (option === undefined) return false
  const demanded = new RegExp(`--${option}[= ](\\d+)`).exec(command)?.[1]
  return changedSettings(after).some(
    ({ key, value }) =>
      `.${key}`.endsWith(`.${option}`) &&
      (demanded === undefined ? value === "true" : Number(value) >= Number(demanded)),
  )
}

/** Whether a check, a pipeline or another command runs a command, or everybody does by its name. */
function isUsed(name: string, before: Side): boolean {
  if (/^(test|check|checks|ci|verify|lint)$/.test(name)) return true
  const mention = new RegExp(
    `\\b(run|make|just|yarn|pnpm|bun)\\s+(-\\S+\\s+)*${name.replace(/\W/g, "\\$&")}\\b`,
  )
  const texts = before.surface.files
    .filter(({ kind }) => kind === "ci" || kind === "script")
    .map(({ text }) => text ?? "")
  return [...before.surface.checks, ...texts].some((text) => mention.test(text))
}

/** Shell scripts that run tools, and any script a check or test command names. */
function scriptFiles(before: Side, after: Side, tests: readonly string[]): Found[] {
  const called = new Set(
    [...before.surface.checks, ...projectCommands(before).map(({ command }) => command)].flatMap(filesRunBy),
  )
  return after.changed.flatMap((file): Found[] => {
    const old = before.byPath.get(file.path)
    const shell = /\.(sh|bash|zsh)$/.test(file.path) || /(^|\/)\.husky\//.test(file.path)
    if (old === undefined || !shell || old.text === null || file.text === null) return []
    if (!called.has(file.path) && !judges(old.text)) return []
    return commandReasons(old.text, file.text, tests).map(({ severity, why }) => ({
      what: "command",
      about: why,
      file: file.path,
      line: null,
      severity,
      why: `The script judges less. ${why}.`,
      before: changedLines(old.text ?? "", file.text ?? ""),
      after: changedLines(file.text ?? "", old.text ?? ""),
    }))
  })
}

/** Lines of a text that the other one lacks. */
export function changedLines(text: string, other: string): string {
  const known = new Set(other.split("\n").map((line) => line.trim()))
  return oneLine(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !known.has(line))
      .join("; "),
    400,
  )
}

/** Environment files that switch tests or services differently. */
export function changedEnvironment({ before, after }: Comparison): Found[] {
  return after.changed.flatMap((file): Found[] => {
    if (file.kind !== "env") return []
    const old = new Map(pairs(before.byPath.get(file.path)?.text ?? ""))
    return pairs(file.text ?? "").flatMap(([name, value]): Found[] => {
      const entry = `${name}=${value}`
      if (old.get(name) === value || !switching.test(entry) || harmlessEnv.test(entry)) return []
      return [
        {
          what: "environment",
          about: name,
          file: file.path,
          line: null,
          severity: "medium",
          why: `The environment variable \`${name}\` is set differently.`,
          before: old.has(name) ? `${name}=${old.get(name)}` : "",
          after: entry,
        },
      ]
    })
  })
}

function pairs(text: string): [string, string][] {
  return text.split("\n").map((line): [string, string] => {
    const at = line.indexOf("=")
    return [line.slice(0, at), line.slice(at + 1)]
  })
}
