import { describe, expect, it } from "vitest"
import { noticeText } from "../../../src/ide/notifications/notice-text.ts"
import { tellWith } from "../../../src/ide/notifications/tell.ts"
import type { Notice } from "../../../src/ide/watcher/effect.ts"
import { english } from "../english.ts"
import { card, now } from "../watcher/views.ts"

const loop = card()
const ended = (outcome: string, reason = "", iterations = 4): Notice => ({
  kind: "ended",
  loop: { id: "loop-1", task: "Make the cart's tests pass", outcome, reason, iterations },
})

describe("the text of a notice", () => {
  it.each<[Notice, "info" | "warn", RegExp, readonly string[]]>([
    [
      { kind: "started", loop },
      "info",
      /has begun: “Make the cart's tests pass”. Failing at the start: 7\.$/,
      ["openDashboard"],
    ],
    [
      { kind: "approval", loop, open: 2 },
      "warn",
      /your word on 2 of these changes/,
      ["approve", "openDashboard"],
    ],
    [
      { kind: "waiting", loop, reason: "no access to the API" },
      "warn",
      /waits for you: no access to the API\. /,
      ["resume", "openDashboard"],
    ],
    [
      { kind: "stuck", loop, reason: "the same tests failed 3 times." },
      "warn",
      /stuck: the same tests failed 3 times\. /,
      ["steer", "resume", "openDashboard"],
    ],
    [
      { kind: "host-error", loop, reason: "no answer" },
      "warn",
      /paused: no answer\./,
      ["continue", "openDashboard"],
    ],
    [{ kind: "interrupted", loop }, "warn", /cut off/, ["continue", "openDashboard"]],
    [
      { kind: "capped", loop },
      "warn",
      /Open its conversation, then continue\.$/,
      ["continue", "openDashboard"],
    ],
    [{ kind: "reset", loop }, "info", /quota is there again/, ["continue", "openDashboard"]],
    [
      { kind: "rate-limited", loop, resumeAt: now, afterReset: "automatic" },
      "warn",
      /goes on by itself/,
      ["openDashboard"],
    ],
    [
      { kind: "rate-limited", loop, resumeAt: now, afterReset: "ask" },
      "warn",
      /you are asked then/,
      ["openDashboard"],
    ],
    [
      { kind: "rate-limited", loop, resumeAt: null, afterReset: "ask" },
      "warn",
      /until when is not known/,
      ["openDashboard"],
    ],
    [{ kind: "gave-up", loop, tries: 3 }, "warn", /after 3 messages/, ["continue", "openDashboard"]],
    [ended("verified"), "info", /^Verified after 4 iterations/, ["showReport"]],
    [ended("unverified"), "info", /no check was run/, ["showReport"]],
    [ended("iteration-limit"), "warn", /used up its 4 iterations/, ["extend", "showReport"]],
    [ended("spend-limit"), "warn", /money after 4 iterations/, ["showReport"]],
    [ended("verified", "", 1), "info", /^Verified after 1 iteration: /, ["showReport"]],
    [ended("iteration-limit", "", 1), "warn", /used up its 1 iteration: /, ["extend", "showReport"]],
    [ended("time-limit", "", 1), "warn", /time after 1 iteration: /, ["extend", "showReport"]],
    [ended("spend-limit", "", 1), "warn", /money after 1 iteration: /, ["showReport"]],
    [ended("tampered"), "warn", /weakened/, ["showReport"]],
    [ended("fault", "disk full"), "warn", /ended \(fault\): disk full\. /, ["showReport"]],
    [
      { kind: "trouble", what: "The state is damaged", next: "Look at it.", loopId: null },
      "warn",
      /^The state is damaged\. Look at it\.$/,
      ["openDashboard"],
    ],
  ])("%j", (notice, level, text, commands) => {
    const told = noticeText(notice, english)
    expect(told).toMatchObject({ level, text: expect.stringMatching(text) })
    expect(told.actions.map(({ command }) => command)).toEqual(commands)
    expect(told.text).not.toMatch(/\{\d\}|undefined|\n/)
  })

  it("keeps a long or manifold task on one bounded line", () => {
    const { text } = noticeText(
      { kind: "started", loop: card({ task: `first\nsecond ${"x".repeat(500)}` }) },
      english,
    )
    expect(text).toContain("“first second xxx")
    expect(text.length).toBeLessThan(160)
  })
})

describe("tellWith", () => {
  it.each<[string | undefined, readonly string[]]>([
    ["Continue", ["forLoop.continue loop-1"]],
    ["Show", ["forLoop.openDashboard loop-1"]],
    [undefined, []],
  ])("runs the command of the button %s with the loop's id", async (chosen, run) => {
    const ran: string[] = []
    const seen: string[] = []
    const show = async (text: string, ...labels: readonly string[]) => {
      seen.push(text, ...labels)
      return chosen
    }
    const tell = tellWith({
      toasts: { info: show, warn: show },
      run: async (command, ...args) => void ran.push([command, ...args].join(" ")),
      t: english,
    })
    await tell({ kind: "capped", loop })
    expect(seen.slice(1)).toEqual(["Continue", "Show"])
    expect(ran).toEqual(run)
  })
})
