import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { addControl } from "../../src/store/control.ts"
import { playground, startLoop } from "./playground.ts"
import { runHook } from "./run-hook.ts"
import { answers, busy, started } from "./started.ts"

describe("limits, host contract and cancel", () => {
  it("S44 keeps the turn going with exactly decision and reason, in the host's own system message", async () => {
    using place = playground()
    const end = await place.host().turn(startLoop("--max-iterations 2"), () => busy)
    const stops = end.calls.filter((call) => call.event === "Stop")
    expect(Object.keys(JSON.parse(stops[0]?.stdout ?? ""))).toEqual(["decision", "reason"])
    expect(stops[1]?.stdout.trim()).toBe("{}")
    expect(end.reasons[0]).toMatch(/^\[for-loop 1\/2\] /)
  })

  it("S36 ends the loop as our fault after the same internal error three times, and permits each time", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const folder = join(place.home, "loops", place.state().id, "iterations")
    rmSync(folder, { recursive: true })
    writeFileSync(folder, "a file where a folder belongs")
    for (let i = 0; i < 3; i++) {
      expect(answers(await host.stop({ executionNum: i }))).toEqual([{}])
      host.write("MODEL", "PLANNER_RESPONSE", `again ${i}`)
    }
    expect(place.state()).toMatchObject({ status: "ended", outcome: { kind: "fault" }, faults: { count: 3 } })
    expect(place.journal(place.state().id).filter((line) => line.startsWith("fault"))).toHaveLength(3)
  })

  it("S37 S50 stops at its own cap in a host without a ceiling", async () => {
    using place = playground()
    const end = await place
      .host({ maxContinues: 1000 })
      .turn(startLoop("--max-iterations 3"), ({ number }) => {
        place.write("check.sh", `echo "FAIL ${number}"; exit 1\n`)
        return busy
      })
    expect(end.rounds).toBe(3)
    expect(place.state().outcome?.kind).toBe("iteration-limit")
    expect(answers(await place.host().stop())).toEqual([{}])
  })

  it("S38 does not reset its count when tool calls happen and executionNum stays 0", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host, "--max-iterations 3")
    for (let i = 0; i < 3; i++) {
      place.write("check.sh", `echo "FAIL ${i}"; exit 1\n`)
      host.write("MODEL", "PLANNER_RESPONSE", "", { tool_calls: [{ name: "run_command", args: {} }] })
      host.write("MODEL", "RUN_COMMAND", "ok")
      host.write("MODEL", "PLANNER_RESPONSE", `text ${i}`)
      await host.stop({ executionNum: 0 })
    }
    expect(place.state()).toMatchObject({ iteration: 3, outcome: { kind: "iteration-limit" } })
  })

  it("S39 reads host-capped, never success, when the host says that it force-ended the turn", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    await host.stop()
    host.write("MODEL", "PLANNER_RESPONSE", "more")
    const reason = "EXECUTOR_TERMINATION_REASON_MAX_FORCED_INVOCATIONS"
    expect(answers(await host.stop({ terminationReason: reason }))).toEqual([{}])
    expect(place.state()).toMatchObject({ status: "paused", outcome: { kind: "host-capped" } })
  })

  it("S39 notices a silent cap at the next event and lets the user's next message take the loop up again", async () => {
    using place = playground()
    const host = place.host({ maxContinues: 0 })
    const capped = await host.turn(startLoop(), () => busy)
    expect(capped.kind).toBe("capped")
    const next = await host.turn("go on, please", () => {
      place.write("fixed", "right")
      return busy
    })
    expect(place.journal(place.state().id).join("\n")).toContain("host-capped")
    expect(next.injected[0]).toContain("The loop goes on")
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it.each([
    ["always false", { stop_hook_active: false }],
    ["stuck true", { stop_hook_active: true }],
    ["absent", {}],
  ])("S40 holds its limits and runs its checks when stop_hook_active is %s", async (_what, flag) => {
    using place = playground()
    const session = { session_id: "session-1", cwd: place.project }
    const prompt = `for-loop "fix it" --check "sh check.sh" --max-iterations 3`
    const armed = await runHook(place, ["UserPromptSubmit", "--host", "claude-code"], {
      ...session,
      hook_event_name: "UserPromptSubmit",
      prompt,
    })
    expect(armed.stdout).toContain("The loop is armed")
    const said = []
    for (let i = 0; i < 3; i++) {
      place.write("check.sh", `echo "FAIL ${i}"; exit 1\n`)
      const stop = { ...session, ...flag, hook_event_name: "Stop", last_assistant_message: `done ${i}` }
      said.push(JSON.parse((await runHook(place, ["Stop", "--host", "claude-code"], stop)).stdout))
    }
    expect(said.map((answer) => answer.decision)).toEqual(["block", "block", undefined])
    expect(place.state().outcome?.kind).toBe("iteration-limit")
  })

  it("S42 counts one iteration and runs the checks once when Stop is delivered twice at the same time", async () => {
    using place = playground()
    const host = place.host()
    const count = join(place.folder, "runs")
    place.write("check.sh", `echo run >> '${count}'; sleep 0.3; exit 1\n`)
    await started(place, host)
    rmSync(count)
    place.write("work.txt", "changed")
    const [first, second] = await Promise.all([host.stop(), host.stop()])
    expect(answers(first)).toEqual(answers(second))
    expect(answers(first)[0]).toMatchObject({ decision: "continue" })
    expect(readFileSync(count, "utf8")).toBe("run\n")
    expect(place.state().iteration).toBe(1)
  })

  it("S42 S96 repeats the same verdict to a second installed copy and notes the duplicate", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const first = answers(await host.stop())
    expect(answers(await host.stop())).toEqual(first)
    expect(place.state().iteration).toBe(1)
    expect(place.journal(place.state().id).join("\n")).toContain("duplicate")
  })

  it("never circles on equal payloads: the fourth copy counts as a turn of its own", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host, "--max-iterations 2")
    for (let i = 0; i < 5; i++) await host.stop()
    expect(place.state()).toMatchObject({ iteration: 2, outcome: { kind: "iteration-limit" } })
  })

  it("S43 S95 permits when the hook bundle is gone or broken", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    writeFileSync(join(place.plugin, "hooks", "hook.cjs"), "throw new Error('half an update')")
    expect(answers(await host.stop())).toEqual([{}])
    rmSync(join(place.plugin, "hooks", "hook.cjs"))
    expect(answers(await host.stop())).toEqual([{}])
  })

  it("S43 permits when there is no node at all", async () => {
    using place = playground()
    const empty = { ...place.env, PATH: join(place.folder, "nothing") }
    const ran = await runHook(place, ["Stop"], { conversationId: "c-1", fullyIdle: true }, empty)
    expect(ran).toEqual({ stdout: "{}\n", exitCode: 0 })
  })

  it("S45 runs no check and counts nothing while background work is running", async () => {
    using place = playground()
    const host = place.host()
    const count = join(place.folder, "runs")
    place.write("check.sh", `echo run >> '${count}'; exit 1\n`)
    await started(place, host)
    rmSync(count)
    expect(answers(await host.stop({ fullyIdle: false }))).toEqual([{}])
    expect(existsSync(count)).toBe(false)
    expect(place.state()).toMatchObject({ iteration: 0, status: "running" })
  })

  it("S51 lets the very next Stop pass after a cancel, whatever the model does, and nothing re-arms", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    addControl(place.home, place.state().id, { kind: "cancel", at: Date.now() })
    expect(answers(await host.stop())).toEqual([{}])
    host.write("MODEL", "PLANNER_RESPONSE", "I keep going anyway.")
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 3 })
    expect(answers(await host.stop())).toEqual([{}])
    expect(place.state()).toMatchObject({ status: "ended", outcome: { kind: "cancelled" } })
    expect(place.loops()).toHaveLength(1)
  })

  it("S51 obeys a cancel by killing the check that is running", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    place.write("check.sh", `touch '${join(place.folder, "began")}'; sleep 60; exit 1\n`)
    const stopping = host.stop()
    for (let i = 0; i < 200 && !existsSync(join(place.folder, "began")); i++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    addControl(place.home, place.state().id, { kind: "cancel", at: Date.now() })
    const [call] = await stopping
    expect(call?.stdout.trim()).toBe("{}")
    expect(call?.durationMs).toBeLessThan(30_000)
    expect(place.state().outcome?.kind).toBe("cancelled")
  })

  it("S51 cancels from the chat", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const end = await host.turn("/cancel-loop", () => ({ say: "ok" }))
    expect(end).toMatchObject({ rounds: 1 })
    expect(end.injected[0]).toContain("cancelled")
    expect(place.state().outcome?.kind).toBe("cancelled")
  })

  it("S91 runs from a profile path with a space and non-ASCII characters", async () => {
    using place = playground({ name: "Jürgen Müller 日本" })
    await place.host().turn(startLoop(), ({ number }) => {
      if (number === 1) place.write("fixed", "right")
      return busy
    })
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("says in one sentence why a loop cannot start when its home cannot be written, and holds nobody", async () => {
    using place = playground()
    writeFileSync(place.home, "a file where a folder belongs")
    const end = await place.host().turn(startLoop(), () => busy)
    expect(end.injected[0]).toMatch(
      /^\[for-loop\] The loop was not started: .*state.* Then type the command again/s,
    )
    expect(end.rounds).toBe(1)
    expect(end.calls.every((call) => call.exitCode === 0)).toBe(true)
  })

  it("stays out of the way when the kill switch is set", async () => {
    using place = playground()
    const host = place.host({ env: { ...place.env, FOR_LOOP_DISABLE: "1" } })
    const end = await host.turn(startLoop(), () => busy)
    expect(end.calls.every((call) => call.stdout.trim() === "{}")).toBe(true)
    expect(place.loops()).toEqual([])
  })
})
