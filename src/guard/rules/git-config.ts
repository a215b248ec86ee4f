import { type Finding, finding } from "../verdict.ts"
import { hasAny, names, readOptions } from "../words.ts"

/** Settings that make git start programs, skip hooks or hand credentials on. */
const risky =
  /^(core\.(hookspath|fsmonitor|sshcommand|pager|editor|gitproxy|worktree)|alias\..*|credential\..*|filter\..*|include(if\..*)?\.path|url\..*|remote\..*\.(url|pushurl)|http\..*proxy|http\.sslverify|gpg\.program|diff\..*\.command|merge\..*\.driver|protocol\..*|uploadpack\..*|receive\..*)$/i

/** A setting given for one command by `-c`. */
export function riskySetting(name: string, value: string): readonly Finding[] {
  if (!risky.test(name) || /^core\.(pager|editor)$/i.test(name)) return []
  // An alias that begins with an exclamation mark is judged as the command it is.
  if (/^alias\./i.test(name) && value.startsWith("!")) return []
  if (/^core\.(fsmonitor|hookspath)$/i.test(name) && /^(false|0)$/i.test(value) && !/hookspath/i.test(name))
    return []
  return [finding("git-config", "machine", `sets git's ${name} for one command`)]
}

const reading = names("get get-all get-regexp get-urlmatch list l get-color name-only show-origin")

/** `git config`: everything global, and local settings that start programs. Reading is free. */
export function gitConfig(rest: readonly string[]): readonly Finding[] {
  const options = readOptions(rest, names("f file blob type default comment value"))
  const { operands } = options
  const [first = "", ...others] = operands
  if ([...reading].some((name) => hasAny(options, name)) || first === "get" || first === "list") return []
  const removes = hasAny(
    options,
    "unset",
    "unset-all",
    "remove-section",
    "rename-section",
    "edit",
    "e",
    "add",
    "replace-all",
  )
  const sets = removes || /^(set|unset|edit|rename-section|remove-section)$/.test(first) || others.length > 0
  if (!sets) return []
  if (hasAny(options, "global", "system"))
    return [finding("git-config", "machine", "changes git's settings for every repository")]
  const setting = first === "set" || first === "unset" ? (others[0] ?? "") : first
  return risky.test(setting) ? [finding("git-config", "machine", `changes git's ${setting}`)] : []
}
