import { describe, expect, it } from "vitest"
import { commandTable } from "../../src/cli/command-table.ts"
import { commandHelp } from "../../src/cli/help.ts"
import { plain } from "../../src/cli/paint.ts"
import { options } from "../../src/loop/options.ts"
import { entry, machine, runNode } from "./run-cli.ts"

describe("the help", () => {
  it("lists every command when nothing is given, and that is no error", async () => {
    const { code, stdout, stderr } = await machine().run([])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    for (const { name, summary } of commandTable) expect(stdout).toContain(`${name.padEnd(11)}  ${summary}`)
  })

  it("tells chat commands, environment and exit codes with --help", async () => {
    const { code, stdout } = await machine().run(["--help"])
    expect(code).toBe(0)
    for (const part of ["/cancel-loop", "FOR_LOOP_HOME", "NO_COLOR", "Exit codes"])
      expect(stdout).toContain(part)
  })

  it.each(commandTable.map(({ name }) => name))("shows usage, options and an example of %s", async (name) => {
    const { code, stdout } = await machine().run([name, "--help"])
    expect(code).toBe(0)
    expect(stdout).toContain(`  for-loop ${name}`)
    expect(stdout).toContain("--json")
    const examples = stdout.split("Examples\n")[1] ?? ""
    expect(examples).toMatch(new RegExp(`^ {2}for-loop ${name}`))
  })

  it("is the same for `help COMMAND`, `COMMAND --help` and `COMMAND -h`", async () => {
    const one = machine()
    const shown = await Promise.all(
      [
        ["help", "diff"],
        ["diff", "--help"],
        ["diff", "1", "-h"],
      ].map((args) => one.run(args)),
    )
    expect(new Set(shown.map(({ stdout }) => stdout)).size).toBe(1)
  })

  it("offers with start every option of the chat but those of other places", () => {
    const start = commandTable.find(({ name }) => name === "start")
    const text = start === undefined ? "" : commandHelp(start, plain)
    const places: readonly { name: string; offered: boolean }[] = options.map((option) => ({
      name: option.name,
      offered: option.audience === "everyone" && [...option.places].some((place) => place === "start"),
    }))
    for (const { name, offered } of places)
      expect(`${name}: ${text.includes(`  --${name} `)}`).toBe(`${name}: ${offered}`)
  })

  it("prints the version of the package", async () => {
    const { version } = (await import("../../package.json", { with: { type: "json" } })).default
    for (const word of ["--version", "-V", "version"]) {
      expect(await machine().run([word])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" })
    }
  })

  it("says in one sentence that an old Node is too old", async () => {
    const one = machine()
    const pretend =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.0'}})"
    const { code, stdout, stderr } = await runNode(["--import", pretend, entry, "status"], {
      cwd: one.project,
      env: one.env,
    })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toBe("for-loop: Node 18.20.0 is too old; install Node 20 or newer, then run this again.\n")
  })
})
