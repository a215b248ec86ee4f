import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { RunEvent } from "../../../src/engine/driver/run-event.ts"
import { type RunResult, resumeRun } from "../../../src/engine/driver/run-loop.ts"
import { artifactName, phaseNames } from "../../../src/engine/phases/phase.ts"
import { listLoops } from "../../../src/store/state-file.ts"
import { runPlayground } from "../driver/run-playground.ts"
import { clean, findings, prompts, right, smooth, thinking, turn } from "./phase-script.ts"

const phased = { settings: { phases: true, maxIterations: 40, maxMinutes: 240 } } as const

/** The place in the run at which an event comes; the same place has the same name in every run. */
function placeOf(event: RunEvent): string | null {
  if (event.kind === "agent" || event.kind === "begun") return null
  if (event.kind === "phase") return `phase ${event.turn} ${event.end === null ? "begun" : "ended"}`
  return "turn" in event ? `${event.kind} ${event.turn}` : null
}

describe("a run in phases that dies", () => {
  it("at every single step ends as one that never died: no phase is lost and none is done twice", async () => {
    using play = runPlayground()
    const p0 = turn(findings({ severity: "P0", what: "the wrong file" }))
    const work = turn("Done.", [right])
    const back = [turn("Another design."), turn("A plan."), turn("Done.", [{ file: "other", text: "x\n" }])]
    const backend = play.scripted([...thinking, work, turn(clean), p0, ...back, ...smooth])
    const died = new Set<string>()
    const dying = (event: RunEvent): void => {
      play.events.push(event)
      const place = placeOf(event)
      if (place === null || died.has(place)) return
      died.add(place)
      throw new Error(`died at ${place}`)
    }
    const run = play.run({ backends: { scripted: backend }, on: dying })
    let ran: RunResult | null = await play.start([backend], { ...phased, run }).catch(() => null)
    const loop = listLoops(play.home)[0]?.id ?? ""
    for (let attempt = 0; ran === null && attempt < 200; attempt += 1) {
      ran = await resumeRun(run, loop, { links: [], origin: "found" }).catch(() => null)
    }
    expect(ran).toMatchObject({ kind: "ran", state: { outcome: { kind: "verified" }, iteration: 17 } })
    expect(died.size).toBeGreaterThan(17 * 4)
    const names = readdirSync(join(play.home, "loops", loop, "phases"))
    expect(names.filter((name) => /^\d\d-[a-z-]+\.md$/.test(name))).toEqual(phaseNames.map(artifactName))
    expect(names.filter((name) => name.startsWith("06-review.turn-"))).toEqual([
      "06-review.turn-11.md",
      "06-review.turn-6.md",
      "06-review.turn-7.md",
    ])
    // What was asked, in its order, each phase as often as it was due.
    const asked = prompts(play).flatMap((prompt) => /Phase (\d+) of 11/.exec(prompt)?.[1] ?? [])
    const order = asked.filter((phase, at) => phase !== asked[at - 1])
    expect(order).toEqual("1 2 3 4 5 6 3 4 5 6 7 8 9 10 11".split(" "))
  }, 120_000)
})
