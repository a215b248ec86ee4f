import { spawn } from "node:child_process"
import { describe, expect, it } from "vitest"
import { conclude } from "../../src/loop/control.ts"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { entry, machine } from "./run-cli.ts"

describe("for-loop status --watch", () => {
  it("follows the loop to its end and exits with its outcome", async () => {
    const one = machine()
    const state = one.store()
    const watching = spawn(process.execPath, [entry, "status", "--watch", "--json"], {
      cwd: one.project,
      env: one.env,
    })
    const told = collect(watching)
    await told.until(/running, iteration 0 of 10/)
    saveState(one.home, { ...state, iteration: 1 })
    await told.until(/iteration 1 of 10/)
    saveState(one.home, conclude(state, "stuck", "no progress", Date.now()))
    expect(await told.ended).toBe(14)
    expect(JSON.parse(told.stdout())).toMatchObject({ loops: [{ outcome: { kind: "stuck" } }] })
  })

  it.skipIf(process.platform === "win32")(
    "ends at Ctrl-C, says so, and leaves the loop alone (Windows has no SIGINT for others)",
    async () => {
      const one = machine()
      const { id } = one.store()
      const watching = spawn(process.execPath, [entry, "status", "--watch"], {
        cwd: one.project,
        env: one.env,
      })
      const told = collect(watching)
      await told.until(/running, iteration 0/)
      watching.kill("SIGINT")
      expect(await told.ended).toBe(130)
      expect(told.stderr()).toContain("the loop goes on")
      expect(loadState(one.home, id)).toMatchObject({ kind: "ok", state: { status: "running" } })
    },
  )

  it("does not wait for a loop whose time is long over", async () => {
    const one = machine()
    one.store({ startedAt: Date.now() - 3 * 3_600_000 })
    expect((await one.run(["status", "--watch"])).code).toBe(0)
  })
})

/** What a process says, with bounded polling for something to appear. */
function collect(child: ReturnType<typeof spawn>) {
  const said = { out: "", err: "" }
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said.out += text
  })
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said.err += text
  })
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)))
  return {
    ended,
    stdout: () => said.out,
    stderr: () => said.err,
    async until(pattern: RegExp): Promise<void> {
      for (let attempt = 0; attempt < 400; attempt++) {
        if (pattern.test(said.err)) return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`${pattern} did not appear: ${said.err}`)
    },
  }
}
