import { describe, expect, it } from "vitest"
import { applyControls, conclude } from "../../src/loop/control.ts"
import { decide } from "../../src/loop/decide.ts"
import { evidence, finding, green, play, runningLoop, start } from "./builders.ts"

const minute = 60_000
const claimed = { kind: "promise", text: "DONE" } as const

describe("completion", () => {
  it("verifies a green run when the baseline was red, without any claim", () => {
    const { decision, state } = decide(runningLoop(), green(), start + minute)
    expect(decision).toMatchObject({ kind: "permit", outcome: "verified" })
    expect(state.status).toBe("ended")
  })

  it("S24 calls green on the last allowed iteration verified, not a limit", () => {
    const last = runningLoop({ maxIterations: 3 }, { iteration: 2 })
    expect(decide(last, green(), start + minute).decision).toMatchObject({ outcome: "verified" })
  })

  it("S20 continues a claim with red checks and says why it does not count", () => {
    const { decision } = decide(runningLoop(), evidence({ claim: claimed }), start + minute)
    expect(decision).toMatchObject({ kind: "continue" })
    expect(decision.kind === "continue" && decision.prompt).toMatch(
      /You claimed to be finished, but `npm test` exited with 1/,
    )
  })

  it("S27 believes only the checks: a claim alone never completes a checked loop", () => {
    const inconclusive = evidence({ verdict: "inconclusive", claim: claimed })
    expect(decide(runningLoop(), inconclusive, start + minute).decision.kind).toBe("continue")
  })

  it("asks for a claim when the baseline was green already", () => {
    const greenStart = runningLoop(
      {},
      { baseline: { verdict: "green", failing: [], tree: "tree-0", head: "head-0" } },
    )
    const first = decide(greenStart, green(), start + minute)
    expect(first.decision).toMatchObject({ kind: "continue" })
    expect(first.decision.kind === "continue" && first.decision.prompt).toContain("<promise>DONE</promise>")
    const second = decide(first.state, green({ tree: "tree-2", claim: claimed }), start + 2 * minute)
    expect(second.decision).toMatchObject({ outcome: "verified" })
  })

  it("asks for the user's own completion text even when a red baseline turned green", () => {
    const { decision } = decide(runningLoop({ completion: "SHIPPED" }), green(), start + minute)
    expect(decision.kind === "continue" && decision.prompt).toContain("<promise>SHIPPED</promise>")
  })

  it("S26 flags a green run on an untouched tree as already green", () => {
    const same = runningLoop(
      {},
      { baseline: { verdict: "green", failing: [], tree: "tree-1", head: "head-0" } },
    )
    const { answers } = play(same, [green({ claim: claimed })])
    expect(answers[0]).toMatchObject({ kind: "permit", outcome: "already-green" })
    const silent = play(same, [green(), green()])
    expect(silent.answers.map((a) => a.kind)).toEqual(["continue", "permit"])
    expect(silent.state.outcome?.kind).toBe("already-green")
  })

  it("never calls a loop without checks verified", () => {
    const unchecked = evidence({ verdict: "unchecked", failing: [], checks: [], claim: claimed })
    const { decision } = decide(runningLoop({}, { checks: [] }), unchecked, start + minute)
    expect(decision).toMatchObject({ kind: "permit", outcome: "unverified" })
  })

  it("refuses a green bought with a weakened test surface until somebody approved the finding", () => {
    const tampered = green({ integrity: { kind: "findings", findings: [finding()] } })
    const first = decide(runningLoop(), tampered, start + minute)
    expect(first.decision.kind === "continue" && first.decision.prompt).toContain("cart.test.js:3: new .skip")
    const approved = applyControls(
      first.state,
      [{ kind: "approve", finding: "f1", by: "dev", at: start }],
      start,
    )
    expect(decide(approved.state, tampered, start + 2 * minute).decision).toMatchObject({
      outcome: "verified",
    })
    const last = decide({ ...runningLoop({ maxIterations: 1 }) }, tampered, start + minute)
    expect(last.decision).toMatchObject({ outcome: "tampered" })
  })

  it("S56 stops as needing a human when the agent says it is blocked", () => {
    const { decision, state } = decide(
      runningLoop(),
      evidence({ claim: { kind: "blocked", why: "the API key is missing" } }),
      start + minute,
    )
    expect(decision).toMatchObject({ kind: "permit", outcome: "needs-human" })
    expect(state.outcome?.reason).toContain("the API key is missing")
    expect(state.status).toBe("paused")
  })
})

