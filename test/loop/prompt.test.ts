import { describe, expect, it } from "vitest"
import type { Completion } from "../../src/loop/completion.ts"
import type { Evidence } from "../../src/loop/evidence.ts"
import { buildPrompt, type PromptNotes, token } from "../../src/loop/prompt.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { check, evidence, green, runningLoop, start } from "./builders.ts"

const task = "The task: make the cart tests pass"
const left = "Left: 10 iterations, 60 min."
const fix =
  "Fix the first blocking failure in the code. Never skip, delete or weaken tests or their configuration."
const justStop = "When the checks pass, just stop: they are run again by the loop itself."
const done = "When the task is really complete, print <promise>DONE</promise> alone on its own line and stop."
const blocked =
  "If you cannot go on without the user, print <blocked>what you need</blocked> alone on its own line."
const open: Completion = { kind: "open" }
const claimed = { kind: "promise", text: "DONE" } as const

function parts(
  measured: Evidence,
  state: LoopState = runningLoop(),
  more: Partial<PromptNotes> = {},
  now = start,
): string[] {
  const notes: PromptNotes = { completion: open, leg: "last", strategy: null, wrapUp: null, ...more }
  return buildPrompt(state, measured, notes, now).split("\n\n")
}

describe("the continue prompt", () => {
  it("is made of the headline, the task, what is left and the rules, and of nothing else when nothing else is known", () => {
    expect(parts(evidence())).toEqual([
      "[for-loop 0/10] Not done yet: 2 failures in the checks that were just run. Keep working.",
      task,
      left,
      `${fix} ${justStop} ${blocked}`,
    ])
  })

  it("holds everything that is known, in one order", () => {
    const state = runningLoop({}, { hint: "look at tax.ts" })
    const measured = evidence({ claim: claimed, notes: ["first note", "second note"], digest: "the digest" })
    const tampered: Completion = { kind: "tampered", why: "- cart.test.js:3: new .skip" }
    expect(parts(measured, state, { completion: tampered, strategy: "nothing moved" })).toEqual([
      "[for-loop 0/10] The checks pass, but only with a weakened test surface: not done.",
      task,
      "You claimed to be finished, but `npm test` exited with 1. A claim counts only once the checks pass.",
      "first note",
      "second note",
      "Restore what was weakened, then fix the code instead:\n- cart.test.js:3: new .skip\nWhere a change is right all the same, say so: only the user can approve it.",
      "The user adds: look at tax.ts",
      "Change your strategy, because nothing moved. Do not repeat the last approach: re-read the first failure, check your assumption about its cause with a small experiment, and take another way. This is the last try before the loop stops as stuck.",
      "the digest",
      left,
      `${fix} ${justStop} ${blocked}`,
    ])
  })

  it.each<[Partial<Evidence>, string, string]>([
    [
      { failing: ["a"] },
      "Not done yet: 1 failure in the checks that were just run. Keep working.",
      "Measured after your last turn: 1 failure in the checks.",
    ],
    [
      { failing: ["a", "b"] },
      "Not done yet: 2 failures in the checks that were just run. Keep working.",
      "Measured after your last turn: 2 failures in the checks.",
    ],
    [
      { verdict: "green", failing: [] },
      "The checks pass, but nobody has said yet that the task is complete.",
      "Measured after your last turn: the checks pass.",
    ],
    [
      { verdict: "unchecked", failing: [] },
      "No check is set for this loop; it goes on until you claim completion.",
      "No check is set for this loop.",
    ],
    [
      { verdict: "inconclusive", failing: [] },
      "Not done yet: the checks did not run to their end.",
      "Measured after your last turn: the checks did not run to their end.",
    ],
  ])("begins with what was measured: %j", (more, headline, measured) => {
    expect(parts(evidence(more))[0]).toBe(`[for-loop 0/10] ${headline}`)
    expect(parts(evidence(more), runningLoop(), { leg: "work" })).toEqual([
      `[for-loop 0/10] ${measured}`,
      task,
      left,
    ])
  })

  it("names its own place among the iterations", () => {
    expect(token(runningLoop({ maxIterations: 7 }, { iteration: 3 }))).toBe("[for-loop 3/7]")
  })
})

