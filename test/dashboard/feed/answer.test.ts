import { describe, expect, it } from "vitest"
import { goOnText } from "../../../src/control/go-on-text.ts"
import { waitingArms } from "../../../src/control/waiting-arms.ts"
import type { Ports } from "../../../src/dashboard/feed/answer.ts"
import type { StartForm } from "../../../src/dashboard/model/messages.ts"
import { conclude } from "../../../src/loop/control.ts"
import { peekControls } from "../../../src/store/control.ts"
import { writeIterationFile } from "../../../src/store/iteration.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { aPerson } from "../../control/a-person.ts"
import { evidence, finding } from "../../loop/builders.ts"
import { ask, type Somebody } from "./asked.ts"

function form(one: Somebody, more: Partial<StartForm> = {}): StartForm {
  return {
    task: "make the cart tests pass",
    workspace: one.project,
    checks: ["npm test"],
    maxIterations: 5,
    maxMinutes: 30,
    maxUsd: 1.5,
    mode: "auto",
    completion: "  ",
    branch: "none",
    ...more,
  }
}

const skip = finding({ id: "skip:cart.test.ts" })

describe("starting", () => {
  it("arms the loop that the form describes and hands its line on", async () => {
    const one = aPerson()
    const reply = await ask(one, { kind: "start", form: form(one) })
    const [arm] = waitingArms(one.home, Date.now())
    expect(arm).toMatchObject({
      task: "make the cart tests pass",
      workspace: one.project,
      checks: ["npm test"],
      settings: { maxIterations: 5, maxMinutes: 30, maxUsd: 1.5, completion: null, branch: { kind: "none" } },
    })
    expect(reply).toMatchObject({
      kind: "text",
      text: `/for-loop --arm ${arm?.token}\nmake the cart tests pass`,
    })
  })

  it("sends it where there is a way to the chat, in a new conversation", async () => {
    const one = aPerson()
    const sent: unknown[] = []
    const send: Ports["send"] = async (text, place) => {
      sent.push([text.split("\n")[1], place])
      return sent.length === 1 ? "sent" : "copied"
    }
    const started = await ask(one, { kind: "start", form: form(one) }, { send })
    expect(started).toMatchObject({
      kind: "done",
      message: expect.stringContaining("Sent to the agent's chat"),
      sentArm: waitingArms(one.home, Date.now())[0]?.token,
    })
    const token = waitingArms(one.home, Date.now())[0]?.token ?? ""
    const copied = await ask(one, { kind: "send-arm", token }, { send })
    expect(copied).toMatchObject({ message: expect.stringContaining("Copied") })
    expect(copied).not.toHaveProperty("sentArm")
    expect(sent).toEqual([
      ["make the cart tests pass", "new"],
      ["make the cart tests pass", "new"],
    ])
  })

  it.each<[Partial<StartForm>, RegExp]>([
    [{ task: " " }, /task/],
    [{ maxIterations: 0 }, /iterations must be a whole number from 1 to 1000/],
    [{ maxIterations: 1.5 }, /whole number/],
    [{ maxMinutes: 1e9 }, /minutes/],
    [{ maxUsd: 0 }, /spend limit/],
    [{ checks: [" "] }, /not an empty line/],
    [{ checks: null }, /no check was found/],
    [{ workspace: "/nowhere/at/all" }, /not a folder/],
  ])("refuses %j in one sentence and arms nothing", async (more, message) => {
    const one = aPerson()
    const reply = await ask(one, { kind: "start", form: form(one, more) })
    expect(reply).toMatchObject({ kind: "refused", message: expect.stringMatching(message) })
    expect(waitingArms(one.home, Date.now())).toEqual([])
  })

  it("shows the checks it would detect, and withdraws a loop that waits", async () => {
    const one = aPerson()
    one.write("package.json", JSON.stringify({ scripts: { test: "node --test" } }))
    const detected = await ask(one, { kind: "detect-checks", workspace: one.project })
    expect(detected).toMatchObject({ kind: "checks", checks: ["npm test"] })
    await ask(one, { kind: "start", form: form(one) })
    const token = waitingArms(one.home, Date.now())[0]?.token ?? ""
    expect(await ask(one, { kind: "withdraw-arm", token })).toMatchObject({ kind: "done" })
    expect(waitingArms(one.home, Date.now())).toEqual([])
    expect(await ask(one, { kind: "withdraw-arm", token })).toMatchObject({ kind: "refused" })
    expect(await ask(one, { kind: "send-arm", token })).toMatchObject({ kind: "refused" })
  })
})

