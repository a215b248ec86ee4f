import { join } from "node:path"
import { listFiles, placeCopy } from "../../system/files.ts"
import { runProcess } from "../../system/run-process.ts"

const flakyTest = "stock-feed.test.js"

/** Copies `node-cart` of the examples into `folder`, adds a flaky test, and makes it a git repository with one commit. Throws when git does not. */
export async function makeProject(examples: string, folder: string): Promise<void> {
  const example = join(examples, "node-cart")
  for (const name of listFiles(example)) placeCopy(join(example, name), join(folder, name), 0o644)
  placeCopy(join(examples, "flaky-test", flakyTest), join(folder, "test", flakyTest), 0o644)
  const identity = [
    "-c",
    "user.name=For Loop demo",
    "-c",
    "user.email=demo@localhost",
    "-c",
    "commit.gpgsign=false",
  ]
  await git(folder, ["init", "--quiet", "--initial-branch=main"])
  await git(folder, ["add", "--all"])
  await git(folder, [...identity, "commit", "--quiet", "--no-verify", "-m", "A cart with four bugs"])
}

async function git(cwd: string, args: readonly string[]): Promise<void> {
  const ran = await runProcess("git", args, {
    cwd,
    env: process.env,
    timeoutMs: 30_000,
    maxCaptureBytes: 64 * 1024,
  })
  if (ran.end.kind === "exited" && ran.end.exitCode === 0) return
  const why =
    ran.end.kind === "spawn-failed" ? "git was not found; install git to run the demo" : ran.stderr.trim()
  throw new Error(`git ${args.join(" ")}: ${why}`)
}
