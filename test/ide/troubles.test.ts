import { existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { Conversation } from "./harness/conversation.ts"
import { photograph } from "./harness/photograph.ts"
import { Scene } from "./harness/scene.ts"
import { until } from "./harness/until.ts"
import type { Dashboard } from "./pages/dashboard.ts"
import { Workbench } from "./pages/workbench.ts"

/** An editor without Antigravity's commands, and what goes wrong on a user's machine. */
describe("troubles in a real editor", () => {
  let scene: Scene
  let window: Workbench
  let dashboard: Dashboard
  let agent: Conversation

  beforeAll(async () => {
    scene = await Scene.start()
    window = await Workbench.open(scene.ide, scene.project)
    dashboard = await window.showSidebar()
  })
  afterAll(async () => await scene?.[Symbol.asyncDispose]())
  beforeEach(({ onTestFailed, task: { name } }) =>
    onTestFailed(async () => await photograph(scene?.ide, name)),
  )

  it("says without a plugin that no loop can start, and offers no more than to set it up", async () => {
    await dashboard.light.getByText("Plugin not installed").waitFor()
    await dashboard.button("Set up").waitFor()
    expect(await dashboard.button("Start").count()).toBe(0)
    expect(await window.offers("For Loop: Pause")).toBe(false)
    expect(await window.offers("For Loop: Set Up Agent Plugin")).toBe(true)
  })

  it("copies the line that starts a loop where the host has no command for its chat, and says so", async () => {
    await window.setUp()
    await dashboard.start("Make the cart tests pass")
    await dashboard.notice.getByText("Copied: paste it").waitFor()
    const line = await window.clipboard()
    expect(line).toContain("/for-loop --arm")
    agent = new Conversation(scene)
    await agent.hear(line)
    await dashboard.loop("Make the cart tests pass").waitFor()
    await agent.work(["fixCents"])
    await dashboard.row(1).waitFor()
  })

  it("S39 asks when the host ended the turn, and copies the message that lets the loop go on", async () => {
    await agent.stopBecause("MAX_INVOCATIONS")
    await dashboard.headline.getByText("Ended by the host").waitFor()
    await window.answer("The IDE ended the turn", "Continue")
    await until("the message on the clipboard", async () =>
      (await window.clipboard()).includes("Go on with the task"),
    )
    await agent.hear(await window.clipboard())
    await dashboard.headline.getByText("Running").waitFor()
  })

  it("S13 tells of a damaged state with the next step, and shows the loop again when it is repaired", async () => {
    writeFileSync(join(scene.store, "loops", scene.onlyLoop(), "state.json"), '{"torn')
    await dashboard.body.getByText(/is damaged or was edited/).waitFor()
    await dashboard.body.getByText(/the last good copy comes back/).waitFor()
    await agent.hear("go on")
    expect(await agent.work([])).toBeNull()
    await dashboard.loop("Make the cart tests pass").waitFor()
    await dashboard.headline.getByText(/Paused|Needs you/).waitFor()
  })

  it("repairs its own damaged plugin at the next start, without a question", async () => {
    const bundle = join(scene.plugin, "hooks", "hook.cjs")
    rmSync(bundle)
    await window.reload()
    await until("the repair", () => existsSync(bundle))
  })

  it("takes the plugin out again and leaves loops and reports", async () => {
    await window.command("For Loop: Remove Agent Plugin")
    await window.choice(/Remove the plugin(?! and)/).click()
    await until("the removal", () => !existsSync(scene.plugin))
    expect(scene.loops()).toHaveLength(1)
    dashboard = await window.showSidebar()
    await dashboard.light.getByText("Plugin not installed").waitFor()
  })
})
