import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { listCheckpoints } from "../../src/git/checkpoint-list.ts"
import type { Repository } from "../../src/git/repository.ts"
import { restoreCheckpoint } from "../../src/git/restore.ts"
import {
  emptyRepository,
  everythingIn,
  filesOf,
  repositoryWithCommit,
  type Scratch,
  scratchAt,
} from "./scratch.ts"
import { startConflict } from "./situations.ts"

const loop = "l"
const take = (repo: Repository, number: number) =>
  takeCheckpoint(repo, { loop, number, message: `checkpoint ${number}`, parent: null })

/** Everything in .git, without the working tree. */
const gitSide = (scratch: Scratch) => everythingIn(scratch.top).filter((line) => line.startsWith(".git/"))

describe("restoring a checkpoint", () => {
  it("S88 brings back the edits the user made before the loop, and keeps the present first", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("readme.md", "the user's edit, never committed\n")
    scratch.write("notes.txt", "untracked, the user's\n")
    const repo = await scratch.open()
    const { tree } = await take(repo, 0)
    scratch.write("readme.md", "the agent's\n")
    scratch.remove("notes.txt")
    scratch.remove("src")
    scratch.write("src", "a file where a folder was\n")
    scratch.write("agent/new.ts", "new\n")
    const after = await take(repo, 1)

    const restored = await restoreCheckpoint(repo, { loop, number: 0 })

    expect(restored).toEqual({
      kind: "restored",
      safety: { number: 2, ref: "refs/for-loop/l/2" },
      changed: 6,
    })
    expect(await treeHash(repo)).toBe(tree)
    expect(scratch.read("readme.md")).toBe("the user's edit, never committed\n")
    expect(scratch.read("notes.txt")).toBe("untracked, the user's\n")
    expect(existsSync(scratch.at("agent"))).toBe(false)
    expect(scratch.git("rev-parse", "refs/for-loop/l/2^{tree}")).toBe(after.tree)
  })

  it("is undone by restoring what it kept", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await take(repo, 0)
    scratch.write("readme.md", "later\n")
    scratch.write("later.txt", "later\n")
    const later = await treeHash(repo)
    const there = await restoreCheckpoint(repo, { loop, number: 0 })
    if (there.kind === "refused") throw new Error(there.why)
    expect(await treeHash(repo)).not.toBe(later)
    await restoreCheckpoint(repo, { loop, number: there.safety.number })
    expect(await treeHash(repo)).toBe(later)
  })

  it("touches neither HEAD, index, stash, reflog nor ignored files, and rewrites only what differs", async () => {
    const scratch = repositoryWithCommit()
    scratch.write(".gitignore", "build/\n*.log\n")
    scratch.write("src/main.ts", "staged\n")
    scratch.git("add", "src/main.ts")
    const repo = await scratch.open()
    await take(repo, 0)
    scratch.write("readme.md", "later\n")
    scratch.write("build/out.js", "built\n")
    scratch.write("src/run.log", "log\n")
    const before = everythingIn(scratch.top).filter((line) => !line.startsWith("readme.md "))
    expect(await restoreCheckpoint(repo, { loop, number: 0 })).toMatchObject({ kind: "restored", changed: 1 })
    expect(everythingIn(scratch.top).filter((line) => !line.startsWith("readme.md "))).toEqual(before)
    expect(scratch.read("readme.md")).toBe("one\n")
  })

  it("brings back executable bits, links and odd names", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("run.sh", "#!/bin/sh\n")
    chmodSync(scratch.at("run.sh"), 0o755)
    symlinkSync("readme.md", scratch.at("link"))
    const names = ["-rf", ":(top)x", "line\nbreak", "日本語.ts"]
    for (const name of names) scratch.write(name, "kept\n")
    const repo = await scratch.open()
    const { tree } = await take(repo, 0)
    for (const name of [...names, "run.sh", "link"]) scratch.remove(name)
    scratch.write("link/now-a-folder.txt", "x\n")
    expect(await restoreCheckpoint(repo, { loop, number: 0 })).toMatchObject({ kind: "restored" })
    expect(await treeHash(repo)).toBe(tree)
    for (const name of names) expect(scratch.read(name)).toBe("kept\n")
  })

  it("keeps a file that is ignored now before rewriting it with the checkpoint's", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("data.txt", "then\n")
    const repo = await scratch.open()
    await take(repo, 0)
    scratch.write(".gitignore", "data.txt\n")
    scratch.write("data.txt", "now, ignored\n")
    const restored = await restoreCheckpoint(repo, { loop, number: 0 })
    if (restored.kind === "refused") throw new Error(restored.why)
    expect(scratch.read("data.txt")).toBe("then\n")
    expect(scratch.git("show", `${restored.safety.ref}:data.txt`)).toBe("now, ignored")
  })

  it.each([
    ["a folder of ignored files where the checkpoint has a file", "thing", "thing/ignored.txt"],
    ["an ignored file where the checkpoint has a folder", "thing/file.txt", "thing"],
  ])("refuses and changes nothing with %s", async (_, then, now) => {
    const scratch = repositoryWithCommit()
    scratch.write(then, "then\n")
    const repo = await scratch.open()
    await take(repo, 0)
    scratch.remove("thing")
    scratch.write(".gitignore", "thing\n")
    scratch.write(now, "precious\n")
    scratch.write("readme.md", "later\n")
    const before = everythingIn(scratch.top)
    expect(await restoreCheckpoint(repo, { loop, number: 0 })).toEqual({
      kind: "refused",
      why: expect.stringMatching(/thing .*Move it away/),
    })
    expect(everythingIn(scratch.top)).toEqual(before)
  })

  it("refuses in the middle of a merge and changes nothing", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await take(repo, 0)
    startConflict(scratch)
    const before = everythingIn(scratch.top)
    const refused = await restoreCheckpoint(repo, { loop, number: 0 })
    expect(refused).toEqual({
      kind: "refused",
      why: expect.stringMatching(/^There is a merge in progress\./),
    })
    expect(everythingIn(scratch.top)).toEqual(before)
    expect(await listCheckpoints(repo, loop)).toHaveLength(1)
  })

  it("refuses a number that does not exist", async () => {
    const repo = await repositoryWithCommit().open()
    expect(await restoreCheckpoint(repo, { loop, number: 7 })).toMatchObject({ kind: "refused" })
  })

  it("S89 refuses a checkpoint of another working tree", async () => {
    const main = repositoryWithCommit()
    main.git("worktree", "add", "-q", "--detach", join(main.home, "linked"))
    const linked = scratchAt(main.home, join(main.home, "linked"))
    linked.write("linked.txt", "l\n")
    await take(await linked.open(), 0)
    const before = everythingIn(main.top)
    expect(await restoreCheckpoint(await main.open(), { loop, number: 0 })).toMatchObject({ kind: "refused" })
    expect(everythingIn(main.top)).toEqual(before)
  })

  it("works on a branch without a commit and with a detached HEAD", async () => {
    for (const scratch of [emptyRepository(), detached()]) {
      scratch.write("a.txt", "then\n")
      const repo = await scratch.open()
      const { tree } = await take(repo, 0)
      scratch.write("a.txt", "now\n")
      const before = gitSide(scratch)
      expect(await restoreCheckpoint(repo, { loop, number: 0 })).toMatchObject({
        kind: "restored",
        changed: 1,
      })
      expect(await treeHash(repo)).toBe(tree)
      expect(gitSide(scratch)).toEqual(before)
    }
  })

  it("leaves submodules and repositories inside alone", async () => {
    const library = repositoryWithCommit()
    const scratch = repositoryWithCommit()
    scratch.git("submodule", "--quiet", "add", library.top, "lib")
    scratch.git("commit", "-qm", "with submodule")
    scratch.git("config", "submodule.recurse", "true")
    const repo = await scratch.open()
    await take(repo, 0)
    const inside = scratchAt(scratch.home, scratch.at("lib"))
    inside.write("readme.md", "committed inside\n")
    inside.git("commit", "-qam", "inside")
    inside.write("readme.md", "edited inside\n")
    mkdirSync(scratch.at("inner"))
    const inner = scratchAt(scratch.home, scratch.at("inner"))
    inner.git("init", "-q")
    inner.write("file.txt", "x\n")
    inner.git("add", "-A")
    inner.git("commit", "-qm", "inner")
    scratch.write("readme.md", "later\n")
    expect(await restoreCheckpoint(repo, { loop, number: 0 })).toMatchObject({ kind: "restored" })
    expect(scratch.read("readme.md")).toBe("one\n")
    expect(inside.read("readme.md")).toBe("edited inside\n")
    expect(inside.git("log", "-1", "--format=%s")).toBe("inside")
    expect(inner.read("file.txt")).toBe("x\n")
  })

  it("does not bring files into a sparse checkout that it leaves out", async () => {
    const scratch = repositoryWithCommit()
    scratch.git("sparse-checkout", "set", "--cone", "src/deep")
    const repo = await scratch.open()
    scratch.write("outside/new.txt", "outside the cone\n")
    const { tree } = await take(repo, 0)
    scratch.write("readme.md", "later\n")
    scratch.remove("outside")
    scratch.git("sparse-checkout", "set", "--cone", "elsewhere")
    expect(await restoreCheckpoint(repo, { loop, number: 0 })).toMatchObject({ kind: "restored", changed: 2 })
    expect(scratch.read("outside/new.txt")).toBe("outside the cone\n")
    expect(existsSync(scratch.at("src"))).toBe(false)
    expect(await treeHash(repo)).toBe(tree)
  })

  it("works beside an index.lock and runs no hook", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await take(repo, 0)
    scratch.write("readme.md", "later\n")
    scratch.write(".git/index.lock", "")
    writeFileSync(scratch.at(".git/hooks/post-index-change"), "#!/bin/sh\ntouch hook-was-here\n", {
      mode: 0o755,
    })
    writeFileSync(scratch.at(".git/hooks/post-checkout"), "#!/bin/sh\ntouch hook-was-here\n", { mode: 0o755 })
    expect(await restoreCheckpoint(repo, { loop, number: 0 })).toMatchObject({ kind: "restored", changed: 1 })
    expect(existsSync(scratch.at("hook-was-here"))).toBe(false)
    expect(filesOf(scratch, "refs/for-loop/l/1")).toContain("100644 readme.md")
  })
})

function detached(): Scratch {
  const scratch = repositoryWithCommit()
  scratch.git("checkout", "-q", "--detach")
  return scratch
}
