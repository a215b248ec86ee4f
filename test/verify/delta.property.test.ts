import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decidingFailures, deltaOf } from "../../src/verify/delta.ts"
import { blockingOf } from "../../src/verify/delta-targets.ts"
import { failingOf } from "../../src/verify/verdict.ts"
import { checkResult, failed } from "./check-results.ts"

const id = fc.constantFrom(..."abcdefghij").map((letter) => `test/${letter}.test.ts > ${letter}`)
const ids = fc.uniqueArray(id, { maxLength: 10 }).map((list) => list.sort())
const result = fc
  .record({
    ran: fc.option(ids),
    end: fc.constantFrom("passed", "failed", "timeout", "infrastructure", "not-run"),
    failing: ids,
  })
  .map(({ ran, end, failing }) =>
    checkResult({
      end,
      failures: end === "passed" ? [] : failing.map((name) => failed(name)),
      ran,
      counts: { passed: 3, failed: failing.length, skipped: 0 },
    }),
  )
const order = fc.record({
  results: fc.array(result, { maxLength: 3 }),
  previous: ids,
  baseline: fc.option(ids),
  flaky: ids,
})
const sorted = (list: readonly string[]) => [...list].sort()

describe("delta", () => {
  it("splits what fails into new, still failing and flaky, each id once", () => {
    fc.assert(
      fc.property(order, (given) => {
        const delta = deltaOf(given)
        expect(sorted([...delta.added, ...delta.still, ...delta.flaky])).toEqual(failingOf(given.results))
      }),
    )
  })

  it("never calls fixed or repaired what fails now or is quarantined", () => {
    fc.assert(
      fc.property(order, (given) => {
        const delta = deltaOf(given)
        const out = new Set([...failingOf(given.results), ...given.flaky])
        expect([...delta.fixed, ...delta.unproven, ...delta.repaired].filter((one) => out.has(one))).toEqual(
          [],
        )
      }),
    )
  })

  it("accounts for everything that failed at the last Stop", () => {
    fc.assert(
      fc.property(order, (given) => {
        const delta = deltaOf(given)
        const accounted = [...delta.still, ...delta.fixed, ...delta.unproven, ...given.flaky]
        expect(given.previous.filter((one) => !accounted.includes(one))).toEqual([])
        expect(delta.fixed.filter((one) => delta.unproven.includes(one))).toEqual([])
      }),
    )
  })

  it("S80 splits what decides into old and new failures, and says nothing of either without a baseline", () => {
    fc.assert(
      fc.property(order, (given) => {
        const delta = deltaOf(given)
        const deciding = decidingFailures(failingOf(given.results), given.flaky)
        const both = sorted([...delta.preexisting, ...delta.regressions])
        expect(both).toEqual(given.baseline === null ? [] : deciding)
        expect(delta.standing === null).toBe(given.baseline === null)
      }),
    )
  })

  it("is clean exactly when nothing decides, and regressed exactly when something new does", () => {
    fc.assert(
      fc.property(order, (given) => {
        const delta = deltaOf(given)
        if (delta.standing === null) return
        const deciding = delta.added.length + delta.still.length
        expect(delta.standing === "clean").toBe(deciding === 0)
        expect(delta.standing === "regressed").toBe(delta.regressions.length > 0)
      }),
    )
  })

  it("S82 is the same delta without the quarantined tests, whatever they do", () => {
    fc.assert(
      fc.property(order, (given) => {
        const { flaky: listed, ...rest } = deltaOf(given)
        const without = deltaOf({
          ...given,
          results: given.results.map((one) => ({
            ...one,
            failures: one.failures.map((failure) =>
              given.flaky.includes(failure.id) ? { ...failure, id: given.flaky[0] ?? "" } : failure,
            ),
          })),
        })
        expect(without).toMatchObject(rest)
        expect(listed.every((one) => given.flaky.includes(one))).toBe(true)
      }),
    )
  })

  it("S80 blocks or lists every failure, and always blocks what the loop broke", () => {
    fc.assert(
      fc.property(order, ids, (given, targets) => {
        const delta = deltaOf(given)
        const { blocking, listed } = blockingOf(delta, targets)
        expect(sorted([...blocking, ...listed])).toEqual(failingOf(given.results))
        expect(delta.regressions.filter((one) => !blocking.includes(one))).toEqual([])
      }),
    )
  })
})
