import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { headOf } from "../../src/git/head.ts"
import { everythingIn, filesOf, repositoryWithCommit, scratchAt } from "./scratch.ts"
import { dirty, situations } from "./situations.ts"

describe("invariant 8: checkpoints leave HEAD, index, stash, reflog and every file byte-identical", () => {
  for (const { name, make, holds = [], lacks = [] } of situations) {
    it(`with ${name}`, async () => {
      const scratch = make()
      const repo = await scratch.open()
      const before = everythingIn(scratch.top)
      const head = await headOf(repo)
      let parent: string | null = null
      for (const number of [0, 1, 2]) {
        const taken = await takeCheckpoint(repo, { loop: "l", number, message: "m", parent })
        expect(taken).toMatchObject({ ref: `refs/for-loop/l/${number}`, number, leftOut: "" })
        expect(await treeHash(repo)).toBe(taken.tree)
        parent = taken.commit
      }
      expect(everythingIn(scratch.top)).toEqual(before)
      expect(await headOf(repo)).toBe(head)
      const files = filesOf(scratch, "refs/for-loop/l/2")
      expect(files).toEqual(expect.arrayContaining([...holds]))
      expect(files.filter((file) => lacks.includes(file))).toEqual([])
      scratch.git("fsck", "--strict", "--no-dangling")
    })
  }

  it("S08 with a linked working tree, whose main checkout is untouched too", async () => {
    const main = dirty(repositoryWithCommit())
    main.git("worktree", "add", "-q", "--detach", join(main.home, "linked"))
    const linked = scratchAt(main.home, join(main.home, "linked"))
    linked.write("only here.txt", "linked\n")
    const repo = await linked.open()
    const before = [...everythingIn(main.top), ...everythingIn(linked.top)]
    const taken = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect([...everythingIn(main.top), ...everythingIn(linked.top)]).toEqual(before)
    expect(repo.worktree).toBe("linked")
    expect(filesOf(linked, taken.commit)).toContain("100644 only here.txt")
    expect(filesOf(linked, taken.commit)).not.toContain("100644 new file.txt")
  })

  it("keeps the content a filter made, not the file's own", async () => {
    const scratch = situations.find(({ name }) => name.startsWith("pointer files"))?.make()
    if (scratch === undefined) throw new Error("the situation is gone")
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message: "m",
      parent: null,
    })
    expect(scratch.git("show", `${commit}:video.big`)).toBe("pointer")
  })

  it("ignores GIT_* variables that point at another repository or index", async () => {
    const scratch = dirty(repositoryWithCommit())
    const other = repositoryWithCommit()
    const before = everythingIn(other.top)
    const repo = await scratch.open({
      ...scratch.env,
      GIT_DIR: other.at(".git"),
      GIT_WORK_TREE: other.top,
      GIT_INDEX_FILE: other.at(".git/index"),
      GIT_OBJECT_DIRECTORY: other.at(".git/objects"),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.bare",
      GIT_CONFIG_VALUE_0: "true",
      GIT_LITERAL_PATHSPECS: "1",
    })
    expect(repo.top).toBe(scratch.top)
    const taken = await takeCheckpoint(repo, { loop: "l", number: 0, message: "m", parent: null })
    expect(filesOf(scratch, taken.commit)).toContain("100644 new file.txt")
    expect(everythingIn(other.top)).toEqual(before)
    expect(existsSync(other.at(".git/for-loop"))).toBe(false)
  })
})
