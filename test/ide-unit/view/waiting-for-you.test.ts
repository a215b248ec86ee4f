import { describe, expect, it } from "vitest"
import type { LoopCard } from "../../../src/dashboard/model/view.ts"
import { waitingForYou } from "../../../src/ide/view/waiting-for-you.ts"
import { loopCard } from "../../dashboard/fixtures/loop-card.ts"
import { viewOf } from "../../dashboard/fixtures/view-of.ts"

const outcome = { kind: "stuck", reason: "", at: 0, resumeAt: null, until: "resume" } as const

describe("the badge of the sidebar", () => {
  const cases: readonly [string, Partial<LoopCard>, number][] = [
    ["a loop at work", {}, 0],
    ["a loop that is checking", { word: "checking" }, 0],
    ["a loop that ended", { word: "ended", outcome: { ...outcome, until: "never" } }, 0],
    ["a loop that waits for the clock", { word: "paused", outcome: { ...outcome, until: "reset-time" } }, 0],
    ["a stuck loop", { word: "paused", outcome }, 1],
    ["a loop whose turn the host ended", { word: "host-capped" }, 1],
    ["a loop whose hook died", { word: "interrupted" }, 1],
  ]
  it.each(cases)("counts %s", (_, change, expected) => {
    expect(waitingForYou(viewOf([loopCard(change)]))).toBe(expected)
  })

  it("counts loops, not reasons", () => {
    const stuck = loopCard({ word: "paused", outcome })
    expect(waitingForYou(viewOf([stuck, loopCard(), { ...stuck, id: "l-2" }]))).toBe(2)
  })
})
