import { writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { approveFinding, cancelLoop, pauseLoop, steerLoop } from "../../src/control/request.ts"
import { conclude } from "../../src/loop/control.ts"
import { peekControls } from "../../src/store/control.ts"
import { writeIterationFile } from "../../src/store/iteration.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { statePath } from "../../src/store/paths.ts"
import { saveState } from "../../src/store/state-file.ts"
import { evidence, finding } from "../loop/builders.ts"
import { aPerson } from "./a-person.ts"

const skip = finding({ id: "skip:cart.test.ts" })

describe("a request to a running loop", () => {
  it("S51 to pause waits for the agent's next stop", () => {
    const one = aPerson()
    const { id } = one.store()
    expect(pauseLoop(one.person, id)).toMatchObject({ kind: "requested", effect: "at-next-event" })
    expect(peekControls(one.home, id)).toMatchObject([{ kind: "pause" }])
  })

  it("of `for-loop run` is told what that run does: a cancel ends its turn, a pause is lifted by taking it up", () => {
    const one = aPerson()
    const { id } = one.store({ host: "headless" })
    expect(pauseLoop(one.person, id)).toMatchObject({
      next: expect.stringContaining(`for-loop run --resume ${id}`),
    })
    expect(cancelLoop(one.person, id)).toMatchObject({
      effect: "now",
      message: expect.stringContaining("its run ends the turn now"),
    })
  })

  it("to steer is told with the next continue, without the space around it", () => {
    const one = aPerson()
    const { id } = one.store()
    expect(steerLoop(one.person, id, "  try the parser first\n")).toMatchObject({ kind: "requested" })
    expect(peekControls(one.home, id)).toMatchObject([{ kind: "steer", hint: "try the parser first" }])
  })

  it.each([
    ["nothing", " \n", "hint-missing"],
    ["more than can be told", "x".repeat(4001), "hint-too-long"],
  ])("to steer with %s is refused", (_, hint, code) => {
    const one = aPerson()
    const { id } = one.store()
    expect(steerLoop(one.person, id, hint)).toMatchObject({ kind: "refused", code })
    expect(peekControls(one.home, id)).toEqual([])
  })

  it("to cancel takes effect at once while its checks run, later else", async () => {
    const one = aPerson()
    const { id } = one.store()
    expect(cancelLoop(one.person, id)).toMatchObject({ effect: "at-next-event" })
    const lock = await acquireLock(one.home, id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    if (lock.kind !== "held") throw new Error(lock.kind)
    try {
      expect(cancelLoop(one.person, id)).toMatchObject({ kind: "requested", effect: "now" })
    } finally {
      lock.release()
    }
    expect(peekControls(one.home, id)).toHaveLength(2)
  })

  it("to cancel reaches a loop whose state is damaged, and no other request does", () => {
    const one = aPerson()
    const { id } = one.store()
    writeFileSync(statePath(one.home, id), "{ not a state")
    expect(pauseLoop(one.person, id)).toMatchObject({ kind: "refused", code: "corrupt-state" })
    expect(steerLoop(one.person, id, "hint")).toMatchObject({ kind: "refused", code: "corrupt-state" })
    expect(cancelLoop(one.person, id)).toMatchObject({ kind: "requested" })
    expect(peekControls(one.home, id)).toMatchObject([{ kind: "cancel" }])
  })
})

describe("a request that does not fit", () => {
  it.each(["nothing-like-it", "../../etc", "", "con"])("names a loop that is not there: %j", (id) => {
    const { person } = aPerson()
    const asked = [
      pauseLoop(person, id),
      cancelLoop(person, id),
      steerLoop(person, id, "hint"),
      approveFinding(person, id, "finding", "dev"),
    ]
    for (const answer of asked) expect(answer).toMatchObject({ kind: "refused", code: "unknown-loop" })
  })

  it("to an ended loop leaves nothing and says how the loop ended", () => {
    const one = aPerson()
    const state = conclude(one.store(), "verified", "all green", Date.now())
    saveState(one.home, state)
    const asked = [
      pauseLoop(one.person, state.id),
      cancelLoop(one.person, state.id),
      steerLoop(one.person, state.id, "hint"),
    ]
    for (const answer of asked) {
      expect(answer).toMatchObject({ kind: "refused", code: "unfit-state" })
      expect(answer.message).toContain("has ended (verified)")
    }
    expect(peekControls(one.home, state.id)).toEqual([])
  })
})

describe("an approval", () => {
  it("S32 is kept with the name of the person, and for a paused loop says to resume it", () => {
    const one = aPerson()
    const state = one.store()
    keepFinding(one.home, state.id)
    expect(approveFinding(one.person, state.id, skip.id, "dev")).toMatchObject({
      kind: "requested",
      next: "It counts from the next time the agent stops.",
    })
    saveState(one.home, conclude(state, "needs-human", "a finding waits", Date.now()))
    expect(approveFinding(one.person, state.id, skip.id, " ").next).toContain("Resume it")
    const [named, unnamed] = peekControls(one.home, state.id)
    expect(named).toMatchObject({ kind: "approve", finding: skip.id, by: "dev" })
    expect(unnamed).toMatchObject({ kind: "approve", by: expect.stringMatching(/\S/) })
  })

  it("is refused for a finding that is not open, and for a loop that has ended", () => {
    const one = aPerson()
    const state = one.store({ approved: [{ finding: skip.id, by: "dev", at: 1 }] })
    keepFinding(one.home, state.id)
    expect(approveFinding(one.person, state.id, skip.id, "dev")).toMatchObject({ code: "unknown-finding" })
    const ended = conclude({ ...state, approved: [] }, "tampered", "a test was skipped", Date.now())
    saveState(one.home, ended)
    expect(approveFinding(one.person, state.id, skip.id, "dev")).toMatchObject({ code: "loop-ended" })
    expect(peekControls(one.home, state.id)).toEqual([])
  })
})

function keepFinding(home: string, loop: string): void {
  const kept = evidence({
    verdict: "green",
    failing: [],
    integrity: { kind: "findings", findings: [skip] },
  })
  writeIterationFile(home, loop, 0, "evidence.json", JSON.stringify(kept))
}
