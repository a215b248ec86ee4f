import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { shownEvidence } from "../../../src/control/stored-evidence.ts"
import { createDiffCache } from "../../../src/dashboard/feed/diff-cache.ts"
import { loopCard } from "../../../src/dashboard/feed/loop-card.ts"
import type { LoopCard, Need } from "../../../src/dashboard/model/view.ts"
import { conclude } from "../../../src/loop/control.ts"
import { decide } from "../../../src/loop/decide.ts"
import type { Evidence } from "../../../src/loop/evidence.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { addControl } from "../../../src/store/control.ts"
import { touchHeartbeat } from "../../../src/store/heartbeat.ts"
import { writeIterationFile } from "../../../src/store/iteration.ts"
import { acquireLock } from "../../../src/store/lock.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { type Machine, machine } from "../../cli/run-cli.ts"
import { check, evidence, finding, green } from "../../loop/builders.ts"
import { failed } from "../../verify/check-results.ts"

const failure = failed("cart > tax", {
  suite: "cart",
  file: "cart.test.ts",
  line: 12,
  message: "expected 0.13, got 0.12",
  expected: "0.13",
  actual: "0.12",
})

const skip = finding({ id: "skip:cart.test.ts" })

function card(one: Machine, state: LoopState, now = Date.now()): Promise<LoopCard> {
  const diffs = createDiffCache({ env: one.env, now: Date.now, onNews: () => {} })
  return loopCard(state, { home: one.home, now, diffs, evidence: shownEvidence(one.home, state) })
}

/** The loop after a Stop with this evidence, stored as the hook does. */
function stopped(one: Machine, before: LoopState, measured: Evidence): LoopState {
  const { state } = decide(before, measured, Date.now())
  writeIterationFile(one.home, state.id, state.iteration, "evidence.json", JSON.stringify(measured))
  saveState(one.home, state)
  return state
}

const red = evidence({
  failing: ["cart > tax", "cart > login"],
  flaky: ["cart > login"],
  blocking: ["cart > tax"],
  checks: [check({ failures: [{ ...failure, id: "cart > login" }, failure] })],
  delta: { added: [], fixed: ["cart > adds"] },
})

describe("one loop on the first screen", () => {
  it("answers what changed, what blocks, how near the ends are and what it cost", async () => {
    const one = machine()
    const state = stopped(one, one.store({}, { reviewEvery: 3 }), red)
    touchHeartbeat(one.home, state.id, state.updatedAt + 1000)
    const shown = await card(one, state, state.updatedAt + 5000)
    expect(shown).toMatchObject({
      word: "running",
      outcome: null,
      iteration: 1,
      clockRuns: true,
      activity: { kind: "thinking", since: state.updatedAt + 1000 },
      baseline: { verdict: "red", failing: 2 },
      failing: { now: 1, first: ["cart > tax"] },
      delta: { fixed: 1, still: 1, added: 0, flaky: 1 },
      blocks: { title: "cart > tax", expected: "0.13", actual: "0.12", file: "cart.test.ts", line: 12 },
      ends: {
        completion: [{ kind: "green", failing: 1 }],
        iterationsLeft: 9,
        maxIterations: 10,
        maxMinutes: 60,
        usdLeft: null,
        maxUsd: 20,
        reviewIn: 2,
      },
      spend: { usd: null, basis: "unknown", checkMs: 1200 },
      breaker: { state: "closed", why: null },
      gate: { kind: "unmeasured" },
      flaky: ["cart > login"],
      checkpoints: { kind: "none", why: `${one.project} is not in a git repository.` },
      actions: ["pause", "steer", "cancel"],
    })
    expect(shown.ends.minutesLeft).toBeGreaterThan(49)
    expect(shown.ends.minutesLeft).toBeLessThan(51)
    expect(shown.iterations).toMatchObject([
      { n: 1, verdict: "red", failing: 1, fixed: 1, checkpoint: false, diff: null },
    ])
  })

  it("names the place of a failure from the workspace on, and leaves one outside as it is", async () => {
    const one = machine()
    const place = async (file: string) => {
      const measured = { ...red, checks: [check({ failures: [{ ...failure, file }] })] }
      return (await card(one, stopped(one, one.store(), measured))).blocks?.file
    }
    expect(await place(join(one.project, "src", "cart.ts"))).toBe("src/cart.ts")
    expect(await place("/usr/lib/node.js")).toBe("/usr/lib/node.js")
  })

  it("blocks on the check itself where it named no failure", async () => {
    const one = machine()
    const silent = evidence({ failing: [], verdict: "red", checks: [check({ exitCode: 3 })] })
    expect((await card(one, stopped(one, one.store(), silent))).blocks).toMatchObject({
      title: "npm test",
      message: "It ended with exit code 3.",
    })
  })

  it.each<[string, Partial<LoopState>, Parameters<Machine["store"]>[1], Need[]]>([
    ["a red baseline needs green checks alone", {}, {}, [{ kind: "green", failing: 2 }]],
    [
      "a named claim is needed too",
      {},
      { completion: "ALL DONE" },
      [
        { kind: "green", failing: 2 },
        { kind: "claim", text: "ALL DONE" },
      ],
    ],
    ["without checks the claim is all", { checks: [], failing: [] }, {}, [{ kind: "claim", text: "DONE" }]],
    [
      "a green baseline proves nothing without a claim",
      {
        baseline: { verdict: "green", failing: [], tree: null, head: null },
        failing: [],
      },
      {},
      [{ kind: "claim", text: "DONE" }],
    ],
  ])("says what completion needs: %s", async (_, more, settings, needs) => {
    const one = machine()
    expect((await card(one, one.store(more, settings))).ends.completion).toEqual(needs)
  })
})

