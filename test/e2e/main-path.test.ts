import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { scriptedAgent } from "../../src/cli/demo/scripted-agent.ts"
import { readHookSeen } from "../../src/store/hook-seen.ts"
import { root } from "../architecture/sources.ts"
import { copyTree, initRepository, playground, startLoop } from "./playground.ts"

describe("a loop in an Antigravity host", () => {
  it("turns a project with failing node tests green, through a false claim, a regression and a skipped test, and ends verified", async () => {
    using place = playground()
    const project = join(place.folder, "cart")
    copyTree(join(root, "examples", "node-cart"), project)
    initRepository(project)
    const host = place.host({ workspacePaths: [project] })
    const end = await host.turn(
      '/for-loop "make the cart tests pass" --max-iterations 8',
      scriptedAgent(project, () => {}),
    )
    const state = place.state()
    expect(state.iterations.map((it) => [it.verdict, it.failing, it.fixed, it.added, it.findings])).toEqual([
      ["red", 3, 1, 0, 0],
      ["red", 3, 1, 1, 0],
      ["red", 2, 1, 0, 0],
      ["green", 0, expect.any(Number), 0, expect.any(Number)],
      ["green", 0, expect.any(Number), 0, 0],
    ])
    expect(state.iterations[3]?.findings).toBeGreaterThan(0)
    expect(state.outcome?.kind).toBe("verified")
    expect(end).toMatchObject({ kind: "answered", rounds: 5 })
    expect(end.injected[0]).toContain("Checks: `npm test`")
    expect(end.reasons[0]).toContain("You claimed to be finished")
    expect(end.reasons[1]).toContain("merges two lines of the same product")
    expect(end.reasons[3]).toContain("weakened test surface")
    const git = (...args: string[]) => execFileSync("git", args, { cwd: project, encoding: "utf8" }).trim()
    expect(git("branch", "--show-current")).toBe("for-loop/make-the-cart-tests-pass")
    expect(git("for-each-ref", "--format=%(refname)", "refs/for-loop").split("\n")).toHaveLength(6)
    expect(git("log", "--oneline", "main").split("\n")).toHaveLength(1)
  })

  it("prints exactly one JSON object per hook call and always exits 0", async () => {
    using place = playground()
    const end = await place.host().turn(startLoop(), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return { say: `round ${number}` }
    })
    expect(end.rounds).toBe(2)
    for (const call of end.calls) {
      expect(call.exitCode).toBe(0)
      expect(Object.keys(JSON.parse(call.stdout)).sort().join()).toMatch(/^(|decision,reason|injectSteps)$/)
      expect(call.stdout.trim().split("\n")).toHaveLength(1)
    }
  })

  it("S83 does not run the checks again on an unchanged tree, and says what the last run said", async () => {
    using place = playground()
    const count = join(place.folder, "runs")
    place.write("check.sh", `echo run >> '${count}'; echo "FAIL: the word is missing"; exit 1\n`)
    const end = await place
      .host()
      .turn(startLoop("--max-iterations 2"), () => ({ say: "I only thought about it." }))
    expect(readFileSync(count, "utf8")).toBe("run\n")
    expect(end.reasons[0]).toContain("the word is missing")
    expect(place.state().iterations.map((it) => it.reused)).toEqual([true, true])
  })

  it("S87 leaves a dirty tree, the index and the stash as they were, but for the loop's branch", async () => {
    using place = playground()
    const git = (...args: string[]) => execFileSync("git", args, { cwd: place.project, encoding: "utf8" })
    place.write("staged.txt", "staged")
    git("add", "staged.txt")
    place.write("readme.md", "changed, not staged")
    place.write("untracked.txt", "untracked")
    const look = () => [
      git("status", "--porcelain=v2"),
      git("stash", "list"),
      git("rev-parse", "HEAD"),
      place.read("untracked.txt"),
    ]
    const before = look()
    await place.host().turn(startLoop("--max-iterations 2"), () => ({ say: "ok" }))
    expect(look()).toEqual(before)
  })

  it("commits each iteration on the loop's branch with --commit-each, and never on the user's", async () => {
    using place = playground()
    await place.host().turn(startLoop("--commit-each"), ({ number }) => {
      place.write("fixed", number === 1 ? "right" : "wrong")
      return { say: "ok" }
    })
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: place.project, encoding: "utf8" }).trim()
    expect(git("log", "--format=%s").split("\n")).toEqual([
      "for-loop 2/10: the checks pass",
      "for-loop 1/10: 1 failing",
      "start",
    ])
    expect(git("log", "--format=%s", "main")).toBe("start")
    expect(git("status", "--porcelain")).toBe("")
    expect(place.state()).toMatchObject({ outcome: { kind: "verified" }, progress: { noChange: 0 } })
  })

  it("works without git, without checkpoints, and says so", async () => {
    using place = playground({ git: "no-git" })
    const end = await place.host().turn(startLoop(), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return { say: "done" }
    })
    expect(end.injected[0]).toContain("No checkpoints and no branch")
    expect(place.state().outcome?.kind).toBe("verified")
  })
})

describe("the canary", () => {
  it("S41 notes every user turn in which a host really ran the hook, with or without a loop", async () => {
    using place = playground()
    expect(readHookSeen(place.home)).toBeNull()
    await place.host().turn("hello", () => ({ say: "hi" }))
    expect(readHookSeen(place.home)).toBeGreaterThan(Date.now() - 60_000)
  })
})
