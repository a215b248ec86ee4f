import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { judge } from "../../src/hook/judge.ts"
import { settleFlaky } from "../../src/hook/settle-flaky.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { addControl } from "../../src/store/control.ts"
import { checkResult, failed } from "../verify/check-results.ts"
import { loopAfter, run } from "./judged-run.ts"
import { type LoopPlace, loopPlace } from "./loop-place.ts"

/** A check whose tests `a` and `b` both fail at every other run, beginning with the second. */
function alternating(place: LoopPlace, before = ""): string {
  place.write(
    "flip.sh",
    `n=$(cat "${place.folder}/runs" 2>/dev/null || echo 0)
n=$((n + 1))
echo $n > "${place.folder}/runs"
${before}
echo "TAP version 13"
if [ $((n % 2)) = 0 ]; then echo "not ok 1 - a"; echo "not ok 2 - b"; else echo "ok 1 - a"; echo "ok 2 - b"; fi
echo "1..2"
[ $((n % 2)) = 1 ]
`,
  )
  return "sh flip.sh"
}

const red = (command: string, ...ids: readonly string[]) => [
  checkResult({ command, end: "failed", exitCode: 1, failures: ids.map((id) => failed(id)) }),
]

async function judged(place: LoopPlace, state: LoopState, ids: readonly string[], withinMs = 60_000) {
  const [command = ""] = state.checks
  const order = run(state, red(command, ...ids), { deadline: Date.now() + withinMs })
  return await judge(place.context({ now: Date.now }), order)
}

describe("a check that did not end", () => {
  it("decides also where it did not end before the loop and the task names something else", async () => {
    using place = loopPlace()
    const named = "test/cart.test.ts > adds"
    const state = loopAfter([named, "check:npm run slow"], { task: `make ${named} pass` })
    const results = [checkResult({ command: "npm run slow", end: "timeout" })]
    expect(await judge(place.context(), run(state, results))).toMatchObject({
      verdict: "inconclusive",
      blocking: ["check:npm run slow"],
    })
  })
})

describe("S82 the quarantine of flaky tests", () => {
  it("takes in every test that went both ways, in order, and names them in the journal", async () => {
    using place = loopPlace()
    const command = alternating(place)
    const state = loopAfter([], { workspace: place.project, checks: [command], flaky: ["z"] })
    const seen = await judged(place, state, ["b", "a"])
    expect(seen.flaky).toEqual(["a", "b", "z"])
    expect(seen.events).toContainEqual({ kind: "flaky", detail: "a, b" })
  })

  it("keeps a test that goes both ways again, and does not journal it twice", async () => {
    using place = loopPlace()
    const command = alternating(place)
    const state = loopAfter([], { workspace: place.project, checks: [command], flaky: ["a", "b"] })
    const seen = await judged(place, state, ["a", "b"])
    expect(seen).toMatchObject({ verdict: "green", flaky: ["a", "b"], blocking: [] })
    expect(seen.events.map(({ kind }) => kind)).toEqual(["reruns", "listed"])
  })

  it("is not asked about where nothing flipped: no folder is made for reruns", async () => {
    using place = loopPlace()
    const command = alternating(place)
    const state = loopAfter(["a"], { workspace: place.project, checks: [command] })
    expect((await judged(place, state, ["a"])).events).toEqual([])
    const older = run(loopAfter([], { workspace: place.project, checks: [command] }), red(command, "a"))
    expect((await judge(place.context(), older)).blocking).toEqual(["a"])
    expect(existsSync(join(place.home, "loops"))).toBe(false)
  })

  it("ends reruns that hang after the time that a check may take", async () => {
    using place = loopPlace()
    const command = alternating(place, "sleep 20")
    const base = loopAfter([], { workspace: place.project, checks: [command] })
    const state = { ...base, settings: { ...base.settings, checkTimeoutSec: 1 } }
    const began = Date.now()
    expect(await judged(place, state, ["a"])).toMatchObject({ verdict: "red", flaky: [] })
    expect(Date.now() - began).toBeLessThan(9000)
  })

  it("ends reruns that hang at the deadline of all checks", async () => {
    using place = loopPlace()
    const command = alternating(place, "sleep 20")
    const state = loopAfter([], { workspace: place.project, checks: [command] })
    const began = Date.now()
    expect(await judged(place, state, ["a"], 700)).toMatchObject({ verdict: "red", flaky: [] })
    expect(Date.now() - began).toBeLessThan(9000)
  })

  it("takes the first run when the user cancels the one that should confirm it", async () => {
    using place = loopPlace()
    const command = "sleep 20"
    const state = loopAfter(["a"], { workspace: place.project, checks: [command], flaky: ["a"] })
    const context = place.context({ now: Date.now })
    const results = red(command, "a")
    const first = await judge(context, run(state, results))
    addControl(place.home, state.id, { kind: "cancel", at: place.start })
    const settled = await settleFlaky(
      context,
      { ...run(state, results), deadline: Date.now() + 60_000 },
      first,
    )
    expect(settled).toEqual({ results, judged: first, checkMs: 0 })
  })
})
