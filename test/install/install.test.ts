import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { installPlugin, planInstall, pluginFolder } from "../../src/install/install.ts"
import { uninstallPlugin } from "../../src/install/uninstall.ts"
import { listFiles } from "../../src/system/files.ts"
import { machine } from "./install-fixture.ts"

const config = [".gemini", "config"] as const
const globalFile = [...config, "hooks.json"] as const
const plugin = [...config, "plugins", "antigravity-for-loop"] as const

/** Relative path and content of every file below a folder. */
function snapshot(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(listFiles(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]))
}

describe("installPlugin", () => {
  it("writes the plugin and the pointers the launcher needs, and says which files it wrote", () => {
    using user = machine()
    const result = installPlugin(user.options)
    expect(result).toMatchObject({ kind: "installed", plugin: user.path(...plugin), replaced: false })
    expect(user.read(".antigravity-for-loop", "runtime")).toBe(`${process.execPath}\n`)
    expect(user.read(".antigravity-for-loop", "plugin")).toBe(`${pluginFolder(user.userHome)}\n`)
    expect(statSync(user.home).mode & 0o777).toBe(0o700)
    if (result.kind !== "installed") return
    expect(result.written).toEqual(
      listFiles(user.userHome)
        .map((name) => user.path(name))
        .sort(),
    )
  })

  it.each([
    { hooks: "plugin", skills: "plugin" },
    { hooks: "global-file", skills: "bare" },
  ] as const)("plans exactly what it then writes, without writing ($hooks, $skills)", (choice) => {
    using user = machine()
    const planned = planInstall({ ...user.options, ...choice })
    expect(listFiles(user.userHome)).toEqual([])
    const done = installPlugin({ ...user.options, ...choice })
    expect(planned).toEqual({ kind: "plan", writes: done.kind === "installed" ? done.written : [] })
  })

  it("replaces an older copy as a whole: no file of it is left", () => {
    using user = machine()
    user.write("old", ...plugin, "hooks", "older-hook.cjs")
    user.write("{}", ...plugin, "plugin.json")
    expect(installPlugin(user.options)).toMatchObject({ kind: "installed", replaced: true })
    expect(existsSync(user.path(...plugin, "hooks", "older-hook.cjs"))).toBe(false)
    expect(
      listFiles(user.path(...config)).filter((name) => !name.startsWith("plugins/antigravity-for-loop/")),
    ).toEqual([])
  })

  it("replaces a link to a checkout without touching the checkout", () => {
    using user = machine()
    mkdirSync(user.path(...config, "plugins"), { recursive: true })
    symlinkSync(user.source, user.path(...plugin))
    const before = snapshot(user.source)
    installPlugin(user.options)
    expect(lstatSync(user.path(...plugin)).isDirectory()).toBe(true)
    expect(snapshot(user.source)).toEqual(before)
  })

  it("puts the hooks into the shared file instead of the plugin when asked, never into both (S96)", () => {
    using user = machine()
    user.write('{ "theirs": {} }\n', ...globalFile)
    installPlugin({ ...user.options, hooks: "global-file" })
    expect(existsSync(user.path(...plugin, "hooks.json"))).toBe(false)
    const command: string = JSON.parse(user.read(...globalFile))["antigravity-for-loop"].Stop[0].command
    expect(command).toBe(`"${user.path(...plugin, "hooks", "for-loop-hook")}" Stop`)
    installPlugin(user.options)
    expect(user.read(...globalFile)).toBe('{ "theirs": {} }\n')
    expect(existsSync(user.path(...plugin, "hooks.json"))).toBe(true)
  })

  it("writes the hooks file of Windows there (S90)", () => {
    using user = machine()
    installPlugin({ ...user.options, platform: "win32" })
    expect(user.read(...plugin, "hooks.json")).toContain("hooks\\\\for-loop-hook.cmd Stop")
  })

  it("refuses with one sentence and writes nothing: hook not built, no runtime, foreign skill, broken shared file", () => {
    using user = machine()
    user.write("mine", ...config, "skills", "for-loop", "SKILL.md")
    user.write("{,}", ...globalFile)
    const before = snapshot(user.userHome)
    const tries = [
      { runtime: join(user.source, "LICENSE") },
      { skills: "bare" },
      { hooks: "global-file" },
      { pluginSource: user.path("nowhere") },
    ] as const
    for (const part of tries) expect(installPlugin({ ...user.options, ...part }).kind).toBe("refused")
    expect(snapshot(user.userHome)).toEqual(before)
  })
})

describe("uninstallPlugin", () => {
  it.each([
    { hooks: "plugin", skills: "plugin" },
    { hooks: "global-file", skills: "bare" },
  ] as const)("gives back every byte of the home as it was ($hooks, $skills)", (choice) => {
    using user = machine()
    user.write('{\n  "theirs": { "Stop": [] }\n}', ...globalFile)
    user.write("theirs", ...config, "skills", "theirs", "SKILL.md")
    const before = snapshot(user.userHome)
    installPlugin({ ...user.options, ...choice })
    const { removed, left } = uninstallPlugin({ ...user.options, userState: "keep" })
    expect(left).toEqual([])
    expect(removed).toContain(user.path(...plugin))
    expect(snapshot(user.userHome)).toEqual(before)
  })

  it("keeps loops and settings of the user unless asked to remove them", () => {
    using user = machine()
    installPlugin(user.options)
    user.write("{}", ".antigravity-for-loop", "loops", "a", "state.json")
    uninstallPlugin({ ...user.options, userState: "keep" })
    expect(listFiles(user.home)).toEqual(["loops/a/state.json"])
    expect(uninstallPlugin({ ...user.options, userState: "remove" }).removed).toEqual([user.home])
    expect(existsSync(user.home)).toBe(false)
  })

  it("never removes the work in working trees of --worktree", () => {
    using user = machine()
    installPlugin(user.options)
    user.write("{}", ".antigravity-for-loop", "loops", "a", "state.json")
    user.write("a night's work", ".antigravity-for-loop", "worktrees", "a", "work.txt")
    const { removed, left } = uninstallPlugin({ ...user.options, userState: "remove" })
    expect(removed).toContain(join(user.home, "loops"))
    expect(left.join()).toContain(`${join(user.home, "worktrees")} was kept`)
    expect(listFiles(user.home)).toEqual(["worktrees/a/work.txt"])
  })

  it("never removes a home that holds the user's own folder", () => {
    using user = machine()
    user.write("dear", "letter.txt")
    const { left } = uninstallPlugin({ userHome: user.userHome, home: user.userHome, userState: "remove" })
    expect(left.join()).toContain("was kept")
    expect(user.read("letter.txt")).toBe("dear")
  })

  it("leaves a file that is not ours, with its folder, and says so", () => {
    using user = machine()
    installPlugin(user.options)
    user.write("mine", ...plugin, "notes.txt")
    const { left } = uninstallPlugin({ ...user.options, userState: "keep" })
    expect(left.join()).toContain("notes.txt")
    expect(listFiles(user.path(...plugin))).toEqual(["notes.txt"])
  })

  it("removes only the link when the plugin folder is a link to a checkout", () => {
    using user = machine()
    installPlugin(user.options)
    rmSync(user.path(...plugin), { recursive: true })
    symlinkSync(user.source, user.path(...plugin))
    const before = snapshot(user.source)
    uninstallPlugin({ ...user.options, userState: "keep" })
    expect(existsSync(user.path(...plugin))).toBe(false)
    expect(snapshot(user.source)).toEqual(before)
  })
})
