import { describe, expect, it } from "vitest"
import { decide } from "../../src/loop/decide.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { check, evidence, finding, green, play, runningLoop, start } from "./builders.ts"

const minute = 60_000
const now = start + minute
const spent = (usd: number): LoopState["spend"] => ({ ...runningLoop().spend, usd })

describe("what is kept of an iteration", () => {
  it("is everything that was measured, with the time since the one before", () => {
    const measured = evidence({
      failing: ["a", "b", "old"],
      blocking: ["a", "b"],
      flaky: ["f"],
      delta: { added: ["b"], fixed: ["c", "d"] },
      integrity: { kind: "findings", findings: [finding()] },
      claim: { kind: "promise", text: "DONE" },
      reused: true,
      checkpoint: "refs/x/1",
      checkMs: 1200.4,
      treeAfter: "tree-after",
      headAfter: "head-after",
      usage: { inputTokens: 10, outputTokens: 2, usd: 0.5, basis: "measured" },
    })
    const { state, events } = decide(runningLoop({}, { iteration: 4 }), measured, now + 0.4)
    expect(state.iterations).toEqual([
      {
        n: 5,
        at: now + 0.4,
        durationMs: minute,
        checkMs: 1200,
        verdict: "red",
        failing: 2,
        fixed: 2,
        added: 1,
        flaky: 1,
        findings: 1,
        reused: true,
        claim: "promise",
        decision: "continue",
        checkpoint: "refs/x/1",
      },
    ])
    expect(state).toMatchObject({
      iteration: 5,
      failing: ["a", "b", "old"],
      flaky: ["f"],
      tree: "tree-after",
      head: "head-after",
      spend: { inputTokens: 10, outputTokens: 2, usd: 0.5, basis: "measured", checkMs: 1200.4 },
      awaitingSince: now + 0.4,
    })
    expect(events[0]).toEqual({
      kind: "iteration",
      detail: "5 of 10: red, 2 failing, 2 fixed, 1 new (unchanged tree, result reused)",
    })
    const next = decide(state, evidence({ treeAfter: null, tree: "tree-9", head: null }), now + 3 * minute)
    expect(next.state.iterations.at(-1)).toMatchObject({ n: 6, durationMs: 3 * minute })
    expect(next.state).toMatchObject({ tree: "tree-9", spend: { checkMs: 2400.4 } })
    expect(next.events[0]?.detail).toBe("6 of 10: red, 2 failing, 0 fixed, 0 new")
  })

  it("counts the first time from the creation where the start is not known, and never backwards", () => {
    const { state } = decide(runningLoop({}, { startedAt: null, createdAt: start }), evidence(), now)
    expect(state.iterations[0]?.durationMs).toBe(minute)
    expect(decide(runningLoop(), evidence(), start - minute).state.iterations[0]?.durationMs).toBe(0)
  })

  it("is bounded", () => {
    const { state: once } = decide(runningLoop(), evidence(), now)
    const [record] = once.iterations
    const many = Array.from({ length: 1000 }, () => record).filter((one) => one !== undefined)
    const { state } = decide(
      { ...once, iterations: many },
      evidence({
        failing: Array.from({ length: 2001 }, (_, i) => `t${i}`),
        flaky: Array.from({ length: 501 }, (_, i) => `f${i}`),
      }),
      now + minute,
    )
    expect([state.iterations.length, state.failing.length, state.flaky.length]).toEqual([1000, 2000, 500])
    expect(state.iterations.at(-1)?.n).toBe(2)
  })
})

