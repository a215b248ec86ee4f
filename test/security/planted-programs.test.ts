import { execFileSync } from "node:child_process"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, isAbsolute, join } from "node:path"
import { describe, expect, it } from "vitest"
import { startBranch } from "../../src/git/branch.ts"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { commitAll } from "../../src/git/commit-all.ts"
import { openRepository } from "../../src/git/repository.ts"
import { findProgram } from "../../src/system/find-program.ts"
import { runProcess } from "../../src/system/run-process.ts"
import { runChecks } from "../../src/verify/run-checks.ts"
import { repositoryWithCommit, scratchFolder } from "../git/scratch.ts"
import { pluginFolder, tellingHook } from "../hooks/plugin-folder.ts"
import { plant, toolsFolder } from "./trapped-repository.ts"

const posix = process.platform !== "win32"

/** Three ways in which a PATH names the folder one stands in; each is tried before the user's own entries. */
const careless: readonly (readonly [what: string, path: (own: string) => string])[] = [
  ["a dot", (own) => `.:${own}`],
  ["an empty entry", (own) => `:${own}`],
  ["a relative folder", (own) => `bin:./bin:${own}`],
]

const planted = ["git", "node", "sh", "npm", "cat", "readlink", "env"]

/** A workspace with programs in it that have the names of the user's, each of which leaves a mark. */
function trappedWorkspace() {
  const scratch = repositoryWithCommit()
  const tools = toolsFolder()
  mkdirSync(scratch.at("bin"))
  for (const name of planted) {
    const program = plant(tools, name)
    symlinkSync(program, scratch.at(name))
    symlinkSync(program, scratch.at(`bin/${name}`))
  }
  const sprung = () => execFileSync("ls", [join(tools, "sprung")], { encoding: "utf8" })
  return { scratch, sprung }
}

describe.runIf(posix).each(careless)("a PATH with %s in a workspace full of programs", (_what, path) => {
  const own = (process.env.PATH ?? "").split(":").filter(isAbsolute).join(":")

  it("has none of them taken for the user's git", async () => {
    const { scratch, sprung } = trappedWorkspace()
    const env = { ...scratch.env, PATH: path(own) }
    const opened = await openRepository(scratch.top, env)
    if (opened.kind === "none") throw new Error(opened.why)
    await startBranch(opened.repo, { kind: "named", name: "for-loop/x" })
    await takeCheckpoint(opened.repo, { loop: "l", number: 0, message: "m", parent: null })
    expect(await commitAll(opened.repo, "work")).toMatchObject({ kind: "committed" })
    expect(sprung()).toBe("")
  })

  it("has none of them started for a program that is asked for by its name", async () => {
    const { scratch, sprung } = trappedWorkspace()
    const env = { ...scratch.env, PATH: path(own) }
    const order = { cwd: scratch.top, env, timeoutMs: 10_000, maxCaptureBytes: 1000 }
    for (const name of ["git", "node", "env"])
      expect((await runProcess(name, ["--version"], order)).end).toMatchObject({
        kind: "exited",
        exitCode: 0,
      })
    expect(await runProcess("no-such-program", [], order)).toMatchObject({
      end: { kind: "spawn-failed", code: "ENOENT" },
    })
    expect(sprung()).toBe("")
  })

  it("has none of them become the shell of a check", async () => {
    const { scratch, sprung } = trappedWorkspace()
    const results = await runChecks({
      checks: ["exit 7"],
      workspace: scratch.top,
      env: { ...scratch.env, PATH: path(own) },
      timeoutMs: 10_000,
      deadline: Date.now() + 20_000,
      directory: scratchFolder(),
    })
    expect(results).toMatchObject([{ end: "failed", exitCode: 7 }])
    expect(sprung()).toBe("")
  })

  it("has none of them run the hook", () => {
    using folder = pluginFolder(tellingHook)
    const tools = toolsFolder()
    const program = plant(tools, "node", 'echo \'{"runtime":"planted"}\'')
    for (const place of ["node", "bin/node"]) {
      mkdirSync(dirname(join(folder.plugin, place)), { recursive: true })
      symlinkSync(program, join(folder.plugin, place))
    }
    const env = { ...folder.env, PATH: path(folder.env.PATH ?? "") }
    expect(JSON.parse(folder.run("Stop", { env }).stdout).runtime).not.toBe("planted")
    expect(folder.run("Stop", { env: { ...env, PATH: path("") } }).stdout).toBe("{}\n")
  })
})

it.runIf(posix)("only whole paths of a PATH are looked through", () => {
  const folder = scratchFolder()
  writeFileSync(join(folder, "tool"), "#!/bin/sh\n", { mode: 0o755 })
  expect(findProgram("tool", { PATH: folder })).toBe(join(folder, "tool"))
  expect(findProgram("package.json", { PATH: ".:" })).toBeNull()
})
