import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { startBranch } from "../../src/git/branch.ts"
import { emptyRepository, everythingIn, repositoryWithCommit, type Scratch } from "./scratch.ts"

const auto = (name: string) => ({ kind: "auto", name }) as const
const named = (name: string) => ({ kind: "named", name }) as const

/** All files, and of the git folder everything but HEAD, the new branch and their reflogs. */
const untouched = (scratch: Scratch) =>
  everythingIn(scratch.top).filter((line) => !/^\.git\/(HEAD|logs\/|refs\/heads\/)/.test(line))

describe("the loop's own branch", () => {
  it("takes a dirty tree along without touching the index or a file", async () => {
    const scratch = repositoryWithCommit()
    scratch.write("readme.md", "changed\n")
    scratch.write("src/main.ts", "staged\n")
    scratch.git("add", "src/main.ts")
    scratch.write("new.txt", "untracked\n")
    const status = scratch.git("status", "--porcelain")
    const head = scratch.git("rev-parse", "HEAD")
    const before = untouched(scratch)
    const started = await startBranch(await scratch.open(), auto("for-loop/fix-it"))
    expect(started).toEqual({ kind: "switched", name: "for-loop/fix-it", previous: "main" })
    expect(untouched(scratch)).toEqual(before)
    expect(scratch.git("symbolic-ref", "HEAD")).toBe("refs/heads/for-loop/fix-it")
    expect(scratch.git("status", "--porcelain")).toBe(status)
    expect(scratch.git("rev-parse", "HEAD", "main")).toBe(`${head}\n${head}`)
    expect(scratch.git("reflog", "-1", "--format=%gs")).toBe("for-loop: moving from main to for-loop/fix-it")
  })

  it("gets a suffix when the name is taken, in whatever case", async () => {
    const scratch = repositoryWithCommit()
    scratch.git("branch", "for-loop/x")
    scratch.git("branch", "For-Loop/X-2")
    expect(await startBranch(await scratch.open(), auto("for-loop/x"))).toMatchObject({
      name: "for-loop/x-3",
    })
  })

  it("starts from a detached HEAD, which has no name to go back to", async () => {
    const scratch = repositoryWithCommit()
    scratch.git("checkout", "-q", "--detach")
    const started = await startBranch(await scratch.open(), named("mine"))
    expect(started).toEqual({ kind: "switched", name: "mine", previous: null })
  })

  it("runs no hook and works beside an index.lock", async () => {
    const scratch = repositoryWithCommit()
    scratch.write(".git/index.lock", "")
    for (const hook of ["reference-transaction", "post-checkout"])
      writeFileSync(scratch.at(`.git/hooks/${hook}`), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
    expect(await startBranch(await scratch.open(), auto("for-loop/x"))).toMatchObject({ kind: "switched" })
  })

  it("works in an environment with an editor, a pager and a foreign GIT_DIR", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open({
      ...scratch.env,
      EDITOR: "vi",
      PAGER: "less",
      SSH_ASKPASS: "x",
      GIT_EDITOR: "vi",
      GIT_DIR: join(scratch.home, "nowhere"),
    })
    expect(await startBranch(repo, auto("for-loop/x"))).toMatchObject({ kind: "switched" })
  })

  const skips: readonly (readonly [
    string,
    () => Scratch,
    ReturnType<typeof auto> | ReturnType<typeof named>,
    RegExp,
  ])[] = [
    ["without a commit", emptyRepository, auto("for-loop/x"), /no commit yet/],
    [
      "on a branch of another loop",
      () => on("for-loop/other"),
      auto("for-loop/x"),
      /for-loop\/other already belongs/,
    ],
    ["on the branch the user named", () => on("mine"), named("mine"), /mine is already checked out/],
    ["with a name git does not allow", repositoryWithCommit, named("a..b"), /not a name git allows/],
    [
      "with a name that looks like an option",
      repositoryWithCommit,
      named("--orphan"),
      /not a name git allows/,
    ],
    ["with a name that git would expand", repositoryWithCommit, named("@{-1}"), /not a name git allows/],
    [
      "when a branch takes the place of the folder",
      () => on("for-loop"),
      auto("for-loop/x"),
      /could not make the branch/,
    ],
    ["in the middle of a merge", () => stopped("merge"), auto("for-loop/x"), /a merge in progress/],
    ["in the middle of a rebase", () => stopped("rebase"), auto("for-loop/x"), /a rebase in progress/],
    [
      "in the middle of a cherry-pick",
      () => stopped("cherry-pick"),
      auto("for-loop/x"),
      /a cherry-pick in progress/,
    ],
    ["in the middle of a bisect", bisecting, auto("for-loop/x"), /a bisect in progress/],
    ["with conflicts of a stash", stashConflict, auto("for-loop/x"), /conflicts in progress/],
    ["when HEAD is locked", headLocked, auto("for-loop/x"), /could not switch/],
  ]

  it.each(skips)("is skipped, changing nothing, %s", async (_, make, wanted, why) => {
    const scratch = make()
    const before = everythingIn(scratch.top)
    const started = await startBranch(await scratch.open(), wanted)
    expect(started).toEqual({ kind: "skipped", why: expect.stringMatching(why) })
    expect(everythingIn(scratch.top)).toEqual(before)
  })
})

function on(branch: string): Scratch {
  const scratch = repositoryWithCommit()
  scratch.git("checkout", "-qb", branch)
  return scratch
}

function stopped(command: "merge" | "rebase" | "cherry-pick"): Scratch {
  const scratch = on("other")
  scratch.write("readme.md", "theirs\n")
  scratch.git("commit", "-qam", "theirs")
  scratch.git("checkout", "-q", "main")
  scratch.write("readme.md", "ours\n")
  scratch.git("commit", "-qam", "ours")
  expect(() => scratch.git(command, "other")).toThrow()
  return scratch
}

function bisecting(): Scratch {
  const scratch = repositoryWithCommit()
  scratch.git("bisect", "start")
  return scratch
}

function stashConflict(): Scratch {
  const scratch = repositoryWithCommit()
  scratch.write("readme.md", "stashed\n")
  scratch.git("stash", "-q")
  scratch.write("readme.md", "committed\n")
  scratch.git("commit", "-qam", "x")
  expect(() => scratch.git("stash", "pop")).toThrow()
  return scratch
}

function headLocked(): Scratch {
  const scratch = repositoryWithCommit()
  scratch.write(".git/HEAD.lock", "")
  return scratch
}
