import { once } from "node:events"
import { createServer } from "node:net"
import { describe, expect, it, onTestFinished } from "vitest"
import { visit } from "../dashboard/serve/browser.ts"
import { type Machine, machine, validated } from "./run-cli.ts"
import { started } from "./started.ts"

/** The command as a process of its own, until it has printed its address; ended with the test at the latest. */
const opened = (one: Machine, args: readonly string[]) =>
  started(one, ["dashboard", ...args], (stdout) => /token=[\w-]{43}/.test(stdout))

describe("for-loop dashboard", () => {
  it("prints an address for this machine and serves until Ctrl-C", async () => {
    const one = machine()
    const { id } = one.store()
    const { printed, end } = await opened(one, [])
    expect(printed.stdout).toContain(`The dashboard of ${one.project} is at`)
    expect(printed.stdout).toContain("Ctrl-C closes it; the loops go on.")
    const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(printed.stdout)?.[0] ?? ""
    const entered = await fetch(url)
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? ""
    const asked = await fetch(new URL("/ask", url), {
      method: "POST",
      headers: { cookie, origin: new URL(url).origin, "content-type": "application/json" },
      body: JSON.stringify({ id: 1, ask: { kind: "report", loop: id, format: "markdown" } }),
    })
    expect(await asked.json()).toMatchObject({ kind: "reply", id: 1, reply: { kind: "text" } })
    const page = await fetch(new URL("/", url), { headers: { cookie } })
    expect(await page.text()).toContain("main.js")
    expect((await fetch(new URL("/main.js", url), { headers: { cookie } })).status).toBe(200)
    expect(await end("SIGINT")).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
    expect(printed.stderr).toBe("")
  })

  it("with --json prints one document in its published form, before it waits", async () => {
    const one = machine()
    const { printed, end } = await opened(one, ["--json", "--all"])
    expect(validated("dashboard", printed.stdout)).toMatchObject({ home: one.home, workspace: null })
    expect(await end("SIGINT")).toBe(0)
    validated("dashboard", printed.stdout)
  })

  it("says what to do when the port is taken, and when a folder does not exist", async () => {
    const one = machine()
    const taken = createServer().listen(0, "127.0.0.1")
    onTestFinished(() => void taken.close())
    await once(taken, "listening")
    const address = taken.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const refused = await one.run(["dashboard", "--port", String(port)])
    expect(refused).toMatchObject({ code: 1, stdout: "" })
    expect(refused.stderr).toContain(`Port ${port} is taken by another program. Leave --port out`)
    expect(await one.json(["dashboard", "--port", String(port)])).toMatchObject({ code: 1 })
    const nowhere = await one.run(["dashboard", "--workspace", "not/here"])
    expect(nowhere.code).toBe(2)
    expect(nowhere.stderr).toContain("not/here is not a folder")
    expect((await one.run(["dashboard", "--port", "70000"])).code).toBe(2)
  })

  it("shows that the plugin is missing, and how to install it", async () => {
    const one = machine()
    const { setupView } = await import("../../src/cli/dashboard/setup-view.ts")
    const context = { home: one.home, env: one.env, cwd: one.project, now: Date.now }
    expect(setupView(context)).toMatchObject({
      plugin: "missing",
      hookSeenAt: null,
      disabled: false,
      note: expect.stringContaining("for-loop install"),
    })
    await one.run(["install"])
    expect(setupView(context)).toMatchObject({ plugin: "installed", note: "" })
    const off = { ...context, env: { ...one.env, FOR_LOOP_DISABLE: "1" } }
    expect(setupView(off)).toMatchObject({ disabled: true, note: expect.stringContaining("switched off") })
    const { events } = await visit(one, { setup: async () => setupView(off) })
    const open = await events()
    await open.until((message) => JSON.stringify(message).includes('"disabled":true'))
    open.close()
  })
})
