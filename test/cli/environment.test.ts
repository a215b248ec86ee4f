import { spawn } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { commandTable } from "../../src/cli/command-table.ts"
import { entry, machine, runNode, validated } from "./run-cli.ts"

const touchesHome: readonly (readonly [name: string, ...args: string[]])[] = [
  ["start", "fix it", "--check", "true"],
  ["status"],
  ["list"],
  ["report"],
  ["pause"],
  ["resume"],
  ["cancel"],
  ["steer", "hint"],
  ["checkpoints"],
  ["diff", "0"],
  ["restore", "0", "--yes"],
  ["gc"],
]

describe("the machine around the command line", () => {
  it.each(touchesHome)("%s says in one sentence that a file is where the home should be", async (...args) => {
    const one = machine()
    writeFileSync(one.home, "")
    const { code, stdout, stderr } = await one.run(args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toContain("FOR_LOOP_HOME")
    expect(stderr.trimEnd().split("\n")).toHaveLength(1)
    const json = await one.run([...args, "--json"])
    expect(validated(args[0] ?? "", json.stdout)).toMatchObject({ error: { code: "not-a-folder" } })
  })

  it("goes on from the home folder when the present folder is gone", async () => {
    const one = machine()
    const gone = join(one.project, "gone")
    mkdirSync(gone)
    const script = `process.chdir(${JSON.stringify(gone)}); require("node:fs").rmdirSync(${JSON.stringify(gone)}); require("node:child_process").spawnSync(process.execPath, [${JSON.stringify(entry)}, "list"], { stdio: "inherit" })`
    const { stdout, stderr } = await runNode(["-e", script], { cwd: one.project, env: one.env })
    expect(stdout).toContain("There are no loops yet")
    expect(stderr).toContain("the present folder no longer exists")
  })

  it("uses the default home below the user's own when FOR_LOOP_HOME is empty", async () => {
    const one = machine()
    const { code, stdout } = await one.run(["status", "--json"], { env: { FOR_LOOP_HOME: "" } })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ home: join(one.userHome, ".antigravity-for-loop") })
  })

  it("reads nothing into being: looking at loops creates no home", async () => {
    const one = machine()
    for (const args of [["status"], ["list"], ["report"], ["--help"]]) await one.run(args)
    expect(() => rmSync(one.home, { recursive: true })).toThrow()
  })

  it("ends quietly when its reader has seen enough", async () => {
    const one = machine()
    for (let i = 0; i < 3; i++) one.store({ task: "x".repeat(100_000) })
    const child = spawn(process.execPath, [entry, "status", "--json"], { cwd: one.project, env: one.env })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.stdout.once("data", () => child.stdout.destroy())
    const code = await new Promise((resolve) => child.once("close", resolve))
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  })

  it("prints whole documents into a pipe, however long", async () => {
    const one = machine()
    for (let i = 0; i < 5; i++) one.store({ task: "ä".repeat(190_000) })
    const { code, stdout } = await one.run(["status", "--json"])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ loops: [{}, {}, {}, {}, {}] })
  })
})

describe("every command", () => {
  it("is loaded by the table under the name it has there", async () => {
    for (const { name, load } of commandTable)
      expect(`${name} ${typeof (await load())}`).toBe(`${name} function`)
  })
})
