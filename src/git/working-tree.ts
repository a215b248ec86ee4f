import { gitFailed } from "./git-error.ts"
import type { PrivateIndex } from "./private-index.ts"
import { markDoubtful } from "./quick/mark-doubtful.ts"
import type { Repository } from "./repository.ts"
import { type GitResult, gitText, runGit } from "./run-git.ts"

export type Updated = {
  /** git's words about files that had to be left out, mostly "". */
  readonly leftOut: string
  /** True when a file that was in the index is gone from it. */
  readonly removed: boolean
}

/**
 * Brings a private index up to date with the working tree. A kept index still holds files that a changed .gitignore now leaves out, so such a change is answered by
 * starting again from the user's index. Only a .gitignore that ignores itself goes unseen: what was kept before it came
 * stays in until the user's index changes.
 */
export async function updateIndex(repo: Repository, index: PrivateIndex): Promise<Updated> {
  const added = index.kept ? await addSinceKept(repo, index) : await addAll(repo, index)
  return added === "rules changed" ? await updateIndex(repo, index.renew()) : added
}

/**
 * Writes the tree of an index that `updateIndex` has seen, and returns its id. Nothing can be missing, because `add` has
 * just written or seen every object; asking for each costs as much as the trees. Trees hardly compress.
 */
export function writeTree(repo: Repository, index: PrivateIndex): Promise<string> {
  return gitText(repo, ["-c", "core.looseCompression=0", "write-tree", "--missing-ok"], { index: index.path })
}

/** What follows `git add`. The warning would come with every checkpoint of a tree with a repository inside. */
const add = ["-c", "advice.addEmbeddedRepo=false", "add", "--verbose", "--ignore-errors"]

const removalInReport = /^remove '/m

/** In the `add 'path'` and `remove 'path'` lines of `git add --verbose`. */
const rulesInReport = /[/']\.git(?:ignore|attributes)'$/m
/** In a list of paths that each end in NUL. */
const rulesInList = /(?:^|[/\0])\.git(?:ignore|attributes)\0/

/** More new files than this are left to `add --all`: each is compared with each path of the tree otherwise. */
const mostNewFiles = 500

/**
 * Everything in one process. `--sparse` keeps files outside a sparse checkout's cone; gits before 2.34 do not know it and
 * answer 129. Exit code 1 means that some files could not be read and were left out; everything else is in.
 */
async function addAll(repo: Repository, index: PrivateIndex): Promise<Updated> {
  const options = { index: index.path }
  const first = await runGit(repo, [...add, "--all", "--sparse"], options)
  const added = first.exitCode === 129 ? await runGit(repo, [...add, "--all"], options) : first
  if (added.exitCode !== 0 && added.exitCode !== 1) throw gitFailed(add, added.exitCode, added.stderr)
  const removed = removalInReport.test(added.stdout.toString("latin1"))
  return { leftOut: added.exitCode === 1 ? added.stderr.trim() : "", removed }
}

/**
 * The same for an index that knows most files already: known files are compared while another process looks for new ones,
 * each half of the work of `add --all` (bench/checkpoint.ts). Whatever is not plain success is done again in one process.
 */
async function addSinceKept(repo: Repository, index: PrivateIndex): Promise<Updated | "rules changed"> {
  const options = { index: index.path }
  markDoubtful(index.path)
  const [known, unknown] = await Promise.all([
    runGit(repo, [...add, "--update", "--sparse"], options),
    runGit(repo, ["ls-files", "--others", "--exclude-standard", "-z"], options),
  ])
  const found = unknown.stdout.toString("latin1")
  const removed = removalInReport.test(known.stdout.toString("latin1"))
  if (rulesInReport.test(known.stdout.toString("latin1")) || rulesInList.test(found)) return "rules changed"
  const done =
    known.exitCode === 0 &&
    unknown.exitCode === 0 &&
    (found === "" || (await addNew(repo, index, unknown.stdout)).exitCode === 0)
  if (done) return { leftOut: "", removed }
  const again = await addAll(repo, index)
  return { ...again, removed: removed || again.removed }
}

/** `paths` stay bytes from git to git: a name need not be UTF-8. */
async function addNew(
  repo: Repository,
  index: PrivateIndex,
  paths: Buffer,
): Promise<Pick<GitResult, "exitCode">> {
  if (paths.filter((byte) => byte === 0).length > mostNewFiles) return { exitCode: null }
  const fromStdin = ["--sparse", "--pathspec-from-file=-", "--pathspec-file-nul"]
  const options = { index: index.path, stdin: paths }
  return await runGit(repo, ["--literal-pathspecs", ...add, ...fromStdin], options)
}

/**
 * Paths (latin1) that the user's index has and the working tree has not. Such a file is gone from a private index; when it
 * comes back while an ignore rule matches it, only the user's index still knows that it belongs to the tree.
 */
export async function lostPaths(repo: Repository): Promise<readonly string[]> {
  const args = ["diff-files", "--name-only", "--diff-filter=DU", "--no-renames", "-z"]
  const told = await runGit(repo, args)
  if (told.exitCode !== 0) throw gitFailed(args, told.exitCode, told.stderr)
  const paths = told.stdout.toString("latin1").split("\0")
  return [...new Set(paths)].filter((path) => path !== "")
}