describe("limits", () => {
  it("S50 S37 S38 stops at the last iteration and never goes past it", () => {
    const { answers, state } = play(runningLoop({ maxIterations: 3 }), [
      evidence({ failing: ["a", "b", "c"], tree: "1" }),
      evidence({ failing: ["a", "b"], tree: "2" }),
      evidence({ failing: ["a"], tree: "3" }),
    ])
    expect(answers.map((a) => a.kind)).toEqual(["continue", "continue", "permit"])
    expect(state.outcome?.kind).toBe("iteration-limit")
    expect(state.iteration).toBe(3)
  })

  it("S59 sends one wrap-up message when the time is up and then ends with its name", () => {
    const late = start + 61 * minute
    const first = decide(runningLoop(), evidence(), late)
    expect(first.decision.kind === "continue" && first.decision.prompt).toContain("Wrap up now")
    const second = decide(first.state, evidence({ tree: "tree-2" }), late + minute)
    expect(second.decision).toMatchObject({ kind: "permit", outcome: "time-limit" })
  })

  it("S59 grants no second turn to wrap up after a pause, unless the user gives more time", () => {
    const late = start + 61 * minute
    const first = decide(runningLoop(), evidence(), late)
    const paused = conclude(first.state, "rate-limited", "busy", late)
    const on = applyControls(paused, [{ kind: "resume", at: late }], late).state
    const second = decide(on, evidence({ tree: "tree-2" }), late + minute)
    expect(second.decision).toMatchObject({ kind: "permit", outcome: "time-limit" })
    const longer = applyControls(paused, [{ kind: "resume", maxMinutes: 120, at: late }], late).state
    expect(decide(longer, evidence({ tree: "tree-2" }), late + minute).decision.kind).toBe("continue")
    const spent = decide(runningLoop({ maxUsd: 1 }), evidence({ usage: dollars(2) }), start)
    const rested = conclude(spent.state, "rate-limited", "busy", start)
    const again = applyControls(rested, [{ kind: "resume", maxMinutes: 120, at: start }], start).state
    const last = decide(again, evidence({ usage: dollars(0), tree: "tree-2" }), start + minute)
    expect(last.decision).toMatchObject({ kind: "permit", outcome: "spend-limit" })
  })

  it("does not count paused time against the minutes", () => {
    const rested = runningLoop({}, { pausedMs: 50 * minute })
    const { decision } = decide(rested, evidence(), start + 70 * minute)
    expect(decision.kind === "continue" && decision.prompt).not.toContain("Wrap up")
  })

  it("ends by spend when the measured cost reached the cap", () => {
    const usage = { inputTokens: 1, outputTokens: 1, usd: 3, basis: "measured" } as const
    const first = decide(runningLoop({ maxUsd: 2 }), evidence({ usage }), start + minute)
    expect(decide(first.state, evidence({ usage, tree: "t2" }), start + 2 * minute).decision).toMatchObject({
      outcome: "spend-limit",
    })
  })

  it("extends a limit only by the user's own new number", () => {
    const ended = play(runningLoop({ maxIterations: 1 }), [evidence()]).state
    expect(applyControls(ended, [{ kind: "resume", at: start }], start).state.status).toBe("ended")
    const more = applyControls(ended, [{ kind: "resume", maxIterations: 5, at: start }], start).state
    expect(more.status).toBe("running")
    expect(more.settings.maxIterations).toBe(5)
  })

  it("does not count the hours between the end and an extension as working time", () => {
    const ended = play(runningLoop({ maxIterations: 1 }), [evidence()]).state
    const later = start + 600 * minute
    const more = applyControls(ended, [{ kind: "resume", maxIterations: 5, at: later }], later).state
    const { decision } = decide(more, evidence({ tree: "tree-2" }), later + minute)
    expect(decision.kind === "continue" && decision.prompt).not.toContain("Wrap up")
  })
})

describe("the prompt", () => {
  it("S49 restates the task, the limits and the digest, so that compaction cannot lose them", () => {
    const { decision } = decide(
      runningLoop(),
      evidence({ digest: "```\n2 failing: cart > adds\n```" }),
      start + minute,
    )
    const prompt = decision.kind === "continue" ? decision.prompt : ""
    expect(prompt).toMatch(/^\[for-loop 1\/10\] /)
    expect(prompt).toContain("make the cart tests pass")
    expect(prompt).toContain("2 failing: cart > adds")
    expect(prompt).toContain("9 iterations, 59 min")
  })

  it("passes a steering hint on exactly once", () => {
    const steered = applyControls(
      runningLoop(),
      [{ kind: "steer", hint: "look at tax.ts", at: start }],
      start,
    ).state
    const first = decide(steered, evidence(), start + minute)
    expect(first.decision.kind === "continue" && first.decision.prompt).toContain(
      "The user adds: look at tax.ts",
    )
    expect(first.state.hint).toBeNull()
  })

  it("S33 keeps a task that looks like state or front matter unchanged over five iterations", () => {
    const task = "make it pass\n---\niteration: 99\nmax_iterations: 0\n---\nthen stop"
    const turns = [5, 4, 3, 2, 1].map((n, i) =>
      evidence({ failing: Array.from({ length: n }, (_, k) => `t${k}`), tree: `${i}` }),
    )
    const { state, answers } = play(runningLoop({}, { task }), turns)
    expect(state.task).toBe(task)
    expect(state.iteration).toBe(5)
    expect(answers.every((a) => a.kind === "continue" && a.prompt.includes(task))).toBe(true)
  })

  it("stops at the review gate every K iterations", () => {
    const { answers } = play(runningLoop({ reviewEvery: 2 }), [
      evidence({ failing: ["a", "b", "c"] }),
      evidence({ failing: ["a", "b"], tree: "2" }),
    ])
    expect(answers[1]).toMatchObject({ kind: "permit", outcome: "needs-human" })
  })
})

function dollars(usd: number) {
  return { inputTokens: 1, outputTokens: 1, usd, basis: "measured" } as const
}
