import { describe, expect, it } from "vitest"
import type { Ask } from "../../../src/dashboard/model/messages.ts"
import { isOver, mustBeSeen, noticeAt } from "../../../src/dashboard/ui/notice-rules.ts"
import type { Notice } from "../../../src/dashboard/ui/run/page-state.ts"
import { toldForMs } from "../../../src/dashboard/ui/run/teller.ts"
import { loopCard } from "../fixtures/loop-card.ts"
import { states } from "../fixtures/states.ts"
import { viewOf } from "../fixtures/view-of.ts"

const pause = { kind: "pause", loop: loopCard().id } as const
const done: Notice<Ask> = { tone: "info", message: "It pauses.", next: "", about: pause }
const error: Notice<Ask> = { tone: "error", message: "No.", next: "", about: pause }
const running = viewOf([loopCard()])
const paused = states.paused ?? running

describe("what was told of something done", () => {
  it("goes with the next ask of the reader, and not with one of the page", () => {
    expect(noticeAt({ kind: "steer", loop: "other", hint: "" }, done)).toBeNull()
    expect(noticeAt({ kind: "detect-checks", workspace: "/shop" }, done)).toBe(done)
    expect(noticeAt({ kind: "iteration", loop: "other", n: 1 }, done)).toBe(done)
  })

  it("is over when its own loop gets another state, or the loop it started is there", () => {
    const other = loopCard({ id: "l-2" })
    expect(isOver(done, running, paused)).toBe(true)
    expect(isOver(done, running, states.checking ?? running)).toBe(false)
    const rest = viewOf([loopCard(), { ...other, word: "ended" }])
    expect(isOver(done, viewOf([loopCard(), other]), rest)).toBe(false)
    const start: Notice<Ask> = { ...done, about: { kind: "send-arm", token: "k7f2" } }
    expect(isOver(start, viewOf([]), running)).toBe(true)
    expect(isOver(start, running, paused)).toBe(false)
  })

  it("stays long enough to be read", () => {
    expect(toldForMs(done.message)).toBe(8000)
    expect(toldForMs("x".repeat(300))).toBe(18_000)
  })

  it("does not take the reader away from where a file was opened", () => {
    expect(mustBeSeen(done)).toBe(true)
    const diff: Notice<Ask> = { ...done, about: { kind: "diff", loop: "l", n: 1 } }
    expect(mustBeSeen(diff)).toBe(false)
    expect(mustBeSeen({ ...diff, tone: "error" })).toBe(true)
    expect(mustBeSeen({ ...done, about: null })).toBe(false)
  })
})

describe("an error", () => {
  it("stays whatever happens, until the same is tried again", () => {
    expect(noticeAt({ kind: "cancel", loop: pause.loop }, error)).toBe(error)
    expect(noticeAt(pause, error)).toBeNull()
    expect(isOver(error, running, paused)).toBe(false)
  })
})
