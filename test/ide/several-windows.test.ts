import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { Conversation, chatCalls, nextPrompt } from "./harness/conversation.ts"
import { standInAntigravity } from "./harness/packages.ts"
import { photograph } from "./harness/photograph.ts"
import { Scene } from "./harness/scene.ts"
import { until } from "./harness/until.ts"
import type { Dashboard } from "./pages/dashboard.ts"
import { Workbench } from "./pages/workbench.ts"

/** Two windows on one project, and a third on another: what happens, happens once. */
describe("several windows of a real editor", () => {
  let scene: Scene
  let windows: readonly [Workbench, Workbench]
  let dashboards: readonly [Dashboard, Dashboard]
  let agent: Conversation

  beforeAll(async () => {
    scene = await Scene.start({
      vsix: [await standInAntigravity()],
      settings: { "forLoop.hostCapped": "automatic" },
    })
    const first = await Workbench.open(scene.ide, scene.project)
    await first.setUp()
    const second = await Workbench.open(scene.ide, scene.project)
    windows = [first, second]
    dashboards = [await first.showSidebar(), await second.showSidebar()]
    agent = new Conversation(scene)
  })
  afterAll(async () => await scene?.[Symbol.asyncDispose]())
  beforeEach(({ onTestFailed, task: { name } }) =>
    onTestFailed(async () => await photograph(scene?.ide, name)),
  )

  const told = async (text: string): Promise<number> => {
    const counts = await Promise.all(windows.map((window) => window.notification(text).count()))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  it("shows a loop that the chat started in both, and tells of it in one", async () => {
    await agent.hear('/for-loop "Make both windows agree" --max-iterations 6')
    await until("word of the start", async () => (await told("The loop has begun")) > 0)
    await agent.work(["fixCents"])
    for (const dashboard of dashboards) await dashboard.row(1).getByText("1 fixed").waitFor()
    expect(await told("The loop has begun")).toBe(1)
  })

  it("shows in one what was asked for in the other", async () => {
    await dashboards[0].button("Pause").click()
    await dashboards[1].body.getByText("the loop obeys at its next event").waitFor()
    expect(await agent.work([])).toBeNull()
    for (const dashboard of dashboards) await dashboard.callout.getByText("Paused by you").waitFor()
    await dashboards[1].button("Resume").click()
    await dashboards[1].notice.getByText("next message").waitFor()
    await agent.hear("go on")
    for (const dashboard of dashboards) await dashboard.headline.getByText("Running").waitFor()
  })

  it("S39 prompts the agent once when the host ended the turn, although both windows see it", async () => {
    await agent.stopBecause("MAX_INVOCATIONS")
    const prompt = await nextPrompt(scene.chat)
    expect(prompt).toContain("[for-loop] The turn was cut off")
    await agent.hear(prompt)
    for (const dashboard of dashboards) await dashboard.headline.getByText("Running").waitFor()
    await agent.work(["fixEmpty"])
    for (const dashboard of dashboards) await dashboard.row(2).getByText("1 fixed").waitFor()
    expect(chatCalls(scene.chat).filter(({ kind }) => kind === "prompt")).toHaveLength(1)
  })

  it("finds its way back when a window is loaded again while checks run", async () => {
    const working = agent.work(["fixRemove"])
    await windows[0].reload()
    const dashboard = await windows[0].showSidebar()
    await working
    await dashboard.row(3).getByText("1 fixed").waitFor()
    await windows[0].statusItem("3/6 · 1 failing").waitFor()
    await dashboards[1].row(3).getByText("1 fixed").waitFor()
    dashboards = [dashboard, dashboards[1]]
  })

  it("keeps loops of another folder out of the window, and shows them in their own", async () => {
    const other = scene.addProject("another-cart")
    const theirs = new Conversation(scene, other)
    await theirs.hear('/for-loop "Only in the other folder" --max-iterations 4')
    const window = await Workbench.open(scene.ide, other)
    const dashboard = await window.showSidebar()
    await dashboard.loop("Only in the other folder").waitFor()
    await theirs.work([])
    await dashboard.row(1).waitFor()
    expect(await dashboards[1].body.getByText("Only in the other folder").count()).toBe(0)
    expect(await dashboard.body.getByText("Make both windows agree").count()).toBe(0)
  })

  it("ends verified in both, with one word about it", async () => {
    expect(await agent.work(["fixTax"], "All four are repaired.")).toBeNull()
    for (const dashboard of dashboards) await dashboard.headline.getByText("Verified").waitFor()
    await until("word of the end", async () => (await told("Verified after 4 iterations")) > 0)
    await dashboards[0].button("Open report").click()
    await dashboards[0].notice.getByText("Report of loop").waitFor()
    expect(await told("Verified after 4 iterations")).toBe(1)
  })
})
