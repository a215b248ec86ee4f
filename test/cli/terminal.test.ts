import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "vitest"
import { conclude } from "../../src/loop/control.ts"
import { encodeEnvelope } from "../../src/store/envelope.ts"
import { entry, machine } from "./run-cli.ts"

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

  it.skipIf(!pty)(
    "is redrawn while a loop is watched, and holds the outcome at the end (needs the program script)",
    () => {
      const one = machine()
      const state = one.store()
      const file = join(one.home, "loops", state.id, "state.json")
      const ended = encodeEnvelope(conclude(state, "stuck", "no progress", Date.now()))
      const later = `setTimeout(() => require("node:fs").writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(ended)}), 4000)`
      const command = `'${process.execPath}' -e "$LATER" & '${process.execPath}' '${entry}' status --watch`
      const { stdout } = spawnSync(terminal, ["-qec", command, "/dev/null"], {
        cwd: one.project,
        env: { ...one.env, TERM: "xterm", LATER: later },
        encoding: "utf8",
      })
      const frames = stdout.split("\u001b[0J")
      const up = /\[(\d+)A$/.exec(frames[0] ?? "")?.[1]
      // The pseudo terminal was not told its size; every line then counts as one of 80 characters.
      const lines = stripVTControlCharacters(frames[0] ?? "")
        .split("\n")
        .slice(0, -1)
      expect(Number(up)).toBe(lines.reduce((sum, line) => sum + Math.ceil(line.trimEnd().length / 80), 0))
      expect(frames.at(-1)).toContain("paused (stuck)")
    },
  )
})
