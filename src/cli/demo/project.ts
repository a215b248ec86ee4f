import { join } from "node:path"
import { listFiles, placeCopy, placeText } from "../../system/files.ts"
import { runProcess } from "../../system/run-process.ts"

/** Fails the third time it runs, whatever the code is: a test that says nothing and must not decide anything. */
const flakyTest = `import assert from "node:assert/strict"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { it } from "node:test"

const runs = new URL("../../stock-feed-runs", import.meta.url)

it("reads the stock feed", () => {
  const n = existsSync(runs) ? Number(readFileSync(runs, "utf8")) + 1 : 1
  writeFileSync(runs, String(n))
  assert.notEqual(n, 3, "the feed did not answer in time")
})
`

/** Copies an example into `folder`, adds a flaky test, and makes it a git repository with one commit. Throws when git does not. */
export async function makeProject(example: string, folder: string): Promise<void> {
  for (const name of listFiles(example)) placeCopy(join(example, name), join(folder, name), 0o644)
  placeText(join(folder, "test", "stock-feed.test.js"), flakyTest, 0o644)
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
