import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { takeCheckpoint, treeHash } from "../../src/git/checkpoint.ts"
import { dropCheckpoints, listCheckpoints } from "../../src/git/checkpoint-list.ts"
import { headOf } from "../../src/git/head.ts"
import { removeOrphanIndexes } from "../../src/git/private-index.ts"
import type { Repository } from "../../src/git/repository.ts"
import {
  emptyRepository,
  everythingIn,
  filesOf,
  repositoryWithCommit,
  type Scratch,
  scratchAt,
} from "./scratch.ts"

const take = (repo: Repository, number: number, parent: string | null = null, loop = "l") =>
  takeCheckpoint(repo, { loop, number, message: `checkpoint ${number}`, parent })

describe("the history of checkpoints", () => {
  it("starts at HEAD and goes on from the checkpoint before, named by ref or by id", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    const first = await take(repo, 0)
    scratch.write("a.txt", "a\n")
    const second = await take(repo, 1, first.ref)
    scratch.git("pack-refs", "--all")
    const third = await take(repo, 2, second.ref)
    scratch.git("gc", "-q")
    const fourth = await take(repo, 3, third.commit)
    const parents = scratch.git("log", "--format=%P", fourth.commit).split("\n").slice(0, 4)
    expect(parents).toEqual([third.commit, second.commit, first.commit, await headOf(repo)])
  })

  it("starts without a parent while the branch has no commit", async () => {
    const scratch = emptyRepository()
    scratch.write("a.txt", "a\n")
    const { commit } = await take(await scratch.open(), 0)
    expect(scratch.git("log", "--format=%P.", commit)).toBe(".")
  })

  it("goes on from HEAD when the checkpoint before was pruned, so that git finds no broken history", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    const first = await take(repo, 0)
    scratch.git("update-ref", "-d", first.ref)
    scratch.git("gc", "-q", "--prune=now")
    for (const gone of [first.commit, first.ref]) {
      const { commit } = await take(repo, 1, gone)
      expect(scratch.git("log", "-1", "--format=%P", commit)).toBe(await headOf(repo))
    }
    scratch.git("fsck", "--strict")
  })

  it("never overwrites a number that is taken, not even when two processes want it at once", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    const taken = await Promise.all([take(repo, 0), take(repo, 0), take(repo, 0)])
    expect(taken.map(({ number }) => number).sort()).toEqual([0, 1, 2])
    const listed = await listCheckpoints(repo, "l")
    expect(listed.map(({ commit }) => commit).sort()).toEqual(taken.map(({ commit }) => commit).sort())
  })

  it("lists by number with time and first line, and drops only the loop that is named", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    const at = 1_700_000_000_000
    for (const number of [0, 2, 10]) {
      await takeCheckpoint(repo, {
        loop: "l",
        number,
        message: `first ${number}\n\nsecond\nFor-Loop-Worktree: x`,
        parent: null,
        at,
      })
    }
    await take(repo, 0, null, "l-other")
    const listed = await listCheckpoints(repo, "l")
    expect(listed.map(({ number, message }) => [number, message])).toEqual([
      [0, "first 0"],
      [2, "first 2"],
      [10, "first 10"],
    ])
    expect(listed[0]).toMatchObject({ at, ref: "refs/for-loop/l/0" })
    expect(await dropCheckpoints(repo, "l")).toBe(3)
    expect(await dropCheckpoints(repo, "l")).toBe(0)
    expect(await listCheckpoints(repo, "l")).toEqual([])
    expect(await listCheckpoints(repo, "l-other")).toHaveLength(1)
  })

  it("S89 keeps the stacks of parallel working trees apart, even under one loop name", async () => {
    const main = repositoryWithCommit()
    main.git("worktree", "add", "-q", "--detach", join(main.home, "linked"))
    const linked = scratchAt(main.home, join(main.home, "linked"))
    main.write("main.txt", "m\n")
    linked.write("linked.txt", "l\n")
    const [here, there] = [await main.open(), await linked.open()]
    const [ours, theirs] = await Promise.all([take(here, 0), take(there, 0)])
    expect(ours.commit).not.toBe(theirs.commit)
    expect(filesOf(main, ours.commit)).not.toContain("100644 linked.txt")
    expect((await listCheckpoints(here, "l")).map(({ commit }) => commit)).toEqual([ours.commit])
    expect((await listCheckpoints(there, "l")).map(({ commit }) => commit)).toEqual([theirs.commit])
  })

  it.each(["", ".", "..", "a..b", "-x", "a/b", "a b", "a.lock", "a.", "a\n", "a~1", "x".repeat(300)])(
    "refuses %j as a loop's name before it does anything",
    async (loop) => {
      const repo = await repositoryWithCommit().open()
      await expect(take(repo, 0, null, loop)).rejects.toMatchObject({ code: "unsafe-name" })
      expect(existsSync(join(repo.gitDir, "for-loop"))).toBe(false)
    },
  )

  it("keeps a message of any text as it is, and its own trailer last", async () => {
    const scratch = repositoryWithCommit()
    const message = "--amend $(x) `y` \u{1F600}\n\n# not a comment\n-m second"
    const { commit } = await takeCheckpoint(await scratch.open(), {
      loop: "l",
      number: 0,
      message,
      parent: null,
    })
    expect(scratch.git("log", "-1", "--format=%B", commit)).toBe(`${message}\n\nFor-Loop-Worktree: main`)
    expect(scratch.git("log", "-1", "--format=%an %ae", commit)).toBe("For Loop for-loop@localhost")
  })
})

