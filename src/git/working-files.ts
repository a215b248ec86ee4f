import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { gitEnv } from "./git-env.ts"
import { gitFailed } from "./git-error.ts"
import { openRepository, type Repository } from "./repository.ts"
import { gitText, runGit } from "./run-git.ts"

type WorkingFile = {
  /** Relative to the workspace, with `/`. */
  readonly path: string
  /** Id of the blob that holds this content; null when the file differs from the index or git does not know it. */
  readonly blob: string | null
}

export type WorkingFiles = {
  readonly head: string | null
  /** Those that differ from HEAD. */
  readonly changed: readonly string[]
  /** Those whose content git does not know by an id. */
  readonly unknown: readonly string[]
  /** The same as long as the same paths are there with the same content; what is `unknown` may still have changed. */
  readonly fingerprint: string
  /** Tracked and new files below the workspace that are there and not ignored; no links, no submodules. Throws GitError. */
  files(): Promise<readonly WorkingFile[]>
}

/**
 * What lies in the workspace, by git's own ignore rules, and its repository; null where there is none. git is asked for
 * everything at once, because it takes longer than whoever waits for it. Throws GitError.
 */
export async function workingFiles(
  workspace: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly repo: Repository; readonly listed: WorkingFiles } | null> {
  const place = { top: workspace, env: gitEnv(env) }
  const looks = Promise.all([gitText(place, statusList), gitText(place, otherList)])
  // Heard only when there is a repository; outside of one these commands fail as they should.
  looks.catch(() => {})
  const opened = await openRepository(workspace, env)
  if (opened.kind === "none") return null
  const [status, others] = await looks
  return { repo: opened.repo, listed: readLists(opened.repo, status, others) }
}

const stageList = ["ls-files", "--stage", "-z"]
const statusList = [
  "status",
  "--porcelain=v2",
  "--branch",
  "-z",
  "--untracked-files=no",
  "--no-renames",
  "--no-ahead-behind",
  "--ignore-submodules=all",
  "--",
  ".",
]
const otherList = ["ls-files", "--others", "--exclude-standard", "-z"]

function readLists(repo: Repository, status: string, others: string): WorkingFiles {
  const seen = readStatus(status, prefixOf(repo))
  // A repository inside this one is listed as a folder.
  const untracked = others.split("\0").filter((path) => path !== "" && !path.endsWith("/"))
  return {
    head: seen.head,
    changed: [...seen.changed, ...untracked],
    unknown: [...seen.modified, ...untracked],
    fingerprint: [indexMark(repo.indexFile), status, others].join("\0\0"),
    files: async () => {
      const stage = await gitText({ top: repo.workspace, env: repo.env }, stageList)
      return [...readStage(stage, seen), ...untracked.map((path) => ({ path, blob: null }))]
    },
  }
}

/** An index ends in a checksum over all its entries; where git was told to leave it out, the time of writing stands in. */
function indexMark(path: string): string {
  let file: number
  try {
    file = openSync(path, "r")
  } catch {
    return "" // nothing was ever added
  }
  try {
    const { size, mtimeMs, ino } = fstatSync(file)
    const end = Buffer.alloc(20)
    readSync(file, end, 0, end.length, Math.max(0, size - end.length))
    return end.every((byte) => byte === 0) ? `${size}:${mtimeMs}:${ino}` : `${size}:${end.toString("hex")}`
  } finally {
    closeSync(file)
  }
}

/** Paths below the workspace that differ between a commit and the working tree; new files that git does not know are not among them. */
export async function changedSince(repo: Repository, commit: string): Promise<readonly string[]> {
  const fixed = ["--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=all", "--relative"]
  const args = ["diff", "--name-only", "-z", ...fixed, "--end-of-options", commit, "--"]
  const told = await runGit({ top: repo.workspace, env: repo.env }, args)
  if (told.exitCode !== 0) throw gitFailed(args, told.exitCode, told.stderr)
  return told.stdout.toString("utf8").split("\0").filter(Boolean)
}

/** The workspace as git's paths from the top begin with it. */
function prefixOf({ top, workspace }: Repository): string {
  const below = relative(top, workspace)
  return below === "" ? "" : join(below, sep).replaceAll("\\", "/")
}

type Seen = {
  readonly head: string | null
  readonly changed: readonly string[]
  readonly modified: ReadonlySet<string>
  readonly gone: ReadonlySet<string>
}

/** Entries of `git status --porcelain=v2 -z`; their paths count from the top whatever the folder. */
function readStatus(text: string, prefix: string): Seen {
  let head: string | null = null
  const changed: string[] = []
  const modified = new Set<string>()
  const gone = new Set<string>()
  for (const entry of text.split("\0")) {
    if (entry.startsWith("# branch.oid ")) {
      const id = entry.slice("# branch.oid ".length)
      head = /^[0-9a-f]{40,64}$/.test(id) ? id : null
      continue
    }
    const path = pathOf(entry)
    if (path === null || !path.startsWith(prefix)) continue
    const own = path.slice(prefix.length)
    const inTree = entry.charAt(3)
    if (inTree === "D") gone.add(own)
    else changed.push(own)
    if (inTree !== "." || entry.startsWith("u ")) modified.add(own)
  }
  return { head, changed, modified, gone }
}

/** `1 XY sub mH mI mW hH hI path` or `u XY sub m1 m2 m3 mW h1 h2 h3 path`. */
function pathOf(entry: string): string | null {
  const skipped = entry.startsWith("1 ") ? 8 : entry.startsWith("u ") ? 10 : null
  if (skipped === null) return null
  let at = 0
  for (let field = 0; field < skipped; field++) at = entry.indexOf(" ", at) + 1
  return entry.slice(at)
}

/** Entries of `git ls-files --stage -z`: `mode id stage<TAB>path`. A file in conflict comes once. */
function readStage(text: string, { modified, gone }: Seen): WorkingFile[] {
  const files: WorkingFile[] = []
  let last = ""
  for (const entry of text.split("\0")) {
    if (!entry.startsWith("100")) continue
    const tab = entry.indexOf("\t")
    const path = entry.slice(tab + 1)
    if (path === last || gone.has(path)) continue
    last = path
    files.push({ path, blob: modified.has(path) ? null : entry.slice(7, tab - 2) })
  }
  return files
}
