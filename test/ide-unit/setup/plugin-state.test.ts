import { chmodSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { pluginFactsReader } from "../../../src/ide/setup/plugin-facts.ts"
import { pluginState } from "../../../src/ide/setup/plugin-state.ts"
import { installPlugin } from "../../../src/install/install.ts"
import { plugin } from "../../install/doctor-cases.ts"
import { type Machine, machine } from "../../install/install-fixture.ts"

const manifest = (version: string) => JSON.stringify({ name: "antigravity-for-loop", version })
const state = (user: Machine) => pluginState(pluginFactsReader(user.options)())

describe("the state of the installation", () => {
  it.each<[string, (user: Machine) => unknown, string, string, string]>([
    [
      "nothing is installed",
      (user) => user.write("x", ".gemini", "settings.json"),
      "missing",
      "not-installed",
      "offer",
    ],
    ["all is as packed", (user) => installPlugin(user.options), "installed", "fine", "none"],
    [
      "the hooks stand in the shared file",
      (user) => installPlugin({ ...user.options, hooks: "global-file" }),
      "installed",
      "fine",
      "none",
    ],
    [
      "an update removed a file (S95)",
      (user) => {
        installPlugin(user.options)
        rmSync(user.path(...plugin, "hooks", "hook.cjs"))
      },
      "damaged",
      "broken",
      "automatic",
    ],
    [
      "the launcher cannot be executed",
      (user) => {
        installPlugin(user.options)
        chmodSync(user.path(...plugin, "hooks", "for-loop-hook"), 0o644)
      },
      "damaged",
      "broken",
      "automatic",
    ],
    [
      "the recorded program is gone",
      (user) => {
        installPlugin(user.options)
        user.write("/nowhere/node\n", ".antigravity-for-loop", "runtime")
      },
      "damaged",
      "runtime-gone",
      "automatic",
    ],
    [
      "the extension was updated without a new version",
      (user) => {
        installPlugin(user.options)
        writeFileSync(join(user.source, "hooks", "hook.cjs"), "// another hook\n")
      },
      "outdated",
      "changed",
      "automatic",
    ],
    [
      "somebody edited a skill",
      (user) => {
        installPlugin(user.options)
        user.write("edited", ...plugin, "skills", "for-loop", "SKILL.md")
      },
      "outdated",
      "changed",
      "automatic",
    ],
    [
      "the extension brings a later version",
      (user) => {
        installPlugin(user.options)
        writeFileSync(join(user.source, "plugin.json"), manifest("0.10.0"))
      },
      "outdated",
      "older",
      "automatic",
    ],
    [
      "the installed manifest cannot be read",
      (user) => {
        installPlugin(user.options)
        user.write("{", ...plugin, "plugin.json")
      },
      "outdated",
      "older",
      "automatic",
    ],
    [
      "another IDE brought a later version",
      (user) => {
        installPlugin(user.options)
        user.write(manifest("99.0.0"), ...plugin, "plugin.json")
      },
      "installed",
      "newer",
      "none",
    ],
    [
      "another IDE brought a later version and its program is gone",
      (user) => {
        installPlugin(user.options)
        user.write(manifest("99.0.0"), ...plugin, "plugin.json")
        user.write("/nowhere/node\n", ".antigravity-for-loop", "runtime")
      },
      "damaged",
      "runtime-gone",
      "automatic",
    ],
    [
      "the folder is a link to a checkout",
      (user) => {
        user.write("", ...plugin, "..", "other", "plugin.json")
        symlinkSync(user.source, user.path(...plugin))
      },
      "installed",
      "linked",
      "none",
    ],
    [
      "the host itself installed an older copy",
      (user) => {
        installPlugin(user.options)
        user.write(manifest("0.0.1"), ...plugin, "plugin.json")
        rmSync(join(user.home, "install.json"))
      },
      "outdated",
      "older",
      "offer",
    ],
  ])("is told when %s", (_what, make, known, why, repair) => {
    using user = machine()
    make(user)
    expect(state(user)).toEqual({ plugin: known, why, repair })
  })

  it("is told anew after every change, though unchanged files are not read again", () => {
    using user = machine()
    installPlugin(user.options)
    const facts = pluginFactsReader(user.options)
    expect(pluginState(facts()).why).toBe("fine")
    const skill = user.write("edited once", ...plugin, "skills", "for-loop", "SKILL.md")
    expect(facts().different).toEqual(["skills/for-loop/SKILL.md"])
    rmSync(skill)
    expect(facts().broken).toEqual(["skills/for-loop/SKILL.md"])
    rmSync(dirname(user.path(...plugin)), { recursive: true })
    expect(pluginState(facts()).why).toBe("not-installed")
  })
})
