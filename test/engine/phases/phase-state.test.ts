import { writeFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadPhaseState, type PhaseState, savePhaseState } from "../../../src/engine/phases/phase-state.ts"
import { firstCourse } from "../../../src/engine/phases/route.ts"
import { phaseArtifacts, phasePath, writePhaseFile } from "../../../src/store/phase-artifacts.ts"
import { runPlayground } from "../driver/run-playground.ts"

const full: PhaseState = {
  turn: 9,
  course: {
    phase: "review",
    cleanReviews: 1,
    wanted: 2,
    back: { redesign: 1, partOne: 2, repair: 3 },
    repeats: { ...firstCourse().repeats, list: 1 },
  },
  iteration: 8,
  entry: { tree: "t", checkpoint: "refs/for-loop/one/8" },
  why: "because",
  open: [{ id: "A1", severity: "P1", what: "wrong", where: "a.ts:1" }],
  reviewerModel: "big",
  sits: "reviewer",
  seats: {
    worker: { chain: [{ backend: "gemini", model: "small" }], link: 0, conversations: { gemini: "talk" } },
    reviewer: { chain: [{ backend: "gemini", model: "big" }], link: 0, conversations: {} },
  },
  visits: [{ turn: 8, phase: "implement" }],
}

describe("the stored state of the phases", () => {
  it("comes back as it was saved", () => {
    using play = runPlayground()
    savePhaseState(play.home, "one", full)
    expect(loadPhaseState(play.home, "one")).toEqual(full)
    expect(loadPhaseState(play.home, "other")).toBeNull()
  })

  it.each([
    ["a torn file", '{"version":1,"turn":9,'],
    ["another version", JSON.stringify({ version: 2, ...full })],
    ["an unknown phase", JSON.stringify({ version: 1, ...full, course: { ...full.course, phase: "party" } })],
    ["no course", JSON.stringify({ version: 1, turn: 1, iteration: 0, entry: {} })],
    ["no object", "[]"],
  ])("is none for %s", (_name, text) => {
    using play = runPlayground()
    savePhaseState(play.home, "one", full)
    writeFileSync(phasePath(play.home, "one", "state.json"), text)
    expect(loadPhaseState(play.home, "one")).toBeNull()
  })

  it("leaves out what it cannot understand and keeps the rest", () => {
    using play = runPlayground()
    const odd = { ...full, open: [...full.open, { severity: "P9" }, 3], seats: 7, visits: "x", why: 5 }
    writePhaseFile(play.home, "one", "state.json", JSON.stringify({ version: 1, ...odd }))
    expect(loadPhaseState(play.home, "one")).toEqual({
      ...full,
      seats: { worker: null, reviewer: null },
      visits: [],
      why: null,
    })
  })

  it("is no artifact, and neither is what an earlier turn left", () => {
    using play = runPlayground()
    savePhaseState(play.home, "one", full)
    writePhaseFile(play.home, "one", "03-design.turn-3.md", "old")
    writePhaseFile(play.home, "one", "03-design.md", "new")
    expect(phaseArtifacts(play.home, "one").map(({ name, text }) => [name, text])).toEqual([
      ["03-design.md", "new"],
    ])
    expect(phaseArtifacts(play.home, "other")).toEqual([])
  })
})
