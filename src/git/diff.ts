import { gitFailed } from "./git-error.ts"
import type { Repository } from "./repository.ts"
import { gitText, runGit } from "./run-git.ts"

type FileDiff = {
  readonly path: string
  /** Lines; null for a binary file. */
  readonly added: number | null
  readonly removed: number | null
}

export type DiffStat = {
  readonly files: readonly FileDiff[]
  /** Sums over the text files. */
  readonly added: number
  readonly removed: number
}

/**
 * What changed from one checkpoint (ref, commit or tree) to another, per file and in sum. A renamed file is a removed and an
 * added one. Throws GitError for a name that does not exist.
 */
export async function diffStat(repo: Repository, from: string, to: string): Promise<DiffStat> {
  const told = await gitText(repo, diffTree(["--numstat", "-z"], from, to))
  const files = told
    .split("\0")
    .filter((line) => line !== "")
    .map(fileDiff)
  return {
    files,
    added: files.reduce((sum, file) => sum + (file.added ?? 0), 0),
    removed: files.reduce((sum, file) => sum + (file.removed ?? 0), 0),
  }
}

/**
 * The same as a unified diff of at most `maxBytes` bytes of UTF-8, cut at the end of a line and saying so. No program of
 * the user's configuration (external diff, text conversion, colours) takes part. Throws like `diffStat`.
 */
export async function diffText(
  repo: Repository,
  from: string,
  to: string,
  maxBytes: number,
): Promise<string> {
  const args = diffTree(["--patch", "--no-color", "--src-prefix=a/", "--dst-prefix=b/"], from, to)
  const result = await runGit(repo, args, { maxBytes })
  if (!result.truncated) {
    if (result.exitCode !== 0) throw gitFailed(args, result.exitCode, result.stderr)
    return result.stdout.toString("utf8")
  }
  const kept = result.stdout.subarray(0, Math.max(0, maxBytes - cutNote.length))
  const wholeLines = kept.subarray(0, kept.lastIndexOf(10) + 1)
  return (wholeLines.toString("utf8") + cutNote).slice(0, maxBytes)
}

/** Paths that differ between two trees, submodules left out: their content is not ours to change. */
export async function changedPaths(
  repo: Repository,
  from: string,
  to: string,
): Promise<{ readonly all: readonly string[]; readonly added: readonly string[] }> {
  const fields = (
    await gitText(repo, diffTree(["--name-status", "--ignore-submodules=all", "-z"], from, to))
  ).split("\0")
  const all: string[] = []
  const added: string[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const path = fields[i + 1] ?? ""
    all.push(path)
    if (fields[i] === "A") added.push(path)
  }
  return { all, added }
}

const cutNote = "[diff cut here]\n"

function diffTree(options: readonly string[], from: string, to: string): string[] {
  const fixed = ["-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--diff-algorithm=histogram"]
  return ["diff-tree", ...fixed, ...options, "--end-of-options", from, to, "--"]
}

function fileDiff(line: string): FileDiff {
  const [added = "", removed = "", ...path] = line.split("\t")
  return { path: path.join("\t"), added: linesOf(added), removed: linesOf(removed) }
}

function linesOf(text: string): number | null {
  return text === "-" ? null : Number(text)
}
