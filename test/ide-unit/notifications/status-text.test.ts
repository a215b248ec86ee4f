import { describe, expect, it } from "vitest"
import type { DashboardView, LoopCard } from "../../../src/dashboard/model/view.ts"
import { countdown } from "../../../src/ide/notifications/countdown.ts"
import { statusText } from "../../../src/ide/notifications/status-text.ts"
import { english } from "../english.ts"
import { card, concluded, now, view } from "../watcher/views.ts"

const shown = (seen: DashboardView) => statusText(seen, now, english)
const spent = (basis: "measured" | "estimated", usd: number): Partial<LoopCard> => ({
  spend: { usd, basis, inputTokens: 1, outputTokens: 1, checkMs: 0 },
})

describe("the status bar", () => {
  it.each<[string, LoopCard, string, string]>([
    ["a loop at work", card(), "$(sync~spin) 3/10 · 2 failing · breaker closed", "plain"],
    [
      "measured money",
      card(spent("measured", 0.9)),
      "$(sync~spin) 3/10 · 2 failing · breaker closed · $0.90",
      "plain",
    ],
    [
      "estimated money",
      card(spent("estimated", 1.255)),
      "$(sync~spin) 3/10 · 2 failing · breaker closed · ≈$1.25",
      "plain",
    ],
    [
      "a breaker that is half open",
      card({ breaker: { state: "half-open", why: "same failing set" } }),
      "$(sync~spin) 3/10 · 2 failing · breaker half-open",
      "plain",
    ],
    [
      "a loop before its first iteration",
      card({ iteration: 0 }),
      "$(sync~spin) 0/10 · 7 failing · breaker closed",
      "plain",
    ],
    [
      "a turn the host ended",
      card({ word: "host-capped" }),
      "$(debug-pause) 3/10 ended by the host · 2 failing · breaker closed",
      "warning",
    ],
    [
      "a loop that is stuck",
      concluded("paused", "stuck", {}, { breaker: { state: "open", why: "no change" } }),
      "$(bell-dot) 3/10 stuck · 2 failing · breaker open",
      "warning",
    ],
    [
      "a loop that waits for a person",
      concluded("paused", "needs-human"),
      "$(bell-dot) 3/10 needs you · 2 failing · breaker closed",
      "warning",
    ],
    [
      "a quota that comes back",
      concluded("paused", "rate-limited", { resumeAt: now + 3_725_000 }),
      "$(watch) 3/10 goes on in 1:02:05 · 2 failing · breaker closed",
      "plain",
    ],
    ["a verified loop", concluded("ended", "verified"), "$(pass) 3/10 verified", "plain"],
    ["a fault of our own", concluded("ended", "fault"), "$(circle-slash) 3/10 fault", "error"],
  ])("shows %s", (_what, loop, text, look) => {
    expect(shown(view([loop]))).toMatchObject({ text, look, loop: "loop-1", worthy: true })
  })

  it("shows the loop that needs its user before the one that works, and how many more there are", () => {
    const status = shown(view([card({ id: "works" }), concluded("paused", "stuck", {}, { id: "waits" })]))
    expect(status).toMatchObject({ loop: "waits", look: "warning" })
    expect(status.text).toMatch(/ \+1$/)
    expect(status.tooltip).toContain("2 loops are not finished here")
  })

  it("ticks only while it counts down", () => {
    expect(shown(view([card()])).ticks).toBe(false)
    expect(shown(view([concluded("paused", "rate-limited", { resumeAt: now + 1000 })])).ticks).toBe(true)
  })

  it("says in its lines what is known of the money, and never that it was nothing", () => {
    expect(shown(view([card()])).tooltip).toContain("Spend is not known")
    expect(shown(view([card(spent("estimated", 0.5))])).tooltip).toContain("Spent $0.50 (estimated)")
  })

  it("is spoken without the names of icons", () => {
    expect(shown(view([card()])).spoken).toBe("3/10 · 2 failing · breaker closed")
  })

  it.each<[string, Partial<DashboardView>, string, boolean]>([
    ["that nothing is at work", {}, "$(sync) For Loop", false],
    [
      "that the plugin is missing",
      { setup: { plugin: "missing", hookSeenAt: null, disabled: false, note: "" } },
      "$(plug) For Loop: set up",
      false,
    ],
    [
      "that the plugin is damaged",
      { setup: { plugin: "damaged", hookSeenAt: null, disabled: false, note: "hook.cjs is gone" } },
      "$(warning) For Loop",
      true,
    ],
    [
      "that a loop waits for the chat",
      { arms: [{ token: "t", task: "x", workspace: "/w", checks: [], expiresAt: now, paste: "" }] },
      "$(watch) For Loop: waiting for the chat",
      true,
    ],
  ])("tells without a loop %s", (_what, changes, text, worthy) => {
    expect(shown(view([], changes))).toMatchObject({ text, worthy, loop: null })
  })
})

describe("countdown", () => {
  it.each([
    [0, "0:00"],
    [1, "0:01"],
    [61_000, "1:01"],
    [3_600_000, "1:00:00"],
    [-5000, "0:00"],
  ])("shows %i ms as %s", (ms, text) => {
    expect(countdown(ms)).toBe(text)
  })
})
