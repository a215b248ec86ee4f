import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { doctor } from "../../src/install/doctor.ts"
import { readHooksText } from "../../src/install/hooks-format.ts"
import { hasGuard, settingsPath } from "../../src/install/host-settings.ts"
import { installPlugin } from "../../src/install/install.ts"
import { installHost, uninstallHost } from "../../src/install/install-host.ts"
import { readRecord } from "../../src/install/install-record.ts"
import { uninstallPlugin } from "../../src/install/uninstall.ts"
import { machine as terminal } from "../cli/run-cli.ts"
import { now } from "../install/doctor-cases.ts"
import { type Machine, machine } from "../install/install-fixture.ts"

const plugin = [".gemini", "config", "plugins", "antigravity-for-loop"] as const
const globalFile = [".gemini", "config", "hooks.json"] as const

const toolEvents = (text: string): unknown => JSON.parse(text)["antigravity-for-loop"].PreToolUse

async function guardDiagnosis(user: Machine) {
  const all = await doctor({ ...user.options, workspace: null, env: process.env, now })
  return all.find(({ id }) => id === "guard")
}

describe("the user's choice to have tool calls judged", () => {
  it("is off unless it was made, and then a group with a short limit in the plugin's hooks file", async () => {
    using user = machine()
    installPlugin(user.options)
    expect(toolEvents(user.read(...plugin, "hooks.json"))).toBeUndefined()
    expect((await guardDiagnosis(user))?.what).toContain("for-loop install --guard")
    installPlugin({ ...user.options, guard: "on" })
    const text = user.read(...plugin, "hooks.json")
    expect(toolEvents(text)).toEqual([
      {
        matcher: "*",
        hooks: [{ type: "command", command: "./hooks/for-loop-hook PreToolUse", timeout: 10 }],
      },
    ])
    expect(readHooksText(text)).toMatchObject({ kind: "valid", warnings: [] })
    expect(await guardDiagnosis(user)).toMatchObject({
      status: "ok",
      what: expect.stringContaining("judged"),
    })
  })

  it("survives an update and a repair, and goes when the user takes it back", () => {
    using user = machine()
    installPlugin({ ...user.options, guard: "on" })
    installPlugin(user.options)
    expect(readRecord(user.home)?.guard).toBe("on")
    expect(toolEvents(user.read(...plugin, "hooks.json"))).toBeDefined()
    installPlugin({ ...user.options, guard: "off" })
    expect(readRecord(user.home)?.guard).toBe("off")
    expect(toolEvents(user.read(...plugin, "hooks.json"))).toBeUndefined()
  })

  it("stands in the shared hooks file where the user wanted that one, and leaves with the rest", () => {
    using user = machine()
    installPlugin({ ...user.options, hooks: "global-file", guard: "on" })
    expect(toolEvents(user.read(...globalFile))).toBeDefined()
    uninstallPlugin({ ...user.options, userState: "keep" })
    expect(existsSync(user.path(...globalFile))).toBe(false)
    expect(readRecord(user.home)).toBeNull()
  })

  it("is told by the doctor when the hooks file says otherwise, and repaired by a reinstallation", async () => {
    using user = machine()
    installPlugin({ ...user.options, guard: "on" })
    const without = user.read(...plugin, "hooks.json").replace("PreToolUse", "PostToolUse")
    user.write(without, ...plugin, "hooks.json")
    expect(await guardDiagnosis(user)).toMatchObject({ status: "warn", fix: "reinstall" })
    installPlugin(user.options)
    expect((await guardDiagnosis(user))?.status).toBe("ok")
  })

  it.each([
    ["claude-code", "PreToolUse", 10],
    ["gemini-cli", "BeforeTool", 10_000],
  ] as const)("works for %s through its settings, and leaves them as they were", (host, event, timeout) => {
    using user = machine()
    const order = { ...user.options, host, folder: user.userHome }
    const before = '{\n  "theirs": true\n}\n'
    const path = settingsPath(host, user.userHome)
    user.write(before, ...path.slice(user.userHome.length + 1).split("/"))
    installHost(order)
    expect(hasGuard(host, user.userHome)).toBe(false)
    installHost({ ...order, guard: "on" })
    const hooks = JSON.parse(user.read(...path.slice(user.userHome.length + 1).split("/"))).hooks
    const command = expect.stringContaining(` ${event} --host ${host}`)
    expect(hooks[event]).toEqual([{ hooks: [expect.objectContaining({ command, timeout })] }])
    installHost(order)
    expect(hasGuard(host, user.userHome)).toBe(true)
    installHost({ ...order, guard: "off" })
    expect(hasGuard(host, user.userHome)).toBe(false)
    installHost({ ...order, guard: "on" })
    uninstallHost(host, user.userHome, user.home)
    expect(JSON.parse(user.read(...path.slice(user.userHome.length + 1).split("/")))).toEqual({
      theirs: true,
    })
  })
})

describe("for-loop install --guard", () => {
  it("turns it on, keeps it on, and turns it off", async () => {
    const user = terminal()
    const hooks = join(user.userHome, ...plugin, "hooks.json")
    const run = async (...args: string[]) => {
      expect(await user.run(["install", ...args])).toMatchObject({ code: 0 })
      return toolEvents(readFileSync(hooks, "utf8"))
    }
    expect(await run("--guard")).toBeDefined()
    expect(await run()).toBeDefined()
    expect(await run("--no-guard")).toBeUndefined()
    const both = await user.run(["install", "--guard", "--no-guard"])
    expect(both.code).not.toBe(0)
    expect(both.stderr).toContain("--guard and --no-guard exclude each other")
  })
})
