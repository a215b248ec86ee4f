import { describe, expect, it } from "vitest"
import { conclude } from "../../src/loop/control.ts"
import type { StopEvent, Turn } from "../../src/loop/event.ts"
import { preflight } from "../../src/loop/preflight.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { runningLoop, start, stopEvent, turn } from "./builders.ts"

const running = runningLoop()
const paused = conclude(running, "needs-human", "you stopped the turn", start)
const pauseBy = (outcome: "rate-limited" | "host-error", why: string, resumeInMs: number | null) =>
  stopEvent({ termination: { kind: "pause", outcome, why, resumeInMs } })

describe("a Stop that is let go without a check", () => {
  it.each<[string, LoopState, StopEvent, Turn, string]>([
    ["what paused the loop", paused, stopEvent(), turn(), "you stopped the turn"],
    ["what the loop is", { ...running, status: "armed" }, stopEvent(), turn(), "the loop is armed"],
    [
      "that it is none",
      running,
      stopEvent({ termination: { kind: "not-a-stop" } }),
      turn(),
      "not a real stop",
    ],
    [
      "the reason nobody knows",
      running,
      stopEvent({ termination: { kind: "unknown", name: "SOMETHING_NEW" } }),
      turn(),
      "unknown reason of the host: SOMETHING_NEW",
    ],
    [
      "that work is running (S45)",
      running,
      stopEvent({ fullyIdle: false }),
      turn(),
      "background work is still running",
    ],
  ])("says %s and changes nothing", (_title, state, event, last, reason) => {
    expect(preflight(state, event, last, start)).toEqual({
      kind: "permit",
      state,
      events: [],
      decision: { kind: "permit", outcome: state.outcome?.kind ?? null, reason },
    })
  })

  it.each<[string, StopEvent, Turn, string, NonNullable<LoopState["outcome"]>]>([
    [
      "for a quota until it is reset (S46)",
      pauseBy("rate-limited", "quota", 5000),
      turn(),
      "rate-limited: quota",
      { kind: "rate-limited", reason: "quota", at: start, resumeAt: start + 5000, until: "reset-time" },
    ],
    [
      "for a quota of unknown length until the next message",
      pauseBy("rate-limited", "quota", null),
      turn(),
      "rate-limited: quota",
      { kind: "rate-limited", reason: "quota", at: start, resumeAt: null, until: "user-message" },
    ],
    [
      "for a fault of the host until the next message, with a time or without",
      pauseBy("host-error", "did you see it?", 5000),
      turn(),
      "host-error: did you see it?",
      {
        kind: "host-error",
        reason: "did you see it?",
        at: start,
        resumeAt: start + 5000,
        until: "user-message",
      },
    ],
    [
      "for the user's own hand until a resume (S52)",
      pauseBy("host-error", "You stopped the turn", null),
      turn(),
      "host-error: You stopped the turn",
      { kind: "host-error", reason: "You stopped the turn", at: start, resumeAt: null, until: "resume" },
    ],
    [
      "for a question to the user until it is answered (S55)",
      stopEvent(),
      turn({ waitingForHuman: true }),
      "needs-human: the agent asked you something; answer it and the loop goes on",
      {
        kind: "needs-human",
        reason: "the agent asked you something; answer it and the loop goes on",
        at: start,
        resumeAt: null,
        until: "user-message",
      },
    ],
    [
      "for another message of the user until a resume (S54)",
      stopEvent(),
      turn({ request: { text: "why?", key: "row-9" } }),
      "needs-human: you wrote another message in this conversation; resume the loop when it may go on",
      {
        kind: "needs-human",
        reason: "you wrote another message in this conversation; resume the loop when it may go on",
        at: start,
        resumeAt: null,
        until: "resume",
      },
    ],
  ])("pauses %s", (_title, event, last, detail, outcome) => {
    const passed = preflight(running, event, last, start)
    expect(passed).toMatchObject({
      kind: "permit",
      events: [{ kind: "paused", detail }],
      decision: { kind: "permit", outcome: outcome.kind, reason: outcome.reason },
    })
    expect(passed.state.outcome).toEqual(outcome)
  })
})

describe("a Stop that goes on to the checks", () => {
  it.each<[string, LoopState, Turn]>([
    ["the request of the loop", running, turn()],
    ["no request in the transcript", running, turn({ request: null })],
    ["a loop that knows of no request", { ...running, requestKey: null }, turn()],
  ])("has %s, and is passed on as it is", (_title, state, last) => {
    expect(preflight(state, stopEvent(), last, start)).toEqual({ kind: "check", state, events: [] })
  })
})
