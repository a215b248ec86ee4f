import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, symlinkSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { restoreCheckpoint } from "../../src/git/restore.ts"
import { filesOf, repositoryWithCommit, scratchAt } from "./scratch.ts"

describe("what a checkpoint holds", () => {
  it("keeps executable bits, links and names that git or a shell could misread", async () => {
    const scratch = repositoryWithCommit()
    const names = [
      "-rf",
      "--all",
      ":(top)x",
      "line\nbreak.txt",
      "tab\there",
      'quote".txt',
      "日本語/ファイル.ts",
      "*",
      "a b",
    ]
    for (const name of names) scratch.write(name, "x\n")
    scratch.write("run.sh", "#!/bin/sh\n")
    chmodSync(scratch.at("run.sh"), 0o755)
    symlinkSync("readme.md", scratch.at("link"))
    symlinkSync("/does/not/exist", scratch.at("broken"))
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    const expected = [
      ...names.map((name) => `100644 ${name}`),
      "100755 run.sh",
      "120000 link",
      "120000 broken",
    ]
    expect(filesOf(scratch, commit)).toEqual(expect.arrayContaining(expected))
  })

  it("obeys ignore rules of every kind, yet keeps tracked files that are ignored", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("kept.log", "tracked though ignored\n")
    scratch.git("add", "-f", "kept.log")
    scratch.write(".gitignore", "*.log\n/build/\n!important.log\n")
    scratch.write("src/.gitignore", "local.txt\n")
    scratch.write(".git/info/exclude", "private.txt\n")
    const ignored = ["a.log", "build/out.js", "src/local.txt", "private.txt"]
    const wanted = ["important.log", "local.txt", "kept.log", "src/build.ts", ".gitignore", "src/.gitignore"]
    for (const name of [...ignored, "important.log", "local.txt", "src/build.ts"]) scratch.write(name, "x\n")
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    const files = filesOf(scratch, commit)
    expect(files).toEqual(expect.arrayContaining(wanted.map((name) => `100644 ${name}`)))
    expect(files.filter((line) => ignored.some((name) => line.endsWith(` ${name}`)))).toEqual([])
  })

  it("holds the whole repository when the workspace is a folder of it", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("new file.txt", "untracked\n")
    const repo = await scratchAt(scratch.home, scratch.at("src")).open()
    const { commit } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect(filesOf(scratch, commit)).toEqual(
      expect.arrayContaining(["100644 new file.txt", "100644 src/main.ts"]),
    )
  })

  it("sees an edit of the same size made in the second of the last git add", async () => {
    const scratch = repositoryWithCommit()
    scratch.git("config", "core.trustctime", "false")
    const past = new Date(Date.now() - 3_600_000)
    scratch.write("racy.txt", "aaaa\n")
    utimesSync(scratch.at("racy.txt"), past, past)
    scratch.git("add", "racy.txt")
    utimesSync(scratch.at(".git/index"), past, past)
    scratch.write("racy.txt", "bbbb\n")
    utimesSync(scratch.at("racy.txt"), past, past)
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    expect(scratch.git("show", `${commit}:racy.txt`)).toBe("bbbb")
  })

  it("says what had to be left out, and keeps the rest", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("new file.txt", "untracked\n")
    mkdirSync(scratch.at("inner"))
    scratchAt(scratch.home, scratch.at("inner")).git("init", "-q")
    scratch.write("inner/file.txt", "x\n")
    const taken = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    expect(taken.leftOut).toContain("inner")
    expect(filesOf(scratch, taken.commit)).toContain("100644 new file.txt")
  })

  it("S90 S93 needs no program on the PATH but git: no bash, no shell of its own", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("new file.txt", "untracked\n")
    const only = join(scratch.home, "bin")
    mkdirSync(only)
    symlinkSync(
      execFileSync("/bin/sh", ["-c", "command -v git"], { encoding: "utf8" }).trim(),
      join(only, "git"),
    )
    const repo = await scratch.open({ ...scratch.env, PATH: only })
    const { commit } = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect(filesOf(scratch, commit)).toContain("100644 new file.txt")
    scratch.write("readme.md", "later\n")
    expect(await restoreCheckpoint(repo, { loop: "l", number: 0 })).toMatchObject({
      kind: "restored",
      changed: 1,
    })
  })
})
