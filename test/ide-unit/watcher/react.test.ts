import { describe, expect, it } from "vitest"
import type { DashboardView, LoopCard } from "../../../src/dashboard/model/view.ts"
import { type Memory, react } from "../../../src/ide/watcher/react.ts"
import type { WatchSettings } from "../../../src/ide/watcher/watch-settings.ts"
import { isSafeId } from "../../../src/store/home.ts"
import { card, concluded, now, view } from "./views.ts"

const minute = 60_000
const hour = 60 * minute
const asks: WatchSettings = { hostCapped: "ask", rateLimited: "ask", notifications: "all" }
const automatic: WatchSettings = { hostCapped: "automatic", rateLimited: "automatic", notifications: "all" }
const never: WatchSettings = { hostCapped: "never", rateLimited: "never", notifications: "all" }

type Situation = {
  readonly before?: DashboardView | null
  readonly memory?: Memory
  readonly settings?: WatchSettings
  readonly chat?: "send" | "copy"
}

/** Kinds of what happens: a notice's own kind, or `go-on`. */
function happens(after: DashboardView, situation: Situation = {}): string[] {
  const { before = null, memory = new Map(), settings = asks, chat = "send" } = situation
  return react(before, after, memory, settings, chat).effects.map((effect) =>
    effect.kind === "tell" ? effect.notice.kind : effect.kind,
  )
}

const capped = card({ word: "host-capped" })
const forced = concluded("paused", "host-capped", { until: "user-message" })
const limited = (resumeAt: number | null) =>
  concluded("paused", "rate-limited", { resumeAt, until: resumeAt === null ? "user-message" : "reset-time" })
const findings = { kind: "findings", open: 2, findings: [] } as const

describe("what is told of a loop", () => {
  it.each<[string, LoopCard, string[]]>([
    ["a loop that has just begun", card({ startedAt: now - 5000 }), ["started"]],
    ["a loop that has been at work for long", card(), []],
    ["a loop whose checks were killed", card({ word: "interrupted" }), ["interrupted"]],
    ["a loop that is stuck", concluded("paused", "stuck"), ["stuck"]],
    [
      "a changed test that waits for approval",
      concluded("paused", "needs-human", {}, { gate: findings }),
      ["approval"],
    ],
    [
      "an agent that says it is blocked",
      concluded("paused", "needs-human", { reason: "no access" }),
      ["waiting"],
    ],
    ["a pause the user asked for", concluded("paused", "needs-human", { reason: "you paused the loop" }), []],
    ["a fault of the host", concluded("paused", "host-error"), ["host-error"]],
    ["a quota that is used up", limited(now + hour), ["rate-limited"]],
    ["a verified loop", concluded("ended", "verified"), ["ended"]],
    ["a loop at its last iteration", concluded("ended", "iteration-limit"), ["ended"]],
    ["a loop that only went green by weaker tests", concluded("ended", "tampered"), ["ended"]],
    ["a loop the user cancelled", concluded("ended", "cancelled"), []],
    ["an end of the day before yesterday", concluded("ended", "verified", { at: now - 40 * hour }), []],
    ["a loop that still waits for its conversation", card({ word: "armed", startedAt: null }), []],
  ])("%s", (_what, loop, told) => {
    expect(happens(view([loop]))).toEqual(told)
  })

  it("is told once, however often the view changes", () => {
    const after = view([concluded("paused", "stuck")])
    const { memory } = react(null, after, new Map(), asks, "send")
    expect(happens({ ...after, at: now + hour }, { before: after, memory })).toEqual([])
  })

  it("is told again when it happens again", () => {
    const first = react(null, view([concluded("paused", "stuck")]), new Map(), asks, "send")
    const again = view([concluded("paused", "stuck", { at: now })])
    expect(happens(again, { memory: first.memory })).toEqual(["stuck"])
  })

  it("also tells of a loop that ended between two views and is only in the history", () => {
    const row = {
      id: "loop-1",
      outcome: "verified",
      task: "Make the cart's tests pass",
      iterations: 3,
      endedAt: now,
      elapsedMs: 1,
      usd: null,
      basis: "unknown",
    } as const
    const after = view([concluded("ended", "cancelled", {}, { id: "loop-2" })], { history: [row] })
    expect(happens(after, { before: view([card()]) })).toEqual(["ended"])
    expect(happens(after)).toEqual([])
  })

  it("tells of state that cannot be read", () => {
    const trouble = { what: "The state of loop-1 is damaged.", next: "Look at it.", loop: "loop-1" }
    expect(happens(view([], { troubles: [trouble] }))).toEqual(["trouble"])
  })

  it("keeps quiet as far as the user wants", () => {
    const after = view([
      card({ startedAt: now }),
      concluded("paused", "stuck", {}, { id: "loop-2" }),
      card({ id: "loop-3", word: "host-capped" }),
    ])
    expect(happens(after, { settings: { ...asks, notifications: "important" } })).toEqual(["stuck", "capped"])
    expect(happens(after, { settings: { ...asks, notifications: "none" } })).toEqual([])
  })

  it("claims every happening under a name that can be a file", () => {
    const long = `loop-${"x".repeat(120)}`
    const after = view([
      card({ startedAt: now, id: long }),
      capped,
      concluded("ended", "verified", { at: now - 1.5 }, { id: "loop-2" }),
    ])
    const { effects } = react(null, after, new Map(), automatic, "send")
    expect(effects.length).toBe(3)
    expect(effects.map(({ claim }) => claim).filter((claim) => !isSafeId(claim))).toEqual([])
  })
})

