import { spawn } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { StandInHost } from "../../src/cli/demo/stand-in-host.ts"
import { completeJournal, readJournal } from "../../src/store/journal.ts"
import { descendantsOf, listProcesses } from "../../src/system/process-list.ts"
import { type Playground, playground } from "./playground.ts"

const kills = 100

/** A check of 400 tests whose failing set shrinks by one whenever the agent worked, so that only kills can disturb the loop. */
const check = `node -e '
const left = Number(require("fs").readFileSync("left", "utf8"))
console.log("TAP version 13")
for (let i = 1; i <= 400; i++) console.log((i <= left ? "not ok " : "ok ") + i + " - case " + i)
console.log("1..400")
process.exitCode = left === 0 ? 0 : 1'
`

describe("killing the hook", () => {
  it(`loses no iteration, corrupts no state and traps nobody at ${kills} random moments`, {
    timeout: 600_000,
  }, async () => {
    using place = playground()
    place.write("check.sh", check)
    place.write("left", "400")
    const host = place.host()
    host.write(
      "USER_EXPLICIT",
      "USER_INPUT",
      `<USER_REQUEST>\n/for-loop "count down" --check "sh check.sh" --max-iterations 1000 --no-branch\n</USER_REQUEST>`,
    )
    await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
    await timedStop(place, host, 400)
    // A Stop takes longer on a busy machine: the span of the kills follows what they meet, so that they fall everywhere.
    let span = (await timedStop(place, host, 399)) * 1.4
    let left = 399
    let previous = place.state().iteration
    for (let kill = 0; kill < kills; kill++) {
      left--
      work(place, host, left)
      await killedStop(place, host, Math.random() * span, kill % 2 === 0 ? "runtime" : "whole tree")
      const { iteration, status } = place.state()
      expect([previous, previous + 1]).toContain(iteration)
      expect(status).toBe("running")
      span *= iteration === previous ? 1.04 : 0.96
      previous = iteration
    }
    const survived = place.state()
    completeJournal(place.home, survived)
    const counted = readJournal(place.home, survived.id).events.filter((event) => event.kind === "iteration")
    expect(counted.map((event) => Number.parseInt(event.detail, 10))).toEqual(
      Array.from({ length: survived.iteration }, (_, i) => i + 1),
    )
    expect(survived.iterations.map((entry) => entry.n)).toEqual(survived.iterations.map((_, i) => i + 1))
    work(place, host, 0)
    const [last] = await host.stop()
    expect(last?.stdout.trim()).toBe("{}")
    expect(place.state().outcome?.kind).toBe("verified")
    // The kills fell before, in and after the save, or they showed nothing.
    expect(survived.iteration).toBeGreaterThan(10)
    expect(survived.iteration).toBeLessThan(kills - 10)
  })
})

function work(place: Playground, host: StandInHost, left: number): void {
  place.write("left", String(left))
  host.write("MODEL", "PLANNER_RESPONSE", `${left} left`)
}

async function timedStop(place: Playground, host: StandInHost, left: number): Promise<number> {
  work(place, host, left)
  const before = performance.now()
  await host.stop()
  return performance.now() - before
}

/** One Stop whose processes are killed after `afterMs`: only the runtime (the launcher lives) or everything. */
async function killedStop(
  place: Playground,
  host: StandInHost,
  afterMs: number,
  what: "runtime" | "whole tree",
): Promise<void> {
  const payload = {
    conversationId: host.conversationId,
    transcriptPath: host.transcriptPath,
    workspacePaths: [place.project],
    executionNum: 0,
    terminationReason: "NO_TOOL_CALL",
    error: "",
    fullyIdle: true,
  }
  const hook = spawn(join(place.plugin, "hooks", "for-loop-hook"), ["Stop"], {
    cwd: place.plugin,
    env: place.env,
    stdio: ["pipe", "pipe", "ignore"],
    // A group of its own: what is forked while the processes are listed dies with it.
    detached: true,
  })
  let answer = ""
  hook.stdout.on("data", (chunk: Buffer) => {
    answer += chunk.toString()
  })
  hook.stdin.on("error", () => {})
  hook.stdin.end(JSON.stringify(payload))
  const closed = new Promise<void>((resolve) => hook.on("close", () => resolve()))
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  if (hook.pid !== undefined && hook.exitCode === null) {
    const below = (): number[] => descendantsOf(listProcesses(), hook.pid ?? 0).map((entry) => entry.pid)
    const checks = below()
    if (what === "whole tree") for (const pid of [-hook.pid, ...checks]) kill(pid)
    // The launcher may only just start its runtime.
    else
      for (let victims = checks; victims.length > 0; victims = below()) for (const pid of victims) kill(pid)
  }
  await closed
  if (what === "runtime") expect(() => JSON.parse(answer)).not.toThrow()
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // It ended by itself between being listed and being killed.
  }
}
