import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bindingPath } from "../../src/store/binding-lookup.ts"
import { readNotices } from "../../src/store/notices.ts"
import { statePath } from "../../src/store/paths.ts"
import { playground, startLoop } from "./playground.ts"

const busy = { say: "I changed something." }

describe("conversations and state", () => {
  it("S01 lets another conversation of the same workspace stop, and its counter does not move", async () => {
    using place = playground()
    const owner = place.host()
    const other = place.host()
    await owner.turn(startLoop("--max-iterations 2"), () => busy)
    const before = place.state(owner.conversationId)
    const end = await other.turn("what does check.sh do?", () => ({ say: "It greps." }))
    expect(end).toMatchObject({ kind: "answered", rounds: 1 })
    expect(place.state(owner.conversationId)).toEqual(before)
    expect(place.loops()).toHaveLength(1)
  })

  it("S02 arms nothing when the host names no conversation, and holds nothing back afterwards", async () => {
    using place = playground()
    const host = place.host()
    host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${startLoop()}\n</USER_REQUEST>`)
    const calls = [
      ...(await host.call("PreInvocation", {
        conversationId: undefined,
        invocationNum: 0,
        initialNumSteps: 1,
      })),
      ...(await host.stop({ conversationId: undefined })),
    ]
    expect(calls.map((call) => call.stdout.trim())).toEqual(["{}", "{}"])
    expect(place.loops()).toEqual([])
  })

  it.each(["null", "undefined"])("S03 never adopts a state through the literal id %s", async (id) => {
    using place = playground()
    const host = place.host()
    await host.turn(startLoop("--max-iterations 2"), () => busy)
    const [call] = await host.stop({ conversationId: id })
    expect(call?.stdout.trim()).toBe("{}")
    expect(place.loops()).toHaveLength(1)
  })

  it("S04 does nothing in a conversation of a different project that shares the loop home", async () => {
    using place = playground()
    await place.host().turn(startLoop("--max-iterations 3"), ({ number }) => {
      if (number === 2) place.write("fixed", "right")
      return busy
    })
    const foreign = place.host({ workspacePaths: [join(place.folder, "elsewhere")] })
    const end = await foreign.turn("hello", () => ({ say: "hi" }))
    expect(end.calls.every((call) => call.stdout.trim() === "{}")).toBe(true)
  })

  it("S05 gives two loops in one workspace their own state, counter and limits", async () => {
    using place = playground()
    const first = place.host()
    const second = place.host()
    await first.turn(startLoop("--max-iterations 2 --no-branch"), () => busy)
    await second.turn(startLoop("--max-iterations 3 --no-branch"), () => busy)
    expect(place.state(first.conversationId)).toMatchObject({ iteration: 2, settings: { maxIterations: 2 } })
    expect(place.state(second.conversationId)).toMatchObject({ iteration: 3, settings: { maxIterations: 3 } })
  })

  it("S06 S07 finds its state through the recorded workspace when the agent stops in a sub-directory", async () => {
    using place = playground()
    place.write("packages/app/state.json", "stale")
    const host = place.host()
    await host.turn(startLoop("--max-iterations 9"), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return busy
    })
    const inside = place.host({
      workspacePaths: [join(place.project, "packages", "app")],
      conversationId: "other",
    })
    await inside.turn("nothing", () => busy)
    expect(place.state(host.conversationId)).toMatchObject({ iteration: 2, workspace: place.project })
    expect(place.read("packages/app/state.json")).toBe("stale")
  })

  it("S06 keeps counting when later Stops name a sub-directory as their workspace", async () => {
    using place = playground()
    const host = place.host()
    host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${startLoop()}\n</USER_REQUEST>`)
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
    host.write("MODEL", "PLANNER_RESPONSE", "I went into packages/app.")
    const [call] = await host.stop({ workspacePaths: [join(place.project, "packages", "app")] })
    expect(JSON.parse(call?.stdout ?? "")).toMatchObject({ decision: "continue" })
    expect(place.state().iteration).toBe(1)
  })

  it("S09 does not capture a new conversation after a crash in the middle of a loop", async () => {
    using place = playground()
    const host = place.host()
    host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n${startLoop()}\n</USER_REQUEST>`)
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
    const fresh = place.host()
    const end = await fresh.turn("start over, please", () => ({ say: "Sure." }))
    expect(end.rounds).toBe(1)
    expect(place.state(host.conversationId)).toMatchObject({ status: "running", iteration: 0 })
  })

  it("S11 counts no stop of a subagent, which has an id of its own", async () => {
    using place = playground()
    const host = place.host()
    await host.turn(startLoop("--max-iterations 2"), async ({ number }) => {
      if (number === 0) {
        const child = place.host({ conversationId: "child-of-the-loop" })
        const calls = [
          ...(await child.call("PreInvocation", { invocationNum: 0, initialNumSteps: 0 })),
          ...(await child.stop()),
        ]
        expect(calls.map((call) => call.stdout.trim())).toEqual(["{}", "{}"])
      }
      return busy
    })
    expect(place.state(host.conversationId).iteration).toBe(2)
  })

  it("S12 permits with valid JSON when the state disappears", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(startLoop(), ({ number }) => {
      if (number === 1) rmSync(statePath(place.home, place.state().id))
      return busy
    })
    expect(end).toMatchObject({ kind: "answered", rounds: 2 })
    expect(readNotices(place.home).at(-1)?.text).toContain("gone")
  })

  it.each([
    ["truncated", (text: string) => text.slice(0, text.length / 2)],
    ["no JSON", () => "loop: running"],
    [
      "edited",
      (text: string) =>
        text
          .replace('"maxIterations": 10', '"maxIterations": 999')
          .replace('"maxIterations":10', '"maxIterations":999'),
    ],
  ])(
    "S13 S35 sets a state that is %s aside, lets the agent stop and pauses the last good copy",
    async (_what, spoil) => {
      using place = playground()
      const host = place.host()
      const end = await host.turn(startLoop(), ({ number }) => {
        if (number === 1) {
          const path = statePath(place.home, place.state().id)
          writeFileSync(path, spoil(readFileSync(path, "utf8")))
        }
        return busy
      })
      expect(end.rounds).toBe(2)
      const notice = readNotices(place.home).at(-1)?.text ?? ""
      const kept = /kept as (.+\.corrupt-\d+)/.exec(notice)?.[1] ?? ""
      expect(readFileSync(kept, "utf8")).not.toBe("")
      expect(place.state(host.conversationId)).toMatchObject({
        status: "paused",
        settings: { maxIterations: 10 },
      })
      const [again] = await host.stop()
      expect(again?.stdout.trim()).toBe("{}")
    },
  )

  it("S08 works in a git worktree while the main checkout's loop stays untouched", async () => {
    using place = playground()
    const main = place.host()
    await main.turn(startLoop("--max-iterations 1"), () => busy)
    const before = place.state(main.conversationId)
    const { execFileSync } = await import("node:child_process")
    const tree = join(place.folder, "tree")
    execFileSync("git", ["worktree", "add", "--quiet", tree, "-b", "side", "main"], { cwd: place.project })
    const side = place.host({ workspacePaths: [tree] })
    const end = await side.turn(startLoop(), ({ number }) => {
      if (number === 1) writeFileSync(join(tree, "fixed"), "right")
      return busy
    })
    expect(end.rounds).toBe(2)
    expect(place.state(side.conversationId).outcome?.kind).toBe("verified")
    expect(place.state(main.conversationId)).toEqual(before)
  })

  it("never takes the same user row for a second command after its loop has ended", async () => {
    using place = playground()
    const host = place.host()
    await host.turn(startLoop("--max-iterations 1"), () => busy)
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 9 })
    expect(place.loops()).toHaveLength(1)
    expect(JSON.parse(readFileSync(bindingPath(place.home, host.conversationId), "utf8"))).toMatchObject({
      active: false,
    })
  })

  it("starts a second loop in a conversation whose first one has ended", async () => {
    using place = playground()
    const host = place.host()
    await host.turn(startLoop("--max-iterations 1"), () => busy)
    await host.turn(startLoop("--max-iterations 2"), () => busy)
    expect(place.loops()).toHaveLength(2)
    expect(place.state(host.conversationId).iteration).toBe(2)
  })
})