describe("the gate", () => {
  const guarded = [{ path: "/home/loops/x/iterations/0/surface.json", hash: "1" }]

  it("is intact only after a green run that was compared with a recorded surface", async () => {
    const one = machine()
    const done = stopped(one, one.store({ guarded }), green())
    expect((await card(one, done)).gate).toEqual({ kind: "intact" })
    const without = stopped(one, one.store(), green())
    expect((await card(one, without)).gate).toEqual({ kind: "unmeasured" })
  })

  it("lists findings, counts the open ones of weight, and offers to approve them", async () => {
    const one = machine()
    const minor = finding({ id: "minor", severity: "low" })
    const measured = green({ integrity: { kind: "findings", findings: [skip, minor] } })
    const state = stopped(one, one.store({ guarded }), measured)
    const shown = await card(one, state)
    expect(shown.gate).toMatchObject({ kind: "findings", open: 1 })
    expect(shown.actions).toContain("approve")
    expect(shown.ends.completion).toContainEqual({ kind: "findings", open: 1 })
    addControl(one.home, state.id, { kind: "approve", finding: skip.id, by: "dev", at: 1 })
    const asked = await card(one, state)
    expect(asked.gate).toMatchObject({ open: 0, findings: [{ approvedBy: "dev" }, { approvedBy: null }] })
    expect(asked.requested).toEqual(["approve"])
    expect(asked.actions).not.toContain("approve")
  })
})

describe("the state word and what can be done", () => {
  it("checking: the command that runs, since when, and its last whole line without secrets", async () => {
    const one = machine()
    const state = one.store({ checks: ["npm run lint", "npm test"] })
    const lock = await acquireLock(one.home, state.id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    expect((await card(one, state)).activity).toMatchObject({
      kind: "checking",
      command: null,
      lastLine: null,
    })
    const folder = join(one.home, "loops", state.id, "iterations", "1")
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "check-1.log"), "lint is fine\n")
    expect((await card(one, state)).activity).toMatchObject({
      command: "npm run lint",
      lastLine: "lint is fine",
    })
    writeFileSync(
      join(folder, "check-2.log"),
      "first\n\u001b[32m✓\u001b[0m token ghp_0123456789abcdefghijABCDEFGHIJ0123\nghp_0123",
    )
    const shown = await card(one, state)
    expect(shown.activity).toMatchObject({ command: "npm test", lastLine: "✓ token [redacted]" })
    expect(shown).toMatchObject({ word: "checking", actions: ["pause", "steer", "cancel"] })
    if (lock.kind === "held") lock.release()
    expect(await card(one, state)).toMatchObject({ word: "running", activity: { kind: "thinking" } })
  })

  it("S39 host-capped after 30 s without a model call, with a way to go on", async () => {
    const one = machine()
    const state = stopped(one, one.store(), red)
    const later = state.updatedAt + 31_000
    expect(await card(one, state, later)).toMatchObject({
      word: "host-capped",
      activity: { kind: "stopped" },
      actions: ["continue", "resume", "steer", "cancel"],
    })
  })

  it.each<["rate-limited" | "needs-human" | "iteration-limit" | "verified", object]>([
    [
      "rate-limited",
      {
        word: "paused",
        activity: { kind: "waiting-for-reset", until: 99 },
        actions: ["continue", "resume", "steer", "cancel"],
      },
    ],
    [
      "needs-human",
      {
        word: "paused",
        activity: { kind: "waiting-for-you" },
        actions: ["resume", "steer", "cancel"],
      },
    ],
    ["iteration-limit", { word: "ended", clockRuns: false, actions: ["extend"] }],
    ["verified", { word: "ended", blocks: null, actions: [], ends: { completion: [] } }],
  ])("%s", async (outcome, expected) => {
    const one = machine()
    const lift = {
      until: outcome === "rate-limited" ? "reset-time" : "resume",
      resumeAt: outcome === "rate-limited" ? 99 : null,
    } as const
    const state = conclude(one.store(), outcome, "because", Date.now(), lift)
    expect(await card(one, state)).toMatchObject(expected)
  })

  it("stands still once it has ended", async () => {
    const one = machine()
    const state = one.store()
    const ended = conclude(state, "cancelled", "you cancelled the loop", (state.startedAt ?? 0) + 90_000)
    const shown = await card(one, ended, Date.now() + 1_000_000)
    expect(shown).toMatchObject({ elapsedMs: 90_000, ends: { minutesLeft: 58.5 } })
  })
})
