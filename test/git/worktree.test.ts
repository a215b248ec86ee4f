import { lstatSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { addWorktree } from "../../src/git/worktree.ts"
import { repositoryWithCommit } from "./scratch.ts"

describe("addWorktree", () => {
  it("gives the new tree the user's installed dependencies, and nothing of them to commit", async () => {
    const scratch = repositoryWithCommit()
    scratch.write(".gitignore", "node_modules/\n")
    scratch.git("add", "--all")
    scratch.git("commit", "-q", "-m", "ignore what is installed")
    scratch.write("node_modules/left/index.js", "module.exports = 1\n")
    scratch.write("node_modules/.package-lock.json", "{}\n")
    const folder = join(scratch.home, "tree")
    const added = await addWorktree(await scratch.open(), folder)
    expect(added).toEqual({ kind: "added", workspace: folder, linked: ["node_modules"] })
    expect(scratch.read("../tree/node_modules/left/index.js")).toBe("module.exports = 1\n")
    expect(scratch.read("../tree/node_modules/.package-lock.json")).toBe("{}\n")

    writeFileSync(join(folder, "work.txt"), "done\n")
    scratch.git("-C", folder, "switch", "-q", "--create", "for-loop/x")
    scratch.git("-C", folder, "add", "--all")
    scratch.git("-C", folder, "commit", "-q", "-m", "work")
    scratch.git("merge", "-q", "for-loop/x")
    expect(scratch.read("work.txt")).toBe("done\n")
    expect(lstatSync(scratch.at("node_modules")).isDirectory()).toBe(true)
    expect(scratch.read("node_modules/left/index.js")).toBe("module.exports = 1\n")
  })

  it("leaves dependencies alone that are committed", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("vendor/lib.go", "package lib\n")
    scratch.git("add", "--all")
    scratch.git("commit", "-q", "-m", "vendored")
    const added = await addWorktree(await scratch.open(), join(scratch.home, "tree"))
    expect(added).toMatchObject({ kind: "added", linked: [] })
  })
})
