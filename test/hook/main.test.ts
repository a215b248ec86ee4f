import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { hashFile } from "../../src/hook/guarded.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readHookSeen } from "../../src/store/hook-seen.ts"
import { listLoops } from "../../src/store/state-file.ts"
import { conversation, type LoopPlace, loopPlace } from "./loop-place.ts"
import { type ProgramRun, runProgram } from "./run-program.ts"

/** Runs the hook as a host does. */
async function hook(place: LoopPlace, args: readonly string[], payload: unknown): Promise<ProgramRun> {
  return await runProgram({
    args,
    stdin: typeof payload === "string" ? payload : JSON.stringify(payload),
    env: { ...process.env, FOR_LOOP_HOME: place.home, HOME: place.folder },
    folder: place.project,
  })
}

const claude = (event: string): readonly string[] => [event, "--host", "claude-code"]
const said = (place: LoopPlace, prompt: string) => ({ session_id: conversation, cwd: place.project, prompt })
const stopped = (place: LoopPlace, last_assistant_message = "Done.") => ({
  session_id: conversation,
  cwd: place.project,
  stop_hook_active: false,
  last_assistant_message,
})
const call = (place: LoopPlace, command: string) => ({
  session_id: conversation,
  cwd: place.project,
  tool_name: "Bash",
  tool_input: { command },
})
const nothing = { stdout: "{}\n", stderr: "", exitCode: 0 }

