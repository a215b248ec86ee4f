import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { setUpPlugin } from "../../../src/ide/setup/set-up-plugin.ts"
import { type SetupService, setupService } from "../../../src/ide/setup/setup-service.ts"
import { settingsPath } from "../../../src/install/host-settings.ts"
import { installPlugin, pluginFolder } from "../../../src/install/install.ts"
import { installHost } from "../../../src/install/install-host.ts"
import { markHookSeen } from "../../../src/store/hook-seen.ts"
import { acquireLock } from "../../../src/store/lock.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { listFiles } from "../../../src/system/files.ts"
import { playground } from "../../e2e/playground.ts"
import { started } from "../../e2e/started.ts"
import { plugin } from "../../install/doctor-cases.ts"
import { type Machine, machine } from "../../install/install-fixture.ts"
import { sampleState } from "../../store/sample.ts"
import { english } from "../english.ts"

/** A machine with Node and git on its PATH, and nothing installed. */
function fresh(): Machine {
  const user = machine()
  mkdirSync(user.path("bin"))
  symlinkSync(process.execPath, user.path("bin", "node"))
  user.program("#!/bin/sh\necho git version 2.50.0\n", "bin", "git")
  return user
}

function serviceOf(user: Machine): SetupService {
  return setupService({
    home: user.home,
    env: { HOME: user.userHome, PATH: user.path("bin") },
    now: Date.now,
    execPath: process.execPath,
    pluginSource: user.source,
    workspace: () => null,
    t: english,
  })
}

describe.skipIf(process.platform === "win32")("setting up", () => {
  it("writes exactly the files it had shown before, and shows the plugin as installed", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    expect(await setup.view()).toMatchObject({ plugin: "missing", hookSeenAt: null, disabled: false })
    const plan = await setup.plan()
    const before = listFiles(user.userHome)
    const reply = await setup.setUp()
    expect(reply).toMatchObject({ kind: "done", message: expect.stringContaining("its hook runs") })
    const written = listFiles(user.userHome)
      .filter((name) => !before.includes(name))
      .map((name) => user.path(name))
    expect(plan).toEqual({ kind: "plan", writes: written.sort() })
    expect(await setup.view()).toEqual({ plugin: "installed", hookSeenAt: null, disabled: false, note: "" })
  })

  it("records the Node that is found, by its own name and not by that of a stand-in on the PATH", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    rmSync(user.path("bin", "node"))
    user.program(`#!/bin/sh\nexec '${process.execPath}' "$@"\n`, "bin", "node")
    await setup.setUp()
    expect(user.read(".antigravity-for-loop", "runtime")).toBe(`${process.execPath}\n`)
  })

  it.each([
    ["is too old", "#!/bin/sh\nprintf '18.20.0\\n/usr/bin/node'\n"],
    ["does not run", "#!/bin/sh\nexit 1\n"],
  ])("records the program of the extension where the Node on the PATH %s", async (_what, script) => {
    using user = fresh()
    rmSync(user.path("bin", "node"))
    user.program(script, "bin", "node")
    await serviceOf(user).setUp()
    expect(user.read(".antigravity-for-loop", "runtime")).toBe(`${process.execPath}\n`)
  })

  it("repairs a damaged installation, and keeps that its hooks stand in the shared file", async () => {
    using user = fresh()
    installPlugin({ ...user.options, hooks: "global-file" })
    const setup = serviceOf(user)
    rmSync(user.path(...plugin, "hooks", "hook.cjs"))
    expect(await setup.view()).toMatchObject({
      plugin: "damaged",
      note: "The installed agent plugin is damaged: hooks/hook.cjs.",
    })
    expect((await setup.setUp()).kind).toBe("done")
    expect(setup.state().why).toBe("fine")
    expect(existsSync(user.path(...plugin, "hooks.json"))).toBe(false)
  })

  it("is refused with the doctor's finding when the hook does not run afterwards", async () => {
    using user = fresh()
    writeFileSync(join(user.source, "hooks", "hook.cjs"), "process.exit(3)\n")
    expect(await serviceOf(user).setUp()).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("hook.cjs does not run"),
    })
  })

  it("is refused where the extension was packed without the plugin", async () => {
    using user = fresh()
    rmSync(user.source, { recursive: true })
    const reply = await serviceOf(user).setUp()
    expect(reply).toMatchObject({ kind: "refused", message: expect.stringContaining("lacks plugin.json") })
    expect(existsSync(pluginFolder(user.userHome))).toBe(false)
  })

  it("never replaces the plugin under a loop that runs its checks", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    await setup.setUp()
    writeFileSync(join(user.source, "LICENSE"), "another")
    saveState(user.home, sampleState("loop-1"))
    const lock = await acquireLock(user.home, "loop-1", { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    expect(await setup.install("needed")).toMatchObject({ kind: "busy", reply: { kind: "refused" } })
    expect(await setup.uninstall("all")).toMatchObject({ kind: "refused" })
    expect(readFileSync(user.path(...plugin, "LICENSE"), "utf8")).not.toBe("another")
    if (lock.kind === "held") lock.release()
    expect((await setup.install("needed")).kind).toBe("done")
    expect(readFileSync(user.path(...plugin, "LICENSE"), "utf8")).toBe("another")
  })

  it("waits until another window has installed, and then looks whether there is anything left to do", async () => {
    using user = fresh()
    const seen: string[] = []
    const lock = await acquireLock(user.home, "setup", { now: Date.now(), waitMs: 0, staleMs: 60_000 })
    const second = setUpPlugin({
      options: user.options,
      needed: () => {
        seen.push("asked")
        return false
      },
      examine: async () => [],
      now: Date.now,
      t: english,
    })
    await new Promise((resolve) => setImmediate(resolve))
    seen.push("released")
    if (lock.kind === "held") lock.release()
    expect((await second).kind).toBe("unchanged")
    expect(seen).toEqual(["released", "asked"])
    expect(existsSync(pluginFolder(user.userHome))).toBe(false)
  })

  it("shows when the hook was seen, and that loops or the plugin are switched off", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    await setup.setUp()
    markHookSeen(user.home, 1_800_000_000_000)
    expect(await setup.view()).toMatchObject({ hookSeenAt: 1_800_000_000_000, disabled: false })
    const config = user.write(
      '{"plugins":{"antigravity-for-loop":{"enabled":false}}}',
      ".gemini",
      "config",
      "config.json",
    )
    expect(await setup.view()).toMatchObject({
      disabled: true,
      note: expect.stringContaining("disabled in Antigravity"),
    })
    rmSync(config)
    user.write("", ".antigravity-for-loop", "disabled")
    expect(await setup.view()).toMatchObject({
      disabled: true,
      note: expect.stringContaining("switched off"),
    })
  })

  it("tells what the doctor found as a text", async () => {
    using user = fresh()
    const reply = await serviceOf(user).doctor()
    expect(reply).toMatchObject({ kind: "text", fileName: "for-loop-doctor.md" })
    if (reply.kind !== "text") return
    expect(reply.text).toMatch(/^# For Loop: doctor\n\n\d+ in order, \d+ to look at, \d+ to repair\n/)
    expect(reply.text).toContain("✗")
    expect(reply.text).toContain("Setting up the agent plugin again does this.")
  })
})

