import assert from "node:assert/strict"
import * as vscode from "vscode"
import { declaredCommands, declaredSettings, isMadeByTheHost, ourExtension } from "./our-extension.ts"
import type { InHostTitle } from "./titles.ts"

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
}
