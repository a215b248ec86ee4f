import { describe, expect, it } from "vitest"
import { parseRecord } from "../../src/system/json-record.ts"
import { playground } from "../e2e/playground.ts"
import { started } from "../e2e/started.ts"
import { startCountdown, work } from "./countdown.ts"
import { miscounts } from "./counts.ts"
import { faultyEvent, faultyStop } from "./faulty-hook.ts"

const hour = 3_600_000
const year = 365 * 24 * hour

describe("a clock that is set while a loop works", () => {
  it.each([
    ["an hour forth and back", [0, hour, 0]],
    ["an hour back and forth", [0, -hour, 0]],
    ["a year back and forth", [0, -year, 0]],
    ["back again and again", [0, -hour, -2 * hour, -3 * hour]],
  ])("%s costs no iteration, and the loop ends verified", async (_what, jumps) => {
    using place = playground()
    const host = place.host()
    await startCountdown(place, host, "--max-minutes 10080 --max-iterations 9")
    for (const [i, aheadMs] of jumps.entries()) {
      work(place, host, 10 - i)
      const { stdout } = await faultyStop(place, host, { aheadMs })
      expect(parseRecord(stdout)).toMatchObject({ decision: "continue" })
      expect(miscounts(place.home, place.state().id, i + 1)).toEqual([])
    }
    work(place, host, 0)
    expect((await faultyStop(place, host)).stdout.trim()).toBe("{}")
    expect(place.state().outcome?.kind).toBe("verified")
    expect(miscounts(place.home, place.state().id, jumps.length + 1)).toEqual([])
  })

  it("a year forth ends the loop at its time limit after one turn to wrap up, and the user may extend it", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host, "--max-minutes 10080")
    const said = []
    for (let i = 0; i < 3; i++) {
      place.write("work.txt", `turn ${i}`)
      host.write("MODEL", "PLANNER_RESPONSE", `turn ${i}`)
      said.push(parseRecord((await faultyStop(place, host, { aheadMs: year })).stdout)?.decision)
    }
    expect(said).toEqual(["continue", undefined, undefined])
    expect(place.state()).toMatchObject({ status: "ended", outcome: { kind: "time-limit" }, iteration: 2 })
    expect(miscounts(place.home, place.state().id, 2)).toEqual([])
  })

  it("does not hold up a loop that rested for months", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host, "--max-minutes 10080")
    await faultyStop(place, host)
    await host.turn("an unrelated question", () => ({ say: "an answer" }))
    expect(place.state().status).toBe("paused")
    host.write("USER_EXPLICIT", "USER_INPUT", "<USER_REQUEST>\n/for-loop --resume\n</USER_REQUEST>")
    await faultyEvent(place, host, "PreInvocation", { aheadMs: 40 * 24 * hour })
    expect(place.state()).toMatchObject({ status: "running", faults: { count: 0 } })
    place.write("fixed", "right")
    host.write("MODEL", "PLANNER_RESPONSE", "right")
    const { stdout } = await faultyStop(place, host, { aheadMs: 40 * 24 * hour + 60_000 })
    expect(stdout.trim()).toBe("{}")
    expect(place.state().outcome?.kind).toBe("verified")
  })
})
