import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { AdminMessage } from "../../../src/admin/model/messages.ts"
import type { GatewayView } from "../../../src/admin/model/view.ts"
import { readRunning } from "../../../src/gateway/run/running.ts"
import { gatewayPanel, type PanelOrder } from "../../../src/ide/gateway/gateway-panel.ts"
import { type GatewayService, gatewayService } from "../../../src/ide/gateway/gateway-service.ts"

const entry = join(import.meta.dirname, "../../../src/ide/gateway/gateway-process.ts")

describe("the gateway in a window of the IDE", () => {
  let user = ""
  let home = ""
  let service: GatewayService
  const notes: string[] = []
  beforeEach(() => {
    user = mkdtempSync(join(tmpdir(), "for-loop-ide-gateway-"))
    home = join(user, "home")
    service = serviceOf()
  })
  afterEach(async () => {
    service.dispose()
    await service.stop()
    rmSync(user, { recursive: true, force: true })
  })

  const env = (): NodeJS.ProcessEnv => ({
    PATH: join(user, "no-programs"),
    HOME: user,
    USERPROFILE: user,
    SystemRoot: process.env.SystemRoot,
    FOR_LOOP_HOME: home,
    FOR_LOOP_GATEWAY_PORT: "0",
  })
  const serviceOf = (): GatewayService =>
    gatewayService({
      home,
      env: env(),
      execPath: process.execPath,
      entry,
      assets: user,
      version: "1.2.3",
      note: (text) => notes.push(text),
    })

  /** A page, with what it was told and a way to wait for it. */
  function openPanel(change: Partial<PanelOrder> = {}) {
    const told: GatewayView[] = []
    let hear: () => void = () => {}
    const panel = gatewayPanel({
      service,
      now: Date.now,
      post: (message: AdminMessage) => {
        if (message.kind === "view") told.push(message.view)
        hear()
      },
      openBrowser: async () => ({ kind: "done", message: "" }),
      openText: async () => true,
      t: (text) => text,
      trouble: (thrown) => notes.push(String(thrown)),
      lookMs: 50,
      ...change,
    })
    const until = (wanted: (view: GatewayView) => boolean): Promise<GatewayView> =>
      new Promise((resolve) => {
        hear = () => {
          const last = told.at(-1)
          if (last !== undefined && wanted(last)) resolve(last)
        }
        hear()
      })
    return { panel, told, until }
  }

  it("is started from its page, shown while it runs, and stopped again", async () => {
    const { panel, told, until } = openPanel()
    panel.show()
    expect(told).toMatchObject([{ running: null, abilities: { process: true, browser: true } }])
    expect(await panel.ask({ kind: "start" })).toEqual({ kind: "done", message: "The gateway runs." })
    const view = await until(({ running }) => running !== null)
    expect(view).toMatchObject({
      running: { url: readRunning(home)?.url, version: "1.2.3" },
      abilities: { process: true },
    })
    expect(service.page()).toBe(`${view.running?.url}/admin/?token=${service.token()}`)
    expect(
      await panel.ask({ kind: "budget", dailyUsd: 2, weeklyUsd: null, unknownPrice: "refuse" }),
    ).toMatchObject({ kind: "done" })
    await until(({ budget }) => budget.dailyUsd === 2)
    expect(await panel.ask({ kind: "export", what: "config" })).toEqual({
      kind: "done",
      message: "Opened in an editor.",
    })
    expect(await panel.ask({ kind: "stop" })).toEqual({ kind: "done", message: "The gateway is stopped." })
    await until(({ running }) => running === null)
    expect(readRunning(home)).toBeNull()
    expect(service.page()).toBeNull()
    expect(await panel.ask({ kind: "key-revoke", name: "x" })).toMatchObject({ kind: "refused" })
    panel.hide()
  }, 60_000)

  it("is found when another window or a terminal started it, which alone stops it", async () => {
    const { panel, until } = openPanel()
    panel.show()
    const other = serviceOf()
    expect(await other.start()).toMatchObject({ kind: "running" })
    await until(({ running }) => running !== null)
    expect(await service.start()).toEqual({ kind: "running", url: readRunning(home)?.url })
    expect(await panel.ask({ kind: "stop" })).toMatchObject({
      kind: "refused",
      message: "This window did not start the gateway.",
    })
    expect(await other.stop()).toBe("stopped")
    await until(({ running }) => running === null)
    panel.hide()
  }, 60_000)

  it("starts once when it is asked twice at once", async () => {
    const [one, two] = await Promise.all([service.start(), service.start()])
    expect(one).toEqual(two)
    expect(await service.stop()).toBe("stopped")
    expect(await service.stop()).toBe("not-running")
  }, 60_000)

  it("says why it does not start", async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => {
        const at = taken.address()
        resolve(typeof at === "object" && at !== null ? at.port : 0)
      })
    })
    const blocked = gatewayService({
      home,
      env: { ...env(), FOR_LOOP_GATEWAY_PORT: String(port) },
      execPath: process.execPath,
      entry,
      assets: user,
      version: "1.2.3",
      note: () => {},
    })
    expect(await blocked.start()).toMatchObject({
      kind: "refused",
      message: `Port ${port} is taken by another program.`,
    })
    taken.close()
    writeFileSync(join(user, "broken.cjs"), "throw new Error('no')\n")
    const broken = gatewayService({
      home,
      env: env(),
      execPath: process.execPath,
      entry: join(user, "broken.cjs"),
      assets: user,
      version: "1",
      note: (text) => notes.push(text),
    })
    expect(await broken.start()).toMatchObject({ kind: "refused", message: "The gateway did not start." })
    expect(notes.join("\n")).toContain("Error: no")
  }, 60_000)

  it("ends by itself when its window is gone", async () => {
    const window = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
    const child = spawn(process.execPath, [entry, user, "1.2.3", String(window.pid)], {
      env: env(),
      stdio: ["ignore", "pipe", "inherit"],
    })
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve))
    await new Promise((resolve) => child.stdout.once("data", resolve))
    expect(readRunning(home)).not.toBeNull()
    window.kill("SIGKILL")
    expect(await ended).toBe(0)
    expect(readRunning(home)).toBeNull()
  }, 60_000)
})
