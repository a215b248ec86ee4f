import { describe, expect, it } from "vitest"
import { judge } from "../../src/hook/judge.ts"
import { measure } from "../../src/hook/measure.ts"
import { checkResult, failed } from "../verify/check-results.ts"
import { loopAfter, run } from "./judged-run.ts"
import { loopPlace, wantsFixed } from "./loop-place.ts"

const adds = "test/cart.test.ts > adds"
const old = "test/old.test.ts > is old"

describe("S80 failures that are older than the loop", () => {
  it("leave a run green in which every other check passed", async () => {
    using place = loopPlace()
    const state = loopAfter([adds, old], { task: `make ${adds} pass` })
    const results = [
      checkResult({ command: "npm run lint", ran: [] }),
      checkResult({ end: "failed", exitCode: 1, failures: [failed(old)], ran: [adds, old] }),
    ]
    expect(await judge(place.context(), run(state, results))).toMatchObject({
      verdict: "green",
      blocking: [],
    })
  })
})

describe("what the agent did since the last checkpoint", () => {
  it("is told with a red run, and not with a green one", async () => {
    using place = loopPlace("git")
    const measured = async () => {
      const done = await measure(place.context(), place.state(), null)
      if (done.kind !== "measured") throw new Error(done.kind)
      return done.evidence
    }
    await place.say(`/for-loop "fix it" --no-branch --check '${wantsFixed}'`)
    place.write("attempt.ts", "export const one = 1\n")
    expect(await measured()).toMatchObject({ verdict: "red", digest: expect.stringContaining("attempt.ts") })
    place.write("fixed", "")
    const green = await measured()
    expect(green.verdict).toBe("green")
    expect(green.digest).not.toContain("attempt.ts")
  })
})
