import { gitFailed } from "./git-error.ts"
import type { PrivateIndex } from "./private-index.ts"
import type { Repository } from "./repository.ts"
import { type GitResult, gitText, runGit } from "./run-git.ts"

/**
 * Brings a private index up to date with the working tree. Returns git's words about files that had to be left out,
 * mostly "". A kept index still holds files that a changed .gitignore now leaves out, so such a change is answered by
 * starting again from the user's index. Only a .gitignore that ignores itself goes unseen: what was kept before it came
 * stays in until the user's index changes.
 */
export async function updateIndex(repo: Repository, index: PrivateIndex): Promise<string> {
  const added = index.kept ? await addSinceKept(repo, index) : await addAll(repo, index)
  return added === "rules changed" ? await updateIndex(repo, index.renew()) : added.leftOut
}

/**
 * Writes the tree of an index that `updateIndex` has seen, and returns its id. Nothing can be missing, because `add` has
 * just written or seen every object; asking for each costs as much as the trees. Trees hardly compress.
 */
export function writeTree(repo: Repository, index: PrivateIndex): Promise<string> {
  return gitText(repo, ["-c", "core.looseCompression=0", "write-tree", "--missing-ok"], { index: index.path })
}

type Added = { readonly leftOut: string }

/** What follows `git add`. The warning would come with every checkpoint of a tree with a repository inside. */
const add = ["-c", "advice.addEmbeddedRepo=false", "add", "--verbose", "--ignore-errors"]

/**
 * A file that the user tracks and somebody deleted is gone from the private index; when it comes back while an ignore
 * rule matches it, only the user's index still knows that it belongs to the tree. So an index that lost a file is not kept.
 */
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
async function addAll(repo: Repository, index: PrivateIndex): Promise<Added> {
  const options = { index: index.path }
  const first = await runGit(repo, [...add, "--all", "--sparse"], options)
  const added = first.exitCode === 129 ? await runGit(repo, [...add, "--all"], options) : first
  if (added.exitCode !== 0 && added.exitCode !== 1) throw gitFailed(add, added.exitCode, added.stderr)
  if (removalInReport.test(added.stdout.toString("latin1"))) index.forget()
  return { leftOut: added.exitCode === 1 ? added.stderr.trim() : "" }
}

/**
 * The same for an index that knows most files already: known files are compared while another process looks for new ones,
 * each half of the work of `add --all` (bench/checkpoint.ts). Whatever is not plain success is done again in one process.
 */
async function addSinceKept(repo: Repository, index: PrivateIndex): Promise<Added | "rules changed"> {
  const options = { index: index.path }
  const [known, unknown] = await Promise.all([
    runGit(repo, [...add, "--update", "--sparse"], options),
    runGit(repo, ["ls-files", "--others", "--exclude-standard", "-z"], options),
  ])
  const found = unknown.stdout.toString("latin1")
  if (removalInReport.test(known.stdout.toString("latin1"))) index.forget()
  if (rulesInReport.test(known.stdout.toString("latin1")) || rulesInList.test(found)) return "rules changed"
  const done =
    known.exitCode === 0 &&
    unknown.exitCode === 0 &&
    (found === "" || (await addNew(repo, index, unknown.stdout)).exitCode === 0)
  return done ? { leftOut: "" } : await addAll(repo, index)
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
