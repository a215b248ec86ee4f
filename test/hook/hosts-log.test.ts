import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { shortHash } from "../../src/loop/hash.ts"
import { statePath } from "../../src/store/paths.ts"
import { conversation, type LoopPlace, loopPlace } from "./loop-place.ts"
import { type ProgramRun, runProgram } from "./run-program.ts"

/** Runs the hook at an event of Claude Code. */
async function run(
  place: LoopPlace,
  event: string,
  more: Readonly<Record<string, unknown>>,
): Promise<ProgramRun> {
  return await runProgram({
    args: [event, "--host", "claude-code"],
    stdin: JSON.stringify({ session_id: conversation, cwd: place.project, ...more }),
    env: { ...process.env, FOR_LOOP_HOME: place.home, HOME: place.folder },
    folder: place.project,
  })
}

const stop = async (place: LoopPlace): Promise<ProgramRun> =>
  await run(place, "Stop", { stop_hook_active: false, last_assistant_message: "Done." })
const say = async (place: LoopPlace, prompt: string): Promise<ProgramRun> =>
  await run(place, "UserPromptSubmit", { prompt })

const nothing = { stdout: "{}\n", stderr: "", exitCode: 0 }

describe("a message that is none of ours to answer", () => {
  it("gets no word from us: a question about our commands, and the row that the loop took already", async () => {
    using place = loopPlace()
    expect(await say(place, "what does for-loop do?")).toEqual(nothing)
    place.loop({}, { requestKey: `prompt:${shortHash("fix it")}` })
    expect(await say(place, "fix it")).toEqual(nothing)
    expect(place.state().status).toBe("running")
  })
})

describe("the host's log", () => {
  it("shows every fault of ours with its place", async () => {
    using place = loopPlace()
    place.loop()
    mkdirSync(join(place.home, "loops", "loop-1", "iterations"), { recursive: true })
    writeFileSync(join(place.home, "loops", "loop-1", "iterations", "1"), "")
    const ran = await stop(place)
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toMatch(/^for-loop: StoreError: .+\n {4}at /)
  })

  it("is where a notice goes that cannot be written anywhere else", async () => {
    using place = loopPlace()
    place.loop()
    rmSync(statePath(place.home, "loop-1"))
    mkdirSync(join(place.home, "notices.jsonl"))
    const ran = await stop(place)
    expect(ran).toMatchObject({ exitCode: 0, stderr: "for-loop: the loop's state file is gone\n" })
  })

  it("says why the note of a conversation was not believed", async () => {
    using place = loopPlace()
    mkdirSync(join(place.home, "bindings"), { recursive: true })
    writeFileSync(join(place.home, "bindings", `${conversation}.json`), "{")
    expect((await stop(place)).stderr).toMatch(/^for-loop: .+\n$/)
    const told = await say(place, "/for-loop --resume")
    expect(told.stdout).toContain("No loop is paused")
    for (const line of told.stderr.trimEnd().split("\n")) expect(line).toMatch(/^for-loop: ./)
  })

  it("says in one line what could not be read of a payload", async () => {
    using place = loopPlace()
    const env = { ...process.env, FOR_LOOP_HOME: place.home, HOME: place.folder }
    const ran = await runProgram({
      args: ["Stop", "--host", "claude-code"],
      stdin: "",
      env,
      folder: place.project,
    })
    expect(ran.stdout).toBe("{}\n")
    expect(ran.stderr).toMatch(/^for-loop: .+\n$/)
  })
})
