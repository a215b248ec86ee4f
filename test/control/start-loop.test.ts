import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { prepareLoop } from "../../src/control/start-loop.ts"
import { pasteOf, waitingArms, withdrawArm } from "../../src/control/waiting-arms.ts"
import { installPlugin } from "../../src/install/install.ts"
import { maxTaskLength } from "../../src/loop/options.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import { markHookSeen } from "../../src/store/hook-seen.ts"
import { peekState } from "../../src/store/state-file.ts"
import { playground } from "../e2e/playground.ts"
import { machine } from "../install/install-fixture.ts"
import { aPerson } from "./a-person.ts"

const settings = defaultSettings("auto")
const checks = { kind: "given", commands: ["npm test"] } as const

describe("preparing a loop", () => {
  it("leaves an arm and the line that starts it, and changes nothing else", async () => {
    const one = aPerson("git")
    const before = one.git("status", "--porcelain", "--branch")
    const order = { task: "fix it\nall of it", workspace: one.project, settings, checks }
    const prepared = await prepareLoop(one.person, order)
    if (prepared.kind === "refused") throw new Error(prepared.message)
    const { arm, paste, branch, why, notes } = prepared
    expect(paste).toBe(`/for-loop --arm ${arm.token}\nfix it\nall of it`)
    expect({ branch, why }).toEqual({ branch: "for-loop/fix-it-all-of-it", why: "named by the user" })
    expect(notes).toEqual([expect.stringContaining("let the doctor test the plugin")])
    expect(waitingArms(one.home, Date.now())).toEqual([arm])
    expect(one.git("status", "--porcelain", "--branch")).toBe(before)
  })

  it("says that a plugin which is installed was only not seen at work yet", async () => {
    const one = aPerson("git")
    const order = { task: "fix it", workspace: one.project, settings, checks }
    const said = async () => {
      const prepared = await prepareLoop(one.person, order)
      return prepared.kind === "prepared" ? prepared.notes : [prepared.message]
    }
    installPlugin({ ...machine().options, userHome: one.userHome, home: one.home })
    expect(await said()).toEqual([
      expect.stringMatching(/^The agent plugin is installed and shows its first sign/),
    ])
    markHookSeen(one.home, Date.now())
    expect(await said()).toEqual([])
  })

  it("gives the loop the id that the arm names", async () => {
    using place = playground({ name: "arm" })
    const person = { home: place.home, env: place.env, now: () => Date.now() }
    const order = { task: "put the right word in", workspace: place.project, settings, checks }
    const prepared = await prepareLoop(person, {
      ...order,
      checks: { kind: "given", commands: ["sh check.sh"] },
    })
    if (prepared.kind === "refused") throw new Error(prepared.message)
    await place.host().turn(prepared.paste, () => ({ say: "<blocked>enough</blocked>" }))
    expect(peekState(place.home, prepared.arm.loop ?? "")).toMatchObject({
      kind: "ok",
      state: { task: "put the right word in", workspace: place.project },
    })
  })

  it.each([
    ["no task", { task: " \n" }, "task-missing"],
    ["a task that is too long", { task: "x".repeat(maxTaskLength + 1) }, "task-too-long"],
    ["a chat command as task", { task: "/for-loop fix it" }, "task-is-command"],
    ["a folder that is not there", { workspace: "/nowhere/at/all" }, "no-folder"],
    ["nothing that could verify it", { checks: { kind: "detect" } as const }, "no-check-found"],
  ])("is refused with %s, and arms nothing", async (_, more, code) => {
    const one = aPerson()
    const order = { task: "fix it", workspace: one.project, settings, checks, ...more }
    const refusal = await prepareLoop(one.person, order)
    if (refusal.kind !== "refused") throw new Error(refusal.kind)
    expect(refusal.code).toBe(code)
    // What is said before anything is tried says it without these words.
    if (code === "no-check-found")
      expect(refusal.message).toMatch(/^The loop was not prepared: no check was found/)
    expect(`${refusal.message} ${refusal.next}`).not.toMatch(/`for-loop|--\w/)
    expect(waitingArms(one.home, Date.now())).toEqual([])
  })

  it("says of a path whose bytes are no text what is wrong with it", async () => {
    const one = aPerson()
    const refusal = await prepareLoop(one.person, {
      task: "fix it",
      workspace: "/a\ufffdb",
      settings,
      checks,
    })
    expect(refusal).toMatchObject({ code: "no-folder", message: expect.stringContaining("no valid UTF-8") })
  })

  it("is refused while For Loop is switched off", async () => {
    const one = aPerson()
    const person = { ...one.person, env: { ...one.env, FOR_LOOP_DISABLE: "1" } }
    const refusal = await prepareLoop(person, { task: "fix it", workspace: one.project, settings, checks })
    expect(refusal).toMatchObject({ kind: "refused", code: "switched-off" })
  })
})

describe("a prepared loop", () => {
  it("can be taken back once; its line starts nothing after that", async () => {
    const one = aPerson()
    const prepared = await prepareLoop(one.person, {
      task: "fix it",
      workspace: one.project,
      settings,
      checks,
    })
    if (prepared.kind === "refused") throw new Error(prepared.message)
    const { token } = prepared.arm
    expect(withdrawArm(one.home, token)).toBe(true)
    expect(withdrawArm(one.home, token)).toBe(false)
    expect(withdrawArm(one.home, "../state")).toBe(false)
    expect(waitingArms(one.home, Date.now())).toEqual([])
  })

  it("is listed newest first until it expires; what is damaged or foreign is not", async () => {
    const one = aPerson()
    const order = { workspace: one.project, settings, checks }
    const tokens: string[] = []
    for (const [index, task] of ["first", "second"].entries()) {
      const at = Date.now() + index
      const prepared = await prepareLoop({ ...one.person, now: () => at }, { ...order, task })
      if (prepared.kind === "refused") throw new Error(prepared.message)
      tokens.push(prepared.arm.token)
    }
    one.write("../home/arms/00000000000000000000000000000000.json", "{ torn")
    one.write("../home/arms/notes.json", "{}")
    mkdirSync(join(one.home, "arms", "11111111111111111111111111111111"))
    const now = Date.now() + 2
    expect(waitingArms(one.home, now).map(({ token }) => token)).toEqual(tokens.toReversed())
    expect(waitingArms(one.home, now + 10 * 60_000)).toEqual([])
    expect(readdirSync(join(one.home, "arms"))).toHaveLength(5)
  })

  it("never lets its task command the terminal or the chat", () => {
    expect(pasteOf({ token: "abc", task: "fix \u001b[31mred\r\nit" })).toBe(
      "/for-loop --arm abc\nfix red\nit",
    )
  })
})
