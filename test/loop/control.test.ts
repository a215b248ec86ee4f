import { describe, expect, it } from "vitest"
import { applyControls, type ControlRequest, conclude, resume } from "../../src/loop/control.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { runningLoop, start } from "./builders.ts"

const minute = 60_000
const later = start + 10 * minute
const running = runningLoop()
const apply = (state: LoopState, ...requests: ControlRequest[]) => applyControls(state, requests, later)

describe("the end of a loop", () => {
  it("is for ever, with its reason and time", () => {
    const waiting: LoopState = { ...running, awaitingSince: start, windDown: "time-limit" }
    expect(conclude(waiting, "verified", "the checks passed", later)).toEqual({
      ...running,
      status: "ended",
      outcome: { kind: "verified", reason: "the checks passed", at: later, resumeAt: null, until: "never" },
      pausedSince: null,
      awaitingSince: null,
      windDown: null,
    })
  })

  it("is a pause where the loop can go on, until somebody resumes it or what else was said", () => {
    expect(conclude(running, "stuck", "no progress", later)).toMatchObject({
      status: "paused",
      outcome: { until: "resume", resumeAt: null },
      pausedSince: later,
    })
    const reset = { until: "reset-time", resumeAt: later + minute } as const
    expect(conclude(running, "rate-limited", "quota", later, reset).outcome).toMatchObject(reset)
    expect(conclude({ ...running, pausedSince: start }, "stuck", "no progress", later).pausedSince).toBe(
      start,
    )
    expect(conclude({ ...running, pausedSince: start }, "cancelled", "enough", later).pausedSince).toBeNull()
  })

  it("keeps a reason that the state file can hold", () => {
    expect(conclude(running, "fault", "x".repeat(4001), later).outcome?.reason).toHaveLength(4000)
  })
})

describe("taking a loop up again", () => {
  const tired: LoopState = {
    ...running,
    progress: {
      ...running.progress,
      breaker: "open",
      why: "no progress",
      sameSet: 3,
      noChange: 3,
      infra: 2,
      edited: true,
      continuesAt: [start],
      recent: [{ set: "a", tree: null, failing: 1 }],
      failedCalls: [{ key: "k", what: "w", turns: 2 }],
      best: { iteration: 1, failing: 1 },
    },
    faults: { count: 2, last: "boom" },
    awaitingSince: start,
  }
  const paused = conclude(tired, "stuck", "no progress", start)

  it("closes the breaker, forgets the standstill and keeps what was reached", () => {
    expect(resume(paused, later)).toEqual({
      ...tired,
      status: "running",
      outcome: null,
      pausedMs: 10 * minute,
      pausedSince: null,
      progress: {
        ...tired.progress,
        breaker: "closed",
        why: null,
        sameSet: 0,
        noChange: 0,
        infra: 0,
        continuesAt: [],
        recent: [],
        failedCalls: [],
      },
      faults: { count: 0, last: "boom" },
      last: null,
      awaitingSince: null,
    })
  })

  it.each<[string, Partial<LoopState>, number]>([
    ["the time since the pause", {}, 10],
    ["what was paused before as well", { pausedMs: 5 * minute }, 15],
    ["the time since the end where there was no pause", { pausedSince: null }, 10],
    ["nothing while no end is known", { pausedSince: null, outcome: null }, 0],
    ["nothing when the clock jumped back", { pausedSince: later + minute }, 0],
  ])("does not count %s", (_title, more, minutes) => {
    expect(resume({ ...paused, ...more }, later).pausedMs).toBe(minutes * minute)
  })
})

