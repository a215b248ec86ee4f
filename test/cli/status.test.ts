import { spawnSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { conclude } from "../../src/loop/control.ts"
import { exitCodeOf, lifeAfter, outcomes } from "../../src/loop/outcome.ts"
import { addControl } from "../../src/store/control.ts"
import { touchHeartbeat } from "../../src/store/heartbeat.ts"
import { writeIterationFile } from "../../src/store/iteration.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { appendNotice } from "../../src/store/notices.ts"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { check, evidence } from "../loop/builders.ts"
import { failed } from "../verify/check-results.ts"
import { machine } from "./run-cli.ts"

describe("for-loop status", () => {
  it("answers what a person asks first about a running loop", async () => {
    const one = machine()
    const state = one.store({
      iteration: 3,
      failing: ["cart > rounds half up", "cart > tax"],
      spend: { inputTokens: 400_000, outputTokens: 12_000, usd: 0.9, basis: "estimated", checkMs: 5000 },
      branch: { name: "for-loop/cart", previous: "main" },
      iterations: [record(3, { failing: 2, fixed: 4, added: 1 })],
    })
    const message = "expected 0.13, got 0.12"
    const failure = failed("cart > rounds half up", { file: "cart.test.js", line: 7, message })
    writeIterationFile(
      one.home,
      state.id,
      3,
      "evidence.json",
      JSON.stringify(evidence({ checks: [check({ failures: [failure] })] })),
    )
    touchHeartbeat(one.home, state.id, Date.now())
    const { code, stdout } = await one.run(["status"])
    expect(code).toBe(0)
    expect(stdout).toContain("● running  loop1-abcdef  iteration 3 of 10, 10 min")
    expect(stdout).toContain("failing    2 (2 at the start, last iteration 4 fixed and 1 new)")
    expect(stdout).toContain("cart > rounds half up: expected 0.13, got 0.12")
    expect(stdout).toMatch(/left +7 iterations, 50 min, \$19\.10/)
    expect(stdout).toContain("$0.90, 412,000 tokens (estimated)")
    expect(stdout).toContain("for-loop/cart (from main)")
    expect(stdout).toMatch(/heartbeat +.*1 model call$/m)
  })

  it("says that the spend is unknown instead of showing zero", async () => {
    const one = machine()
    one.store()
    expect((await one.run(["status"])).stdout).toMatch(/spend +unknown/)
    expect((await one.json(["status"])).value).toMatchObject({
      loops: [{ spend: { usd: null, basis: "unknown" } }],
    })
  })

  it.each(outcomes)("exits with the code of %s, and shows it", async (outcome) => {
    const one = machine()
    const state = one.store()
    saveState(one.home, conclude(state, outcome, "for this reason", Date.now()))
    const { code, value } = await one.json(["status"])
    expect(code).toBe(exitCodeOf(outcome))
    expect(value).toMatchObject({
      loops: [{ state: lifeAfter(outcome), outcome: { kind: outcome, reason: "for this reason" } }],
    })
    const { stdout } = await one.run(["status", state.id])
    expect(stdout).toContain(outcome)
    expect(stdout).toContain("for this reason")
    expect(stdout).toMatch(/^ {2}next +\S/m)
  })

  it("S15 reads a loop whose hook was killed while it held it as interrupted, never as running", async () => {
    const one = machine()
    const { id } = one.store()
    const killed = spawnSync(process.execPath, ["-e", ""])
    const lock = { token: "0123456789abcdef", pid: killed.pid, host: hostname(), born: null, at: Date.now() }
    mkdirSync(join(one.home, "locks"), { recursive: true })
    writeFileSync(join(one.home, "locks", `${id}.lock`), JSON.stringify(lock))
    const { code, value } = await one.json(["status"])
    expect(code).toBe(19)
    expect(value).toMatchObject({ loops: [{ state: "interrupted" }] })
    expect((await one.run(["status"])).stdout).toContain("○ interrupted")
  })

  it("says of a headless loop without its process that the run ended", async () => {
    const one = machine()
    const { id } = one.store({ host: "headless" })
    const { stdout } = await one.run(["status"])
    expect(stdout).toMatch(/blocks +the process of its run ended\n/)
    expect(stdout).toContain(`for-loop run --resume ${id}`)
  })

  it("reads a loop whose hook holds it as checking", async () => {
    const one = machine()
    const { id } = one.store()
    const lock = await acquireLock(one.home, id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    try {
      expect(await one.json(["status"])).toMatchObject({ code: 0, value: { loops: [{ state: "checking" }] } })
    } finally {
      if (lock.kind === "held") lock.release()
    }
  })

  const continued = 40_000
  it.each([
    ["no model call at all", null, "host-capped", 18],
    ["no model call since", -1000, "host-capped", 18],
    ["a model call since", 1000, "running", 0],
  ] as const)("S39 shows a continue with %s after 30 s for what it is", async (_, beat, state, code) => {
    const one = machine()
    const awaitingSince = Date.now() - continued
    const { id } = one.store({ awaitingSince })
    if (beat !== null) touchHeartbeat(one.home, id, awaitingSince + beat)
    expect(await one.json(["status"])).toMatchObject({ code, value: { loops: [{ state }] } })
  })

  it("S39 gives the host its 30 s before it says so", async () => {
    const one = machine()
    one.store({ awaitingSince: Date.now() - 5000 })
    expect(await one.json(["status"])).toMatchObject({ code: 0, value: { loops: [{ state: "running" }] } })
  })

  it("shows unfinished loops, armed ones and the last that ended, newest first; all with --all", async () => {
    const one = machine()
    const ended = [one.store(), one.store()]
    for (const state of ended) saveState(one.home, conclude(state, "verified", "done", Date.now()))
    const paused = one.store()
    saveState(one.home, conclude(paused, "stuck", "no progress", Date.now()))
    const running = one.store()
    await one.run(["start", "another", "--check", "true"])
    const { code, value } = await one.json(["status"])
    expect(code).toBe(0)
    expect(idsOf(value)).toEqual([running.id, paused.id, ended[1]?.id])
    expect(value).toMatchObject({ arms: [{ task: "another" }] })
    expect(idsOf((await one.json(["status", "--all"])).value)).toHaveLength(4)
    expect((await one.run(["status"])).stdout).toMatch(/○ armed +waits for the agent's chat, \d+ min left/)
  })

  it("S06 finds the loop of the repository from a folder below, and S08 never one of another worktree", async () => {
    const one = machine("git")
    const { id } = one.store()
    one.write("packages/app/index.js", "")
    const below = await one.run(["status", "--json"], { cwd: join(one.project, "packages", "app") })
    expect(idsOf(JSON.parse(below.stdout))).toEqual([id])
    one.git("worktree", "add", "--quiet", "inner")
    const other = await one.run(["status", "--json"], { cwd: join(one.project, "inner") })
    expect(idsOf(JSON.parse(other.stdout))).toEqual([])
  })

  it("finds a loop from anywhere by the beginning of its id, and names the candidates when that is ambiguous", async () => {
    const one = machine()
    one.store()
    one.store()
    expect((await one.run(["status", "loop2"], { cwd: one.userHome })).stdout).toContain("loop2-abcdef")
    const { code, stderr } = await one.run(["status", "loop"])
    expect(code).toBe(2)
    expect(stderr).toContain("loop2-abcdef, loop1-abcdef")
  })

  it("S13 tells of a damaged state where the file is, shows the others, and moves nothing", async () => {
    const one = machine()
    const { id } = one.store()
    saveState(one.home, one.store({ id }))
    const file = join(one.home, "loops", id, "state.json")
    writeFileSync(file, "{ half a sta")
    const { code, value } = await one.json(["status"])
    expect(code).toBe(1)
    expect(value).toMatchObject({ loops: [], unreadable: [{ id, state: "damaged" }] })
    const named = await one.run(["status", id])
    expect(named.code).toBe(1)
    expect(named.stderr).toContain(`kept as ${file}`)
    expect(loadState(one.home, id).kind).toBe("corrupt")
  })

  it("tells of requests that wait and of the notices of the last day only", async () => {
    const one = machine()
    const { id } = one.store()
    addControl(one.home, id, { kind: "pause", at: Date.now() })
    appendNotice(one.home, { at: Date.now() - 2 * 86_400_000, loop: id, text: "long ago" })
    appendNotice(one.home, { at: Date.now(), loop: id, text: "the hook was edited" })
    const { stdout } = await one.run(["status"])
    expect(stdout).toMatch(/requested +pause/)
    expect(stdout).toContain("the hook was edited")
    expect(stdout).not.toContain("long ago")
  })

  it("says when everything is switched off", async () => {
    const one = machine()
    expect((await one.run(["status"], { env: { FOR_LOOP_DISABLE: "1" } })).stdout).toContain("switched off")
  })

  it("S77 never lets a failing test's name command the terminal", async () => {
    const one = machine()
    one.store({ failing: ["cart\u001b[2J\u001b]0;owned\u0007 > adds\r\nall green"] })
    const { stdout } = await one.run(["status"])
    expect(stdout).toContain("cart > adds all green")
    expect(stdout).not.toContain("\u001b")
  })
})

function record(n: number, more: { failing: number; fixed: number; added: number }) {
  const base = {
    flaky: 0,
    findings: 0,
    durationMs: 60_000,
    checkMs: 1000,
    verdict: "red",
    reused: false,
    claim: "none",
    decision: "continue",
    checkpoint: null,
  } as const
  return { n, at: Date.now(), ...base, ...more }
}

function idsOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null || !("loops" in value) || !Array.isArray(value.loops))
    return []
  return value.loops.map((loop: { readonly id: unknown }) => loop.id)
}
