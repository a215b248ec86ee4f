import { existsSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { Conversation, chatCalls, nextPrompt } from "./harness/conversation.ts"
import { standInAntigravity } from "./harness/packages.ts"
import { photograph } from "./harness/photograph.ts"
import { Scene } from "./harness/scene.ts"
import type { Dashboard } from "./pages/dashboard.ts"
import { Workbench } from "./pages/workbench.ts"

const task = "Make the cart tests pass"

/** One person's first loop, from the package to the verified end; each test goes on from where the last one ended. */
describe("the first loop in a real editor", () => {
  let scene: Scene
  let window: Workbench
  let dashboard: Dashboard
  let agent: Conversation
  let loop: string

  beforeAll(async () => {
    scene = await Scene.start({ vsix: [await standInAntigravity()] })
    window = await Workbench.open(scene.ide, scene.project)
    dashboard = await window.showSidebar()
  })
  afterAll(async () => await scene?.[Symbol.asyncDispose]())
  beforeEach(({ onTestFailed, task: { name } }) =>
    onTestFailed(async () => await photograph(scene?.ide, name)),
  )

  it("offers to set up and writes nothing before it has shown every file and was told to", async () => {
    await window.notification("For Loop needs its plugin").waitFor()
    await dashboard.button("Set up").click()
    await window.choice("Write these files").waitFor()
    expect(await window.choices.allInnerTexts()).toContainEqual(
      expect.stringContaining(join(scene.plugin, "hooks.json")),
    )
    await window.page.keyboard.press("Escape")
    await dashboard.notice.getByText("Nothing was written.").waitFor()
    expect(existsSync(scene.plugin)).toBe(false)
  })

  it("sets up the plugin, proves that its hook runs, and shows no light before a host ran it", async () => {
    await dashboard.button("Set up").click()
    await window.choice("Write these files").click()
    await dashboard.button("Start").waitFor()
    expect(existsSync(join(scene.plugin, "hooks.json"))).toBe(true)
    await dashboard.light.getByText("not seen at work yet").waitFor()
  })

  it("prepares a loop with the detected check and puts its line into a new conversation", async () => {
    await dashboard.start(task)
    expect(await nextPrompt(scene.chat)).toContain("/for-loop")
    expect(chatCalls(scene.chat).map(({ kind }) => kind)).toEqual(["new-conversation", "prompt"])
  })

  it("shows the loop as soon as the agent takes it up, with what fails at the start", async () => {
    agent = new Conversation(scene)
    const told = await agent.hear(await nextPrompt(scene.chat))
    expect(told).toContain(task)
    await dashboard.loop(task).waitFor()
    await dashboard.headline.getByText("Running").waitFor()
    await window.notification("The loop has begun").waitFor()
    await window.statusItem("0/10").waitFor()
    await dashboard.light.getByText("Plugin at work").waitFor()
    loop = scene.onlyLoop()
    expect(scene.state(loop).checks).toEqual(["npm test"])
  })

  it("shows every iteration by itself, in the sidebar and in the status bar", async () => {
    expect(await agent.work(["fixCents"], "Done.\n\n<promise>DONE</promise>")).toContain("failing")
    await dashboard.row(1).getByText("1 fixed").waitFor()
    await window.statusItem("1/10 · 3 failing").waitFor()
    expect(await agent.work(["fixEmpty", "breakMerging"])).not.toBeNull()
    await dashboard.row(2).getByText("1 new").waitFor()
    await dashboard.headline.getByText("iteration 2 of 10").waitFor()
  })

  it("opens the diff of an iteration in the editor, before and after", async () => {
    await dashboard.viewDiff(1)
    await window.tab("src/money.js").waitFor()
    await window.diffEditor.getByText("Math.floor").first().waitFor()
    await window.diffEditor.getByText("Math.round").first().waitFor()
  })

  it("gives the agent a hint with its next turn", async () => {
    await dashboard.steer("Leave the merging of lines alone")
    expect(await agent.work(["repairMerging"])).toContain("Leave the merging of lines alone")
    await dashboard.row(3).waitFor()
  })

  it("pauses at the next event, says so, and goes on when it is resumed", async () => {
    await dashboard.button("Pause").click()
    await dashboard.body.getByText("the loop obeys at its next event").waitFor()
    expect(await agent.work([])).toBeNull()
    await dashboard.callout.getByText("Paused by you").waitFor()
    await dashboard.button("Resume").click()
    await dashboard.notice.getByText("at its conversation's next message").waitFor()
    await agent.hear("go on")
    await dashboard.headline.getByText("Running").waitFor()
    expect(scene.state(loop).status).toBe("running")
  })

  it("asks for a decision on a weakened test and lets the loop end once it is approved", async () => {
    expect(await agent.work(["fixRemove", "skipTax"])).toContain("weakened")
    await dashboard.findings.getByText("it.skip").first().waitFor()
    await window.statusItem("4/10").waitFor()
    await dashboard.findings.getByRole("button", { name: "Approve", exact: true }).click()
    await dashboard.findings.waitFor({ state: "detached" })
    expect(await agent.work([])).toBeNull()
    await dashboard.headline.getByText("Verified").waitFor()
    await window.notification("Verified after 5 iterations").waitFor()
    expect(scene.state(loop).approved).toEqual([expect.objectContaining({ by: expect.stringMatching(/\S/) })])
  })

  it("shows the report of what happened in the editor", async () => {
    await dashboard.button("Open report").click()
    await window.tab(`for-loop-${loop}.md`).waitFor()
  })

  it("puts the files back as a checkpoint has them and keeps what was there", async () => {
    await dashboard.restore(1)
    await dashboard.notice.getByText(/checkpoint/).waitFor()
    expect(scene.read("src/money.js")).toContain("Math.round(Number(price)")
    expect(scene.read("src/cart.js")).toContain("toSpliced(index, 1)\n")
    expect(scene.read("test/cart.test.js")).not.toContain("it.skip")
  })

  it("cancels another loop for good, which the agent is not sent on in", async () => {
    await dashboard.button("New loop").click()
    await dashboard.start("Try once more")
    const other = new Conversation(scene)
    expect(await other.hear(await nextPrompt(scene.chat, 1))).toContain("Try once more")
    await dashboard.loop("Try once more").waitFor()
    await dashboard.cancel()
    expect(await other.work(["fixEmpty"])).toBeNull()
    await dashboard.headline.getByText("Cancelled").waitFor()
    await dashboard.history.getByText(task).waitFor()
  })
})
