import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { lifeOf } from "../../src/control/life.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { type Playground, playground, startLoop } from "../e2e/playground.ts"
import { answers, busy, started } from "../e2e/started.ts"
import { miscounts, readableState } from "./counts.ts"
import { faultyStop } from "./faulty-hook.ts"

// Twice, twice at the same time, never (S42, S96, S39) and after a cancel (S51) are in test/e2e/host-contract.test.ts.
describe("a host that delivers Stop", () => {
  it("late, after the loop has ended, is let go and changes nothing", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(startLoop(), () => {
      place.write("fixed", "right")
      return busy
    })
    expect(end.kind).toBe("answered")
    const before = JSON.stringify(place.state())
    for (const executionNum of [0, 0, 1]) expect(answers(await host.stop({ executionNum }))).toEqual([{}])
    expect(JSON.stringify(place.state())).toBe(before)
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("late, after the process that ended the loop was killed before it let the conversation go, frees it", async () => {
    using place = playground()
    const { host, loop } = await boundToEnded(place)
    expect(answers(await host.stop({ executionNum: 7 }))).toEqual([{}])
    expect(miscounts(place.home, loop, 1)).toEqual([])
    const next = await host.turn(startLoop("--max-iterations 1"), () => busy)
    expect(next.injected.join("\n")).toContain("The loop is armed")
    expect(place.loops()).toHaveLength(2)
  })

  it("never again after such a kill: the user's next command is heard all the same", async () => {
    using place = playground()
    const { host } = await boundToEnded(place)
    const next = await host.turn(startLoop("--max-iterations 1"), () => busy)
    expect(next.injected.join("\n")).toContain("The loop is armed")
    expect(place.loops()).toHaveLength(2)
  })

  it("out of order, an old one after a newer one, runs no check again and never passes the limit", async () => {
    using place = playground()
    const host = place.host()
    const runs = join(place.folder, "runs")
    await started(place, host, "--max-iterations 3")
    place.write("check.sh", `echo run >> '${runs}'; echo FAIL; exit 1\n`)
    await host.stop({ executionNum: 0 })
    place.write("work.txt", "more")
    host.write("MODEL", "PLANNER_RESPONSE", "more")
    await host.stop({ executionNum: 1 })
    const before = place.state().iteration
    const [old] = answers(await host.stop({ executionNum: 0 }))
    expect(old).toMatchObject({})
    expect(readFileSync(runs, "utf8")).toBe("run\nrun\n")
    expect(place.state().iteration - before).toBeLessThanOrEqual(1)
    for (let i = 0; i < 6; i++) await host.stop({ executionNum: i % 2 })
    const { id, iteration, status } = place.state()
    expect(iteration).toBeLessThanOrEqual(3)
    expect(status).not.toBe("running")
    expect(miscounts(place.home, id, iteration)).toEqual([])
  })

  it("out of order, the Stop of a turn before its own first model call, leaves a loop that can end", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const [first] = await Promise.all([
      host.stop({ executionNum: 1 }),
      host.call("PreInvocation", { invocationNum: 1, initialNumSteps: 2 }),
      host.stop({ executionNum: 0 }),
    ])
    expect(answers(first)).toHaveLength(1)
    const { id, iteration } = place.state()
    expect(iteration).toBeLessThanOrEqual(2)
    place.write("fixed", "right")
    host.write("MODEL", "PLANNER_RESPONSE", "right")
    expect(answers(await host.stop({ executionNum: 2 }))).toEqual([{}])
    expect(place.state().outcome?.kind).toBe("verified")
    expect(miscounts(place.home, id, iteration + 1)).toEqual([])
  })

  it("for two windows of one folder at the same moment gives each loop its own iteration and answer", async () => {
    using place = playground()
    const windows = [place.host(), place.host(), place.host()]
    for (const host of windows) {
      host.write(
        "USER_EXPLICIT",
        "USER_INPUT",
        `<USER_REQUEST>\n${startLoop("--no-branch")}\n</USER_REQUEST>`,
      )
      await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
      host.write("MODEL", "PLANNER_RESPONSE", "I changed something.")
    }
    for (let round = 1; round <= 3; round++) {
      place.write("work.txt", `round ${round}`)
      place.write("check.sh", `echo "FAIL ${round}"; exit 1\n`)
      for (const host of windows) host.write("MODEL", "PLANNER_RESPONSE", `round ${round}`)
      const calls = await Promise.all(windows.map((host) => host.stop()))
      for (const call of calls) expect(answers(call)[0]).toMatchObject({ decision: "continue" })
      for (const host of windows) {
        const { id } = place.state(host.conversationId)
        expect(miscounts(place.home, id, round)).toEqual([])
      }
    }
  })

  it("never: the loop reads host-capped 30 s after the continue, and its conversation can go on", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    await host.stop()
    const state = place.state()
    const since = state.awaitingSince ?? 0
    expect(lifeOf(place.home, state, since + 29_000).word).not.toBe("host-capped")
    expect(lifeOf(place.home, state, since + 31_000).word).toBe("host-capped")
    const end = await host.turn("go on, please", () => {
      place.write("fixed", "right")
      return busy
    })
    expect(end.rounds).toBe(1)
    expect(place.state().outcome?.kind).toBe("verified")
  })
})

/** A conversation whose loop ended verified in a process that was killed before it wrote that down in the binding. */
async function boundToEnded(place: Playground) {
  const host = place.host()
  await started(place, host)
  const loop = place.state().id
  place.write("fixed", "right")
  host.write("MODEL", "PLANNER_RESPONSE", "Now it is right.")
  await faultyStop(place, host, { kind: "kill before", touching: "/bindings/" })
  expect(readableState(place.home, loop)?.outcome?.kind).toBe("verified")
  expect(readBinding(place.home, host.conversationId)?.active).toBe(true)
  rmSync(join(place.project, "fixed"))
  return { host, loop }
}
