import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { commitEach } from "../../src/hook/commit-each.ts"
import { isolate } from "../../src/hook/isolate.ts"
import { openRepositoryOf } from "../../src/hook/open-repository.ts"
import { protectedChanges } from "../../src/hook/protected-changes.ts"
import { type Snapshot, snapshot } from "../../src/hook/snapshot.ts"
import { treeNow } from "../../src/hook/tree-now.ts"
import { triedSince } from "../../src/hook/tried.ts"
import type { Settings } from "../../src/loop/settings.ts"
import type { IterationRecord, LoopState } from "../../src/loop/state.ts"
import { readIterationFile } from "../../src/store/iteration.ts"
import { runningLoop } from "../loop/builders.ts"
import { type LoopPlace, loopPlace } from "./loop-place.ts"

const git = (place: LoopPlace, ...args: string[]): string =>
  execFileSync("git", args, {
    cwd: place.project,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim()

const record = (n: number, checkpoint: string | null): IterationRecord => ({
  n,
  at: 0,
  durationMs: 1,
  checkMs: 1,
  verdict: "red",
  failing: 1,
  fixed: 0,
  added: 0,
  flaky: 0,
  findings: 0,
  reused: false,
  claim: "none",
  decision: "continue",
  checkpoint,
})

const loopIn = (
  place: LoopPlace,
  settings: Partial<Settings> = {},
  more: Partial<LoopState> = {},
): LoopState => runningLoop(settings, { workspace: place.project, ...more })

const breakGit = (place: LoopPlace): void => writeFileSync(join(place.project, ".git", "index"), "no index")

describe("a loop that begins in a repository", () => {
  it("gets a branch named after its task, and a checkpoint of what was there", async () => {
    using place = loopPlace("git")
    place.write("unsaved.txt", "not committed")
    const head = git(place, "rev-parse", "HEAD")
    const isolated = await isolate(loopIn(place, {}, { startedAt: null }))
    expect(isolated).toEqual({
      branch: { name: "for-loop/make-the-cart-tests-pass", previous: "main" },
      tree: expect.stringMatching(/^[0-9a-f]{40}$/),
      head,
      events: [
        { kind: "checkpoint", detail: "refs/for-loop/loop-1/0" },
        { kind: "branch", detail: "for-loop/make-the-cart-tests-pass" },
      ],
      notes: [],
    })
    expect(git(place, "branch", "--show-current")).toBe("for-loop/make-the-cart-tests-pass")
    expect(git(place, "show", "refs/for-loop/loop-1/0:unsaved.txt")).toBe("not committed")
    expect(git(place, "log", "-1", "--format=%s", "refs/for-loop/loop-1/0")).toContain("before the loop")
  })

  it("gets the branch that the user named, or none when the user wants none", async () => {
    using place = loopPlace("git")
    const named = await isolate(
      loopIn(place, { branch: { kind: "named", name: "work/cart" } }, { startedAt: null }),
    )
    expect(named.branch).toEqual({ name: "work/cart", previous: "main" })
    const none = await isolate(loopIn(place, { branch: { kind: "none" } }, { id: "loop-2", startedAt: null }))
    expect(none).toEqual({
      branch: null,
      tree: named.tree,
      head: named.head,
      events: [{ kind: "checkpoint", detail: "refs/for-loop/loop-2/0" }],
      notes: [],
    })
    expect(git(place, "branch", "--show-current")).toBe("work/cart")
  })

  it("stays where it is when no branch can be made, and says why", async () => {
    using place = loopPlace("git")
    writeFileSync(join(place.project, ".git", "MERGE_HEAD"), `${git(place, "rev-parse", "HEAD")}\n`)
    const isolated = await isolate(loopIn(place, {}, { startedAt: null }))
    expect(isolated).toMatchObject({ branch: null, head: git(place, "rev-parse", "HEAD") })
    expect(isolated.notes).toEqual([expect.stringMatching(/^No branch of its own: ./)])
    const why = isolated.notes[0]?.replace("No branch of its own: ", "")
    expect(isolated.events).toEqual([
      { kind: "checkpoint", detail: "refs/for-loop/loop-1/0" },
      { kind: "no-branch", detail: why },
    ])
  })

  it("works without checkpoints outside of git, and tells changes apart all the same", async () => {
    using place = loopPlace()
    const isolated = await isolate(loopIn(place))
    const why = `${place.project} is not in a git repository.`
    expect(isolated).toEqual({
      branch: null,
      tree: expect.any(String),
      head: null,
      events: [{ kind: "no-git", detail: why }],
      notes: [`No checkpoints and no branch: ${why}`],
    })
    place.write("new.txt", "")
    const taken = await snapshot(loopIn(place), "")
    expect(taken).toEqual({ repo: null, tree: expect.any(String), head: null, ref: null, why })
    expect(taken.tree).not.toBe(isolated.tree)
    expect(await treeNow(null, place.project)).toBe(taken.tree)
    expect(await openRepositoryOf(place.project)).toEqual({ kind: "none", why })
  })
})

describe("the checkpoint of a Stop", () => {
  it("is numbered after the iteration and stands on the one before", async () => {
    using place = loopPlace("git")
    const first = await snapshot(loopIn(place, {}, { startedAt: null }), "before")
    place.write("work.txt", "done")
    const iterations = [record(1, null), record(2, first.ref), record(3, null)]
    const taken = await snapshot(
      loopIn(place, {}, { iteration: 3, iterations }),
      "iteration 4 of loop loop-1",
    )
    expect(taken).toMatchObject({
      ref: "refs/for-loop/loop-1/4",
      head: git(place, "rev-parse", "HEAD"),
      events: [{ kind: "checkpoint", detail: "refs/for-loop/loop-1/4" }],
    })
    expect(git(place, "rev-parse", "refs/for-loop/loop-1/4^{tree}")).toBe(taken.tree)
    expect(git(place, "log", "--format=%H", "refs/for-loop/loop-1/4")).toContain(
      git(place, "rev-parse", "refs/for-loop/loop-1/0"),
    )
    expect(taken.repo === null ? null : await treeNow(taken.repo, place.project)).toBe(taken.tree)
  })

  it("that cannot be taken is journalled and stops nothing", async () => {
    using place = loopPlace("git")
    place.write("more.txt", "something new")
    const opened = await openRepositoryOf(place.project)
    const head = git(place, "rev-parse", "HEAD")
    breakGit(place)
    const taken = await snapshot(loopIn(place), "before")
    expect(taken).toMatchObject({ tree: null, ref: null, head })
    expect(taken.repo === null ? [] : taken.events).toEqual([
      { kind: "checkpoint-failed", detail: expect.stringMatching(/./) },
    ])
    expect(opened.kind === "git" ? await treeNow(opened.repo, place.project) : "no git").toBeNull()
  })
})

/** What the iteration changed since the last checkpoint. */
async function tried(place: LoopPlace, taken: Snapshot, iterations: IterationRecord[] = []) {
  return await triedSince(loopIn(place, {}, { iterations }), taken)
}

describe("what the agent changed since the last checkpoint", () => {
  it("is counted from the checkpoint of the last iteration that has one, else from the first", async () => {
    using place = loopPlace("git")
    const zero = await snapshot(loopIn(place, {}, { startedAt: null }), "before")
    expect(zero.ref).toBe("refs/for-loop/loop-1/0")
    place.write("one.txt", "1\n")
    const one = await snapshot(loopIn(place), "one")
    place.write("two.txt", "1\n2\n")
    const two = await snapshot(loopIn(place, {}, { iteration: 1 }), "two")
    expect((await tried(place, two))?.files.map(({ path }) => path)).toEqual(["one.txt", "two.txt"])
    const since = await tried(place, two, [record(1, one.ref), record(2, null)])
    expect(since?.files.map(({ path }) => path)).toEqual(["two.txt"])
    if (two.repo === null) throw new Error("there is no repository")
    expect(await tried(place, { ...two, ref: null })).toBeNull()
    expect(await tried(place, two, [record(1, "refs/for-loop/loop-1/99")])).toBeNull()
  })

  it("is unknown outside of git", async () => {
    using place = loopPlace()
    expect(await tried(place, await snapshot(loopIn(place), ""))).toBeNull()
  })
})

describe("protected files", () => {
  const changed = (...paths: readonly string[]) => ({
    files: paths.map((path) => ({ path, added: 1, removed: 0 })),
    added: paths.length,
    removed: 0,
  })

  it("that were changed are told of, each with what it does, at most twenty", async () => {
    using place = loopPlace()
    const state = loopIn(place)
    const workflow = ".github/workflows/ci.yml"
    expect(await protectedChanges(state, changed("src/cart.ts", workflow), [])).toEqual([
      { kind: "protected", detail: `${workflow} was changed; it is what continuous integration runs` },
    ])
    const many = Array.from({ length: 21 }, (_, i) => `.github/workflows/ci-${i}.yml`)
    expect(await protectedChanges(state, changed(...many), [])).toHaveLength(20)
  })

  it("that the loop guards are told of already", async () => {
    using place = loopPlace()
    const path = ".github/workflows/ci.yml"
    expect(await protectedChanges(loopIn(place), changed(path), [join(place.project, path)])).toEqual([])
    expect(await protectedChanges(loopIn(place), null, [])).toEqual([])
    expect(await protectedChanges(loopIn(place), changed(), [])).toEqual([])
  })
})

describe("a commit of each iteration", () => {
  const branch = { name: "for-loop/cart", previous: "main" }
  const onBranch = async (place: LoopPlace) => {
    git(place, "checkout", "-q", "-b", branch.name)
    const opened = await openRepositoryOf(place.project)
    if (opened.kind !== "git") throw new Error("there is no repository")
    return opened.repo
  }

  it("names the iteration, what is left, and the first line of the task", async () => {
    using place = loopPlace("git")
    const repo = await onBranch(place)
    place.write("work.txt", "done")
    const task = `make it pass\nand tell nobody`
    const state = loopIn(place, { commitEach: true, maxIterations: 7 }, { branch, task })
    const made = await commitEach(state, repo, 3, 2)
    expect(made).toEqual({
      head: git(place, "rev-parse", "HEAD"),
      events: [{ kind: "commit", detail: git(place, "rev-parse", "HEAD") }],
    })
    expect(git(place, "log", "-1", "--format=%B")).toBe("for-loop 3/7: 2 failing\n\nmake it pass")
    expect(await commitEach(state, repo, 4, 0)).toEqual({ head: null, events: [] })
    place.write("work.txt", "done better")
    const long = { ...state, task: "x".repeat(300) }
    await commitEach(long, repo, 5, 0)
    const [subject, , body] = git(place, "log", "-1", "--format=%B").split("\n")
    expect(subject).toBe("for-loop 5/7: the checks pass")
    expect(body?.length).toBeLessThanOrEqual(201)
  })

  it("is made only where it is wanted, in git and on the loop's own branch", async () => {
    using place = loopPlace("git")
    const repo = await onBranch(place)
    place.write("work.txt", "done")
    const head = git(place, "rev-parse", "HEAD")
    const wanted = loopIn(place, { commitEach: true }, { branch })
    for (const [state, where] of [
      [loopIn(place, { commitEach: false }, { branch }), repo],
      [wanted, null],
      [{ ...wanted, branch: null }, repo],
    ] as const)
      expect(await commitEach(state, where, 1, 1)).toEqual({ head: null, events: [] })
    expect(git(place, "rev-parse", "HEAD")).toBe(head)
    git(place, "checkout", "-q", "main")
    expect(await commitEach(wanted, repo, 1, 1)).toEqual({
      head: null,
      events: [{ kind: "commit-refused", detail: expect.stringMatching(/./) }],
    })
    expect(git(place, "rev-parse", "main")).toBe(head)
  })
})

describe("a loop in a repository", () => {
  it("keeps a checkpoint of every Stop, tells what was tried and what was touched, and commits", async () => {
    using place = loopPlace("git")
    const told = await place.say(
      `/for-loop "fix it" --commit-each --check '[ -e fixed ] || { echo "FAIL: no"; exit 1; }'`,
    )
    expect(told).toContain("Branch: for-loop/fix-it.")
    const { id } = place.state()
    expect(place.state().baseline.head).toBe(git(place, "rev-parse", "HEAD"))
    place.write(".github/workflows/ci.yml", "on: push\n")
    const on = await place.stop("I changed something.")
    expect(on).toMatchObject({ prompt: expect.stringContaining("ci.yml") })
    expect(place.journal().slice(4)).toEqual([
      `checkpoint: refs/for-loop/${id}/1`,
      "protected: .github/workflows/ci.yml was changed; it is what continuous integration runs",
      `commit: ${git(place, "rev-parse", "HEAD")}`,
      expect.stringMatching(/^iteration: 1 of 10: red/),
      expect.stringMatching(/^continued: /),
    ])
    const evidence = JSON.parse(readIterationFile(place.home, id, 1, "evidence.json") ?? "null")
    expect(evidence).toMatchObject({
      checkpoint: `refs/for-loop/${id}/1`,
      headAfter: git(place, "rev-parse", "HEAD"),
      head: git(place, "rev-parse", "HEAD~1"),
      tree: git(place, "rev-parse", `refs/for-loop/${id}/1^{tree}`),
    })
    expect(git(place, "log", "-1", "--format=%s", `refs/for-loop/${id}/1`)).toContain(
      `iteration 1 of loop ${id}`,
    )
    place.write("fixed", "")
    expect(await place.stop("Done.")).toMatchObject({ outcome: "verified" })
    expect(git(place, "log", "-1", "--format=%s")).toBe("for-loop 2/10: the checks pass")
  })
})
