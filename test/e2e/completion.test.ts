import { describe, expect, it } from "vitest"
import { playground, startLoop } from "./playground.ts"

const greenAtOnce = '/for-loop "write the docs" --check "true"'

describe("completion", () => {
  it.each([
    ["S16 the bare text without tags", "DONE"],
    ["S17 a promise inside a denial", "I am not printing <promise>DONE</promise> yet."],
    ["S19 an empty promise", "<promise></promise>"],
    ["a promise in a code fence", "I will print:\n\n```\n<promise>DONE</promise>\n```\n"],
  ])("does not take %s for a claim", async (_what, say) => {
    using place = playground()
    const end = await place.host().turn(greenAtOnce, ({ number }) => {
      place.write("docs.md", `round ${number}`)
      return { say: number === 0 ? say : "<promise>DONE</promise>" }
    })
    expect(end.rounds).toBe(2)
    expect(place.state().iterations.map((it) => it.claim)).toEqual(["none", "promise"])
  })

  it("S18 does not count the promise of the user's own text or of our prompt", async () => {
    using place = playground()
    const end = await place
      .host()
      .turn(
        '/for-loop "write the docs, then print <promise>DONE</promise>" --check true --max-iterations 3',
        ({ number }) => {
          place.write("docs.md", `${number}`)
          return { say: "Still writing." }
        },
      )
    expect(end.rounds).toBe(3)
    expect(place.state().outcome?.kind).toBe("iteration-limit")
  })

  it("S20 continues after a promise with red checks and says which check failed", async () => {
    using place = playground()
    const end = await place.host().turn(startLoop("--completion SHIPPED"), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return { say: "<promise>SHIPPED</promise>" }
    })
    expect(end.reasons).toHaveLength(1)
    expect(end.reasons[0]).toContain("`sh check.sh` exited with 1")
    expect(end.reasons[0]).toContain("fixed does not hold the right word")
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("S20 does not count an old promise again after our continuation", async () => {
    using place = playground()
    await place.host().turn(startLoop("--completion SHIPPED --max-iterations 3"), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return { say: number === 0 ? "<promise>SHIPPED</promise>" : "Working." }
    })
    expect(place.state().iterations.map((it) => it.claim)).toEqual(["promise", "none", "none"])
    expect(place.state().outcome?.kind).toBe("iteration-limit")
  })

  it("S21 continues when the last thing the agent did was a tool call", async () => {
    using place = playground()
    const host = place.host()
    host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${startLoop()}\n</USER_REQUEST>`)
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
    host.write("MODEL", "PLANNER_RESPONSE", "", { tool_calls: [{ name: "view_file", args: {} }] })
    const [call] = await host.stop()
    expect(JSON.parse(call?.stdout ?? "")).toMatchObject({ decision: "continue" })
  })

  it("S22 runs the checks and keeps its state when the transcript does not hold the turn yet", async () => {
    using place = playground()
    const host = place.host()
    host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${startLoop()}\n</USER_REQUEST>`)
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
    const [first] = await host.stop()
    expect(JSON.parse(first?.stdout ?? "")).toMatchObject({ decision: "continue" })
    place.write("fixed", "right")
    await host.call("PreInvocation", { invocationNum: 1, initialNumSteps: 1 })
    const [second] = await host.stop()
    expect(second?.stdout.trim()).toBe("{}")
    expect(place.state()).toMatchObject({ iteration: 2, outcome: { kind: "verified" } })
  })

  it("S24 ends verified when the checks turn green on the last allowed iteration", async () => {
    using place = playground()
    await place.host().turn(startLoop("--max-iterations 2"), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return { say: "ok" }
    })
    expect(place.state()).toMatchObject({ iteration: 2, outcome: { kind: "verified" } })
  })

  it("S26 flags a loop whose checks pass and whose tree nobody touched as already green", async () => {
    using place = playground()
    await place.host().turn(greenAtOnce, () => ({ say: "Nothing to do.\n\n<promise>DONE</promise>" }))
    expect(place.state().outcome?.kind).toBe("already-green")
  })

  it("S56 pauses with the reason when the agent says it is blocked", async () => {
    using place = playground()
    const end = await place.host().turn(startLoop(), () => ({ say: "<blocked>I need the API key</blocked>" }))
    expect(end.rounds).toBe(1)
    expect(place.state().outcome).toMatchObject({ kind: "needs-human" })
    expect(place.state().outcome?.reason).toContain("I need the API key")
  })

  it("S57 refuses a goal that nothing can verify", async () => {
    using place = playground()
    const end = await place.host().turn('/for-loop "make it perfect"', () => ({ say: "ok" }))
    expect(end.injected[0]).toContain("was not started")
    expect(end.rounds).toBe(1)
    expect(place.loops()).toEqual([])
  })

  it("ends a loop without checks as unverified, never as verified", async () => {
    using place = playground()
    await place.host().turn('/for-loop "tidy up" --no-check', () => ({ say: "<promise>DONE</promise>" }))
    expect(place.state().outcome?.kind).toBe("unverified")
  })
})
