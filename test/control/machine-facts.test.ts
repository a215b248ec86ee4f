import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { installOptions, pluginSource, userHomeOf } from "../../src/control/machine-facts.ts"
import { aPerson } from "./a-person.ts"

describe("the facts of this machine", () => {
  it("take the plugin from the folder of this program, or from the one that was named", () => {
    expect(existsSync(join(pluginSource({}), "plugin.json"))).toBe(true)
    expect(pluginSource({ FOR_LOOP_PLUGIN: "/somewhere/else" })).toBe("/somewhere/else")
  })

  it("install for the person's own home, run by this program or the runtime that was found", () => {
    const { person, userHome, home } = aPerson()
    expect(userHomeOf(person.env)).toBe(userHome)
    expect(userHomeOf({})).not.toBe("")
    const options = installOptions(person, "plugin")
    expect(options).toMatchObject({ userHome, home, runtime: process.execPath, hooks: "plugin" })
    expect(installOptions(person, "plugin", "/opt/node").runtime).toBe("/opt/node")
  })
})
