import { describe, expect, it } from "vitest"
import { evidenceOf, openFindings, shownEvidence } from "../../src/control/stored-evidence.ts"
import { keepEvidence } from "../../src/hook/evidence-file.ts"
import { writeIterationFile } from "../../src/store/iteration.ts"
import { check, evidence } from "../loop/builders.ts"
import { aPerson } from "./a-person.ts"

const failure = {
  id: "cart > tax",
  suite: "cart",
  file: "cart.test.js",
  line: 12,
  class: "assertion",
  message: "rounds half up",
  expected: "0.13",
  actual: "0.12",
  frame: null,
} as const

describe("the stored evidence", () => {
  it("tells of every iteration what the hook kept of it: checks, expected and actual, digest, notes, claim, usage", () => {
    const one = aPerson()
    const state = one.store()
    keepEvidence(one.home, state, evidence({ digest: "before" }))
    const kept = evidence({
      checks: [check({ failures: [failure], counts: { passed: 3, failed: 1, skipped: 2 }, note: "slow" })],
      digest: "1 of 4 fails",
      notes: ["The excuse does not hold."],
      claim: { kind: "blocked", why: "no network" },
      usage: { inputTokens: 10, outputTokens: 2, usd: 0.5, basis: "estimated" },
      reused: true,
      flaky: ["cart > slow"],
    })
    keepEvidence(one.home, { ...state, iteration: 1 }, kept)
    expect(evidenceOf(one.home, state.id, 0)).toMatchObject({ digest: "before" })
    expect(evidenceOf(one.home, state.id, 1)).toMatchObject({
      verdict: "red",
      checks: [
        {
          command: "npm test",
          end: "failed",
          exitCode: 1,
          counts: { passed: 3, failed: 1, skipped: 2 },
          note: "slow",
          failures: [{ id: "cart > tax", file: "cart.test.js", line: 12, expected: "0.13", actual: "0.12" }],
        },
      ],
      digest: "1 of 4 fails",
      notes: ["The excuse does not hold."],
      claim: { kind: "blocked", why: "no network" },
      usage: { inputTokens: 10, outputTokens: 2, usd: 0.5, basis: "estimated" },
      reused: true,
      flaky: ["cart > slow"],
    })
    expect(shownEvidence(one.home, { ...state, iteration: 1 })).toEqual(evidenceOf(one.home, state.id, 1))
    expect(evidenceOf(one.home, state.id, 2)).toBeNull()
  })

  it.each([
    ["is torn", "{ torn"],
    ["is no object", "[]"],
  ])("is null when the file %s", (_, text) => {
    const one = aPerson()
    const { id } = one.store()
    writeIterationFile(one.home, id, 0, "evidence.json", text)
    expect(evidenceOf(one.home, id, 0)).toBeNull()
  })

  it("leaves out what has another form than ours, and keeps the rest", () => {
    const one = aPerson()
    const { id } = one.store()
    const odd = {
      checks: [
        7,
        { command: "npm test" },
        { command: "npm test", end: "failed", failures: [null, { id: "a" }] },
      ],
      integrity: { kind: "findings", findings: [{ id: "only an id" }] },
      notes: [1, "a note"],
      claim: { kind: "promise" },
      usage: { basis: "guessed", usd: "much" },
    }
    writeIterationFile(one.home, id, 0, "evidence.json", JSON.stringify(odd))
    expect(evidenceOf(one.home, id, 0)).toEqual({
      verdict: "",
      checks: [
        {
          command: "npm test",
          end: "failed",
          exitCode: null,
          durationMs: 0,
          counts: null,
          failures: [{ id: "a", file: null, line: null, message: "", expected: null, actual: null }],
          logPath: null,
          note: null,
        },
      ],
      findings: [],
      digest: "",
      notes: ["a note"],
      claim: { kind: "none" },
      usage: { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" },
      reused: false,
      flaky: [],
    })
  })

  it("lists as open what the last Stop found and nobody approved", () => {
    const one = aPerson()
    const [first, second] = ["skip:a", "skip:b"].map((id) => {
      return {
        id,
        file: "a.test.js",
        line: 1,
        severity: "high",
        why: "skipped",
        before: "",
        after: "",
      } as const
    })
    if (first === undefined || second === undefined) throw new Error("two findings")
    const state = one.store({ approved: [{ finding: first.id, by: "dev", at: 1 }] })
    keepEvidence(one.home, state, evidence({ integrity: { kind: "findings", findings: [first, second] } }))
    expect(openFindings(one.home, state).map(({ id }) => id)).toEqual(["skip:b"])
  })
})
