import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { defaultSettings } from "../../src/loop/settings.ts"
import { createArm } from "../../src/store/arm.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { listLoops } from "../../src/store/state-file.ts"
import { conversation, loopPlace } from "./loop-place.ts"

const minute = 60_000

describe("a message in a conversation without a loop", () => {
  it("is left alone when it asks for nothing, or when the host shows no message at all", async () => {
    using place = loopPlace()
    expect(await place.say("please fix the cart")).toBeNull()
    expect(await place.say("unused", { prompt: null, transcriptPath: null })).toBeNull()
    expect(listLoops(place.home)).toEqual([])
  })

  it("is answered with the usage, and with a sentence for what is not there", async () => {
    using place = loopPlace()
    expect(await place.say("/for-loop")).toMatch(/^\[for-loop\] [^\n]*task/)
    expect(await place.say("/cancel-loop")).toBe(
      "[for-loop] No loop is at work in this conversation, so there is nothing to cancel.",
    )
    expect(await place.say("/for-loop --resume")).toBe(
      "[for-loop] No loop is paused in this conversation. A loop that reached a limit is extended from a terminal: `for-loop resume ID --max-iterations N`; `for-loop list` shows the ids.",
    )
  })

  it("starts nothing where the host names no folder, and says what to do", async () => {
    using place = loopPlace()
    expect(await place.say('/for-loop "fix it" --no-check', { workspacePaths: [] })).toBe(
      "[for-loop] Not armed: the host names no workspace folder for this conversation. Open a folder (with agy: --add-dir), or run `for-loop start` in the project and paste what it prints.",
    )
  })

  it("starts nothing when it holds our own words, however the host wraps them", async () => {
    using place = loopPlace()
    for (const told of [
      '[for-loop] /for-loop "fix it" --no-check',
      '  [for-loop 3/10] \n/for-loop "fix it" --no-check',
      'Stop hook feedback: [for-loop 3/10]\n/for-loop "fix it" --no-check',
      'Stop hook blocked termination: [for-loop]\n/for-loop "fix it" --no-check',
    ])
      expect(await place.say(told), told).toBeNull()
    expect(listLoops(place.home)).toEqual([])
  })

  it("starts the loop that was ordered at the command line, once and within ten minutes", async () => {
    using place = loopPlace()
    const order = {
      loop: "loop-named",
      workspace: place.project,
      task: "fix the cart",
      settings: { ...defaultSettings("auto"), maxIterations: 4 },
      checks: ["true"],
    }
    const arm = createArm(place.home, order, place.start)
    const told = await place.say(`/for-loop --arm ${arm.token}`)
    expect(told).toContain("[for-loop 0/4] The loop is armed (id loop-named).")
    expect(place.state()).toMatchObject({ id: "loop-named", task: "fix the cart", checks: ["true"] })
    const late = "[for-loop] Not armed: this token is unknown, already used or older than 10 minutes."
    writeBinding(place.home, conversation, { loop: "loop-named", active: false, requestKey: null })
    expect(await place.say(`/for-loop --arm ${arm.token} `)).toBe(late)
    const trusting = createArm(place.home, { ...order, loop: null, checks: [] }, place.start)
    place.clock.now += minute
    expect(await place.say(`/for-loop --arm ${trusting.token}`)).toContain(
      "Checks: none (--no-check) — the user asked for none",
    )
  })

  it("is told in one sentence why a start failed, and is not held", async () => {
    using place = loopPlace()
    writeFileSync(place.home, "a file where the folder should be")
    const told = await place.say('/for-loop "fix it" --no-check')
    expect(told).toMatch(
      /^\[for-loop\] The loop was not started: .+ Then type the command again; `for-loop doctor` tests the rest\.$/s,
    )
    rmSync(place.home)
    mkdirSync(join(place.home, "spend"), { recursive: true })
    writeFileSync(join(place.home, "loops"), "")
    expect(await place.say('/for-loop "fix it" --no-check')).toContain("The loop was not started")
    expect(readBinding(place.home, conversation)?.active ?? false).toBe(false)
  })
})

describe("a start that fails half way", () => {
  it("lets go of the conversation that it had bound already", async () => {
    using place = loopPlace()
    // Where the heartbeat belongs is a folder, so that the start fails after the conversation was bound.
    mkdirSync(join(place.home, "loops", "loop-x", "heartbeat.json"), { recursive: true })
    const order = {
      loop: "loop-x",
      workspace: place.project,
      task: "fix the cart",
      settings: defaultSettings("auto"),
      checks: [],
    }
    const arm = createArm(place.home, order, place.start)
    const told = await place.say(`/for-loop --arm ${arm.token}`)
    expect(told).toContain("[for-loop] The loop was not started: ")
    expect(readBinding(place.home, conversation)).toMatchObject({ loop: "loop-x", active: false })
  })
})
