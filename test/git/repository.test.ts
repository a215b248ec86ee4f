import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { headOf } from "../../src/git/head.ts"
import { openRepository } from "../../src/git/repository.ts"
import { emptyRepository, repositoryWithCommit, scratchAt, scratchFolder, userEnv } from "./scratch.ts"

describe("opening the repository around a workspace", () => {
  it("S91 finds the top from a folder below it, in a path with a space and a non-ASCII letter", async () => {
    const scratch = repositoryWithCommit()
    const workspace = scratch.at("src/deep")
    const opened = await openRepository(workspace, scratch.env)
    expect(opened).toMatchObject({
      kind: "git",
      repo: {
        workspace,
        top: scratch.top,
        gitDir: scratch.at(".git"),
        indexFile: scratch.at(".git/index"),
        worktree: "main",
      },
    })
  })

  it("S08 finds the own index of a linked working tree", async () => {
    const main = repositoryWithCommit()
    main.git("worktree", "add", "-q", "--detach", join(main.home, "linked"))
    const repo = await scratchAt(main.home, join(main.home, "linked")).open()
    expect(repo).toMatchObject({
      top: join(main.home, "linked"),
      commonDir: main.at(".git"),
      indexFile: main.at(".git/worktrees/linked/index"),
      worktree: "linked",
    })
    expect(await headOf(repo)).toBe(main.git("rev-parse", "HEAD"))
  })

  it("tells no commit from a commit", async () => {
    expect(await headOf(await emptyRepository().open())).toBeNull()
  })

  it("says so when there is no repository", async () => {
    const folder = scratchFolder()
    expect(await openRepository(folder, userEnv(folder))).toEqual({
      kind: "none",
      why: `${folder} is not in a git repository.`,
    })
  })

  it("says so when the folder does not exist or is a file", async () => {
    const folder = scratchFolder()
    writeFileSync(join(folder, "file"), "")
    for (const path of [join(folder, "file"), join(folder, "gone")]) {
      expect(await openRepository(path, userEnv(folder))).toEqual({
        kind: "none",
        why: `${path} is not a folder.`,
      })
    }
  })

  it("says so when git cannot be found", async () => {
    const scratch = repositoryWithCommit()
    const opened = await openRepository(scratch.top, { ...scratch.env, PATH: scratch.at("src") })
    expect(opened).toEqual({
      kind: "none",
      why: expect.stringMatching(/^git could not be started.*Install git/),
    })
  })

  it("says so in a bare repository", async () => {
    const folder = scratchFolder()
    const scratch = scratchAt(folder, folder)
    scratch.git("init", "-q", "--bare", "bare")
    const opened = await openRepository(join(folder, "bare"), scratch.env)
    expect(opened).toEqual({ kind: "none", why: expect.stringContaining("bare git repository") })
  })

  it("says so inside a .git folder", async () => {
    const scratch = repositoryWithCommit()
    const opened = await openRepository(scratch.at(".git/refs"), scratch.env)
    expect(opened).toEqual({ kind: "none", why: expect.stringContaining("inside the .git folder") })
  })

  it("leaves a folder alone that the repository around it ignores", async () => {
    const scratch = repositoryWithCommit()
    scratch.write(".gitignore", "/projects/\n")
    scratch.write("projects/one/file.txt", "x\n")
    const opened = await openRepository(scratch.at("projects/one"), scratch.env)
    expect(opened).toEqual({
      kind: "none",
      why: `${scratch.at("projects/one")} is ignored by the git repository ${scratch.top}.`,
    })
  })

  it("does not sweep a home folder that is a repository into checkpoints of a project below it", async () => {
    const home = scratchFolder()
    const scratch = scratchAt(home, home)
    scratch.git("init", "-q")
    mkdirSync(join(home, "project"))
    const opened = await openRepository(join(home, "project"), scratch.env)
    expect(opened).toEqual({ kind: "none", why: expect.stringContaining("home folder") })
  })

  it.skipIf(process.getuid?.() !== 0)(
    "says so when git does not trust the owner of the folder (needs root to give a folder away)",
    async () => {
      const scratch = repositoryWithCommit()
      chownSync(scratch.at(".git"), 12345, 12345)
      chownSync(scratch.top, 12345, 12345)
      const opened = await openRepository(scratch.top, scratch.env)
      expect(opened).toEqual({ kind: "none", why: expect.stringContaining("safe.directory") })
    },
  )

  it("says so when the repository is damaged", async () => {
    const scratch = repositoryWithCommit()
    rmSync(scratch.at(".git/HEAD"))
    expect(await openRepository(scratch.top, scratch.env)).toMatchObject({ kind: "none" })
  })
})
