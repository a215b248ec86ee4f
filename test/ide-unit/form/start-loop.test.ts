import { describe, expect, it } from "vitest"
import { waitingArms } from "../../../src/control/waiting-arms.ts"
import { startLoop } from "../../../src/ide/form/start-loop.ts"
import { readSettings } from "../../../src/ide/settings/setting-rules.ts"
import { parseRequest } from "../../../src/loop/command.ts"
import { aPerson } from "../../control/a-person.ts"

const { start: defaults } = readSettings(() => undefined)

describe("starting a loop from a form", () => {
  it("arms a loop with the form's choices and the window's settings, and sends its line to a new conversation", async () => {
    const one = aPerson("git")
    const sent: [string, string][] = []
    const reply = await startLoop(
      one.person,
      { ...form(one.project), maxIterations: 4, checks: [" npm test ", ""] },
      { ...defaults, checkTimeoutSec: 30, allowTestEdits: true },
      chat(sent, "sent"),
    )
    expect(reply).toMatchObject({
      kind: "done",
      message: expect.stringContaining("Sent to the agent's chat"),
    })
    const [arm] = waitingArms(one.home, Date.now())
    expect(reply).toHaveProperty("sentArm", arm?.token)
    expect(arm).toMatchObject({
      checks: ["npm test"],
      settings: { maxIterations: 4, checkTimeoutSec: 30, allowTestEdits: true, branch: { kind: "auto" } },
    })
    expect(sent.map(([line, place]) => [parseRequest(line).kind, place])).toEqual([["arm", "new"]])
  })

  it("says to paste the line where the chat cannot be reached", async () => {
    const one = aPerson("git")
    const reply = await startLoop(one.person, form(one.project), defaults, chat([], "copied"))
    expect(reply).toMatchObject({ kind: "done", message: expect.stringContaining("paste it") })
  })

  it("S57 sends nothing when nothing can decide", async () => {
    const one = aPerson("git")
    const sent: [string, string][] = []
    const order = { ...form(one.project), checks: null }
    const reply = await startLoop(one.person, order, defaults, chat(sent, "sent"))
    expect(reply).toMatchObject({ kind: "refused" })
    expect([sent, waitingArms(one.home, Date.now())]).toEqual([[], []])
  })
})

function form(workspace: string) {
  const { maxIterations, maxMinutes, maxUsd, mode, completion, branch } = defaults
  const limits = { maxIterations, maxMinutes, maxUsd, mode, completion, branch }
  return { task: "make the cart tests pass", workspace, checks: ["npm test"], ...limits }
}

function chat(sent: [string, string][], way: "sent" | "copied") {
  return {
    send: (line: string, place: "new" | "visible") => {
      sent.push([line, place])
      return Promise.resolve(way)
    },
  }
}