describe("the hook's program", () => {
  it("starts a loop at the user's word, sends the agent on and lets it go, in the host's own words", async () => {
    using place = loopPlace()
    const told = await hook(
      place,
      claude("UserPromptSubmit"),
      said(place, '/for-loop "fix it" --check "[ -e fixed ]"'),
    )
    expect(told).toMatchObject({ exitCode: 0, stderr: "" })
    expect(told.stdout.endsWith("\n")).toBe(true)
    expect(JSON.parse(told.stdout)).toMatchObject({
      hookSpecificOutput: { additionalContext: expect.stringContaining("The loop is armed") },
    })
    const on = await hook(place, claude("Stop"), stopped(place))
    expect(JSON.parse(on.stdout)).toMatchObject({
      decision: "block",
      reason: expect.stringContaining("[for-loop 1/10]"),
    })
    place.write("fixed", "")
    expect(await hook(place, claude("Stop"), stopped(place, "Now it is."))).toMatchObject({ exitCode: 0 })
    expect(place.state().outcome?.kind).toBe("verified")
    const guard = place.state().guarded.find(({ path }) => path === join(place.project, "hooks.json"))
    expect(guard).toEqual({
      path: join(place.project, "hooks.json"),
      hash: hashFile(join(place.project, "hooks.json")),
    })
  })

  it("says nothing in a conversation without a loop, but notes that a host runs it", async () => {
    using place = loopPlace()
    expect(await hook(place, claude("Stop"), stopped(place))).toEqual(nothing)
    expect(readHookSeen(place.home)).toBeNull()
    expect(await hook(place, claude("UserPromptSubmit"), said(place, "fix the cart"))).toEqual(nothing)
    expect(readHookSeen(place.home)).toBeGreaterThanOrEqual(place.start)
    expect(listLoops(place.home)).toEqual([])
    expect(await hook(place, claude("Stop"), { ...stopped(place), prompt: "/for-loop" })).toEqual(nothing)
    place.loop()
    writeBinding(place.home, conversation, { loop: "loop-1", active: false, requestKey: null })
    expect(await hook(place, claude("Stop"), stopped(place))).toEqual(nothing)
    expect(await hook(place, claude("PreToolUse"), call(place, "git push --force"))).toEqual(nothing)
    expect(place.state().iteration).toBe(0)
  })

  it("answers every command of ours where there is no loop", async () => {
    using place = loopPlace()
    for (const [command, answer] of [
      ["/cancel-loop", "nothing to cancel"],
      ["/for-loop --resume", "No loop is paused"],
    ] as const) {
      const told = await hook(place, claude("UserPromptSubmit"), said(place, command))
      expect(told.stdout).toContain(answer)
    }
  })

  it("sees every message of a conversation that owns a loop", async () => {
    using place = loopPlace()
    place.loop()
    const told = await hook(place, claude("UserPromptSubmit"), said(place, "what is the time"))
    expect(told.stdout).toContain("The loop is paused")
    expect(place.state().status).toBe("paused")
  })

  it("holds up a dangerous call of a loop, and lets every other pass", async () => {
    using place = loopPlace()
    place.loop({ mode: "safe" })
    expect(await hook(place, claude("PreToolUse"), call(place, "npm test"))).toEqual(nothing)
    const held = await hook(place, claude("PreToolUse"), call(place, "git push --force"))
    expect(JSON.parse(held.stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: "deny" } })
    expect(place.journal()).toEqual([expect.stringContaining("guard: refused Bash: git push --force")])
  })

  it("speaks Antigravity's words where no host is named, and nothing where the name is unknown", async () => {
    using place = loopPlace()
    place.loop({ mode: "safe" }, { host: "antigravity" })
    const payload = {
      conversationId: conversation,
      workspacePaths: [place.project],
      toolCall: { name: "run_command", args: { CommandLine: "git push --force" } },
    }
    expect(JSON.parse((await hook(place, ["PreToolUse"], payload)).stdout)).toMatchObject({
      decision: "deny",
    })
    const harmless = { ...payload, toolCall: { name: "run_command", args: { CommandLine: "npm test" } } }
    expect(await hook(place, ["PreToolUse"], harmless)).toMatchObject({ stdout: "", exitCode: 0 })
    expect(await hook(place, ["PreToolUse", "--host", "gemini-cli"], payload)).toMatchObject({
      stdout: "{}\n",
    })
    expect(await hook(place, ["PreToolUse", "--host", "notepad"], payload)).toEqual(nothing)
    expect(await hook(place, ["PreToolUse", "--host"], payload)).toEqual(nothing)
    expect(await hook(place, [], payload)).toMatchObject({ stdout: "{}\n", exitCode: 0 })
  })

  it("answers nothing to what it cannot read, and tells the host's log why", async () => {
    using place = loopPlace()
    const unread = await hook(place, claude("Stop"), "no json")
    expect(unread).toMatchObject({ stdout: "{}\n", exitCode: 0 })
    expect(unread.stderr).toMatch(/^for-loop: .+\n$/)
    expect(await hook(place, claude("Stop"), "")).toMatchObject({
      stdout: "{}\n",
      stderr: expect.stringMatching(/./),
    })
    expect(await hook(place, ["PreToolUse"], "no json")).toMatchObject({ stdout: "" })
  })

  it("tells the host's log when the note of a conversation is damaged", async () => {
    using place = loopPlace()
    mkdirSync(join(place.home, "bindings"), { recursive: true })
    writeFileSync(join(place.home, "bindings", `${conversation}.json`), "{")
    const ran = await hook(place, claude("Stop"), stopped(place))
    expect(ran.stdout).toBe("{}\n")
    expect(ran.stderr).toMatch(/^for-loop: .+\n$/)
  })

  it("lets the agent go when the program itself fails, and tells the host's log", async () => {
    using place = loopPlace()
    place.loop()
    // Where the heartbeat belongs is a folder, so that it cannot be written.
    mkdirSync(join(place.home, "loops", "loop-1", "heartbeat.json"), { recursive: true })
    const ran = await hook(place, claude("UserPromptSubmit"), said(place, "what is the time"))
    expect(ran).toMatchObject({ stdout: "{}\n", exitCode: 0 })
    expect(ran.stderr).toMatch(/^for-loop: StoreError: .+\n {4}at /)
    const called = { conversationId: conversation, workspacePaths: [place.project], invocationNum: 1 }
    const own = await hook(place, ["PreInvocation"], called)
    expect(own).toMatchObject({ stdout: "{}\n", stderr: expect.stringMatching(/^for-loop: StoreError: /) })
  })
})
