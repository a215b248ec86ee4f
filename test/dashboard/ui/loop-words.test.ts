import { describe, expect, it } from "vitest"
import { speaker } from "../../../src/dashboard/model/speak.ts"
import { en } from "../../../src/dashboard/model/words/en.ts"
import { wordsOf } from "../../../src/dashboard/model/words/words-of.ts"
import { announcement } from "../../../src/dashboard/ui/announce.ts"
import { calloutOf } from "../../../src/dashboard/ui/loop/callout-of.ts"
import { needText } from "../../../src/dashboard/ui/loop/ends.ts"
import { lookOf, outcomeLooks } from "../../../src/dashboard/ui/loop/look.ts"
import { plotOf } from "../../../src/dashboard/ui/loop/plot-data.ts"
import { stuckEvidence } from "../../../src/dashboard/ui/loop/stuck.ts"
import { outcomes } from "../../../src/loop/outcome.ts"
import { iteration, loopCard, readAt } from "../fixtures/loop-card.ts"
import { longLoop, states } from "../fixtures/states.ts"
import { viewOf } from "../fixtures/view-of.ts"

const words = speaker("en", en)
const card = (name: string) => {
  const loop = states[name]?.loops[0]
  if (loop === undefined) throw new Error(`no state ${name}`)
  return loop
}

describe("the words about a loop", () => {
  it("know every outcome that there is, each by a word and an icon of its own", () => {
    expect(Object.keys(outcomeLooks).sort()).toEqual([...outcomes].sort())
    expect(new Set(Object.values(outcomeLooks).map(({ key }) => key)).size).toBe(outcomes.length)
  })

  it("spin only while something really runs", () => {
    const spinning = Object.entries(states)
      .filter(([, view]) => view.loops[0] !== undefined && lookOf(view.loops[0]).spins)
      .map(([name]) => name)
    expect(spinning).toEqual([
      "running",
      "first",
      "checking",
      "approval",
      "half-open",
      "corrupt",
      "several",
      "browser",
      "long",
    ])
  })

  it.each(outcomes)("explain the end %s, or tell its reason", (kind) => {
    for (const word of ["paused", "ended"] as const) {
      const outcome = { kind, reason: "because of it", at: readAt, resumeAt: null, until: "resume" } as const
      const told = calloutOf(loopCard({ word, outcome }), words, readAt)
      expect(told?.text).not.toBe("")
      expect(told?.title).not.toBe("")
      expect(told?.text).not.toMatch(/\{\w+\}/)
    }
  })

  it("say nothing on top while the loop works", () => {
    expect(calloutOf(loopCard(), words, readAt)).toBeNull()
  })

  it("tell a pause by the user, the review gate and a question apart", () => {
    const titles = ["paused", "review", "question"].map((name) => calloutOf(card(name), words, readAt)?.title)
    expect(titles).toEqual(["Paused by you", "Your review", "The agent needs an answer"])
  })

  it("say what the end still needs, in the reader's language", () => {
    const needs = [
      { kind: "green", failing: 2 },
      { kind: "green", failing: 0 },
      { kind: "findings", open: 1 },
      { kind: "claim", text: "DONE" },
    ] as const
    const said = (lang: string) => needs.map((need) => needText(need, speaker(lang, wordsOf(lang).words)))
    expect(said("en")).toEqual([
      "green checks: 2 still failing",
      "green checks",
      "1 finding approved or taken back",
      "the agent's claim DONE",
    ])
    expect(said("zh-TW")).toEqual([
      "檢查全部通過（仍有 2 項失敗）",
      "檢查全部通過",
      "1 個發現獲核准或改回",
      "代理程式聲稱 DONE",
    ])
    expect(said("zh-CN")).toEqual([
      "检查全部通过（仍有 2 项失败）",
      "检查全部通过",
      "1 个发现获批准或改回",
      "智能体声称 DONE",
    ])
  })

  it("list what was tried since the last progress, and the best state to go back to", () => {
    expect(stuckEvidence(card("stuck"))).toMatchObject({
      same: { since: 4, failing: 2 },
      tried: [{ n: 4 }, { n: 5 }, { n: 6 }],
      best: { n: 4, failing: 2 },
    })
  })

  it("S68 do not call failures the same that go round in a circle", () => {
    expect(stuckEvidence(card("oscillating"))).toMatchObject({
      same: null,
      tried: [{ n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }],
    })
    const equal = [4, 5, 6].map((n) => iteration(n, { failing: 3 }))
    const reason = "the failing set goes round in a circle of 2 turns (oscillation)"
    const outcome = { kind: "stuck", reason, at: readAt, resumeAt: null, until: "resume" } as const
    expect(stuckEvidence(loopCard({ iterations: equal, outcome }))?.same).toBeNull()
  })

  it("count the same failures from the first iteration that had them, though it made progress itself", () => {
    const iterations = [
      iteration(1, { failing: 5, fixed: 2 }),
      iteration(2, { failing: 3, fixed: 2 }),
      iteration(3, { failing: 3 }),
      iteration(4, { failing: 3 }),
    ]
    expect(stuckEvidence(loopCard({ iterations }))?.same).toEqual({ since: 2, failing: 3 })
  })

  it("offer no best state that is the present one, or that was not kept", () => {
    const better = loopCard({
      iterations: [iteration(1, { failing: 3 }), iteration(2, { failing: 1, fixed: 2 })],
    })
    expect(stuckEvidence(better)?.best).toBeNull()
    const none = { ...card("stuck"), checkpoints: { kind: "none", why: "not a git repository" } } as const
    expect(stuckEvidence(none)?.best).toBeNull()
    expect(stuckEvidence(loopCard({ iterations: [] }))).toBeNull()
  })

  it("put the burn-down into a sentence, short for a long one", () => {
    expect(plotOf(loopCard(), words).text).toBe("Failing checks per iteration, from the start: 7, 5, 6, 6, 2")
    expect(plotOf(longLoop(500), words).text).toBe(
      "Failing checks over 500 iterations: 184 at the start, 1 at the lowest, 17 now",
    )
    expect(plotOf(longLoop(500), words).trend).toBe("184 → … → 19 → 18 → 17")
  })

  it("announce news and keep silent about the rest", () => {
    const before = viewOf([loopCard()])
    const say = (change: Parameters<typeof loopCard>[0]) =>
      announcement(before, viewOf([loopCard(change)]), words)
    expect(say({ elapsedMs: 1 })).toBeNull()
    expect(say({ activity: { kind: "thinking", since: 5 } })).toBeNull()
    expect(say({ word: "paused" })).toBe("Make the cart's tests pass: Paused")
    expect(say({ gate: card("approval").gate })).toBe("2 findings need you")
    expect(announcement(viewOf([]), before, words)).toBe("Make the cart's tests pass: Running")
  })
})