describe("faults", () => {
  it("fails with git's words when a required filter fails, leaving nothing behind", async () => {
    const scratch = repositoryWithCommit()
    scratch.git("config", "filter.bad.clean", "false")
    scratch.git("config", "filter.bad.required", "true")
    scratch.write(".gitattributes", "*.bad filter=bad\n")
    scratch.write("x.bad", "x\n")
    const repo = await scratch.open()
    await expect(take(repo, 0)).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringContaining("x.bad"),
    })
    expect(readdirSync(join(repo.gitDir, "for-loop"))).toEqual([])
  })

  it("fails instead of keeping the repository further up when .git vanished", async () => {
    const outer = repositoryWithCommit()
    const inner = scratchAt(outer.home, outer.at("inner"))
    outer.write("inner/file.txt", "x\n")
    inner.git("init", "-q")
    const repo = await inner.open()
    rmSync(inner.at(".git"), { recursive: true })
    await expect(take(repo, 0)).rejects.toThrow()
    expect(outer.git("for-each-ref", "refs/for-loop/")).toBe("")
  })

  it("is not held up by the index of a process that was killed, and removes it once it is old enough", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    const first = await take(repo, 0)
    const dead = spawn(process.execPath, ["-e", ""])
    await once(dead, "exit")
    const folder = join(repo.gitDir, "for-loop")
    const orphans = [`index-${dead.pid}-abc`, `index-${dead.pid}-abc.lock`]
    const alive = `index-${process.pid}-abc`
    for (const name of [...orphans, alive, "somebody else's"]) writeFileSync(join(folder, name), "")
    expect(await take(repo, 1)).toMatchObject({ tree: first.tree })
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(orphans))
    removeOrphanIndexes(repo, Date.now() + 11 * 60_000)
    expect(readdirSync(folder).sort()).toEqual([alive, "memo.json", "somebody else's"])
  })
})

