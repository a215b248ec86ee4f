import { describe, expect, it } from "vitest"
import { addControl } from "../../src/store/control.ts"
import { playground, startLoop } from "./playground.ts"
import { answers, busy, started } from "./started.ts"

describe("pauses", () => {
  it.each([
    [
      "S46 a quota",
      "RESOURCE_EXHAUSTED (code 429): Individual quota reached. Resets in 1h12m5s.",
      "rate-limited",
    ],
    ["S47 a failed sign-in", "UNAUTHENTICATED (code 401): not signed in", "needs-human"],
    [
      "S48 a full context",
      "The input token count exceeds the maximum number of tokens allowed",
      "host-error",
    ],
  ])("pauses on %s without holding the turn or counting", async (_what, error, outcome) => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    expect(answers(await host.stop({ terminationReason: "ERROR", error }))).toEqual([{}])
    const state = place.state()
    expect(state).toMatchObject({ status: "paused", iteration: 0, outcome: { kind: outcome } })
    if (outcome === "rate-limited") expect(state.outcome?.resumeAt).toBeGreaterThan(Date.now() + 4_000_000)
  })

  it("S48 restates the task when the conversation goes on after a full context", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    await host.stop({ terminationReason: "ERROR", error: "exceeds the maximum number of tokens allowed" })
    const end = await host.turn("continue", () => {
      place.write("fixed", "right")
      return busy
    })
    expect(end.injected[0]).toContain("put the right word into the file")
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("S52 pauses when the user stopped the turn and a Stop still fires", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    expect(answers(await host.stop({ terminationReason: "USER_CANCELED" }))).toEqual([{}])
    expect(place.state()).toMatchObject({
      status: "paused",
      outcome: { kind: "needs-human", until: "resume" },
    })
  })

  it("S54 pauses visibly on an unrelated message and goes on with /for-loop --resume", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const other = await host.turn("why half up?", () => ({ say: "Because." }))
    expect(other.injected[0]).toContain("paused")
    expect(other.rounds).toBe(1)
    const resumed = await host.turn("/for-loop --resume", () => {
      place.write("fixed", "right")
      return busy
    })
    expect(resumed.injected[0]).toContain("The loop goes on")
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("S55 does not push an agent onward that asked the user something, and takes the answer as the go", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(startLoop(), () => ({
      say: "I wait.",
      asks: "Delete the old table? (yes/no)",
    }))
    expect(end.rounds).toBe(1)
    expect(place.state()).toMatchObject({ status: "paused", outcome: { kind: "needs-human" } })
    await host.turn("yes", () => {
      place.write("fixed", "right")
      return busy
    })
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("S53 runs a queued request of the user at the turn boundary, before the loop goes on", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    addControl(place.home, place.state().id, {
      kind: "steer",
      hint: "look at the table first",
      at: Date.now(),
    })
    const [steered] = await host.stop()
    expect(JSON.parse(steered?.stdout ?? "").reason).toContain("The user adds: look at the table first")
    host.write("MODEL", "PLANNER_RESPONSE", "I looked.")
    addControl(place.home, place.state().id, { kind: "pause", at: Date.now() })
    expect(answers(await host.stop())).toEqual([{}])
    expect(place.state()).toMatchObject({ status: "paused", iteration: 1 })
  })

  it("S65 never calls an agent stuck that polls long-running work with the same call", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    for (let i = 0; i < 8; i++) {
      host.write("MODEL", "PLANNER_RESPONSE", "", { tool_calls: [{ name: "command_status", args: {} }] })
      host.write("MODEL", "RUN_COMMAND", "still building")
      expect(answers(await host.stop({ fullyIdle: false }))).toEqual([{}])
    }
    expect(place.state()).toMatchObject({ status: "running", iteration: 0, progress: { breaker: "closed" } })
  })
})
