import { GitError } from "./git-error.ts"
import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"

const mostCommits = 200
const mostBytes = 4 * 1024 * 1024
const mostMs = 5000

/**
 * When files below the workspace were last committed, by the newest commits alone: path to epoch seconds, newest first.
 * A hint for ranking, so whatever goes wrong or takes long is an empty answer.
 */
export async function recentPaths(repo: Repository): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  const format = ["--format=%x01%ct", "--name-only", "--no-renames", "--no-merges", "--relative"]
  const args = ["-c", "core.quotePath=false", "log", `--max-count=${mostCommits}`, ...format, "HEAD", "--", "."]
  const options = { maxBytes: mostBytes, timeoutMs: mostMs }
  try {
    const { stdout } = await runGit({ top: repo.workspace, env: repo.env }, args, options)
    let at = 0
    for (const line of stdout.toString("utf8").split("\n")) {
      if (line.startsWith("\u0001")) at = Number(line.slice(1)) || 0
      else if (line !== "" && !found.has(line)) found.set(line, at)
    }
  } catch (fault) {
    if (!(fault instanceof GitError)) throw fault
  }
  return found
}