describe("requests to a loop", () => {
  it("are left for the hook, each with what it will do", async () => {
    const one = aPerson()
    const { id } = one.store()
    for (const question of [
      { kind: "pause", loop: id },
      { kind: "steer", loop: id, hint: "look at money.js" },
      { kind: "cancel", loop: id },
    ] as const)
      expect(await ask(one, question)).toMatchObject({ kind: "done" })
    expect(peekControls(one.home, id).map(({ kind }) => kind)).toEqual(["pause", "steer", "cancel"])
  })

  it("are refused with the next step where they do not fit, without a code on the wire", async () => {
    const one = aPerson()
    const { id } = one.store()
    for (const question of [
      { kind: "resume", loop: id },
      { kind: "steer", loop: id, hint: " " },
      { kind: "approve", loop: id, finding: "none" },
      { kind: "reject", loop: id, finding: "none" },
      { kind: "pause", loop: "../../etc" },
      { kind: "diff", loop: "gone", n: 1 },
    ] as const) {
      const reply = await ask(one, question)
      expect(Object.keys(reply)).toEqual(["kind", "message", "next"])
      expect(reply.kind).toBe("refused")
    }
    expect(peekControls(one.home, id)).toEqual([])
  })

  it("approve a finding by name of the person, or ask the agent to take it back", async () => {
    const one = aPerson()
    const { id } = one.store()
    const kept = evidence({ integrity: { kind: "findings", findings: [skip] } })
    writeIterationFile(one.home, id, 0, "evidence.json", JSON.stringify(kept))
    expect(await ask(one, { kind: "approve", loop: id, finding: skip.id })).toMatchObject({ kind: "done" })
    expect(await ask(one, { kind: "reject", loop: id, finding: skip.id })).toMatchObject({ kind: "done" })
    const [approved, steered] = peekControls(one.home, id)
    expect(approved).toMatchObject({ kind: "approve", finding: skip.id, by: expect.stringMatching(/./) })
    expect(steered).toMatchObject({
      kind: "steer",
      hint: expect.stringContaining("cart.test.js:3: new .skip"),
    })
  })

  it("S50 extend a limit by the person's own number only", async () => {
    const one = aPerson()
    const state = one.store({ iteration: 10 })
    saveState(one.home, conclude(state, "iteration-limit", "all 10 iterations are used up", Date.now()))
    const small = { kind: "extend", loop: state.id, maxIterations: 10, maxMinutes: null } as const
    expect(await ask(one, small)).toMatchObject({ kind: "refused" })
    expect(await ask(one, { ...small, maxIterations: 15 })).toMatchObject({ kind: "done" })
    expect(peekControls(one.home, state.id)).toMatchObject([{ kind: "resume", maxIterations: 15 }])
  })

  it("continue: resumed, and its conversation on screen is spoken to", async () => {
    const one = aPerson()
    const state = one.store()
    saveState(one.home, conclude(state, "host-capped", "the host ended the turn", Date.now()))
    const said: unknown[] = []
    const send: Ports["send"] = async (text, place) => {
      said.push([text, place])
      return "sent"
    }
    expect(await ask(one, { kind: "continue", loop: state.id }, { send })).toMatchObject({ kind: "done" })
    // The very words of the automatic message, which name the loop and do no harm in another conversation.
    expect(said).toEqual([[goOnText(state), "visible"]])
    expect(goOnText(state)).toContain(`the conversation of loop ${state.id}`)
    expect(peekControls(one.home, state.id)).toMatchObject([{ kind: "resume" }])
  })
})
