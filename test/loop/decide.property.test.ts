import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { applyControls, type ControlRequest } from "../../src/loop/control.ts"
import { decide } from "../../src/loop/decide.ts"
import type { Claim, Evidence } from "../../src/loop/evidence.ts"
import { preflight } from "../../src/loop/preflight.ts"
import { stateSchema } from "../../src/loop/state-schema.ts"
import { check, evidence, runningLoop, start, stopEvent, turn } from "./builders.ts"

const claims: fc.Arbitrary<Claim> = fc.oneof(
  fc.constant({ kind: "none" } as const),
  fc.string().map((text) => ({ kind: "promise", text }) as const),
  fc.string({ minLength: 1 }).map((why) => ({ kind: "blocked", why }) as const),
)

const anyEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    verdict: fc.constantFrom("green", "red", "inconclusive", "unchecked"),
    failing: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 }),
    tree: fc.option(fc.constantFrom("1", "2", "3")),
    head: fc.option(fc.constantFrom("h1", "h2")),
    claim: claims,
    end: fc.constantFrom("failed", "timeout", "killed", "infrastructure", "not-run"),
    usd: fc.option(fc.double({ min: 0, max: 3, noNaN: true })),
    digest: fc.string(),
  })
  .map(({ end, usd, verdict, failing, ...rest }) =>
    evidence({
      ...rest,
      verdict,
      failing: verdict === "red" ? [...failing, "z"] : [],
      checks: [check({ end: verdict === "green" ? "passed" : end })],
      usage: { inputTokens: null, outputTokens: null, usd, basis: usd === null ? "unknown" : "measured" },
    }),
  )

const settings = fc.record({
  maxIterations: fc.integer({ min: 1, max: 40 }),
  maxMinutes: fc.integer({ min: 1, max: 100 }),
  maxUsd: fc.double({ min: 0.01, max: 10, noNaN: true }),
  reviewEvery: fc.option(fc.integer({ min: 1, max: 5 })),
  completion: fc.option(fc.constantFrom("DONE", "SHIPPED")),
})

const gaps = fc.integer({ min: -60_000, max: 20 * 60_000 })

describe("decide, for every input", () => {
  it("S37 ends within the limits, whatever the evidence says and however the clock jumps", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(fc.tuple(anyEvidence, gaps), { minLength: 1, maxLength: 60 }),
        (wanted, turns) => {
          let state = runningLoop(wanted)
          let now = start
          let continues = 0
          for (const [item, gap] of turns) {
            if (state.status !== "running") break
            now += gap
            const decided = decide(state, item, now)
            expect(decided.state.iteration).toBe(state.iteration + 1)
            state = decided.state
            if (decided.decision.kind === "continue") continues++
            expect(decided.decision.kind === "continue").toBe(state.status === "running")
          }
          expect(continues).toBeLessThan(wanted.maxIterations)
          expect(state.iteration).toBeLessThanOrEqual(wanted.maxIterations)
        },
      ),
    )
  })

  it("never calls anything but a green run verified", () => {
    fc.assert(
      fc.property(anyEvidence, settings, (item, wanted) => {
        const { decision } = decide(runningLoop(wanted), item, start + 1000)
        if (decision.kind === "permit" && decision.outcome === "verified") expect(item.verdict).toBe("green")
      }),
    )
  })

  it("is pure: the same input gives the same answer and changes nothing it was given", () => {
    fc.assert(
      fc.property(anyEvidence, settings, (item, wanted) => {
        const state = runningLoop(wanted)
        const copy = structuredClone(state)
        const first = decide(state, item, start + 1000)
        expect(decide(state, item, start + 1000)).toEqual(first)
        expect(state).toEqual(copy)
      }),
    )
  })

  it("leaves a state that its own schema accepts", () => {
    fc.assert(
      fc.property(fc.array(anyEvidence, { minLength: 1, maxLength: 15 }), settings, (turns, wanted) => {
        let state = runningLoop(wanted)
        for (const [i, item] of turns.entries()) {
          if (state.status === "running") state = decide(state, item, start + i * 1000).state
        }
        expect(stateSchema.safeParse(state).error).toBeUndefined()
      }),
    )
  })

  it("sends the agent on with a prompt that is neither empty nor unbounded", () => {
    fc.assert(
      fc.property(anyEvidence, fc.string({ maxLength: 5000 }), (item, task) => {
        const { decision } = decide(runningLoop({}, { task }), item, start + 1000)
        if (decision.kind === "continue") {
          expect(decision.prompt.startsWith("[for-loop 1/10] ")).toBe(true)
          expect(decision.prompt.length).toBeLessThan(16_000)
        }
      }),
    )
  })
})

describe("control requests, for every order", () => {
  const requests: fc.Arbitrary<ControlRequest> = fc.oneof(
    fc.constantFrom("cancel", "pause").map((kind) => ({ kind, at: start }) as const),
    fc
      .integer({ min: 1, max: 1000 })
      .map((maxIterations) => ({ kind: "resume", maxIterations, at: start }) as const),
    fc.string({ minLength: 1 }).map((hint) => ({ kind: "steer", hint, at: start }) as const),
    fc
      .string({ minLength: 1 })
      .map((finding) => ({ kind: "approve", finding, by: "dev", at: start }) as const),
  )

  it("S51 lets a cancelled loop stay cancelled and lets its conversation stop", () => {
    fc.assert(
      fc.property(fc.array(requests), fc.array(requests), (before, after) => {
        const cancelled = applyControls(
          runningLoop(),
          [...before, { kind: "cancel", at: start }, ...after],
          start,
        )
        expect(cancelled.state.status).toBe("ended")
        expect(cancelled.state.outcome?.kind).toBe("cancelled")
        expect(preflight(cancelled.state, stopEvent(), turn(), start).kind).toBe("permit")
      }),
    )
  })
})
