import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { startBranch } from "../../src/git/branch.ts"
import { commitAll } from "../../src/git/commit-all.ts"
import { everythingIn, filesOf, repositoryWithCommit, type Scratch } from "./scratch.ts"

async function onLoopBranch() {
  const scratch = repositoryWithCommit()
  const repo = await scratch.open()
  await startBranch(repo, { kind: "auto", name: "for-loop/x" })
  return { scratch, repo }
}

const work = (scratch: Scratch) => {
  scratch.write("new.txt", "new\n")
  scratch.remove("src/main.ts")
}

it("commits everything on the loop's branch and leaves the user's where it was", async () => {
  const { scratch, repo } = await onLoopBranch()
  const main = scratch.git("rev-parse", "main")
  work(scratch)
  const message = "--amend it\n\n# kept line\n$(x)"
  const committed = await commitAll(repo, message, "for-loop/x")
  expect(committed).toEqual({ kind: "committed", commit: scratch.git("rev-parse", "for-loop/x") })
  expect(scratch.git("log", "-1", "--format=%B%n%an%n%P")).toBe(`${message}\n\nUser\n${main}`)
  expect(filesOf(scratch, "HEAD")).toEqual([
    "100644 new.txt",
    "100644 readme.md",
    "100644 src/deep/er/leaf.ts",
  ])
  expect(scratch.git("status", "--porcelain")).toBe("")
  expect(scratch.git("rev-parse", "main")).toBe(main)
})

it("makes no commit when nothing changed", async () => {
  const { scratch, repo } = await onLoopBranch()
  const head = scratch.git("rev-parse", "HEAD")
  expect(await commitAll(repo, "x")).toEqual({ kind: "nothing" })
  expect(scratch.git("rev-parse", "HEAD")).toBe(head)
})

it("runs no hook, signs nothing, and commits for a user without a name", async () => {
  const { scratch, repo } = await onLoopBranch()
  for (const hook of ["pre-commit", "commit-msg", "prepare-commit-msg", "reference-transaction"])
    writeFileSync(scratch.at(`.git/hooks/${hook}`), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
  scratch.git("config", "commit.gpgSign", "true")
  scratch.git("config", "gpg.program", "false")
  writeFileSync(join(scratch.home, ".gitconfig"), "[user]\n\tuseConfigOnly = true\n")
  work(scratch)
  expect(await commitAll(repo, "x")).toMatchObject({ kind: "committed" })
  expect(scratch.git("log", "-1", "--format=%an <%ae>")).toBe("For Loop <for-loop@localhost>")
})

const refusals: readonly (readonly [string, (scratch: Scratch) => void, string | undefined, RegExp])[] = [
  [
    "on the user's branch",
    (it) => void it.git("checkout", "-q", "main"),
    undefined,
    /main is not the loop's branch/,
  ],
  ["on the branch of another loop", () => {}, "for-loop/other", /for-loop\/x is not the loop's branch/],
  [
    "with a detached HEAD",
    (it) => void it.git("checkout", "-q", "--detach"),
    undefined,
    /detached HEAD is not/,
  ],
  ["while somebody holds the index", (it) => it.write(".git/index.lock", ""), undefined, /index\.lock/],
  [
    "in the middle of a merge",
    (it) => it.write(".git/MERGE_HEAD", `${it.git("rev-parse", "HEAD")}\n`),
    undefined,
    /a merge in progress/,
  ],
]

it.each(refusals)("refuses and changes nothing %s", async (_, prepare, branch, why) => {
  const { scratch, repo } = await onLoopBranch()
  prepare(scratch)
  scratch.write("new.txt", "new\n")
  const before = everythingIn(scratch.top)
  expect(await commitAll(repo, "x", branch)).toEqual({ kind: "refused", why: expect.stringMatching(why) })
  expect(everythingIn(scratch.top)).toEqual(before)
})
