import assert from "node:assert/strict"
import * as vscode from "vscode"
import { configPath, gatewayFolder } from "../../../src/gateway/config/paths.ts"
import { readRunning } from "../../../src/gateway/run/running.ts"
import { forLoopHome } from "../../../src/store/home.ts"
import { ensureDir, writeFileAtomic } from "../../../src/system/atomic-file.ts"
import { until } from "../harness/until.ts"
import { declaredCommands, declaredSettings, isMadeByTheHost, ourExtension } from "./our-extension.ts"
import { PlayedLoop } from "./played-loop.ts"
import type { InHostTitle } from "./titles.ts"

const played = new PlayedLoop()

export const cases: Readonly<Record<InHostTitle, () => Promise<void>>> = {
  "activates from the package as users get it": async () => {
    const extension = ourExtension()
    await extension.activate()
    assert.equal(extension.isActive, true)
  },
  "registers every command that it declares, and declares every command that it registers": async () => {
    const known = await vscode.commands.getCommands(true)
    const ours = known.filter((name) => name.startsWith("forLoop.") && !isMadeByTheHost(name))
    assert.deepEqual(ours.sort(), declaredCommands().sort())
  },
  "offers every setting with the default that the manifest gives": async () => {
    const section = vscode.workspace.getConfiguration()
    const defaults = declaredSettings()
    assert.ok(defaults.length > 10)
    for (const { name, value } of defaults) assert.deepEqual(section.inspect(name)?.defaultValue, value, name)
  },
  "shows the dashboard's view and opens the dashboard in a tab": async () => {
    await vscode.commands.executeCommand("forLoop.openDashboard")
    await vscode.commands.executeCommand("forLoop.openDashboardInEditor")
    await until("the dashboard's tab", () =>
      tabs().some((tab) => tab.input instanceof vscode.TabInputWebview),
    )
  },
  "measures the first iteration of a loop through the plugin that the package brings": async () => {
    await played.begin()
    await played.edit("src/money.js", "Math.floor(Number(price) * 100)", "Math.round(Number(price) * 100)")
    assert.match((await played.stop()) ?? "", /failing/)
    assert.equal(played.state().iteration, 1)
  },
  "opens the changes of an iteration as a diff of two checkpoints": async () => {
    await vscode.commands.executeCommand("forLoop.showChanges", played.state().id)
    const diff = await until(
      `a diff among the tabs (${tabs().map(({ label }) => label)})`,
      () => tabs().find((tab) => tab.input instanceof vscode.TabInputTextDiff)?.input ?? null,
    )
    assert.ok(diff instanceof vscode.TabInputTextDiff)
    const [before, after] = await Promise.all(
      [diff.original, diff.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
    )
    assert.match(before?.getText() ?? "", /Math\.floor/)
    assert.match(after?.getText() ?? "", /Math\.round\(Number/)
  },
  "steers, pauses and resumes the loop by commands": async () => {
    const loop = played.state().id
    await vscode.commands.executeCommand("forLoop.steer", loop, "Leave the parser alone")
    assert.match((await played.stop()) ?? "", /Leave the parser alone/)
    await vscode.commands.executeCommand("forLoop.pause", loop)
    assert.equal(await played.stop(), null)
    assert.equal(played.state().status, "paused")
    await vscode.commands.executeCommand("forLoop.resume", loop)
    await played.hear("go on")
    assert.equal(played.state().status, "running")
  },
  "cancels the loop, which then holds no turn any more": async () => {
    await vscode.commands.executeCommand("forLoop.cancel", played.state().id)
    assert.equal(await played.stop(), null)
    assert.equal(played.state().outcome?.kind, "cancelled")
  },
  "runs the gateway as a process of its own until it is told to stop": async () => {
    const home = forLoopHome(process.env)
    ensureDir(gatewayFolder(home))
    // Another gateway of this machine may have the usual port.
    writeFileAtomic(configPath(home), JSON.stringify({ server: { port: 0 } }))
    await vscode.commands.executeCommand("forLoop.startGateway")
    const running = await until("the gateway", () => readRunning(home))
    const health = await fetch(`${running.url}/health`)
    assert.equal(health.status, 200)
    assert.notEqual(running.pid, process.pid)
    await vscode.commands.executeCommand("forLoop.stopGateway")
    await until("the end of the gateway", () => readRunning(home) === null)
  },
}

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs)
}
