import { execFileSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import type { AgentHost } from "./agent-host.ts"
import { setStage } from "./play.ts"
import type { HostRun } from "./run-host.ts"
import { stages } from "./sandbox.ts"
import type { Step, TurnScript } from "./turn-script.ts"

const command = `for-loop "make the tests pass" --max-iterations 6 --check "node --test"`
const sayDone: Step = { kind: "say", text: "All done, everything works." }

/** Stops without a change, then after half of the work, then after all of it. */
const stopsTooEarly: TurnScript = [
  [sayDone],
  [
    { kind: "read", file: "words.js" },
    { kind: "write", file: "words.js", content: stages.oneRight },
    { kind: "say", text: "The sum is right now." },
  ],
  [
    { kind: "edit", file: "words.js", before: "=> text\n", after: "=> text.toUpperCase()\n" },
    { kind: "say", text: "Both functions are right now." },
  ],
]

/** A model that never does anything but claim success, for more turns than any limit here allows. */
const onlyTalks: TurnScript = Array.from({ length: 30 }, () => [sayDone])

/** The same proof for every host; titles carry the scenario they prove. Registers the tests when called. */
export function proveIn(host: AgentHost): void {
  const windows = process.platform === "win32"
  const reason = windows
    ? " (skipped on Windows: the hosts are started through POSIX process groups here)"
    : ""
  describe.skipIf(windows)(`our hook inside the real ${host.name}${reason}`, () => {
    it("S27 sends an agent that stops too early back with the failing tests, and lets it go once they pass", async () => {
      await using stage = await setStage(host, stopsTooEarly)
      const before = headOf(stage.sandbox.project)
      const run = await stage.ask({ prompt: command, conversation: "new" })
      expectCleanExit(run)
      const reasons = reasonsIn(stage.told())
      expect(reasons.map(({ token }) => token)).toEqual(["[for-loop 1/6]", "[for-loop 2/6]"])
      expect(reasons[0]?.text).toContain("add sums two numbers")
      expect(reasons[0]?.text).toContain("shout raises the voice")
      expect(reasons[1]?.text).toContain("shout raises the voice")
      expect(stage.sandbox.source()).toBe(stages.bothRight)
      expect(stage.played()).toBe(stopsTooEarly.flat().length)
      expect(stage.loops()).toMatchObject([{ status: "ended", outcome: "verified", iteration: 3 }])
      expect(headOf(stage.sandbox.project)).toBe(before)
    })

    it("announces the loop to the model before its first answer", async () => {
      await using stage = await setStage(host, stopsTooEarly)
      expectCleanExit(await stage.ask({ prompt: command, conversation: "new" }))
      const first = stage.requests()[0]
      expect(host.toldTexts(first?.body).join("\n")).toMatch(/\[for-loop\b[^\]]*\]/)
    })

    it("never holds a conversation that did not ask for a loop", async () => {
      await using stage = await setStage(host, onlyTalks)
      expectCleanExit(await stage.ask({ prompt: "please look at the failing tests", conversation: "new" }))
      expect(stage.played()).toBe(1)
      expect(stage.told().join("\n")).not.toContain("[for-loop")
      expect(stage.loops()).toEqual([])
    })

    it("S01 never holds a second conversation of a workspace whose loop is still running", async () => {
      await using stage = await setStage(host, [[sayDone], [{ kind: "stall" }, sayDone]])
      await stage.askAndCloseTerminal({ prompt: command, conversation: "new" })
      const before = stage.requests().length
      expectCleanExit(await stage.ask({ prompt: "please look at the failing tests", conversation: "new" }))
      expect(stage.requests().length - before).toBe(1)
      expect(stage.told().join("\n")).not.toContain("[for-loop")
      expect(stage.loops()).toMatchObject([{ status: "running", outcome: null, iteration: 1 }])
    })

    it("S32 starts nothing for an option it does not accept, and tells the model why", async () => {
      await using stage = await setStage(host, onlyTalks)
      const run = await stage.ask({
        prompt: `for-loop "make it pass" --max-iterations 0`,
        conversation: "new",
      })
      expectCleanExit(run)
      expect(stage.played()).toBe(1)
      expect(stage.told().join("\n")).toMatch(/\[for-loop\][^\n]*--max-iterations/)
      expect(stage.loops()).toEqual([])
    })

    it("S50 lets the agent go at the last allowed iteration with the tests still red", async () => {
      await using stage = await setStage(host, onlyTalks)
      const prompt = `for-loop "make the tests pass" --max-iterations 2 --check "node --test"`
      const run = await stage.ask({ prompt, conversation: "new" })
      expectCleanExit(run)
      expect(stage.played()).toBe(2)
      expect(reasonsIn(stage.told()).map(({ token }) => token)).toEqual(["[for-loop 1/2]"])
      expect(stage.loops()).toMatchObject([{ status: "ended", outcome: "iteration-limit", iteration: 2 }])
    })

    it("S67 lets an agent that only talks go as stuck, before any ceiling of the host", async () => {
      await using stage = await setStage(host, onlyTalks)
      const prompt = `for-loop "make the tests pass" --max-iterations 20 --check "node --test"`
      const run = await stage.ask({ prompt, conversation: "new" })
      expectCleanExit(run)
      expect(run.stdout).not.toContain("stop-hook-block-cap")
      expect(stage.played()).toBeLessThan(8)
      expect(stage.loops()).toMatchObject([{ status: "paused", outcome: "stuck" }])
    })

    it("S51 ends the loop on cancel-loop in the resumed conversation and lets the agent stop at once", async () => {
      await using stage = await setStage(host, [[sayDone], [{ kind: "stall" }, sayDone], [sayDone]])
      const closed = await stage.askAndCloseTerminal({ prompt: command, conversation: "new" })
      expect(closed.end).toEqual({ kind: "stopped" })
      expect(stage.loops()).toMatchObject([{ status: "running", iteration: 1 }])
      const before = stage.requests().length
      expectCleanExit(await stage.ask({ prompt: "cancel-loop", conversation: "last" }))
      expect(stage.requests().length - before).toBe(1)
      expect(stage.loops()).toMatchObject([{ status: "ended", outcome: "cancelled", iteration: 1 }])
      expect(stage.sandbox.source()).toBe(stages.bothWrong)
    })
  })
}

type Reason = { readonly token: string; readonly text: string }

/** Our continue prompts among the texts; a host may repeat one as a system message, which counts once. */
function reasonsIn(texts: readonly string[]): readonly Reason[] {
  const found = texts.flatMap((text) => {
    const token = /\[for-loop [1-9]\d*\/\d+\]/.exec(text)?.[0]
    return token === undefined ? [] : [{ token, text }]
  })
  return found.filter(({ token }, index) => found.findIndex((other) => other.token === token) === index)
}

function expectCleanExit(run: HostRun): void {
  expect(run.end, `${run.stdout.slice(-1000)}\n${run.stderr.slice(-1000)}`).toEqual({
    kind: "exited",
    code: 0,
  })
}

function headOf(project: string): string {
  return execFileSync("git", ["rev-parse", "refs/heads/main"], { cwd: project, encoding: "utf8" })
}
