import type { Call } from "../call.ts"
import { gitCommand } from "../git-command.ts"
import type { Place } from "../place.ts"
import { type Finding, finding } from "../verdict.ts"
import { zoneOf } from "../where.ts"
import { hasAny, names, readOptions } from "../words.ts"
import { gitConfig, riskySetting } from "./git-config.ts"
import { gitPush } from "./git-push.ts"

/** Damage to history, to uncommitted work, to remotes and to git's own configuration. */
export function gitRule(call: Call, place: Place): readonly Finding[] {
  if (call.name !== "git") return []
  const { verb, rest, folder, settings } = gitCommand(call.args)
  const elsewhere = folder !== null && changes.has(verb) && isOutside(folder, call, place)
  return [
    ...(elsewhere ? [finding("git-elsewhere", "machine", "changes a repository outside the workspace")] : []),
    ...settings.flatMap(([name, value]) => riskySetting(name, value)),
    ...(skipsHooks(verb, rest) ? [finding("skips-hooks", "tree", "skips the project's own git hooks")] : []),
    ...findingsOf(verb, rest),
  ]
}

const changes = names(
  "add am apply branch checkout cherry-pick clean commit config merge mv pull push rebase reset restore revert rm stash switch tag update-ref worktree",
)

function isOutside(folder: string, call: Call, place: Place): boolean {
  const zone = zoneOf(folder, call.cwd, place)
  return zone === "outside" || zone === "around" || zone === "judge"
}

function skipsHooks(verb: string, rest: readonly string[]): boolean {
  if (!/^(commit|push|merge|rebase|am|cherry-pick)$/.test(verb)) return false
  if (rest.includes("--no-verify")) return true
  return verb === "commit" && hasAny(readOptions(rest, commitValued), "n")
}

const commitValued = names("m message F file C c reuse-message author date t template S u")

function findingsOf(verb: string, rest: readonly string[]): readonly Finding[] {
  const options = readOptions(rest, names("b B c C s source m message e exclude"))
  const { operands } = options
  const lost = (what: string) => [finding("git-discard", "tree", what)]
  const history = (what: string) => [finding("git-history", "machine", what)]
  switch (verb) {
    case "push":
      return gitPush(rest)
    case "config":
      return gitConfig(rest)
    case "remote":
      return /^(add|rm|remove|rename|set-url|set-head|prune)$/.test(operands[0] ?? "")
        ? [finding("git-remote", "machine", "changes which remotes the repository has")]
        : []
    case "reset":
      if (hasAny(options, "hard")) return lost("throws uncommitted work away (reset --hard)")
      return hasAny(options, "merge", "keep") ? lost("can throw uncommitted work away (reset)") : []
    case "clean":
      return hasAny(options, "f", "force") && !hasAny(options, "n", "dry-run")
        ? lost("deletes files that git does not know (clean)")
        : []
    case "checkout":
      if (hasAny(options, "f", "force", "orphan"))
        return lost("throws uncommitted work away (checkout --force)")
      return operands.some(isEverything)
        ? lost("throws uncommitted work of the whole tree away (checkout)")
        : []
    case "switch":
      return hasAny(options, "f", "force", "discard-changes")
        ? lost("throws uncommitted work away (switch)")
        : []
    case "restore":
      return operands.some(isEverything) &&
        (!hasAny(options, "staged", "S") || hasAny(options, "worktree", "W"))
        ? lost("throws uncommitted work of the whole tree away (restore)")
        : []
    case "read-tree":
      return hasAny(options, "reset", "u") ? lost("replaces the whole tree (read-tree)") : []
    case "branch":
      if (
        hasAny(options, "D", "M", "C") ||
        (hasAny(options, "d", "delete", "f", "m") && hasAny(options, "f", "force"))
      )
        return history("deletes or overwrites a branch by force")
      return []
    case "tag":
      return hasAny(options, "d", "delete", "f", "force") ? history("deletes or moves a tag") : []
    case "stash":
      return /^(drop|clear)$/.test(operands[0] ?? "") ? history("throws stashed work away") : []
    case "update-ref":
    case "symbolic-ref":
      if (rest.some((word) => word.startsWith("refs/for-loop")))
        return [finding("own-state", "judge", "changes the loop's own checkpoints")]
      return operands.length > 1 || hasAny(options, "d", "delete", "stdin")
        ? history("moves refs by hand")
        : []
    case "reflog":
      return /^(expire|delete)$/.test(operands[0] ?? "") ? history("removes the way back from git's log") : []
    case "gc":
      return rest.some((word) => /^--prune=(now|all)$/.test(word))
        ? history("removes unreachable commits at once")
        : []
    case "filter-branch":
    case "filter-repo":
    case "replace":
    case "prune":
      return history(`rewrites or removes history (${verb})`)
    case "worktree":
      return operands[0] === "remove" && hasAny(options, "f", "force")
        ? lost("removes a working tree with its changes")
        : []
    case "submodule":
      return operands[0] === "deinit" && hasAny(options, "f", "force")
        ? lost("removes submodules with their changes")
        : []
    default:
      return []
  }
}

function isEverything(path: string): boolean {
  return /^(\.\/?|\*|:\/|:\/\*|:\(top\).?|\.\/\*|\*\*?(\/\*)?)$/.test(path)
}
