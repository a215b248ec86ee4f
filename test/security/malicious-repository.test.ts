import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { startBranch } from "../../src/git/branch.ts"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { dropCheckpoints, listCheckpoints } from "../../src/git/checkpoint-list.ts"
import { commitAll } from "../../src/git/commit-all.ts"
import { changedPaths, diffStat, diffText } from "../../src/git/diff.ts"
import { readFileAt } from "../../src/git/file-at.ts"
import { branchOf, headOf, unfinishedOperation } from "../../src/git/head.ts"
import { writePresentTree } from "../../src/git/present-tree.ts"
import { recentPaths } from "../../src/git/recent-paths.ts"
import type { Repository } from "../../src/git/repository.ts"
import { restoreCheckpoint } from "../../src/git/restore.ts"
import { changedSince, workingFiles } from "../../src/git/working-files.ts"
import { addWorktree } from "../../src/git/worktree.ts"
import { readLoopConfig } from "../../src/verify/loop-config.ts"
import { filesOf, repositoryWithCommit, type Scratch, scratchFolder } from "../git/scratch.ts"
import { repositoryWithFilters, trappedRepository } from "./trapped-repository.ts"

const posix = process.platform !== "win32"
const missing = "1".repeat(40)
const checkpoint = (repo: Repository, number: number) =>
  takeCheckpoint(repo, { loop: "l", number, message: "m", parent: null })

describe.runIf(posix)("a repository whose configuration names programs", () => {
  it("runs them when a person uses git in it", () => {
    const { scratch, sprung } = trappedRepository()
    const run = (...args: string[]) => spawnSync("git", args, { cwd: scratch.top, env: scratch.env })
    scratch.write("src/main.ts", "export const main = 2\n")
    run("status")
    run("diff")
    run("diff", "--no-ext-diff")
    run("log")
    run("cat-file", "blob", missing)
    run("-c", "commit.gpgSign=false", "commit", "--all", "--allow-empty", "-m", "x")
    expect(sprung()).toEqual([
      "core.fsmonitor",
      "diff.trap.command",
      "diff.trap.textconv",
      "gpg.program",
      "hooks post-index-change",
      "hooks pre-commit",
      "remote.origin.url",
    ])
  })

  it("has none of them run by anything that is done for a loop", async () => {
    const { scratch, sprung } = trappedRepository()
    const seen = await everythingForALoop(scratch)
    expect(seen).toEqual({ restored: "restored", committed: "committed", worktree: "added" })
    expect(sprung()).toEqual([])
  })

  it("has its filters run where a commit of the same files would, and by nothing that only looks", async () => {
    const { scratch, sprung } = repositoryWithFilters()
    const repo = await scratch.open()
    scratch.write("src/main.ts", "export const main = 2\n")
    const one = await checkpoint(repo, 0)
    scratch.write("src/main.ts", "export const main = 3\n")
    const two = await checkpoint(repo, 1)
    expect(sprung()).toEqual(["filter.clean"])
    await diffStat(repo, one.ref, two.ref)
    await diffText(repo, one.ref, two.ref, 10_000)
    await readFileAt(repo, two.commit, "src/main.ts", 1000)
    await listCheckpoints(repo, "l")
    await recentPaths(repo)
    expect(sprung()).toEqual([])
  })
})

/** Names that a program could take for an option, a pathspec, a pattern or two names. */
const oddNames = [
  "--upload-pack=touch sprung",
  "--output=sprung",
  "-rf",
  ":(exclude)readme.md",
  ":!readme.md",
  "two\nlines.txt",
  "tab\there.txt",
  "*",
  '"quoted".txt',
  "$(touch sprung)",
  "HEAD",
  "@{-1}",
]

describe.runIf(posix)("names in a repository", () => {
  it("are names to every git command, whatever they look like", async () => {
    const scratch = repositoryWithCommit()
    for (const name of oddNames) scratch.write(name, "one\n")
    const repo = await scratch.open()
    const one = await checkpoint(repo, 0)
    for (const name of oddNames) scratch.write(name, "two\nlines\n")
    const two = await checkpoint(repo, 1)
    expect(filesOf(scratch, two.commit)).toEqual(
      expect.arrayContaining(oddNames.map((name) => `100644 ${name}`)),
    )
    const { files } = await diffStat(repo, one.ref, two.ref)
    expect(files.map(({ path }) => path).sort()).toEqual([...oddNames].sort())
    for (const name of oddNames) expect(await readFileAt(repo, two.commit, name, 100)).toBe("two\nlines\n")
    const listed = await workingFiles(scratch.top, scratch.env)
    expect(listed?.listed.changed).toEqual(expect.arrayContaining(oddNames))
    expect(await restoreCheckpoint(repo, { loop: "l", number: 0 })).toMatchObject({ kind: "restored" })
    for (const name of oddNames) expect(scratch.read(name)).toBe("one\n")
    expect(existsSync(scratch.at("sprung"))).toBe(false)
  })

  it("of refs and commits are never options", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    const tree = scratch.git("rev-parse", "HEAD^{tree}")
    for (const name of ["--output=sprung", "-O", "--no-index"]) {
      await expect(diffStat(repo, name, tree)).rejects.toMatchObject({ code: "git-failed" })
      await expect(changedSince(repo, name)).rejects.toMatchObject({ code: "git-failed" })
      expect(await readFileAt(repo, name, "readme.md", 100)).toBeNull()
      expect(await startBranch(repo, { kind: "named", name })).toMatchObject({ kind: "skipped" })
      await expect(listCheckpoints(repo, name)).rejects.toMatchObject({ code: "unsafe-name" })
    }
    expect(existsSync(scratch.at("sprung"))).toBe(false)
    expect(scratch.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main")
  })
})

