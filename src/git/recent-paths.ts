import { GitError } from "./git-error.ts"
import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"

const mostCommits = 200
const mostBytes = 4 * 1024 * 1024
const mostMs = 5000
/** A commit that touches more than this (an import, a reformatting) says nothing of the single file. */
const mostPaths = 300

/**
 * When files below the workspace were last committed, by the newest commits alone: path to epoch seconds, newest first.
 * A hint for ranking, so whatever goes wrong or takes long is an empty answer.
 */
export async function recentPaths(repo: Repository): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  const format = ["--format=%x01%ct", "--name-only", "--no-renames", "--no-merges", "--relative"]
  const args = [
    "-c",
    "core.quotePath=false",
    "log",
    `--max-count=${mostCommits}`,
    ...format,
    "HEAD",
    "--",
    ".",
  ]
  const options = { maxBytes: mostBytes, timeoutMs: mostMs }
  try {
    const { stdout } = await runGit({ top: repo.workspace, env: repo.env }, args, options)
    for (const commit of stdout.toString("utf8").split("\u0001").slice(1)) {
      const [time = "", ...paths] = commit.split("\n").filter((line) => line !== "")
      if (paths.length > mostPaths) continue
      for (const path of paths) if (!found.has(path)) found.set(path, Number(time) || 0)
    }
  } catch (fault) {
    if (!(fault instanceof GitError)) throw fault
  }
  return found
}
