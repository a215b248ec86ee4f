import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { listLoops } from "../../src/store/state-file.ts"
import { entry, type Machine, machine, validated } from "./run-cli.ts"

const wrong = { edits: [{ file: "fixed", text: "wrong\n" }], says: "Done.\n\n<promise>DONE</promise>" }
const right = { edits: [{ file: "fixed", text: "right\n" }], says: "Now it is right." }
const check = ["--check", "grep -q right fixed"]

describe("for-loop run", () => {
  it("drives a loop to its verified end, tells what happens, and writes the report", async () => {
    const one = project([wrong, right])
    const { code, stdout, stderr } = await one.run([
      "run",
      "put the right word in",
      ...check,
      ...["--scenario", "s.json", "--report", "night.md"],
    ])
    expect(code).toBe(0)
    expect(stderr).toContain("Begun: loop")
    expect(stderr).toContain("the agent goes on")
    expect(stdout).toContain("verified")
    expect(readFileSync(join(one.project, "night.md"), "utf8")).toContain("# Loop")
  })

  it("prints one JSON object per line with --json, each of the published form, the result last", async () => {
    const one = project([wrong, right])
    const { code, stdout } = await one.run(["run", "put it in", ...check, "--scenario", "s.json", "--json"])
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => validated("run", line))
    expect(lines.map(({ event }) => event)).toEqual([
      "backend",
      "begun",
      ...["turn", "tool", "tool", "text", "checking", "iteration"],
      ...["turn", "tool", "tool", "text", "checking", "iteration"],
      "result",
    ])
    expect(lines.at(-1)).toMatchObject({ outcome: "verified", exitCode: 0, iterations: 2 })
    expect(code).toBe(0)
  })

  it("ends with the outcome's exit code (S37)", async () => {
    const one = project([wrong])
    const { code, stdout } = await one.run([
      "run",
      "put it in",
      ...check,
      "--scenario",
      "s.json",
      "--max-iterations",
      "1",
    ])
    expect(code).toBe(11)
    expect(stdout).toContain("iteration-limit")
  })

  it("takes a loop up again that ran into its limit, once it has a larger one (S50)", async () => {
    const one = project([wrong, right])
    await one.run(["run", "put it in", ...check, "--scenario", "s.json", "--max-iterations", "1"])
    const [{ id } = { id: "" }] = listLoops(one.home)
    expect((await one.run(["run", "--resume", id, "--scenario", "s.json"])).code).toBe(11)
    const again = await one.run(["run", "--resume", id, "--scenario", "s.json", "--max-iterations", "3"])
    expect(again.stdout).toContain("verified")
    expect(again.code).toBe(0)
  })

  it("pauses after the turn at the first Ctrl-C, and goes on with --resume", async () => {
    const one = project([{ ...wrong, thinkMs: 3000 }, right])
    const child = spawn(process.execPath, [entry, "run", "put it in", ...check, "--scenario", "s.json"], {
      cwd: one.project,
      env: one.env,
      stdio: ["ignore", "ignore", "pipe"],
    })
    let told = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (!told.includes("works") && (told + text).includes("works")) child.kill("SIGINT")
      told += text
    })
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
    expect(told).toContain("pausing after this turn")
    expect(code).toBe(16)
    const [{ id } = { id: "" }] = listLoops(one.home)
    expect((await one.run(["status", id])).stdout).toContain(`for-loop run --resume ${id}`)
    const again = await one.run(["run", "--resume", id, "--scenario", "s.json", "--json"])
    expect(again.code).toBe(0)
    // The answer that came before the pause is measured, not asked for again.
    const events = again.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).event)
    expect(events.slice(0, 3)).toEqual(["backend", "begun", "checking"])
  })

  it.each([["--json"], ["--watch"]])(
    "ends in order when nobody reads its lines any more (%s)",
    async (form) => {
      const turns = Array.from({ length: 20 }, (_, i) => ({
        edits: [{ file: "fixed", text: `wrong ${i}\n` }],
        says: "Not yet.",
        thinkMs: 300,
      }))
      const one = project(turns)
      const child = spawn(
        process.execPath,
        [entry, "run", "put it in", ...check, "--scenario", "s.json", form],
        {
          cwd: one.project,
          env: one.env,
          stdio: ["ignore", "pipe", "pipe"],
        },
      )
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          if (text.includes("turn")) stream.destroy()
        })
      }
      const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
      const [{ id } = { id: "" }] = listLoops(one.home)
      expect((await one.run(["status", id])).stdout).toContain(`for-loop run --resume ${id}`)
      expect(code).toBe(16)
    },
  )

  it("says that there is no way back where git is not there", async () => {
    const one = machine()
    one.write("s.json", JSON.stringify({ turns: [right] }))
    const { code, stderr } = await one.run(["run", "put it in", ...check, "--scenario", "s.json"])
    expect(stderr).toContain(
      `note    No checkpoints and no branch: ${one.project} is not in a git repository.`,
    )
    expect(code).toBe(0)
  })

  it("tells the outcome also when its report cannot be written", async () => {
    const one = project([right])
    one.write("file", "in the way\n")
    const { code, stdout, stderr } = await one.run([
      ...["run", "put it in", ...check, "--scenario", "s.json", "--report", "file/night.md"],
    ])
    expect(stderr).toContain("The report was not written")
    expect(stdout).toContain("verified")
    expect(code).toBe(0)
  })

  it("works in a linked working tree and leaves the user's folder as it is", async () => {
    const one = project([right])
    const before = one.git("status", "--porcelain", "--branch")
    const { code, stderr } = await one.run([
      "run",
      "put it in",
      ...check,
      "--scenario",
      "s.json",
      "--worktree",
      "--mode",
      "unsafe",
    ])
    expect(code).toBe(0)
    expect(stderr).toContain("git worktree remove")
    expect(one.git("status", "--porcelain", "--branch")).toBe(before)
    expect(existsSync(join(one.project, "fixed"))).toBe(false)
  })

  it.each<[string, readonly string[], string]>([
    ["no task", ["run", "--scenario", "s.json"], "The task is missing"],
    ["an unquoted task", ["run", "fix", "it", "--scenario", "s.json"], "The task needs quotes"],
    [
      "unsafe in the user's own folder",
      ["run", "x", "--mode", "unsafe", "--scenario", "s.json"],
      "Add --worktree",
    ],
    ["a scenario that is none", ["run", "x", "--scenario", "cart.js"], "is no JSON"],
    ["a scenario that is not there", ["run", "x", "--scenario", "none.json"], "There is no scenario file"],
    ["a scripted backend without scenario", ["run", "x", "--backend", "scripted"], "needs --scenario"],
    ["a loop that is not there", ["run", "--resume", "zzz", "--scenario", "s.json"], "There is no loop"],
    ["a task beside --resume", ["run", "x", "--resume", "zzz", "--scenario", "s.json"], "its own task"],
    ["no task where nobody could do it either", ["run", "--check", "true"], "The task is missing"],
    ["a folder for the report", ["run", "x", "--scenario", "s.json", "--report", "."], "is a folder"],
    ["nobody to do the work", ["run", "x", "--check", "true"], "No backend can do the work here"],
  ])("refuses %s in one sentence and starts nothing", async (_name, args, sentence) => {
    const one = project([right])
    const { code, stderr } = await one.run(args)
    expect(code === 1 || code === 2).toBe(true)
    expect(stderr).toContain(sentence)
    expect(listLoops(one.home)).toEqual([])
    const json = (await one.run([...args, "--json"])).stdout.trimEnd().split("\n").at(-1) ?? ""
    expect(json).toContain('"message"')
  })
})

function project(turns: readonly object[]): Machine {
  const one = machine("git")
  one.write("s.json", JSON.stringify({ turns }))
  one.write(".gitignore", "s.json\nnight.md\n")
  return one
}
