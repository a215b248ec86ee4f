import { spawn, spawnSync } from "node:child_process"
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

describe("a terminal", () => {
  it("gets colours, a pipe never does", async () => {
    const one = machine()
    one.store()
    const shown = await Promise.all(
      [["status"], ["--help"], ["nonsense"]].map((args) =>
        one.run(args, { env: { FORCE_COLOR: "1", TERM: "xterm" } }),
      ),
    )
    expect(shown.map(({ stdout, stderr }) => stdout + stderr).join("")).not.toContain("\u001b")
  })

  /** Runs a command in a terminal of its own (util-linux). */
  const terminal = "script"
  const pty = spawnSync(terminal, ["-qec", "true", "/dev/null"]).status === 0

  it.skipIf(!pty)(
    "gets colours, but not with NO_COLOR nor when it is dumb (needs the program script)",
    () => {
      const one = machine()
      one.store()
      const onTerminal = (env: NodeJS.ProcessEnv) =>
        spawnSync(terminal, ["-qec", `'${process.execPath}' '${entry}' status`, "/dev/null"], {
          cwd: one.project,
          env: { ...one.env, TERM: "xterm", ...env },
          encoding: "utf8",
        }).stdout
      expect(onTerminal({})).toContain("\u001b[36m● running\u001b[39m")
      expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b[")
      expect(onTerminal({ TERM: "dumb" })).not.toContain("\u001b[")
    },
  )

  it.skipIf(!pty)(
    "S34 can answer a question: y approves, anything else does not (needs the program script)",
    () => {
      const one = machine()
      one.write("for-loop.config.json", '{"checks": ["make verify"]}')
      const answered = (input: string) =>
        spawnSync(terminal, ["-qec", `'${process.execPath}' '${entry}' approve`, "/dev/null"], {
          cwd: one.project,
          env: { ...one.env, TERM: "xterm" },
          encoding: "utf8",
          input,
        }).stdout
      expect(answered("\n")).toContain("you did not confirm")
      expect(answered("no\n")).toContain("you did not confirm")
      expect(answered("y\n")).toContain("You approved for-loop.config.json")
    },
  )
})

describe("every command", () => {
  it("is loaded by the table under the name it has there", async () => {
    for (const { name, load } of commandTable)
      expect(`${name} ${typeof (await load())}`).toBe(`${name} function`)
  })
})
