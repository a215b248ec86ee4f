import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { judge } from "../../src/hook/judge.ts"
import { settleFlaky } from "../../src/hook/settle-flaky.ts"
import type { CheckResult } from "../../src/loop/evidence.ts"
import { checkResult, failed } from "../verify/check-results.ts"
import { loopAfter, run } from "./judged-run.ts"
import { type LoopPlace, loopPlace } from "./loop-place.ts"

/** A check that counts its runs; `fails` decides in shell words whether the test `flips` fails in run $n. */
function counting(place: LoopPlace, fails: string): string {
  place.write(
    "flip.sh",
    `n=$(cat "${place.folder}/runs" 2>/dev/null || echo 0)
n=$((n + 1))
echo $n > "${place.folder}/runs"
echo "TAP version 13"
if ${fails}; then echo "not ok 1 - flips"; else echo "ok 1 - flips"; fi
echo "ok 2 - holds"
echo "1..2"
if ${fails}; then exit 1; fi
`,
  )
  return "sh flip.sh"
}

describe("tests that flip", () => {
  const flipped = (command: string): CheckResult =>
    checkResult({ command, end: "failed", exitCode: 1, failures: [failed("flips")], ran: null })

  it("S82 are run again at the same tree and quarantined when they go both ways", async () => {
    using place = loopPlace()
    const command = counting(place, "[ $((n % 2)) = 0 ]")
    const state = loopAfter([], { workspace: place.project, checks: [command], iteration: 4 })
    const judged = await judge(
      place.context({ now: Date.now }),
      run(state, [flipped(command)], { deadline: Date.now() + 60_000 }),
    )
    expect(judged).toMatchObject({ verdict: "green", failing: ["flips"], blocking: [], flaky: ["flips"] })
    expect(judged.events).toEqual([
      { kind: "reruns", detail: expect.stringMatching(/^\d reruns of tests that flipped$/) },
      { kind: "flaky", detail: "flips" },
      { kind: "listed", detail: "not deciding: flips" },
    ])
    expect(existsSync(join(place.home, "loops", state.id, "iterations", "5", "rerun-1.log"))).toBe(true)
  })

  it("decide when every run says the same, also those that were quarantined before", async () => {
    using place = loopPlace()
    const command = counting(place, "true")
    const state = loopAfter([], { workspace: place.project, checks: [command], flaky: ["flips", "another"] })
    const context = place.context({ now: Date.now })
    const judged = await judge(context, run(state, [flipped(command)], { deadline: Date.now() + 60_000 }))
    expect(judged).toMatchObject({ verdict: "red", blocking: ["flips"], flaky: ["another"] })
    expect(judged.events).toEqual([{ kind: "reruns", detail: expect.stringContaining("reruns of tests") }])
  })

  it("are not run again after the deadline, or when the results are older", async () => {
    using place = loopPlace()
    const command = counting(place, "[ $((n % 2)) = 0 ]")
    const state = loopAfter([], { workspace: place.project, checks: [command] })
    const context = place.context({ now: Date.now })
    const late = await judge(context, run(state, [flipped(command)], { deadline: Date.now() - 1 }))
    expect(late).toMatchObject({ verdict: "red", flaky: [] })
    expect(existsSync(join(place.folder, "runs"))).toBe(false)
    expect(await judge(context, run(state, [flipped(command)]))).toMatchObject({ verdict: "red", events: [] })
    expect(existsSync(join(place.folder, "runs"))).toBe(false)
  })

  it("are told of when there are too many to run again", async () => {
    using place = loopPlace()
    const many = Array.from({ length: 11 }, (_, i) => `test ${i}`)
    const state = loopAfter([], { workspace: place.project })
    const judged = await judge(
      place.context({ now: Date.now }),
      run(state, [checkResult({ end: "failed", exitCode: 1, failures: many.map((id) => failed(id)) })], {
        deadline: Date.now() + 60_000,
      }),
    )
    expect(judged.events).toEqual([
      {
        kind: "note",
        detail: "11 tests turned red at once, so they were not rerun: that many do not flip by chance.",
      },
    ])
    expect(judged.blocking).toHaveLength(11)
  })

  it("cost no rerun when nothing flipped", async () => {
    using place = loopPlace()
    const command = counting(place, "true")
    const state = loopAfter(["flips"], { workspace: place.project, checks: [command] })
    const judged = await judge(
      place.context({ now: Date.now }),
      run(state, [flipped(command)], { deadline: Date.now() + 60_000 }),
    )
    expect(judged.events).toEqual([])
    expect(existsSync(join(place.folder, "runs"))).toBe(false)
  })
})

describe("a run in which nothing but quarantined tests is red", () => {
  const settle = async (fails: string, flaky: readonly string[], failing = ["flips"]) => {
    const place = loopPlace()
    const command = counting(place, fails)
    const state = loopAfter(["flips"], {
      workspace: place.project,
      checks: [command],
      flaky: [...flaky],
      iteration: 1,
    })
    const context = place.context({ now: Date.now })
    const results = [
      failing.length > 0
        ? checkResult({
            command,
            end: "failed",
            exitCode: 1,
            failures: failing.map((id) => failed(id)),
            ran: ["flips", "holds"],
          })
        : checkResult({ command, ran: ["flips", "holds"] }),
    ]
    const order = { ...run(state, results), deadline: Date.now() + 60_000 }
    const judged = await judge(context, { ...order, deadline: null })
    return { place, results, judged, settled: await settleFlaky(context, order, judged) }
  }

  it("S82 is run once more as a whole, and the second run counts", async () => {
    const { place, judged, settled } = await settle("false", ["flips"])
    using _ = place
    expect(judged).toMatchObject({ verdict: "green", failing: ["flips"] })
    expect(settled.judged).toMatchObject({ verdict: "green", failing: [], flaky: ["flips"] })
    expect(settled.results[0]).toMatchObject({ end: "passed" })
    expect(settled.checkMs).toBeGreaterThan(0)
    expect(settled.judged.events).toEqual(judged.events)
    expect(existsSync(join(place.home, "loops", "loop-1", "iterations", "2"))).toBe(true)
  })

  it("may be red by then, because something else fails", async () => {
    const { place, judged, settled } = await settle("true", ["flips"])
    using _ = place
    expect(settled.judged).toMatchObject({ verdict: "green", failing: ["flips"] })
    expect(settled.judged.events).toEqual([...judged.events, ...judged.events])
  })

  it("is taken as it is when all is green or something else is red", async () => {
    for (const failing of [[], ["flips", "holds"]]) {
      const { place, results, judged, settled } = await settle("false", ["flips"], failing)
      using _ = place
      expect(settled).toEqual({ results, judged, checkMs: 0 })
      expect(existsSync(join(place.folder, "runs"))).toBe(false)
    }
  })
})