describe("a loop whose turn the host ended (S39)", () => {
  it.each<[string, LoopCard, Situation, string[]]>([
    ["asks", capped, {}, ["capped"]],
    ["asks after a cap that the host names itself", forced, {}, ["capped"]],
    ["goes on by itself", capped, { settings: automatic }, ["go-on"]],
    ["goes on by itself after a cap that the host names", forced, { settings: automatic }, ["go-on"]],
    ["is left alone", capped, { settings: never }, []],
    ["asks where there is no way to the chat", capped, { settings: automatic, chat: "copy" }, ["capped"]],
    [
      "asks when a window opens long after",
      card({ word: "host-capped", updatedAt: now - 13 * hour }),
      { settings: automatic },
      ["capped"],
    ],
    [
      "is not touched once the user cancelled it",
      card({ word: "host-capped", requested: ["cancel"] }),
      { settings: automatic },
      [],
    ],
    [
      "is not touched once the user paused it",
      card({ word: "host-capped", requested: ["pause", "resume", "pause"] }),
      { settings: automatic },
      [],
    ],
    [
      "is tried again while the request of the last try still waits",
      card({ word: "host-capped", requested: ["pause", "resume"] }),
      { settings: automatic, memory: new Map([["loop-1.go-on.3.1", now - 10 * minute]]) },
      ["go-on"],
    ],
  ])("%s", (_what, loop, situation, expected) => {
    expect(happens(view([loop]), situation)).toEqual(expected)
  })

  it("is re-prompted three times without a new iteration, two minutes apart, then the user is told", () => {
    let memory: Memory = new Map()
    const done: string[] = []
    let at = now
    for (let step = 0; step < 6; step += 1) {
      const reaction = react(null, { ...view([capped]), at }, memory, automatic, "send")
      done.push(...reaction.effects.map(({ claim }) => claim))
      memory = reaction.memory
      at = reaction.due ?? at + hour
    }
    expect(done).toEqual(["loop-1.go-on.3.1", "loop-1.go-on.3.2", "loop-1.go-on.3.3", "loop-1.gave-up.3"])
    expect(at - now).toBeGreaterThanOrEqual(6 * minute)
  })

  it("has its tries back once it reached another iteration", () => {
    const used: Memory = new Map([1, 2, 3].map((n) => [`loop-1.go-on.3.${n}`, now - hour]))
    expect(happens(view([capped]), { settings: automatic, memory: used })).toEqual(["gave-up"])
    const further = card({ word: "host-capped", iteration: 4 })
    expect(happens(view([further]), { settings: automatic, memory: used })).toEqual(["go-on"])
  })

  it("lets another loop be spoken to only after a while, because a message goes to the chat on screen", () => {
    const both = view([capped, card({ id: "loop-2", word: "host-capped" })])
    const first = react(null, both, new Map(), automatic, "send")
    expect(first.effects.map(({ claim }) => claim)).toEqual(["loop-1.go-on.3.1"])
    const due = first.due ?? 0
    expect(due).toBe(now + 45_000)
    const second = react(both, { ...both, at: due }, first.memory, automatic, "send")
    expect(second.effects.map(({ claim }) => claim)).toEqual(["loop-2.go-on.3.1"])
  })

  it("asks again when it is capped again after the user let it go on", () => {
    const first = react(null, view([capped]), new Map(), asks, "send")
    const again = view([card({ word: "host-capped", updatedAt: now })])
    expect(happens(again, { memory: first.memory })).toEqual(["capped"])
  })
})

describe("a loop whose quota is used up", () => {
  it.each<[string, WatchSettings, string[], string[]]>([
    ["asks at the reset", asks, ["rate-limited"], ["reset"]],
    ["goes on by itself at the reset", automatic, ["rate-limited"], ["go-on"]],
    ["stays paused", never, ["rate-limited"], []],
  ])("%s", (_what, settings, atOnce, later) => {
    const waiting = view([limited(now + hour)])
    const first = react(null, waiting, new Map(), settings, "send")
    expect(first.effects.map((e) => (e.kind === "tell" ? e.notice.kind : e.kind))).toEqual(atOnce)
    expect(first.due).toBe(settings === never ? null : now + hour)
    const reset = { ...waiting, at: now + hour }
    expect(happens(reset, { before: waiting, memory: first.memory, settings })).toEqual(later)
  })

  it("goes on in a window that was opened after the reset, and says nothing of a limit that is over", () => {
    expect(happens(view([limited(now - minute)]), { settings: automatic })).toEqual(["go-on"])
  })

  it("only tells when nobody knows the reset time", () => {
    expect(happens(view([limited(null)]), { settings: automatic })).toEqual(["rate-limited"])
  })

  it("shares its tries with a capped turn, so that a quota that is always full does not start it for ever", () => {
    const used: Memory = new Map([1, 2, 3].map((n) => [`loop-1.go-on.3.${n}`, now - hour]))
    expect(happens(view([limited(now - minute)]), { settings: automatic, memory: used })).toEqual(["gave-up"])
  })
})
