import { rmSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { requestOf } from "../../src/hook/mention.ts"
import { conclude } from "../../src/loop/control.ts"
import { shortHash } from "../../src/loop/hash.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { peekControls } from "../../src/store/control.ts"
import { readHeartbeat, touchHeartbeat } from "../../src/store/heartbeat.ts"
import { statePath } from "../../src/store/paths.ts"
import { saveState } from "../../src/store/state-file.ts"
import { conversation, type LoopPlace, loopPlace, transcript } from "./loop-place.ts"

const minute = 60_000

describe("a message in a conversation with a loop", () => {
  it("is no second command when the same row comes again, and counts as a sign of life", async () => {
    using place = loopPlace()
    const told = '/for-loop "fix it" --check "true"'
    await place.say(told)
    const loop = place.state().id
    const beats = readHeartbeat(place.home, loop)?.count ?? 0
    place.clock.now += minute
    expect(await place.say(told)).toBeNull()
    expect(readHeartbeat(place.home, loop)).toEqual({ at: place.start + minute, count: beats + 1 })
    expect(await place.say("unused", { prompt: null })).toBeNull()
    expect(readHeartbeat(place.home, loop)?.count).toBe(beats + 2)
    expect(place.state().status).toBe("running")
  })

  it("is a new command with the same words once the loop has ended, but not the same row of a transcript", async () => {
    using place = loopPlace()
    const told = '/for-loop "fix it" --no-check'
    expect(await place.say(told)).toContain("The loop is armed")
    expect(await place.say("/cancel-loop")).toContain("is cancelled")
    expect(await place.say(told)).toContain("The loop is armed")
    expect(await place.say("/cancel-loop ")).toContain("is cancelled")
    const shown = { host: "antigravity", prompt: null, transcriptPath: transcript(place, told) } as const
    expect(await place.say("", shown)).toContain("The loop is armed")
    const { requestKey, id } = place.state()
    writeBinding(place.home, conversation, { loop: id, active: false, requestKey })
    expect(await place.say("", shown)).toBeNull()
  })

  it("cancels the loop", async () => {
    using place = loopPlace()
    place.loop()
    expect(await place.say("/cancel-loop")).toBe(
      "[for-loop] The loop is cancelled. Nothing of it will hold this conversation any more.",
    )
    expect(place.state()).toMatchObject({
      status: "ended",
      outcome: { kind: "cancelled", reason: "you cancelled the loop", at: place.start },
    })
    expect(place.journal()).toEqual(["ended: cancelled: from the chat"])
    expect(readBinding(place.home, conversation)).toMatchObject({ active: false })
  })

  it("keeps a cancel for later when the loop's state cannot be read", async () => {
    using place = loopPlace()
    const { id } = place.loop()
    const told = "[for-loop] The loop is being cancelled; nothing of it will hold this conversation any more."
    place.clock.now += minute
    rmSync(statePath(place.home, id))
    expect(await place.say("what is the time")).toBeNull()
    expect(peekControls(place.home, id)).toEqual([])
    expect(await place.say("/cancel-loop")).toBe(told)
    expect(peekControls(place.home, id)).toEqual([{ kind: "cancel", at: place.start + minute }])
  })

  it("starts no second loop beside the first, and is answered with the usage when it is wrong", async () => {
    using place = loopPlace()
    place.loop()
    const refused =
      "[for-loop] Not started: loop loop-1 of this conversation is still running. Cancel it first with /cancel-loop."
    expect(await place.say('/for-loop "another" --no-check')).toBe(refused)
    expect(await place.say("/for-loop --arm abcdefghijklmnop")).toMatch(/^\[for-loop\] /)
    expect(await place.say('/for-loop "another" --bogus')).toMatch(/^\[for-loop\] .*--bogus/s)
    expect(await place.say("/for-loop --resume")).toBe("[for-loop] The loop is running, not paused.")
    expect(place.state()).toMatchObject({ id: "loop-1", status: "running" })
    expect(place.journal()).toEqual([])
  })

  it("S54 pauses the loop when it is about something else, and an explicit resume takes it up again", async () => {
    using place = loopPlace()
    place.loop({ maxIterations: 7 }, { iteration: 2 })
    expect(await place.say("what is the time")).toBe(
      "[for-loop] The loop is paused, because the user wrote another message. Answer that message; the loop goes on when the user types /for-loop --resume.",
    )
    const why = "you wrote another message in this conversation; resume the loop when it may go on"
    expect(place.state()).toMatchObject({
      status: "paused",
      outcome: { kind: "needs-human", reason: why, until: "resume" },
    })
    expect(await place.say("and now")).toBeNull()
    expect(place.state().status).toBe("paused")
    place.clock.now += minute
    expect(await place.say("/for-loop --resume")).toBe(
      "[for-loop 2/7] The loop goes on. The task: make the cart tests pass",
    )
    const key = `prompt:${shortHash("/for-loop --resume")}`
    expect(place.state()).toMatchObject({ status: "running", requestKey: key, pausedMs: minute })
    expect(readBinding(place.home, conversation)).toEqual({ loop: "loop-1", active: true, requestKey: key })
    expect(place.journal()).toEqual([`paused: ${why}`, "resumed: from the chat"])
  })

  it("belongs to the loop when it is the one that drives it, or when nothing drives it yet, or when we wrote it", async () => {
    using place = loopPlace()
    place.loop({}, { requestKey: null })
    expect(await place.say("go on please")).toBeNull()
    const key = `prompt:${shortHash("go on please")}`
    expect(place.state()).toMatchObject({ status: "running", requestKey: key })
    writeBinding(place.home, conversation, { loop: "loop-1", active: true, requestKey: "another" })
    expect(await place.say("go on please")).toBeNull()
    expect(place.state().status).toBe("running")
    expect(readBinding(place.home, conversation)?.requestKey).toBe("another")
    const ours = "[for-loop 1/10] The checks are red."
    expect(await place.say(ours)).toBeNull()
    expect(place.state()).toMatchObject({ status: "running", requestKey: `prompt:${shortHash(ours)}` })
    expect(readBinding(place.home, conversation)?.requestKey).toBe(`prompt:${shortHash(ours)}`)
  })

  it("lifts a pause that waited for it, and a rate limit's only when its time has come", async () => {
    const paused = (until: "user-message" | "reset-time", resumeInMs: number | null): LoopPlace => {
      const place = loopPlace()
      const state = place.loop()
      const resumeAt = resumeInMs === null ? null : place.start + resumeInMs
      saveState(place.home, conclude(state, "needs-human", "a question", place.start, { until, resumeAt }))
      return place
    }
    const onward = "[for-loop 0/10] The loop goes on. The task: make the cart tests pass"
    using asked = paused("user-message", null)
    expect(await asked.say("yes")).toBe(onward)
    expect(asked.journal()).toEqual(["resumed: by your message"])
    using limited = paused("reset-time", minute)
    expect(await limited.say("yes")).toBeNull()
    expect(limited.state().status).toBe("paused")
    limited.clock.now = limited.start + minute
    expect(await limited.say("yes, now")).toBe(onward)
    using open = paused("reset-time", null)
    expect(await open.say("yes")).toBeNull()
  })

  it("S39 shows that the host ended the turn by itself when nothing followed the last continue", async () => {
    using place = loopPlace()
    const waiting = { host: "antigravity", awaitingSince: place.start + minute } as const
    const why = "the host did not take the last continue up and ended the turn"
    place.loop({}, waiting)
    place.clock.now = place.start + 2 * minute
    expect(await place.say("and?", { host: "antigravity" })).toContain("The loop goes on.")
    expect(place.journal()).toEqual([`paused: host-capped: ${why}`, "resumed: by your message"])
    expect(place.state()).toMatchObject({ status: "running", outcome: null, awaitingSince: null })
  })

  it("sees no ended turn while model calls follow, while nothing is awaited, or in hosts that do not show them", async () => {
    const cases = [
      { beat: true, host: "antigravity", waits: true },
      { beat: false, host: "antigravity", waits: false },
      { beat: false, host: "claude-code", waits: true },
    ] as const
    for (const { beat, host, waits } of cases) {
      using place = loopPlace()
      const at = place.start + minute
      place.loop({}, { host, awaitingSince: waits ? at : null })
      if (beat) touchHeartbeat(place.home, "loop-1", at)
      place.clock.now = place.start + 2 * minute
      expect(await place.say("and?", { host })).toContain("The loop is paused")
      expect(place.journal()).toHaveLength(1)
    }
    using early = loopPlace()
    early.loop({}, { host: "antigravity", awaitingSince: early.start + minute })
    touchHeartbeat(early.home, "loop-1", early.start + minute - 1)
    expect(await early.say("and?", { host: "antigravity" })).toContain("The loop goes on.")
    using idle = loopPlace()
    const state = idle.loop({}, { host: "antigravity" })
    saveState(idle.home, {
      ...conclude(state, "needs-human", "paused", idle.start),
      awaitingSince: idle.start,
    })
    expect(await idle.say("and?", { host: "antigravity" })).toBeNull()
    expect(idle.journal()).toEqual([])
  })

  it("changes nothing of a loop that waits for its start, or for something else than this message", async () => {
    using armed = loopPlace()
    armed.loop({}, { status: "armed" })
    expect(await armed.say("hello")).toBeNull()
    expect(armed.state().status).toBe("armed")
    using unexplained = loopPlace()
    unexplained.loop({}, { status: "paused", outcome: null })
    expect(await unexplained.say("hello")).toBeNull()
    expect(unexplained.state().status).toBe("paused")
    expect(unexplained.journal()).toEqual([])
    using waiting = loopPlace()
    const lift = { until: "resume", resumeAt: waiting.start } as const
    saveState(waiting.home, conclude(waiting.loop(), "needs-human", "a review", waiting.start, lift))
    expect(await waiting.say("hello")).toBeNull()
    expect(waiting.state().status).toBe("paused")
  })

  it("drives a loop that no conversation is noted for, without a fault", async () => {
    using place = loopPlace()
    place.loop({}, { conversationId: null, requestKey: null })
    expect(await place.say("go on")).toBeNull()
    expect(place.state()).toMatchObject({ status: "running", requestKey: `prompt:${shortHash("go on")}` })
    expect(place.state().faults.count).toBe(0)
  })

  it("is free when the loop has ended but a kill kept the conversation bound", async () => {
    using place = loopPlace()
    const state = place.loop()
    saveState(place.home, conclude(state, "cancelled", "you cancelled the loop", place.start))
    expect(await place.say("/cancel-loop")).toBe(
      "[for-loop] No loop is at work in this conversation, so there is nothing to cancel.",
    )
    expect(readBinding(place.home, conversation)).toMatchObject({ loop: "loop-1", active: false })
  })

  it("counts as a sign of life at its own time", async () => {
    using place = loopPlace()
    place.loop()
    place.clock.now += 3 * minute
    await place.say("what is the time")
    expect(readHeartbeat(place.home, "loop-1")).toEqual({ at: place.start + 3 * minute, count: 1 })
  })
})

describe("the user's last request", () => {
  const event = {
    kind: "prompt",
    host: "antigravity",
    conversationId: conversation,
    workspacePaths: [],
    model: null,
  } as const

  it("is the payload's where the host sends it, else the transcript's last one", () => {
    using place = loopPlace()
    const transcriptPath = transcript(place, "first", "second")
    expect(requestOf({ ...event, prompt: "said", transcriptPath })).toEqual({
      text: "said",
      key: `prompt:${shortHash("said")}`,
    })
    expect(requestOf({ ...event, prompt: null, transcriptPath })?.text).toBe("second")
    expect(requestOf({ ...event, prompt: null, transcriptPath: null })).toBeNull()
  })
})