describe("the tree hash", () => {
  it("is the tree that git itself would write, after any sequence of edits and rule changes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
        const scratch = repositoryWithCommit()
        const repo = await scratch.open()
        await treeHash(repo)
        for (const act of steps) {
          act.run(scratch)
          expect(await treeHash(repo)).toBe(treeByHand(scratch))
        }
      }),
      { numRuns: 10 },
    )
  }, 120_000)

  it("holds a tracked file that was deleted for a while and came back under an ignore rule", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    scratch.remove("src/main.ts")
    await take(repo, 0)
    scratch.write(".gitignore", "*\n!.gitignore\n")
    await take(repo, 1)
    scratch.write("src/main.ts", "back\n")
    expect(filesOf(scratch, (await take(repo, 2)).commit)).toContain("100644 src/main.ts")
  })

  it("uses what the last checkpoint learnt about the files", async () => {
    const repo = await repositoryWithCommit().open()
    const kept = () => readdirSync(join(repo.gitDir, "for-loop"))
    await take(repo, 0)
    const before = kept()
    expect(before).toEqual([expect.stringMatching(/^kept-/), "memo.json"])
    await take(repo, 1)
    expect(kept()).toEqual(before)
  })

  const changes: readonly (readonly [what: string, change: (scratch: Scratch) => void])[] = [
    ["a new .gitignore", (scratch) => scratch.write(".gitignore", "*.log\n")],
    ["a new .gitignore in a folder", (scratch) => scratch.write("src/.gitignore", "*.log\n")],
    ["a new rule in info/exclude", (scratch) => scratch.write(".git/info/exclude", "*.log\n")],
    [
      "a new rule in the user's own ignore file",
      ({ home }) => {
        mkdirSync(join(home, ".config/git"), { recursive: true })
        writeFileSync(join(home, ".config/git/ignore"), "*.log\n")
      },
    ],
  ]

  it.each(changes)("leaves out what an earlier checkpoint held after %s", async (_, change) => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    scratch.write("src/a.log", "x\n")
    expect(filesOf(scratch, (await take(repo, 0)).commit)).toContain("100644 src/a.log")
    change(scratch)
    expect(filesOf(scratch, (await take(repo, 1)).commit)).not.toContain("100644 src/a.log")
  })

  it("forgets what it learnt when the user's index changed", async () => {
    const scratch = repositoryWithCommit()
    scratch.write(".git/info/exclude", "readme.md\n")
    const repo = await scratch.open()
    expect(filesOf(scratch, (await take(repo, 0)).commit)).toContain("100644 readme.md")
    scratch.git("rm", "-q", "--cached", "readme.md")
    expect(filesOf(scratch, (await take(repo, 1)).commit)).not.toContain("100644 readme.md")
  })

  it("makes neither a commit nor a ref", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("a.txt", "a\n")
    const before = everythingIn(scratch.top)
    await treeHash(await scratch.open())
    expect(everythingIn(scratch.top)).toEqual(before)
    expect(scratch.git("for-each-ref", "refs/for-loop/")).toBe("")
  })
})

type Step = { readonly name: string; readonly run: (scratch: Scratch) => void }

const path = fc.constantFrom(
  "readme.md",
  "src/main.ts",
  "src/a.log",
  "b.log",
  "src/deep/c.txt",
  "d",
  "d/e.txt",
)
const pattern = fc.constantFrom("*.log\n", "/src/\n", "d\n", "!b.log\n", "*\n!*.md\n!.gitignore\n", "")

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(path, fc.string({ maxLength: 4 })).map(([file, text]) => ({
    name: `write ${file}`,
    run: (scratch: Scratch) => {
      if (file === "d/e.txt" || file === "d") scratch.remove("d")
      scratch.write(file, text)
    },
  })),
  path.map((file) => ({ name: `remove ${file}`, run: (scratch: Scratch) => scratch.remove(file) })),
  fc
    .tuple(fc.constantFrom(".gitignore", "src/.gitignore", ".git/info/exclude"), pattern)
    .map(([file, text]) => ({
      name: `rules ${file} ${text}`,
      run: (scratch: Scratch) => scratch.write(file, text),
    })),
  fc.constant({ name: "remove rules", run: (scratch: Scratch) => scratch.remove(".gitignore") }),
  fc.constant({ name: "git add", run: (scratch: Scratch) => void scratch.git("add", "-A") }),
  fc.constant({
    name: "git commit",
    run: (scratch: Scratch) => void scratch.git("commit", "-qam", "x", "--allow-empty"),
  }),
)

/** The reference: git's own commands on an index that starts from the user's, without its knowledge of file times. */
function treeByHand(scratch: Scratch): string {
  const index = join(scratch.home, "reference-index")
  rmSync(index, { force: true })
  const staged = scratch.git("ls-files", "-s", "-z")
  const script = "git update-index -z --index-info && git add -A && git write-tree"
  return scratch.pipe(script, { GIT_INDEX_FILE: index }, staged)
}
