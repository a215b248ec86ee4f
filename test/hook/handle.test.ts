import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { handle } from "../../src/hook/handle.ts"
import { watchLauncher } from "../../src/hook/launcher-watch.ts"
import type { HookEvent } from "../../src/loop/event.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readHeartbeat } from "../../src/store/heartbeat.ts"
import { listLoops } from "../../src/store/state-file.ts"
import { stopEvent } from "../loop/builders.ts"
import { conversation, type LoopPlace, loopPlace } from "./loop-place.ts"

const common = {
  host: "claude-code",
  conversationId: conversation,
  transcriptPath: null,
  model: null,
} as const

const handled = async (place: LoopPlace, event: HookEvent, env: NodeJS.ProcessEnv = process.env) =>
  await handle({ home: place.home, env, host: "claude-code", event, pluginFolder: place.folder })

const stop = stopEvent({ ...common, message: "Done." })
const prompt = (place: LoopPlace, text: string): HookEvent => ({
  kind: "prompt",
  ...common,
  workspacePaths: [place.project],
  prompt: text,
})

describe("an event of a host", () => {
  it("starts a loop, is answered at a Stop, and counts as a sign of life", async () => {
    using place = loopPlace()
    const told = await handled(place, prompt(place, '/for-loop "fix it" --check "[ -e fixed ]"'))
    expect(told).toMatchObject({ kind: "notice", text: expect.stringContaining("The loop is armed") })
    const before = readHeartbeat(place.home, place.state().id)?.count ?? 0
    const beat = { kind: "heartbeat", ...common, workspacePaths: [] } as const
    expect(await handled(place, beat)).toEqual({ kind: "neutral" })
    expect(readHeartbeat(place.home, place.state().id)?.count).toBe(before + 1)
    expect(await handled(place, stop)).toMatchObject({ kind: "decision", decision: { kind: "continue" } })
    expect(place.state().iteration).toBe(1)
  })

  it("is nothing to us where no loop is active, or for kinds that we do not answer", async () => {
    using place = loopPlace()
    expect(await handled(place, stop)).toEqual({ kind: "neutral" })
    place.loop()
    writeBinding(place.home, conversation, { loop: "loop-1", active: false, requestKey: null })
    expect(await handled(place, stop)).toEqual({ kind: "neutral" })
    const beat = { kind: "heartbeat", ...common, workspacePaths: [] } as const
    expect(await handled(place, beat)).toEqual({ kind: "neutral" })
    expect(readHeartbeat(place.home, "loop-1")).toBeNull()
    expect(await handled(place, { ...beat, conversationId: "another" })).toEqual({ kind: "neutral" })
    place.loop()
    expect(await handled(place, { ...beat, kind: "session-start" })).toEqual({ kind: "neutral" })
    const tool = { kind: "tool", phase: "before", tool: null, error: null } as const
    expect(await handled(place, { ...beat, ...tool })).toEqual({ kind: "neutral" })
    expect(readHeartbeat(place.home, "loop-1")).toBeNull()
  })

  it("is left alone behind the kill switch", async () => {
    using place = loopPlace()
    const order = prompt(place, '/for-loop "fix it" --no-check')
    expect(await handled(place, order, { FOR_LOOP_DISABLE: "1" })).toEqual({ kind: "neutral" })
    expect(listLoops(place.home)).toEqual([])
    place.loop()
    writeFileSync(join(place.home, "disabled"), "")
    expect(await handled(place, stop)).toEqual({ kind: "neutral" })
    expect(place.state().iteration).toBe(0)
  })
})

/** Whether the watch saw that nobody waits any more; it looks once a second. */
async function sawEnd(env: NodeJS.ProcessEnv, withinMs = 1300): Promise<boolean> {
  const watch = watchLauncher(env)
  const { signal } = watch
  expect(watch.signal).toBe(signal)
  const end = Date.now() + withinMs
  while (!signal.aborted && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
  watch.stop()
  return signal.aborted
}

describe("whoever waits for the answer", () => {
  it("is missed when a process of the launcher is gone, and only then", async () => {
    const child = spawn("true")
    const { pid } = child
    await new Promise((resolve) => child.once("exit", resolve))
    const [gone, there, unnamed, odd] = await Promise.all([
      sawEnd({ FOR_LOOP_WATCH_PIDS: `${process.pid} ${pid}` }, 5000),
      sawEnd({ FOR_LOOP_WATCH_PIDS: `${process.pid} ${process.ppid}` }),
      sawEnd({}),
      // 1 may belong to somebody else and is not watched; a word is no process.
      sawEnd({ FOR_LOOP_WATCH_PIDS: "1 0 -5 word" }),
    ])
    expect({ gone, there, unnamed, odd }).toEqual({ gone: true, there: false, unnamed: false, odd: false })
  })

  it("is told why the checks were ended, and not watched any more after the answer", async () => {
    const child = spawn("true")
    const { pid } = child
    await new Promise((resolve) => child.once("exit", resolve))
    const env = { FOR_LOOP_WATCH_PIDS: String(pid) }
    const watch = watchLauncher(env)
    const stopped = watchLauncher(env)
    const unused = watchLauncher(env)
    unused.stop()
    const quiet = stopped.signal
    stopped.stop()
    await new Promise((resolve) => watch.signal.addEventListener("abort", resolve))
    expect(watch.signal.reason).toEqual(new Error("nobody waits for the hook"))
    watch.stop()
    expect(quiet.aborted).toBe(false)
  })
})
