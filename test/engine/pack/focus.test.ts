import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openingPack } from "../../../src/engine/pack/opening.ts"
import { takeCheckpoint } from "../../../src/git/checkpoint.ts"
import { openRepository } from "../../../src/git/repository.ts"
import { keepEvidence } from "../../../src/hook/evidence-file.ts"
import type { Failure } from "../../../src/loop/evidence.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { check, evidence, runningLoop } from "../../loop/builders.ts"
import { type PackDesk, packDesk, source } from "./pack-desk.ts"

const project = {
  ...Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`lib/part${at}.ts`, source(`part${at}x`, 60)]),
  ),
  "src/cart.ts": "export const cart = 1\n",
  "src/tax.ts": "export const tax = 1\n",
  "test/cart.test.ts": 'import { cart } from "../src/cart.ts"\n',
  "test/other.test.ts": "export const other = 1\n",
}

describe("a pack for a loop", () => {
  it("begins its choice with the files that the last checks named", async () => {
    using desk = packDesk(project)
    const failure: Failure = {
      id: "cart > adds",
      suite: "cart",
      file: join(desk.project, "test", "cart.test.ts"),
      line: 3,
      class: "assertion",
      message: "expected 1 to be 2",
      expected: "2",
      actual: "1",
      frame: `at total (${join(desk.project, "src", "tax.ts")}:12:3)`,
    }
    const pack = await desk.pack({ budget: 4000, loop: storedLoop(desk, [failure]) })
    const failing = pack.files.filter(({ why }) => why === "failing").map(({ path }) => path)
    expect(failing.sort()).toEqual(["src/tax.ts", "test/cart.test.ts"])
    expect(pack.files.find(({ path }) => path === "src/cart.ts")).toMatchObject({ why: "imports" })
  })

  it("takes what changed since the loop began, committed or not", async () => {
    using desk = packDesk(project)
    const loop = storedLoop(desk, [])
    const opened = await openRepository(desk.project, desk.env)
    if (opened.kind === "none") throw new Error(opened.why)
    await takeCheckpoint(opened.repo, { loop: loop.id, number: 0, message: "begin", parent: null })
    desk.write({ "lib/part7.ts": "export const committed = 1\n" })
    desk.commit("the agent's own commit")
    desk.write({ "lib/part8.ts": "export const present = 1\n" })
    const pack = await desk.pack({ budget: 4000, loop })
    const changed = pack.files.filter(({ why }) => why === "changed").map(({ path }) => path)
    expect(changed.sort()).toEqual(["lib/part7.ts", "lib/part8.ts"])
  })

  it("opens a conversation, and none that goes on", async () => {
    using desk = packDesk(project)
    const loop = storedLoop(desk, [])
    saveState(desk.home, loop)
    const notes: string[] = []
    const opening = openingPack({ home: desk.home, env: desk.env, now: () => Date.UTC(2026, 10, 20) })
    const order = {
      loop: loop.id,
      turn: 1,
      iteration: 1,
      prompt: "p",
      workspace: desk.project,
      folder: desk.home,
      model: null,
      mode: "auto",
      attachments: [],
      conversation: null,
      deadline: 0,
    } as const
    const [part, ...others] = await opening(order, (text) => notes.push(text))
    expect(part?.text).toMatch(/^# Code base: my project\n[\s\S]*## src\/cart\.ts\n/)
    expect(others).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/^Packed 34 files of the code base, about \d+ tokens\.$/)])
    expect(await opening({ ...order, turn: 2, conversation: "c" }, () => {})).toEqual([])
  })
})

/** A loop of this project whose baseline left these failures. */
function storedLoop(desk: PackDesk, failures: readonly Failure[]): LoopState {
  const loop = runningLoop({}, { workspace: desk.project, iteration: 0 })
  saveState(desk.home, loop)
  keepEvidence(desk.home, loop, evidence({ checks: [check({ failures })] }))
  return loop
}