describe("what the journal is told of a decision", () => {
  const told = (...args: Parameters<typeof decide>) => decide(...args).events.slice(1)

  it("is the prompt's beginning where the agent goes on", () => {
    const { decision, events } = decide(runningLoop(), evidence({ digest: "d".repeat(999) }), now)
    const prompt = decision.kind === "continue" ? decision.prompt : ""
    expect(prompt.length).toBeGreaterThan(999)
    expect(events.slice(1)).toEqual([{ kind: "continued", detail: prompt.slice(0, 400) }])
  })

  it("is the end with its reason", () => {
    const reason = "the checks passed in a full run on the final tree"
    expect(told(runningLoop(), green(), now)).toEqual([{ kind: "ended", detail: `verified: ${reason}` }])
    const { state, events } = decide(runningLoop({ reviewEvery: 1 }), evidence(), now)
    const why = "review gate: look at the work after every iteration"
    expect(events.slice(1)).toEqual([{ kind: "paused", detail: `needs-human: ${why}` }])
    expect(state.outcome).toEqual({
      kind: "needs-human",
      reason: why,
      at: now,
      resumeAt: null,
      until: "resume",
    })
  })

  it("is the breaker's reason before the changed strategy", () => {
    const { state } = play(runningLoop(), [evidence({ tree: "1" }), evidence({ tree: "2" })])
    const events = told(state, evidence({ tree: "3" }), start + 20 * minute)
    expect(events.map(({ kind }) => kind)).toEqual(["breaker", "continued"])
    expect(events[0]?.detail).toBe("half-open: the same failing set 3 times in a row")
  })
})

describe("the order of the reasons to stop", () => {
  it("asks the agent's own block before any limit, and waits for the user's message", () => {
    const blocked = evidence({ claim: { kind: "blocked", why: "no key" } })
    expect(decide(runningLoop({ maxIterations: 1 }), blocked, now).state.outcome).toMatchObject({
      kind: "needs-human",
      reason: "the agent says it is blocked: no key",
      until: "user-message",
    })
  })

  it("says of a weakened surface at the limit both what it was and which limit", () => {
    const tampered = green({ integrity: { kind: "findings", findings: [finding()] } })
    expect(decide(runningLoop({ maxIterations: 1 }), tampered, now).state.outcome).toMatchObject({
      kind: "tampered",
      reason: "- cart.test.js:3: new .skip; the one iteration is used up",
    })
  })

  it("S59 ends a budget that had its wrap-up by the name it was given, even when time is left by now", () => {
    const wound = (windDown: LoopState["windDown"], maxMinutes = 60) =>
      decide(runningLoop({ maxUsd: 2, maxMinutes }, { windDown }), evidence(), now).state.outcome
    expect(wound("time-limit")).toMatchObject({
      kind: "time-limit",
      reason: "the budget of 60 minutes is used up",
    })
    expect(wound("spend-limit")).toMatchObject({ kind: "spend-limit", reason: "the budget of $2 is used up" })
    const over = decide(runningLoop({ maxUsd: 2 }, { spend: spent(3) }), evidence(), now)
    expect(over.state).toMatchObject({ status: "running", windDown: "spend-limit" })
  })

  it("pauses for review only at every K-th iteration", () => {
    const at = (iteration: number) =>
      decide(runningLoop({ reviewEvery: 3 }, { iteration }), evidence(), now).state.outcome?.reason
    expect([at(0), at(1), at(2), at(3)]).toEqual([
      undefined,
      undefined,
      "review gate: look at the work after every 3 iterations",
      undefined,
    ])
  })

  it("S66 calls only an infrastructure fault a host error", () => {
    const lost = check({ end: "infrastructure", exitCode: null })
    const { progress } = runningLoop()
    const broken = evidence({ verdict: "inconclusive", failing: [], checks: [lost] })
    const tired = runningLoop({}, { progress: { ...progress, infra: 2 } })
    expect(decide(tired, broken, now).state.outcome).toMatchObject({
      kind: "host-error",
      reason: "the checks could not run 3 times in a row",
    })
    const slow = evidence({ verdict: "inconclusive", failing: [], checks: [check({ end: "timeout" })] })
    const standing = {
      ...progress,
      infra: 2,
      breaker: "half-open",
      sameSet: 9,
      noChange: 9,
      edited: true,
    } as const
    expect(
      decide(runningLoop({}, { progress: standing, tree: "tree-1" }), slow, now).state.outcome?.kind,
    ).toBe("stuck")
  })
})
