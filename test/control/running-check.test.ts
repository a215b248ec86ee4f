import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { runningCheck } from "../../src/control/running-check.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { acquireLock } from "../../src/store/lock.ts"
import { type Machine, machine } from "../cli/run-cli.ts"

function writeLog(one: Machine, state: LoopState, n: number, name: string, text: string, at?: number): void {
  const folder = join(one.home, "loops", state.id, "iterations", String(n))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  if (at !== undefined) utimesSync(join(folder, name), at / 1000, at / 1000)
}

async function held(one: Machine, state: LoopState): Promise<void> {
  const lock = await acquireLock(one.home, state.id, { now: Date.now(), waitMs: 0, staleMs: 60_000 })
  if (lock.kind !== "held") throw new Error(`the lock is ${lock.kind}`)
}

describe("the check that runs now", () => {
  it("is told by the log written last, never by one that an earlier attempt left behind", async () => {
    const one = machine()
    const state = one.store({ checks: ["npm run lint", "npm test"], iteration: 3 })
    writeLog(one, state, 4, "check-2.log", "from before\n", Date.now() - 60_000)
    writeLog(one, state, 3, "check-1.log", "another iteration\n")
    await held(one, state)
    expect(await runningCheck(one.home, state, "checking", Date.now())).toMatchObject({
      command: null,
      lastLine: null,
    })
    writeLog(one, state, 4, "check-1.log", "linting\n")
    expect(await runningCheck(one.home, state, "checking", Date.now())).toMatchObject({
      command: "npm run lint",
      lastLine: "linting",
    })
  })

  it("has no command of the user while a single test is run again", async () => {
    const one = machine()
    const state = one.store()
    await held(one, state)
    writeLog(one, state, 1, "rerun-1.log", "once more\n")
    expect(await runningCheck(one.home, state, "checking", Date.now())).toMatchObject({
      command: null,
      lastLine: "once more",
    })
  })

  it.each<[string, string, string | null]>([
    ["nothing yet", "", null],
    ["half a line", "password=hunt", null],
    ["blank lines at the end", "a test\n\n   \n", "a test"],
    ["a secret", "key AKIAABCDEFGHIJKLMNOP is used\n", "key [redacted] is used"],
    ["colours and an overwritten progress bar", "\u001b[31m10%\r\u001b[32m100% done\u001b[0m\n", "100% done"],
    ["a very long line", `${"x".repeat(5000)}\n`, `${"x".repeat(240)}…`],
    ["a megabyte", `${"line\n".repeat(200_000)}the end\n`, "the end"],
  ])("shows of %s the last whole line, stripped, redacted and bounded", async (_, text, line) => {
    const one = machine()
    const state = one.store()
    await held(one, state)
    writeLog(one, state, 1, "check-1.log", text)
    expect((await runningCheck(one.home, state, "checking", Date.now()))?.lastLine).toBe(line)
  })

  it("is none for a loop that does something else", async () => {
    const one = machine()
    const state = one.store()
    writeLog(one, state, 1, "check-1.log", "done\n")
    for (const word of ["running", "paused", "ended", "interrupted", "host-capped"] as const)
      expect(await runningCheck(one.home, state, word, Date.now())).toBeNull()
  })

  it("is the baseline's while that is measured, and none any more when its hook died", async () => {
    const one = machine()
    const unknown = { verdict: "unknown" as const, failing: [], tree: null, head: null }
    const state = one.store({ baseline: unknown, failing: [] })
    const now = Date.now()
    writeLog(one, state, 0, "check-1.log", "baseline\n")
    expect(await runningCheck(one.home, state, "running", now)).toMatchObject({ lastLine: "baseline" })
    expect(await runningCheck(one.home, state, "running", now + 400_000)).toBeNull()
    writeLog(one, state, 0, "evidence.json", "{}")
    expect(await runningCheck(one.home, state, "running", now)).toBeNull()
  })
})
