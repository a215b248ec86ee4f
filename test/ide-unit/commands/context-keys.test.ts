import { describe, expect, it } from "vitest"
import { changedKeys, contextKeys } from "../../../src/ide/commands/context-keys.ts"
import { loopCard } from "../../dashboard/fixtures/loop-card.ts"
import { viewOf } from "../../dashboard/fixtures/view-of.ts"

describe("context keys", () => {
  it("offer nothing where there is no loop and no plugin", () => {
    const setup = { plugin: "missing", hookSeenAt: null, disabled: false, note: "" } as const
    const keys = contextKeys(viewOf([], { history: [], setup }))
    expect(Object.entries(keys).filter(([, value]) => value)).toEqual([])
  })

  it("offer what at least one of several loops allows", () => {
    const running = loopCard({ id: "l-1" })
    const paused = loopCard({ id: "l-2", word: "paused", actions: ["resume", "cancel"] })
    expect(contextKeys(viewOf([running, paused]))).toMatchObject({
      hasLoop: true,
      running: true,
      paused: true,
      canPause: true,
      canResume: true,
      canCancel: true,
      canApprove: false,
      canExtend: false,
    })
  })

  it("are all set once, and then only where they changed", () => {
    const before = contextKeys(viewOf([loopCard()]))
    const after = contextKeys(viewOf([loopCard({ word: "paused", actions: ["resume"] })]))
    expect(changedKeys(null, before).length).toBe(Object.keys(before).length)
    expect(changedKeys(before, before)).toEqual([])
    expect(Object.fromEntries(changedKeys(before, after))).toEqual({
      "forLoop.running": false,
      "forLoop.paused": true,
      "forLoop.canPause": false,
      "forLoop.canResume": true,
      "forLoop.canCancel": false,
      "forLoop.canSteer": false,
      "forLoop.canRestore": false,
    })
  })
})