describe("what a person asks of a loop", () => {
  const ended = conclude(running, "verified", "done", start)
  const resting = conclude(running, "stuck", "no progress", start)
  const nothing = (state: LoopState) => ({ state, events: [] })

  it("cancels whatever has not ended", () => {
    for (const state of [running, resting]) {
      expect(apply(state, { kind: "cancel", at: start })).toEqual({
        state: conclude(state, "cancelled", "you cancelled the loop", later),
        events: [{ kind: "cancelled", detail: "by the user" }],
      })
    }
    expect(apply(ended, { kind: "cancel", at: start })).toEqual(nothing(ended))
  })

  it("pauses what is running", () => {
    expect(apply(running, { kind: "pause", at: start })).toEqual({
      state: conclude(running, "needs-human", "you paused the loop", later),
      events: [{ kind: "paused", detail: "by the user" }],
    })
    expect(apply(resting, { kind: "pause", at: start })).toEqual(nothing(resting))
    expect(apply(ended, { kind: "pause", at: start })).toEqual(nothing(ended))
  })

  it("resumes what is paused, and lets the next message drive it", () => {
    expect(apply(resting, { kind: "resume", at: start })).toEqual({
      state: { ...resume(resting, later), requestKey: null },
      events: [{ kind: "resumed", detail: "by the user" }],
    })
    const changed = apply(resting, { kind: "resume", maxIterations: 20, maxMinutes: 90, at: start }).state
    expect(changed.settings).toEqual({ ...running.settings, maxIterations: 20, maxMinutes: 90 })
    expect(apply(running, { kind: "resume", maxIterations: 20, at: start })).toEqual(nothing(running))
  })

  it.each<[string, "iteration-limit" | "time-limit" | "verified", object, boolean]>([
    ["more iterations after their limit", "iteration-limit", { maxIterations: 11 }, true],
    ["no more iterations than were used", "iteration-limit", { maxIterations: 10 }, false],
    ["more minutes after the iterations' limit", "iteration-limit", { maxMinutes: 90 }, false],
    ["more minutes after their limit", "time-limit", { maxMinutes: 61 }, true],
    ["no more minutes than before", "time-limit", { maxMinutes: 60 }, false],
    ["nothing new after the time limit", "time-limit", {}, false],
    ["more iterations after the time limit", "time-limit", { maxIterations: 20 }, false],
    ["more of both after another end", "verified", { maxIterations: 20, maxMinutes: 90 }, false],
  ])("S50 extends an ended loop only by its own limit: %s", (_title, outcome, more, goesOn) => {
    const over = conclude({ ...running, iteration: 10 }, outcome, "over", start)
    const { state } = apply(over, { kind: "resume", ...more, at: start })
    expect(state.status).toBe(goesOn ? "running" : "ended")
  })

  it("takes hints and approvals, bounded, and notes who gave them", () => {
    expect(apply(running, { kind: "steer", hint: "look at tax.ts", at: start })).toEqual({
      state: { ...running, hint: "look at tax.ts" },
      events: [{ kind: "steered", detail: "look at tax.ts" }],
    })
    expect(apply(running, { kind: "steer", hint: "x".repeat(4001), at: start }).state.hint).toHaveLength(4000)
    expect(apply(running, { kind: "approve", finding: "f1", by: "dev", at: start })).toEqual({
      state: { ...running, approved: [{ finding: "f1", by: "dev", at: start }] },
      events: [{ kind: "approved", detail: "f1 by dev" }],
    })
    const many = Array.from({ length: 1000 }, (_, i) => ({ finding: `f${i}`, by: "dev", at: start }))
    const full = apply(
      { ...running, approved: many },
      { kind: "approve", finding: "new", by: "dev", at: start },
    )
    expect(full.state.approved).toHaveLength(1000)
    expect(full.state.approved.at(-1)?.finding).toBe("new")
  })

  it("is obeyed in the order it was asked, and told in that order", () => {
    const both = apply(running, { kind: "steer", hint: "h", at: start }, { kind: "cancel", at: start })
    expect(both.state).toMatchObject({ hint: "h", status: "ended" })
    expect(both.events.map(({ kind }) => kind)).toEqual(["steered", "cancelled"])
    expect(apply(running)).toEqual(nothing(running))
  })
})
