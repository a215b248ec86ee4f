import { existsSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { Conversation, chatCalls, nextPrompt } from "./harness/conversation.ts"
import { standInAntigravity } from "./harness/packages.ts"
import { photograph } from "./harness/photograph.ts"
import { Scene } from "./harness/scene.ts"
import { until } from "./harness/until.ts"
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
    await dashboard.button("Start in the chat").click()
    expect(await nextPrompt(scene.chat)).toContain("/for-loop")
    expect(chatCalls(scene.chat).map(({ kind }) => kind)).toEqual(["new-conversation", "prompt"])
  })

  it("shows the loop as soon as the agent takes it up, with what fails at the start", async () => {
    agent = new Conversation(scene)
    const told = await agent.hear(await nextPrompt(scene.chat))
    expect(told).toContain(task)
    await dashboard.loop(task).waitFor()
    expect(await dashboard.headline.innerText()).toContain("Running")
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
    expect(await dashboard.headline.innerText()).toContain("iteration 2 of 10")
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
    await until("the loop to run again", () => scene.state(loop).status === "running")
    await agent.hear("go on")
    await dashboard.headline.getByText("Running").waitFor()
  })

  it("asks for a decision on a weakened test and remembers who took it", async () => {
    expect(await agent.work(["fixRemove", "skipTax"])).toContain("weakened")
    await dashboard.findings.getByText("it.skip").first().waitFor()
    await dashboard.findings.getByRole("button", { name: "Approve", exact: true }).click()
    await dashboard.findings.waitFor({ state: "detached" })
    await agent.work([])
    expect(scene.state(loop).approved.map(({ by }) => by)).toEqual([expect.stringMatching(/\S/)])
  })
})
