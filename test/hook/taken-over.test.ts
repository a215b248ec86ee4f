import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { commit } from "../../src/hook/commit.ts"
import { noteFault } from "../../src/hook/fault.ts"
import { withLoop } from "../../src/hook/locked.ts"
import { conclude } from "../../src/loop/control.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { lockPath, statePath } from "../../src/store/paths.ts"
import { saveState } from "../../src/store/state-file.ts"
import { type LoopPlace, loopPlace } from "./loop-place.ts"

const detail = "the lock was taken over while the checks ran; nothing of them was saved"

/** A loop whose check ends with the lock lost, and the state as another process left it meanwhile. */
function losing(place: LoopPlace, left: (state: LoopState) => LoopState): void {
  const kept = join(place.folder, "left.json")
  const checks = [
    `rm "${lockPath(place.home, "loop-1")}"; cp "${kept}" "${statePath(place.home, "loop-1")}"; false`,
  ]
  const state = place.loop({}, { checks })
  saveState(place.home, left(state))
  cpSync(statePath(place.home, "loop-1"), kept)
  saveState(place.home, state)
}

describe("S42 a Stop whose lock was taken over while its checks ran", () => {
  it("counts nothing, lets the agent stop and says so in the journal", async () => {
    using place = loopPlace()
    losing(place, (state) => state)
    expect(await place.stop("I changed something.")).toEqual({
      kind: "permit",
      outcome: null,
      reason: detail,
    })
    expect(place.state()).toMatchObject({ status: "running", iteration: 0, last: null })
    expect(place.journal()).toEqual([`duplicate: ${detail}`])
  })

  it("repeats what the other process answered to the same Stop", async () => {
    using place = loopPlace()
    const answer = { kind: "continue", prompt: "[for-loop 1/10] go on" } as const
    const last = { turnKey: "claude-code|turn 1|none|0", at: place.start, answer, replays: 0 }
    losing(place, (state) => ({ ...state, iteration: 1, last }))
    expect(await place.stop("I changed something.")).toEqual(answer)
    expect(place.state()).toMatchObject({ iteration: 1, last: { replays: 1 } })
    expect(place.journal()).toEqual([`duplicate: ${detail}`])
  })

  it("leaves a loop alone that the other process ended", async () => {
    using place = loopPlace()
    losing(place, (state) => conclude(state, "verified", "the checks passed", place.start))
    expect(await place.stop("I changed something.")).toMatchObject({ kind: "permit", reason: detail })
    expect(readFileSync(statePath(place.home, "loop-1"), "utf8")).toBe(
      readFileSync(join(place.folder, "left.json"), "utf8"),
    )
  })

  it("lets the agent stop when the state is gone by then", async () => {
    using place = loopPlace()
    const gone = `rm "${lockPath(place.home, "loop-1")}"; rm "${statePath(place.home, "loop-1")}"; false`
    place.loop({}, { checks: [gone] })
    expect(await place.stop("I changed something.")).toEqual({
      kind: "permit",
      outcome: null,
      reason: detail,
    })
  })
})

describe("a step without the lock", () => {
  const lost = { holdsLock: () => false }

  it("is not saved", () => {
    using place = loopPlace()
    const state = place.loop()
    const step = [{ kind: "note", detail: "too late" }]
    expect(() => commit(place.context(lost), { ...state, hint: "x" }, step)).toThrow("loop-1")
    expect(place.state().hint).toBeNull()
    expect(place.journal()).toEqual([])
    expect(commit(place.context({ holdsLock: () => true }), { ...state, hint: "x" }, step).hint).toBe("x")
    expect(place.journal()).toEqual(["note: too late"])
  })

  it("tells of its fault outside of the loop", () => {
    using place = loopPlace()
    place.loop()
    noteFault(place.context(lost), "loop-1", "disk full")
    expect(place.notices().map(({ text }) => text)).toEqual(["disk full"])
    expect(place.state().faults.count).toBe(0)
    noteFault(place.context({ holdsLock: () => true }), "loop-1", "disk full")
    expect(place.state().faults.count).toBe(1)
  })

  it("is seen by whoever works under it, and the launcher is looked at only when it is asked for", async () => {
    using place = loopPlace()
    place.loop()
    let looks = 0
    const context = {
      ...place.context(),
      get alive() {
        looks += 1
        return new AbortController().signal
      },
    }
    const ran = await withLoop(context, "loop-1", 0, (_, held) => [
      held.holdsLock?.(),
      looks,
      held.alive.aborted,
      looks,
    ])
    expect(ran).toEqual({ kind: "done", value: [true, 0, false, 1] })
    const same = await withLoop(place.context(), "loop-1", 0, (_, held) => held.pluginFolder)
    expect(same).toEqual({ kind: "done", value: place.context().pluginFolder })
  })
})