describe("a claim that the checks contradict (S20)", () => {
  const says = (what: string) =>
    `You claimed to be finished, but ${what}. A claim counts only once the checks pass.`

  it.each<[string, Partial<Evidence>]>([
    [says("`npm test` exited with 2"), { checks: [check({ exitCode: 2 })] }],
    [says("`npm test` exited with an error"), { checks: [check({ exitCode: null })] }],
    [says("`npm test` ran into its timeout"), { checks: [check({ end: "timeout" })] }],
    [says("`npm test` did not pass (killed)"), { checks: [check({ end: "killed" })] }],
    [says("`lint` exited with 1"), { checks: [check({ end: "passed" }), check({ command: "lint" })] }],
    [says("the checks did not pass"), { checks: [] }],
    [
      says(`\`${"x".repeat(200)} … (5 more characters)\` exited with 1`),
      { checks: [check({ command: "x".repeat(205) })] },
    ],
  ])("is answered: %s", (sentence, more) => {
    expect(parts(evidence({ claim: claimed, ...more }))[2]).toBe(sentence)
  })

  it.each<[string, Evidence]>([
    ["nothing was claimed", evidence()],
    ["the agent says it is blocked", evidence({ claim: { kind: "blocked", why: "no key" } })],
    ["the checks pass", green({ claim: claimed })],
    ["there is no check", evidence({ verdict: "unchecked", failing: [], claim: claimed })],
  ])("is not held against the agent when %s", (_title, measured) => {
    expect(parts(measured).join("\n")).not.toContain("You claimed")
  })
})

describe("the rules at the end", () => {
  const rulesOf = (state: LoopState, completion: Completion = open) =>
    parts(evidence(), state, { completion }).at(-1)

  it("ask for the promise wherever green checks alone do not end the loop", () => {
    const asked = `${fix} ${done} ${blocked}`
    expect(rulesOf(runningLoop(), { kind: "unclaimed", promise: "DONE" })).toBe(asked)
    expect(rulesOf(runningLoop({}, { checks: [] }))).toBe(asked)
    const greenStart = { ...runningLoop().baseline, verdict: "green" } as const
    expect(rulesOf(runningLoop({}, { baseline: greenStart }))).toBe(asked)
    expect(rulesOf(runningLoop({ completion: "SHIPPED" }))).toBe(asked.replace("DONE", "SHIPPED"))
  })

  it("spell the honest exits out from the third Stop with the same failures on", () => {
    const standing = (sameSet: number) => ({ progress: { ...runningLoop().progress, sameSet } })
    expect(rulesOf(runningLoop({}, standing(2)))).toBe(`${fix} ${justStop} ${blocked}`)
    expect(rulesOf(runningLoop({}, standing(3)))).toBe(
      `${fix} ${justStop} This failed several times now; the honest exits are another approach from the best checkpoint, or <blocked>what you need from the user</blocked> alone on its own line.`,
    )
  })

  it("give way to the wrap-up in the last turn of a budget", () => {
    expect(parts(evidence(), runningLoop(), { wrapUp: "the 60 minutes are used up" }).slice(2)).toEqual([
      left,
      "Wrap up now: the 60 minutes are used up. Leave the tree in the best state you can, say in a few lines what is done and what is left, then stop.",
    ])
  })
})

describe("what is left, as the agent is told", () => {
  it.each<[Partial<LoopState>, number, string]>([
    [{ iteration: 8 }, 0, "Left: 2 iterations, 60 min."],
    [
      { iteration: 9 },
      0,
      "Left: 1 iteration, 60 min. This is your last turn: finish, or leave a clear account of what is left.",
    ],
    [{}, 30_001, "Left: 10 iterations, 59 min."],
    [{ spend: { ...runningLoop().spend, usd: 0.504 } }, 0, "Left: 10 iterations, 60 min, $1.50."],
  ])("%j after %i ms: %s", (more, after, sentence) => {
    expect(parts(evidence(), runningLoop({ maxUsd: 2 }, more), {}, start + after)[2]).toBe(sentence)
  })
})

describe("long texts in the prompt", () => {
  it("are cut, and say by how much", () => {
    const state = runningLoop({}, { task: "t".repeat(2001), hint: "h".repeat(2003) })
    const tampered: Completion = { kind: "tampered", why: "w".repeat(3002) }
    const [, shownTask, restore, hint] = parts(evidence(), state, { completion: tampered })
    expect(shownTask).toBe(`The task: ${"t".repeat(2000)} … (1 more character)`)
    expect(restore).toContain(`\n${"w".repeat(3000)} … (2 more characters)\n`)
    expect(hint).toBe(`The user adds: ${"h".repeat(2000)} … (3 more characters)`)
    const whole = parts(evidence(), runningLoop({}, { task: "t".repeat(2000) }))
    expect(whole[1]).toBe(`The task: ${"t".repeat(2000)}`)
  })

  it("name the best iteration so far where the strategy is to change", () => {
    const progress = { ...runningLoop().progress, best: { iteration: 2, failing: 4 } }
    expect(parts(evidence(), runningLoop({}, { progress }), { strategy: "nothing moved" })[2]).toContain(
      "because nothing moved. The best state so far was iteration 2 with 4 failing. Do not repeat",
    )
  })
})
