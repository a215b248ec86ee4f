import { join } from "node:path"
import ignore, { type Ignore } from "ignore"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { listFolder } from "../../system/list-folder.ts"

const never = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  ".venv",
  "venv",
  "__pycache__",
  ".cache",
  ".DS_Store",
])
const ruleFiles = [".gitignore", ".ignore"]
const mostFiles = 200_000

type Rules = { readonly base: string; readonly rules: Ignore }

/**
 * Files of a folder that no repository holds, relative with `/`, by the ignore files in it and below it and by the
 * user's global one, all with git's meaning. Links are not followed.
 */
export function walkFolder(workspace: string, env: NodeJS.ProcessEnv): readonly string[] {
  const files: string[] = []
  const global = readTextIfPresent(globalFile(env)) ?? ""
  walk(workspace, "", [{ base: "", rules: ignore().add(global) }], files)
  return files
}

function walk(workspace: string, folder: string, above: readonly Rules[], files: string[]): void {
  const entries = listFolder(join(workspace, folder))
  const own = ruleFiles.filter((name) =>
    entries.some((entry) => entry.name === name && entry.kind === "file"),
  )
  const texts = own.map((name) => readTextIfPresent(join(workspace, folder, name)) ?? "")
  const rules =
    texts.length === 0 ? above : [...above, { base: folder, rules: ignore().add(texts.join("\n")) }]
  for (const { name, kind } of entries) {
    if (never.has(name) || files.length >= mostFiles) continue
    const path = folder + name
    if (kind === "file" && !isIgnored(path, rules)) files.push(path)
    if (kind === "folder" && !isIgnored(`${path}/`, rules)) walk(workspace, `${path}/`, rules, files)
  }
}

/** The nearest file that says something about a path decides. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { base, rules: own } of rules.toReversed()) {
    const { ignored, unignored } = own.test(path.slice(base.length))
    if (ignored || unignored) return ignored
  }
  return false
}

function globalFile(env: NodeJS.ProcessEnv): string {
  const user = (process.platform === "win32" ? env.USERPROFILE : env.HOME) ?? ""
  return join(env.XDG_CONFIG_HOME || join(user, ".config"), "git", "ignore")
}