describe.runIf(posix)("links in a repository", () => {
  it("out of it are kept as links, and what they lead to is in no checkpoint", async () => {
    const scratch = repositoryWithCommit()
    const outside = secretBeside(scratch)
    symlinkSync(outside, scratch.at("linked"))
    symlinkSync(join(outside, "secret.txt"), scratch.at("secret.txt"))
    const repo = await scratch.open()
    const { commit } = await checkpoint(repo, 0)
    expect(filesOf(scratch, commit).filter((line) => /linked|secret/.test(line))).toEqual([
      "120000 linked",
      "120000 secret.txt",
    ])
    expect(execFileSync("git", ["log", "-p", commit], { cwd: scratch.top, env: scratch.env })).not.toContain(
      "do not tell",
    )
  })

  it("in a folder's place do not let a restore write through them", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await checkpoint(repo, 0)
    const outside = secretBeside(scratch)
    writeFileSync(join(outside, "main.ts"), "not the loop's\n")
    rmSync(scratch.at("src"), { recursive: true })
    symlinkSync(outside, scratch.at("src"))
    expect(await restoreCheckpoint(repo, { loop: "l", number: 0 })).toMatchObject({ kind: "restored" })
    expect(readFileSync(join(outside, "main.ts"), "utf8")).toBe("not the loop's\n")
    expect(scratch.read("src/main.ts")).toBe("export const main = 1\n")
  })

  it("to what has no end hold nobody: a device or a pipe in the place of a file that is read", async () => {
    const folder = scratchFolder()
    const config = join(folder, "for-loop.config.json")
    symlinkSync("/dev/zero", config)
    expect(readLoopConfig(folder)).toMatchObject({ kind: "invalid" })
    rmSync(config)
    execFileSync("mkfifo", [config])
    expect(readLoopConfig(folder)).toMatchObject({ kind: "invalid" })
    rmSync(config)
    writeFileSync(config, `{"checks": ["true"], "more": "${"x".repeat(300_000)}"}`)
    expect(readLoopConfig(folder)).toMatchObject({ kind: "invalid" })
  })

  it("to what has no end hold no checkpoint either", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await checkpoint(repo, 0)
    symlinkSync("/dev/zero", scratch.at("src/.gitattributes"))
    await checkpoint(repo, 1)
    scratch.write("src/main.ts", "export const main = 2\n")
    const { commit } = await checkpoint(repo, 2)
    expect(await readFileAt(repo, commit, "src/main.ts", 100)).toBe("export const main = 2\n")
  })
})

/** What the hook, the engine and a person's commands do with git, in the order of a loop. */
async function everythingForALoop(scratch: Scratch): Promise<Record<string, string>> {
  const repo = await scratch.open()
  await headOf(repo)
  await branchOf(repo)
  await unfinishedOperation(repo)
  await startBranch(repo, { kind: "named", name: "for-loop/trap" })
  const one = await checkpoint(repo, 0)
  scratch.write("src/main.ts", "export const main = 2\n")
  const two = await checkpoint(repo, 1)
  scratch.write("src/main.ts", "export const main = 3\n")
  await treeHash(repo)
  await writePresentTree(repo)
  await (await workingFiles(scratch.top, scratch.env))?.listed.files()
  await changedSince(repo, one.commit)
  await recentPaths(repo)
  await diffStat(repo, one.ref, two.ref)
  await diffText(repo, one.ref, two.ref, 10_000)
  await changedPaths(repo, one.ref, two.ref)
  await readFileAt(repo, two.commit, "src/main.ts", 1000)
  await readFileAt(repo, missing, "src/main.ts", 1000)
  await listCheckpoints(repo, "l")
  const restored = await restoreCheckpoint(repo, { loop: "l", number: 0 })
  scratch.write("src/main.ts", "export const main = 4\n")
  const committed = await commitAll(repo, "work")
  const worktree = await addWorktree(repo, join(scratch.home, "tree"))
  await dropCheckpoints(repo, "l")
  return { restored: restored.kind, committed: committed.kind, worktree: worktree.kind }
}

function secretBeside(scratch: Scratch): string {
  const outside = join(scratch.home, "outside")
  mkdirSync(outside)
  writeFileSync(join(outside, "secret.txt"), "do not tell\n")
  return outside
}