describe.skipIf(process.platform === "win32")("removing", () => {
  it("takes the plugin out and keeps the loops", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    await setup.setUp()
    saveState(user.home, sampleState("loop-1"))
    expect(await setup.uninstall("plugin")).toMatchObject({ kind: "done" })
    expect(existsSync(pluginFolder(user.userHome))).toBe(false)
    expect(listFiles(join(user.home, "loops"))).toEqual(["loop-1/state.json"])
    expect((await setup.view()).plugin).toBe("missing")
  })

  it("names the hosts that still have our hooks, and the command that takes them out", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    await setup.setUp()
    const hosts = ["claude-code", "gemini-cli"] as const
    for (const host of hosts) installHost({ ...user.options, host, folder: user.userHome })
    const settings = hosts.map((host) => readFileSync(settingsPath(host, user.userHome), "utf8"))
    const named =
      /The hooks in Claude Code, Gemini CLI are still there; `for-loop uninstall` takes them out too/
    expect(await setup.uninstall("plugin")).toMatchObject({
      message: expect.stringMatching(/^Removed: .+\. The hooks/),
    })
    expect(await setup.uninstall("plugin")).toMatchObject({ message: expect.stringMatching(named) })
    expect(hosts.map((host) => readFileSync(settingsPath(host, user.userHome), "utf8"))).toEqual(settings)
    expect(await setup.uninstall("all")).not.toMatchObject({ message: expect.stringContaining("hooks in") })
    expect(hosts.filter((host) => existsSync(settingsPath(host, user.userHome)))).toEqual([])
  })

  it("says of a machine on which nothing was installed just that", async () => {
    using user = fresh()
    expect(await serviceOf(user).uninstall("plugin")).toEqual({
      kind: "done",
      message: "Nothing of For Loop was installed.",
    })
  })

  it("leaves nothing when asked for all: no file in the user's home, no ref in the repository", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const refs = () =>
      execFileSync("git", ["for-each-ref", "refs/for-loop"], { cwd: place.project, encoding: "utf8" })
    expect(refs()).not.toBe("")
    const setup = setupService({
      home: place.home,
      env: place.env,
      now: Date.now,
      execPath: process.execPath,
      pluginSource: place.plugin,
      workspace: () => null,
      t: english,
    })
    await setup.setUp()
    const reply = await setup.uninstall("all")
    expect(reply).toMatchObject({ kind: "done", message: expect.stringContaining(place.home) })
    expect(refs()).toBe("")
    expect(existsSync(place.home)).toBe(false)
    expect(listFiles(join(place.folder, ".gemini"))).toEqual([])
  })

  it("leaves a file of somebody else, and says so", async () => {
    using user = fresh()
    const setup = serviceOf(user)
    await setup.setUp()
    user.write("mine", ...plugin, "notes.txt")
    const reply = await setup.uninstall("all")
    expect(reply).toMatchObject({ kind: "done", message: expect.stringMatching(/Left alone: .*notes\.txt/) })
    expect(user.read(...plugin, "notes.txt")).toBe("mine")
  })
})
