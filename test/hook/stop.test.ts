import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runAll } from "../../src/hook/run-all.ts"
import { shortHash } from "../../src/loop/hash.ts"
import { readLedger } from "../../src/spend/ledger.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { addControl, peekControls } from "../../src/store/control.ts"
import { touchHeartbeat } from "../../src/store/heartbeat.ts"
import { statePath } from "../../src/store/paths.ts"
import { saveState } from "../../src/store/state-file.ts"
import { conversation, loopPlace } from "./loop-place.ts"

const minute = 60_000
const all = { from: 0, to: Number.MAX_SAFE_INTEGER }

describe("a Stop of a running loop", () => {
  it("runs the checks, keeps what they said, and sends the agent on until they pass", async () => {
    using place = loopPlace()
    place.loop()
    place.clock.now += minute
    const on = await place.stop("I changed the rounding.")
    expect(on).toMatchObject({ kind: "continue", prompt: expect.stringContaining("nothing is fixed") })
    expect(place.state()).toMatchObject({
      status: "running",
      iteration: 1,
      faults: { count: 0 },
      refused: [],
      seenMessage: null,
      last: { at: place.start + minute, answer: on, replays: 0 },
    })
    expect(place.journal()).toEqual([
      "iteration: 1 of 10: red, 1 failing, 0 fixed, 1 new",
      expect.stringMatching(/^continued: \[for-loop 1\/10\]/),
    ])
    place.write("fixed", "")
    const end = await place.stop("Now it is right.\n<promise>DONE</promise>")
    expect(end).toMatchObject({ kind: "permit", outcome: "verified" })
    expect(place.state()).toMatchObject({ status: "ended", iteration: 2, outcome: { kind: "verified" } })
    expect(readBinding(place.home, conversation)).toMatchObject({ active: false })
  })

  it("puts what the turn used into the ledger, with the model's name, once", async () => {
    using place = loopPlace()
    place.loop({}, { checks: [] })
    place.clock.now += minute
    const usage = { inputTokens: 100, outputTokens: 20, usd: 0.5, basis: "measured" } as const
    await place.stop("I changed something.", { usage, model: `m${"x".repeat(300)}` })
    const kept = readLedger(place.home, all)
    expect(kept).toMatchObject({
      records: [
        {
          ...usage,
          loop: "loop-1",
          host: "claude-code",
          iteration: 1,
          at: place.start + minute,
          wallMs: minute,
          checkMs: 0,
        },
      ],
    })
    expect(place.state().lastSpent?.model).toBe(`m${"x".repeat(199)}`)
    await place.stop("I changed something else.")
    expect(place.state().lastSpent).toMatchObject({ inputTokens: null, basis: "unknown", model: null })
  })

  it("S42 S96 gets the same answer when it is delivered twice, and journals the copy", async () => {
    using place = loopPlace()
    place.loop()
    const first = await place.stop("I changed something.", { turnKey: "7" })
    for (const replays of [1, 2, 3]) {
      expect(await place.stop("I changed something.", { turnKey: "7" })).toEqual(first)
      expect(place.state()).toMatchObject({ iteration: 1, last: { replays } })
    }
    expect(place.journal().slice(2)).toEqual(
      Array(3).fill("duplicate: the same Stop came again; same answer"),
    )
    await place.stop("I changed something.", { turnKey: "7" })
    expect(place.state()).toMatchObject({ iteration: 2, last: { replays: 0 } })
  })

  it("is a turn of its own once a model call came in between, or the transcript grew", async () => {
    using place = loopPlace()
    place.loop()
    const transcriptPath = join(place.folder, "transcript.jsonl")
    writeFileSync(transcriptPath, "")
    await place.stop("I changed something.", { turnKey: "7", transcriptPath })
    expect(place.state().last?.turnKey).toMatch(/^claude-code\|7\|[^|]+\|0$/)
    touchHeartbeat(place.home, "loop-1", place.start)
    await place.stop("I changed something.", { turnKey: "7", transcriptPath })
    expect(place.state().iteration).toBe(2)
    writeFileSync(transcriptPath, "more\n")
    await place.stop("I changed something.", { turnKey: "7", transcriptPath })
    expect(place.state().iteration).toBe(3)
    await place.stop("I changed something.", { turnKey: `${"8".repeat(3000)}` })
    expect(place.state().last?.turnKey).toHaveLength(2000)
  })

  it("never believes a copy too often, but where the driver numbers its turns", async () => {
    using place = loopPlace()
    place.loop({}, { host: "headless" })
    for (let i = 0; i < 6; i++) await place.stop("I changed something.", { turnKey: "7", host: "headless" })
    expect(place.state()).toMatchObject({ iteration: 1, last: { replays: 5 } })
  })

  it("S46 pauses for what the host met, without a check and without counting", async () => {
    using place = loopPlace()
    place.loop()
    const termination = {
      kind: "pause",
      outcome: "rate-limited",
      why: "the quota is used up",
      resumeInMs: minute,
    } as const
    const answer = await place.stop("", { termination })
    expect(answer).toEqual({ kind: "permit", outcome: "rate-limited", reason: "the quota is used up" })
    expect(place.state()).toMatchObject({
      status: "paused",
      iteration: 0,
      outcome: { resumeAt: place.start + minute },
    })
    expect(place.journal()).toEqual(["paused: rate-limited: the quota is used up"])
  })

  it("S45 is let through without a trace while background work is running", async () => {
    using place = loopPlace()
    place.loop()
    const before = readFileSync(statePath(place.home, "loop-1"), "utf8")
    expect(await place.stop("", { fullyIdle: false })).toMatchObject({ kind: "permit", outcome: null })
    expect(readFileSync(statePath(place.home, "loop-1"), "utf8")).toBe(before)
  })

  it("S55 pauses on a question that the transcript shows, at no cost", async () => {
    using place = loopPlace()
    place.loop({}, { host: "antigravity", requestKey: null })
    const transcriptPath = join(place.folder, "transcript.jsonl")
    const row = (step_index: number, source: string, type: string, content: string) =>
      `${JSON.stringify({ step_index, source, type, status: "DONE", created_at: "2026-11-18T09:00:00.000Z", content })}\n`
    writeFileSync(
      transcriptPath,
      row(0, "USER_EXPLICIT", "USER_INPUT", "<USER_REQUEST>\nfix it\n</USER_REQUEST>") +
        row(1, "MODEL", "ASK_QUESTION", "Which tax rate?") +
        row(2, "MODEL", "PLANNER_RESPONSE", "Which tax rate?"),
    )
    const asked = { host: "antigravity", message: null, transcriptPath } as const
    expect(await place.stop("", asked)).toMatchObject({ kind: "permit", outcome: "needs-human" })
  })

  it("obeys what the user asked meanwhile, and forgets the request only when it is saved", async () => {
    using place = loopPlace()
    place.loop()
    addControl(place.home, "loop-1", { kind: "steer", hint: "look at the tax", at: place.start })
    const on = await place.stop("I changed something.")
    expect(on).toMatchObject({ kind: "continue", prompt: expect.stringContaining("look at the tax") })
    expect(place.journal()[0]).toBe("steered: look at the tax")
    expect(peekControls(place.home, "loop-1")).toEqual([])
    addControl(place.home, "loop-1", { kind: "cancel", at: place.start })
    expect(await place.stop("I changed something.")).toMatchObject({ kind: "permit", outcome: "cancelled" })
    expect(place.state().status).toBe("ended")
  })

  it("S51 kills a running check when the user cancels", async () => {
    using place = loopPlace()
    place.loop({}, { checks: ["sleep 20"] })
    const stopped = place.stop("I changed something.")
    while (!existsSync(join(place.home, "loops", "loop-1", "iterations", "1")))
      await new Promise((resolve) => setTimeout(resolve, 5))
    addControl(place.home, "loop-1", { kind: "steer", hint: "first", at: place.start })
    addControl(place.home, "loop-1", { kind: "cancel", at: place.start })
    const reason = "you cancelled the loop while its checks ran"
    expect(await stopped).toEqual({ kind: "permit", outcome: "cancelled", reason })
    expect(place.state()).toMatchObject({ status: "ended", outcome: { kind: "cancelled", reason } })
    expect(place.journal()).toContain(`ended: cancelled: ${reason}`)
  })

  it("keeps the messages of a whole continued turn apart", async () => {
    using place = loopPlace()
    place.loop({}, { checks: [] })
    const whole = { messageAccumulates: true } as const
    const first = "All done.\n<blocked>a key</blocked>"
    expect(await place.stop(first, whole)).toMatchObject({ outcome: "needs-human" })
    expect(place.state().seenMessage).toEqual({ length: first.length, hash: shortHash(first) })
    saveState(place.home, { ...place.state(), status: "running", outcome: null, pausedSince: null })
    expect(await place.stop(`${first}\nI went on.`, whole)).toMatchObject({ kind: "continue" })
    expect(
      await place.stop("Another text that is longer than the one before.\n<blocked>no</blocked>", whole),
    ).toMatchObject({
      outcome: "needs-human",
    })
    saveState(place.home, { ...place.state(), status: "running", outcome: null, pausedSince: null })
    expect(await place.stop("<blocked>x</blocked>", whole)).toMatchObject({ outcome: "needs-human" })
    saveState(place.home, { ...place.state(), status: "running", outcome: null, pausedSince: null })
    await place.stop("Only this.")
    expect(place.state().seenMessage).toBeNull()
  })

  it("S58 remembers tool calls that were refused for this turn only", async () => {
    using place = loopPlace()
    place.loop({}, { refused: [{ key: "k", what: "run_command: rm -rf /" }] })
    await place.stop("I tried.")
    expect(place.state().refused).toEqual([])
    expect(place.state().progress.failedCalls).toMatchObject([{ key: "k", turns: 1 }])
  })

  it("forgets earlier faults once a Stop went well", async () => {
    using place = loopPlace()
    place.loop({}, { faults: { count: 2, last: "disk full" } })
    await place.stop("I changed something.")
    expect(place.state().faults).toEqual({ count: 0, last: "disk full" })
  })

  it("is let through with a reason when the host ends the hook while the checks run", async () => {
    using place = loopPlace()
    const state = place.loop({}, { checks: ["sleep 20"] })
    const gone = new AbortController()
    const context = place.context({ alive: gone.signal })
    const ran = runAll(context, state, 1, Date.now() + minute)
    gone.abort()
    expect(await ran).toEqual({ kind: "abandoned" })
  })
})
