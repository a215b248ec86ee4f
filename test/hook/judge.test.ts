import { describe, expect, it } from "vitest"
import { judge } from "../../src/hook/judge.ts"
import type { CheckResult } from "../../src/loop/evidence.ts"
import { checkResult, failed } from "../verify/check-results.ts"
import { loopAfter, run } from "./judged-run.ts"
import { loopPlace } from "./loop-place.ts"

const adds = "test/cart.test.ts > adds"
const tax = "test/cart.test.ts > tax"
const old = "test/old.test.ts > is old"

const red = (...ids: readonly string[]): CheckResult =>
  checkResult({ end: "failed", exitCode: 1, failures: ids.map((id) => failed(id)), ran: [adds, old, tax] })
const green = (more: Partial<CheckResult> = {}): CheckResult =>
  checkResult({ ran: [adds, old, tax], ...more })

describe("what the results of a run mean", () => {
  it("is red with everything that fails, sorted, and compared with the last Stop", async () => {
    using place = loopPlace()
    const judged = await judge(place.context(), run(loopAfter([adds, old]), [red(tax, old)]))
    expect(judged).toEqual({
      verdict: "red",
      failing: [old, tax].sort(),
      blocking: [tax, old].sort(),
      flaky: [],
      delta: { added: [tax], fixed: [adds] },
      standing: "regressed",
      notes: [],
      events: [],
    })
  })

  it("is green when everything passed, and inconclusive when something did not end, with all that is open", async () => {
    using place = loopPlace()
    expect(await judge(place.context(), run(loopAfter([adds]), [green()]))).toMatchObject({
      verdict: "green",
      failing: [],
      blocking: [],
      delta: { added: [], fixed: [adds] },
      standing: "clean",
    })
    const timeout = checkResult({ end: "timeout", command: "npm run slow" })
    expect(
      await judge(place.context(), run(loopAfter([adds], { task: `repair ${adds}` }), [green(), timeout])),
    ).toMatchObject({
      verdict: "inconclusive",
      failing: ["check:npm run slow"],
      blocking: ["check:npm run slow"],
    })
  })

  it("S80 spares old failures that the task does not name, says so, and is green without the others", async () => {
    using place = loopPlace()
    const named = loopAfter([adds, old], { task: `make ${adds} pass` })
    expect(await judge(place.context(), run(named, [red(old)]))).toMatchObject({
      verdict: "green",
      failing: [old],
      blocking: [],
      standing: "fixed-baseline",
      events: [{ kind: "listed", detail: `not deciding: ${old}` }],
    })
    expect(await judge(place.context(), run(named, [red(old, adds)]))).toMatchObject({
      verdict: "red",
      blocking: [adds],
    })
    const two = loopAfter([adds, old, tax], { task: `make ${adds} pass` })
    expect((await judge(place.context(), run(two, [red(old, tax)]))).events).toEqual([
      { kind: "listed", detail: `not deciding: ${[old, tax].sort().join(", ")}` },
    ])
  })

  it("stays red when a check failed without naming anything, or did not end, beside spared failures", async () => {
    using place = loopPlace()
    const unnamed = checkResult({ command: "make lint", end: "failed", exitCode: 2, failures: [] })
    const named = loopAfter([adds, "check:make lint"], { task: `make ${adds} pass` })
    expect(await judge(place.context(), run(named, [green(), unnamed]))).toMatchObject({
      verdict: "red",
      failing: ["check:make lint"],
      blocking: [],
    })
    const killed = checkResult({ end: "timeout", failures: [failed(old)], ran: [adds, old, tax] })
    expect(
      await judge(place.context(), run(loopAfter([adds, old], { task: `make ${adds} pass` }), [killed])),
    ).toMatchObject({ verdict: "red", blocking: [] })
  })

  it("S25 misses a test that the task names and that did not run, however green the rest", async () => {
    using place = loopPlace()
    const gone = "tests/test_cart.py::test_gone"
    const state = loopAfter([], { task: `write ${gone} and make it pass` })
    const results = [green({ ran: ["tests/test_cart.py > test_adds"] })]
    expect(await judge(place.context(), run(state, results))).toMatchObject({
      verdict: "red",
      failing: [],
      blocking: [`never ran: ${gone}`],
      notes: [`The task names the test "${gone}", and it was not among those that ran.`],
    })
    const untold = await judge(place.context(), run(state, [green({ ran: null })]))
    expect(untold).toMatchObject({ verdict: "green", blocking: [], notes: [] })
    const broken = [red(adds), green({ ran: [] })]
    expect((await judge(place.context(), run(state, broken))).blocking).toEqual(
      [`never ran: ${gone}`, adds].sort(),
    )
  })

  it("knows the tests that the task names from what ran as well as from what failed", async () => {
    using place = loopPlace()
    const state = loopAfter([old], { task: "make TestCartAdds pass" })
    const results = [red("pkg > TestCartAdds", old)].map((it) => ({
      ...it,
      ran: ["pkg > TestCartAdds", old],
    }))
    expect(await judge(place.context(), run(state, results))).toMatchObject({
      blocking: ["pkg > TestCartAdds"],
    })
    const before = loopAfter(["pkg > TestCartAdds", old], { task: "make TestCartAdds pass" })
    expect(await judge(place.context(), run(before, [{ ...red(old), ran: null }]))).toMatchObject({
      blocking: [],
      failing: [old],
    })
  })

  it("S81 contradicts an agent that calls new failures old", async () => {
    using place = loopPlace()
    const excuse = { message: "All remaining test failures were pre-existing." }
    const judged = await judge(place.context(), run(loopAfter([old]), [red(old, tax)], excuse))
    expect(judged.notes).toEqual([
      expect.stringMatching(
        /^Your last message calls failures pre-existing or unrelated, but this failure was not/,
      ),
    ])
    expect(judged.notes[0]).toContain(tax)
  })

  it("says nothing about the baseline when there is none", async () => {
    using place = loopPlace()
    const state = loopAfter([adds], {
      baseline: { verdict: "unknown", failing: [adds], tree: null, head: null },
    })
    expect(await judge(place.context(), run(state, [red(adds)]))).toMatchObject({
      standing: null,
      verdict: "red",
    })
  })

  it("S82 keeps quarantined tests out of the decision, and does not journal them again", async () => {
    using place = loopPlace()
    const state = loopAfter([adds], { flaky: [tax] })
    expect(await judge(place.context(), run(state, [red(tax)]))).toEqual({
      verdict: "green",
      failing: [tax],
      blocking: [],
      flaky: [tax],
      delta: { added: [], fixed: [adds] },
      standing: "clean",
      notes: [],
      events: [{ kind: "listed", detail: `not deciding: ${tax}` }],
    })
  })
})
