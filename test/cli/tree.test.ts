import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { openRepository } from "../../src/git/repository.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { type Machine, machine } from "./run-cli.ts"

describe("for-loop checkpoints", () => {
  it("lists the kept states, oldest first", async () => {
    const one = machine("git")
    await keptTwice(one)
    const { code, value } = await one.json(["checkpoints"])
    expect(code).toBe(0)
    expect(value).toMatchObject({
      checkpoints: [
        { number: 0, message: "before the loop" },
        { number: 1, message: "iteration 1" },
      ],
    })
    const { stdout } = await one.run(["checkpoints"])
    expect(stdout).toMatch(/^ {3}0 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}[0-9a-f]{10} {2}before the loop\n/)
    expect(stdout).toContain("for-loop restore N --loop loop1-abcdef")
  })

  it.each(["checkpoints", "diff 0", "restore 0 --yes"])(
    "%s says in one sentence that there is no repository",
    async (line) => {
      const one = machine()
      one.store()
      const { code, stderr } = await one.run(line.split(" "))
      expect(code).toBe(1)
      expect(stderr).toContain("is not in a git repository")
    },
  )

  it.each(["checkpoints", "diff 0", "restore 0 --yes"])(
    "%s says in one sentence that git is missing",
    async (line) => {
      const one = machine("git")
      one.store()
      const { code, stderr } = await one.run(line.split(" "), { env: { PATH: one.userHome } })
      expect(code).toBe(1)
      expect(stderr).toContain("Install git")
    },
  )
})

describe("for-loop diff", () => {
  it("shows what changed since a checkpoint, also what no checkpoint holds yet", async () => {
    const one = machine("git")
    await keptTwice(one)
    one.write("new.js", "export {}\n")
    const { code, value } = await one.json(["diff", "0"])
    expect(code).toBe(0)
    expect(value).toMatchObject({
      from: 0,
      to: null,
      files: [{ path: "cart.js" }, { path: "new.js", added: 1, removed: 0 }],
      added: 2,
      removed: 1,
    })
    const { stdout } = await one.run(["diff", "0"])
    expect(stdout).toContain("From checkpoint 0 to the working tree: 2 files, 2 added, 1 removed")
    expect(stdout).toContain("-export const total = 0\n+export const total = 1")
  })

  it("shows what changed between two checkpoints, and says when nothing did", async () => {
    const one = machine("git")
    await keptTwice(one)
    expect((await one.json(["diff", "0", "1"])).value).toMatchObject({ to: 1, files: [{ path: "cart.js" }] })
    expect((await one.run(["diff", "1", "1"])).stdout).toBe(
      "Nothing changed from checkpoint 1 to checkpoint 1.\n",
    )
  })

  it("names the checkpoints' list for a number that does not exist", async () => {
    const one = machine("git")
    await keptTwice(one)
    for (const args of [
      ["diff", "7"],
      ["diff", "0", "7"],
      ["restore", "7", "--yes"],
    ]) {
      const { code, stderr } = await one.run(args)
      expect(code).toBe(1)
      expect(stderr).toContain("has no checkpoint 7. `for-loop checkpoints loop1-abcdef`")
    }
  })

  it("never lets a file's content command the terminal", async () => {
    const one = machine("git")
    await keptTwice(one)
    one.write("cart.js", "\u001b]0;owned\u0007\n")
    expect((await one.run(["diff", "1"])).stdout).not.toContain("\u001b")
  })
})

describe("for-loop restore", () => {
  it("S88 brings the files back, keeps the present first, and tells how to undo it", async () => {
    const one = machine("git")
    await keptTwice(one)
    one.write("new.js", "export {}\n")
    const head = one.git("rev-parse", "HEAD")
    const { code, value } = await one.json(["restore", "0", "--yes"])
    expect(code).toBe(0)
    expect(value).toMatchObject({ restored: 0, changed: 2, safety: { number: 2 } })
    expect(read(one, "cart.js")).toBe("export const total = 0\n")
    expect(existsSync(join(one.project, "new.js"))).toBe(false)
    expect(one.git("rev-parse", "HEAD")).toBe(head)
    const { stdout } = await one.run(["restore", "2", "--yes"])
    expect(stdout).toMatch(/undo with `for-loop restore 3 --loop loop1-abcdef`/)
    expect(read(one, "cart.js")).toBe("export const total = 1\n")
    expect(existsSync(join(one.project, "new.js"))).toBe(true)
  })

  it("changes nothing without a person or --yes, and says what it would keep", async () => {
    const one = machine("git")
    await keptTwice(one)
    const { code, stdout, stderr } = await one.run(["restore", "0"])
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain("Your branch, commits, index and ignored files stay as they are")
    expect(stderr).toContain("for-loop restore 0 --loop loop1-abcdef --yes")
    expect(read(one, "cart.js")).toBe("export const total = 1\n")
  })

  it("does not change files under running checks", async () => {
    const one = machine("git")
    const { id } = await keptTwice(one)
    const lock = await acquireLock(one.home, id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    try {
      expect((await one.run(["restore", "0", "--yes"])).stderr).toContain("are running on these files")
    } finally {
      if (lock.kind === "held") lock.release()
    }
    expect(read(one, "cart.js")).toBe("export const total = 1\n")
  })
})

/** A loop with a checkpoint from before it and one of its first iteration, which changed a line. */
async function keptTwice(one: Machine): Promise<LoopState> {
  const opened = await openRepository(one.project, one.env)
  if (opened.kind === "none") throw new Error(opened.why)
  const state = one.store()
  const first = await takeCheckpoint(opened.repo, {
    loop: state.id,
    number: 0,
    message: "before the loop",
    parent: null,
  })
  one.write("cart.js", "export const total = 1\n")
  await takeCheckpoint(opened.repo, { loop: state.id, number: 1, message: "iteration 1", parent: first.ref })
  return state
}

function read(one: Machine, path: string): string {
  return readFileSync(join(one.project, path), "utf8")
}
