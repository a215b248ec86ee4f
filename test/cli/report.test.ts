import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { openRepository } from "../../src/git/repository.ts"
import { conclude } from "../../src/loop/control.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { writeIterationFile } from "../../src/store/iteration.ts"
import { saveState } from "../../src/store/state-file.ts"
import { check, evidence } from "../loop/builders.ts"
import { failed } from "../verify/check-results.ts"
import { type Machine, machine } from "./run-cli.ts"

describe("for-loop report", () => {
  it("tells what was asked, each iteration with what it changed, the evidence, and how to merge or undo", async () => {
    const one = machine("git")
    const state = await workedLoop(one)
    saveState(
      one.home,
      conclude(state, "verified", "all checks passed in a full run on the final tree", Date.now()),
    )
    const { code, stdout } = await one.run(["report"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^# Loop loop1-abcdef: verified\n/)
    expect(stdout).toContain("```text\nmake the cart tests pass\n```")
    expect(stdout).toContain("| 1 | red | 1 failing, 1 fixed, 0 new | 1 file +1 −1 |  | 60 s | `1` |")
    expect(stdout).toContain(
      "| 2 | green | 0 failing, 1 fixed, 0 new | 2 files +2 −0 | promise | 60 s | `2` |",
    )
    expect(stdout).toContain("2 failures before the work began:\n\n- `cart > adds`\n- `cart > tax`")
    expect(stdout).toContain(
      "`npm test`: **passed** (exit code 0) after 1 s, 118 passed, 0 failed, 3 skipped.",
    )
    expect(stdout).toContain("git switch main\ngit merge for-loop/cart")
    expect(stdout).toContain("for-loop restore 0 --loop loop1-abcdef")
    expect(stdout).toMatch(/## What is left\n\nNothing\./)
  })

  it("is the same value with --json and --format json", async () => {
    const one = machine("git")
    await workedLoop(one)
    const { code, value } = await one.json(["report"])
    expect(code).toBe(0)
    expect(value).toMatchObject({
      baseline: { verdict: "red", failing: ["cart > adds", "cart > tax"] },
      iterations: [
        { n: 1, diff: { files: 1, added: 1, removed: 1 } },
        { n: 2, diff: { files: 2 } },
      ],
      git: { checkpoints: 2, why: null },
      evidence: { checks: [{ command: "npm test", end: "passed" }] },
    })
    const formatted = JSON.parse((await one.run(["report", "--format", "json"])).stdout)
    expect({ ...formatted, loop: null }).toEqual({ ...value, loop: null })
  })

  it("names what is left of a loop that ran into its limit, and the command that goes on", async () => {
    const one = machine()
    const state = one.store({ iteration: 10, failing: ["cart > tax"] })
    saveState(one.home, conclude(state, "iteration-limit", "all 10 iterations are used up", Date.now()))
    const { stdout } = await one.run(["report"])
    expect(stdout).toContain("## What is left\n\n1 failure:\n\n- `cart > tax`")
    expect(stdout).toContain(`for-loop resume ${state.id} --max-iterations 20`)
    expect(stdout).toContain("There are no checkpoints: ")
  })

  it("writes to a file with --output, next to where the command was run", async () => {
    const one = machine()
    one.store()
    const { code, stdout } = await one.run(["report", "--output", "notes/report.md"])
    expect(code).toBe(0)
    expect(stdout).toBe(`Written to ${join(one.project, "notes", "report.md")}.\n`)
    expect(readFileSync(join(one.project, "notes", "report.md"), "utf8")).toMatch(/^# Loop loop1-abcdef/)
  })

  it("says so when the report cannot be written", async () => {
    const one = machine()
    one.store()
    one.write("file", "")
    const { code, stderr } = await one.run(["report", "--output", "file/report.md"])
    expect(code).toBe(1)
    expect(stderr).toContain("file/report.md")
    expect(statSync(join(one.project, "file")).size).toBe(0)
  })

  it("S77 shows what tests and agents wrote as data: no fence, table or terminal sequence of theirs counts", async () => {
    const one = machine()
    const state = one.store({
      task: "fix it\n```\n# not a heading of ours\n```",
      failing: ["a `b` \u001b[31m| c"],
    })
    const failure = failed("a `b` \u001b[31m| c", { message: "<img src=x> [click](http://evil)" })
    writeIterationFile(
      one.home,
      state.id,
      0,
      "evidence.json",
      JSON.stringify(evidence({ checks: [check({ failures: [failure] })] })),
    )
    const { stdout } = await one.run(["report"])
    expect(stdout).toContain("````text\nfix it\n```\n# not a heading of ours\n```\n````")
    expect(stdout).toContain("``a `b` | c``")
    expect(stdout).toContain("\\<img src=x\\> \\[click\\]")
    expect(stdout).not.toContain("\u001b")
  })

  it("does without evidence that is missing or damaged", async () => {
    const one = machine()
    const { id } = one.store()
    writeIterationFile(
      one.home,
      id,
      0,
      "evidence.json",
      '{"checks": [{"command": 5}, 7, {"command": "npm test", "end": "failed"}]}',
    )
    expect((await one.json(["report"])).value).toMatchObject({
      evidence: { checks: [{ command: "npm test", failures: [] }] },
    })
    writeIterationFile(one.home, id, 0, "evidence.json", "[[[")
    expect((await one.json(["report"])).value).toMatchObject({ evidence: null })
  })

  it("takes the work of a linked working tree over from its own folder", async () => {
    const one = machine("git")
    one.store({ task: "fix it", branch: { name: "for-loop/fix-it", previous: null } })
    expect((await one.json(["report"])).value.merge).toEqual([
      "for-loop diff 0 --loop loop1-abcdef",
      `git -C '${one.project}' add --all`,
      `git -C '${one.project}' commit -m 'fix it'`,
      "git merge for-loop/fix-it",
    ])
  })

  it("commits nothing of the user's where the loop changed nothing", async () => {
    const one = machine("git")
    const state = one.store({ branch: { name: "for-loop/cart", previous: "main" } })
    saveState(one.home, conclude(state, "already-green", "the checks pass", Date.now()))
    const { stdout } = await one.run(["report"])
    expect(stdout).toContain("Nothing was changed; go back to your branch:\n\n```text\ngit switch main\n```")
  })

  it("quotes a branch name that a shell would take apart", async () => {
    const one = machine("git")
    one.store({ branch: { name: "fix;touch$IFS'x'", previous: "main" } })
    expect((await one.run(["report"])).stdout).toContain("git merge 'fix;touch$IFS'\\''x'\\'''")
  })
})

/** A loop of two iterations with real checkpoints: one line changed in the first, two files added in the second. */
async function workedLoop(one: Machine): Promise<LoopState> {
  const opened = await openRepository(one.project, one.env)
  if (opened.kind === "none") throw new Error(opened.why)
  const refs: string[] = []
  const steps = [
    () => {},
    () => one.write("cart.js", "export const total = 1\n"),
    () => {
      one.write("tax.js", "export const tax = 0.2\n")
      one.write("money.js", "export const money = 1\n")
    },
  ]
  for (const [number, step] of steps.entries()) {
    step()
    const message = `iteration ${number}`
    refs.push(
      (
        await takeCheckpoint(opened.repo, {
          loop: "loop1-abcdef",
          number,
          message,
          parent: refs.at(-1) ?? null,
        })
      ).ref,
    )
  }
  const entry = {
    at: Date.now(),
    durationMs: 60_000,
    checkMs: 1000,
    added: 0,
    flaky: 0,
    findings: 0,
    fixed: 1,
    reused: false,
    decision: "continue",
  } as const
  const state = one.store({
    iteration: 2,
    failing: [],
    branch: { name: "for-loop/cart", previous: "main" },
    iterations: [
      { ...entry, n: 1, verdict: "red", failing: 1, claim: "none", checkpoint: refs[1] ?? null },
      { ...entry, n: 2, verdict: "green", failing: 0, claim: "promise", checkpoint: refs[2] ?? null },
    ],
  })
  const passed = check({ end: "passed", exitCode: 0, counts: { passed: 118, failed: 0, skipped: 3 } })
  writeIterationFile(
    one.home,
    state.id,
    2,
    "evidence.json",
    JSON.stringify(evidence({ failing: [], checks: [passed] })),
  )
  return state
}
