import { describe, expect, it } from "vitest"
import { resumeLoop } from "../../src/control/resume-loop.ts"
import { applyControls, conclude } from "../../src/loop/control.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { peekControls } from "../../src/store/control.ts"
import { saveState } from "../../src/store/state-file.ts"
import type { Machine } from "../cli/run-cli.ts"
import { aPerson } from "./a-person.ts"

const unchanged = { maxIterations: null, maxMinutes: null }

describe("taking a loop up again", () => {
  it("lifts a pause at the conversation's next message", () => {
    const one = aPerson()
    const state = ended(one, "stuck", {})
    expect(resumeLoop(one.person, state.id, unchanged)).toMatchObject({
      kind: "requested",
      effect: "at-next-event",
    })
    expect(obeyed(one, state)).toMatchObject({ status: "running", outcome: null })
  })

  it("S39 lifts what the host capped, and leaves alone what works", () => {
    const one = aPerson()
    const capped = one.store({ awaitingSince: Date.now() - 60_000 })
    expect(resumeLoop(one.person, capped.id, unchanged)).toMatchObject({ kind: "requested" })
    expect(obeyed(one, capped)).toMatchObject({ status: "running", awaitingSince: null })
    const working = one.store()
    expect(resumeLoop(one.person, working.id, unchanged)).toMatchObject({ code: "at-work" })
    expect(peekControls(one.home, working.id)).toEqual([])
  })

  it("S50 extends a limit by the person's own larger number only, and offers one", () => {
    const one = aPerson()
    const state = ended(one, "iteration-limit", { iteration: 10 })
    writeBinding(one.home, "conversation-1", { loop: state.id, active: false, requestKey: "row-0" })
    const without = resumeLoop(one.person, state.id, unchanged)
    expect(without).toMatchObject({ kind: "refused", code: "needs-iterations" })
    expect(without.next).toContain("20")
    expect(resumeLoop(one.person, state.id, { maxIterations: 10, maxMinutes: null })).toMatchObject({
      code: "limit-too-small",
      message: expect.stringContaining("a limit of 10 leaves none"),
    })
    expect(peekControls(one.home, state.id)).toEqual([])
    expect(readBinding(one.home, "conversation-1")).toMatchObject({ active: false })
    expect(resumeLoop(one.person, state.id, { maxIterations: 15, maxMinutes: null })).toMatchObject({
      kind: "requested",
    })
    expect(obeyed(one, state)).toMatchObject({ status: "running", settings: { maxIterations: 15 } })
    expect(readBinding(one.home, "conversation-1")).toMatchObject({ loop: state.id, active: true })
  })

  it("S50 extends the time the same way", () => {
    const one = aPerson()
    const state = ended(one, "time-limit", {})
    const without = resumeLoop(one.person, state.id, unchanged)
    expect(without).toMatchObject({ code: "needs-minutes", next: expect.stringContaining("120") })
    expect(resumeLoop(one.person, state.id, { maxIterations: null, maxMinutes: 60 })).toMatchObject({
      code: "limit-too-small",
    })
    expect(resumeLoop(one.person, state.id, { maxIterations: null, maxMinutes: 90.5 })).toMatchObject({
      kind: "requested",
    })
    expect(obeyed(one, state)).toMatchObject({ status: "running", settings: { maxMinutes: 90.5 } })
  })

  it.each([
    { maxIterations: 1001, maxMinutes: null },
    { maxIterations: 10.5, maxMinutes: null },
    { maxIterations: Number.NaN, maxMinutes: null },
    { maxIterations: null, maxMinutes: Number.POSITIVE_INFINITY },
  ])("refuses a limit that no loop can have: %j", (extension) => {
    const one = aPerson()
    const state = ended(one, "iteration-limit", { iteration: 10 })
    expect(resumeLoop(one.person, state.id, extension)).toMatchObject({ code: "limit-out-of-range" })
    expect(peekControls(one.home, state.id)).toEqual([])
  })

  it("does not take a conversation away from the loop it works on now", () => {
    const one = aPerson()
    const state = ended(one, "iteration-limit", { iteration: 10 })
    writeBinding(one.home, "conversation-1", { loop: "loop9-other", active: true, requestKey: null })
    expect(resumeLoop(one.person, state.id, { maxIterations: 15, maxMinutes: null })).toMatchObject({
      code: "conversation-taken",
    })
    expect(readBinding(one.home, "conversation-1")).toMatchObject({ loop: "loop9-other" })
  })

  it.each(["verified", "cancelled", "tampered", "spend-limit"] as const)(
    "refuses a loop that ended as %s",
    (outcome) => {
      const one = aPerson()
      const state = ended(one, outcome, {})
      expect(resumeLoop(one.person, state.id, { maxIterations: 50, maxMinutes: null })).toMatchObject({
        code: "loop-ended",
        message: expect.stringContaining(`has ended (${outcome})`),
      })
    },
  )
})

function ended(one: Machine, outcome: Parameters<typeof conclude>[1], more: Partial<LoopState>): LoopState {
  const state = conclude(one.store(more), outcome, "for this reason", Date.now())
  saveState(one.home, state)
  return state
}

/** The state that the hook makes of the waiting requests. */
function obeyed(one: Machine, state: LoopState): LoopState {
  return applyControls(state, peekControls(one.home, state.id), Date.now()).state
}
