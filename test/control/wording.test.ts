import { describe, expect, it } from "vitest"
import { commandTable } from "../../src/cli/command-table.ts"
import { commandWording } from "../../src/cli/command-wording.ts"
import { nextStep } from "../../src/control/next-step.ts"
import { plainWording, type Wording } from "../../src/control/wording.ts"
import { conclude } from "../../src/loop/control.ts"
import { outcomes } from "../../src/loop/outcome.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { runningLoop } from "../loop/builders.ts"

const words = ["armed", "running", "checking", "interrupted", "host-capped"] as const
const named = /`for-loop ([a-z]+)/g

describe("the next step", () => {
  it.each(outcomes)(
    "of a loop that got %s is a sentence, and only the command line names commands",
    (kind) => {
      const state = conclude(runningLoop(), kind, "for this reason", Date.now())
      const word = state.status === "ended" ? "ended" : "paused"
      expect(nextStep(state, word)).toMatch(/^[A-Z].*\.$/)
      expect(nextStep(state, word)).not.toMatch(/for-loop|--\w/)
      expect(nextStep(state, word, commandWording)).toMatch(/^[A-Z].*\.$/)
    },
  )

  it.each(words)("of a loop that is %s is one too", (word) => {
    expect(nextStep(runningLoop(), word)).toMatch(/^[A-Z].*\.$/)
    expect(nextStep(runningLoop(), word)).not.toMatch(/for-loop|--\w/)
    expect(nextStep(runningLoop(), word, commandWording)).toContain("`for-loop ")
  })

  it("S50 offers limits within their range for a loop that used up its own", () => {
    const used: LoopState = conclude(
      runningLoop({}, { iteration: 995 }),
      "iteration-limit",
      "used up",
      Date.now(),
    )
    expect(nextStep(used, "ended", commandWording)).toContain("--max-iterations 1000")
  })

  it("of a rate limit names the time", () => {
    const lift = { until: "reset-time", resumeAt: new Date(2026, 10, 18, 14, 5).getTime() } as const
    const state = conclude(runningLoop(), "rate-limited", "429", Date.now(), lift)
    expect(nextStep(state, "paused")).toContain("2026-11-18 14:05")
  })
})

describe("the wording", () => {
  it("of the command line names only commands that exist", () => {
    const said = sentences(commandWording).join("\n")
    const missing = [...said.matchAll(named)].filter(
      ([, name]) => !commandTable.some((it) => it.name === name),
    )
    expect(missing).toEqual([])
  })

  it("of everything else names no command and no option, but the one that takes up a headless loop", () => {
    const told = sentences(plainWording).filter((text) => /for-loop|--\w/.test(text))
    expect(told).toEqual([plainWording.runAgain("mb3k")])
  })
})

/** Every sentence, said of a loop called "mb3k". */
function sentences(wording: Wording): string[] {
  const codes = ["config-invalid", "config-unapproved", "no-check-found"] as const
  const { checksRefused, noFolder, iterationsGiven, minutesGiven, seeChanges, ...others } = wording
  return [
    ...codes.map((code) => checksRefused({ kind: "refused", code, why: "it is not right" })),
    noFolder("/shop"),
    seeChanges("mb3k", null),
    seeChanges("mb3k", "a-branch"),
    ...Object.values(others).map((one) => (typeof one === "string" ? one : one("mb3k", 20))),
  ]
}
