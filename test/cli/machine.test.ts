import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv2020 } from "ajv/dist/2020.js"
import { describe, expect, it } from "vitest"
import { commandTable } from "../../src/cli/command-table.ts"
import { outputSchemas } from "../../src/cli/output-schema.ts"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import { openRepository } from "../../src/git/repository.ts"
import { conclude } from "../../src/loop/control.ts"
import { readLedger } from "../../src/spend/ledger.ts"
import { readJournal } from "../../src/store/journal.ts"
import { saveState } from "../../src/store/state-file.ts"
import { readLoopConfig } from "../../src/verify/loop-config.ts"
import { type Machine, machine } from "./run-cli.ts"

const root = join(import.meta.dirname, "..", "..")

describe("install, doctor and uninstall", () => {
  it("install says what it would write with --dry-run and writes nothing", async () => {
    const one = withPlugin(machine())
    const { code, value } = await one.json(["install", "--dry-run"])
    expect(code).toBe(0)
    expect(value).toMatchObject({ host: "antigravity", done: "planned" })
    expect(String(value.written)).toContain(
      join(one.userHome, ".gemini", "config", "plugins", "antigravity-for-loop", "plugin.json"),
    )
    expect(readdirSync(one.userHome)).toEqual([])
    expect(existsSync(one.home)).toBe(false)
  })

  it("installs, updates, and uninstalls without leaving anything but the loops", async () => {
    const one = withPlugin(machine())
    one.store()
    expect((await one.json(["install"])).value).toMatchObject({ done: "installed", replaced: false })
    expect((await one.json(["install"])).value).toMatchObject({ replaced: true })
    const plugin = join(one.userHome, ".gemini", "config", "plugins", "antigravity-for-loop")
    expect(existsSync(join(plugin, "hooks.json"))).toBe(true)
    const { code, value } = await one.json(["uninstall"])
    expect(code).toBe(0)
    expect(String(value.removed)).toContain(plugin)
    expect(existsSync(plugin)).toBe(false)
    expect((await one.json(["list"])).value).toMatchObject({ loops: [{ id: "loop1-abcdef" }] })
    const again = (await one.run(["uninstall"])).stdout
    expect(again).toContain("Nothing of For Loop was installed")
    expect(again).toContain(`stay in ${one.home}; \`for-loop uninstall --purge\` removes them too`)
    expect(readdirSync(one.userHome)).toEqual([])
  })

  it.each(["claude-code", "gemini-cli"])(
    "installs the hooks of %s into its settings and takes them out again",
    async (host) => {
      const one = withPlugin(machine())
      const settings = join(one.userHome, host === "claude-code" ? ".claude" : ".gemini", "settings.json")
      one.write(join("..", "user", settings.slice(one.userHome.length)), '{"theme": "dark"}\n')
      expect((await one.json(["install", "--host", host])).value).toMatchObject({ host, done: "installed" })
      expect(readFileSync(settings, "utf8")).toContain("for-loop-hook")
      await one.run(["uninstall"])
      expect(JSON.parse(readFileSync(settings, "utf8"))).toEqual({ theme: "dark" })
    },
  )

  it("install names what is missing when the package was not built", async () => {
    const one = machine()
    const { code, stderr } = await one.run(["install"], { env: { FOR_LOOP_PLUGIN: one.project } })
    expect(code).toBe(1)
    expect(stderr).toContain("build the package first")
  })

  it("doctor exits with 1 while something must be repaired, and --fix repairs what it can", async () => {
    const one = withPlugin(machine())
    const before = await one.json(["doctor"])
    expect(before.code).toBe(1)
    expect(before.value).toMatchObject({ fixed: [] })
    const { value } = await one.json(["doctor", "--fix"])
    expect(String(value.fixed)).toContain("Reinstalled")
    expect(existsSync(join(one.userHome, ".gemini", "config", "plugins", "antigravity-for-loop"))).toBe(true)
    expect((await one.run(["doctor"])).stdout).toMatch(/^✓ ok/m)
  })

  it("removes loops and ledger only after a confirmation", async () => {
    const one = machine()
    one.store()
    const { code, stderr } = await one.run(["uninstall", "--purge"])
    expect(code).toBe(2)
    expect(stderr).toContain("for-loop uninstall --purge --yes")
    expect(existsSync(one.home)).toBe(true)
    expect((await one.run(["uninstall", "--purge", "--yes"])).code).toBe(0)
    expect(existsSync(one.home)).toBe(false)
  })
})

describe("for-loop uninstall --purge", () => {
  it("takes the checkpoints out of the repositories of the loops, and leaves branches alone", async () => {
    const one = machine("git")
    const { id } = one.store()
    const opened = await openRepository(one.project, one.env)
    if (opened.kind === "none") throw new Error(opened.why)
    await takeCheckpoint(opened.repo, { loop: id, number: 0, message: "m", parent: null })
    one.git("branch", "for-loop/a-task")
    const { value } = await one.json(["uninstall", "--purge", "--yes"])
    expect(value).toMatchObject({ checkpoints: 1, kept: null })
    expect(one.git("for-each-ref", "refs/for-loop").trim()).toBe("")
    expect(one.git("branch", "--list", "for-loop/*")).toContain("for-loop/a-task")
  })
})

describe("for-loop gc", () => {
  it("removes old ended loops with their checkpoints, and nothing that has not ended", async () => {
    const one = machine("git")
    const opened = await openRepository(one.project, one.env)
    if (opened.kind === "none") throw new Error(opened.why)
    const monthsAgo = Date.now() - 90 * 86_400_000
    const [old, recent, running] = [
      one.store({ updatedAt: monthsAgo }),
      one.store(),
      one.store({ updatedAt: monthsAgo }),
    ]
    saveState(one.home, conclude(old, "verified", "done", monthsAgo))
    saveState(one.home, conclude(recent, "verified", "done", Date.now()))
    for (const { id } of [old, running])
      await takeCheckpoint(opened.repo, { loop: id, number: 0, message: "m", parent: null })
    const { code, value } = await one.json(["gc", "--keep-days", "7"])
    expect(code).toBe(0)
    expect(value).toEqual({ loops: [old.id], arms: 0, leftovers: 0, checkpoints: 1, keys: 0 })
    expect(one.git("for-each-ref", "refs/for-loop", "--format=%(refname)").trim()).toBe(
      `refs/for-loop/${running.id}/0`,
    )
    expect((await one.run(["gc"])).stdout).toBe("There was nothing to remove.\n")
  })

  it("counts the last turn of an ended loop whose process was killed before it could, once", async () => {
    const one = machine()
    const lastSpent = {
      ...{ inputTokens: 10, outputTokens: 2, usd: 0.05, basis: "measured" as const },
      ...{ at: Date.now(), iteration: 3, model: null, wallMs: 1, checkMs: 1 },
    }
    const event = { seq: 1, at: Date.now(), kind: "ended", detail: "verified: done" }
    const ended = conclude(one.store(), "verified", "done", Date.now())
    saveState(one.home, { ...ended, seq: 1, lastEvents: [event], lastSpent })
    for (let i = 0; i < 2; i++) expect((await one.run(["gc"])).code).toBe(0)
    const { records } = readLedger(one.home, { from: 0, to: Number.POSITIVE_INFINITY })
    expect(records).toMatchObject([{ loop: ended.id, iteration: 3, usd: 0.05 }])
    expect(readJournal(one.home, ended.id).events).toEqual([event])
  })
})

describe("for-loop schema", () => {
  it.each(Object.keys(outputSchemas))("prints a schema of %s that a validator accepts", async (name) => {
    const { code, stdout } = await machine().run(["schema", name])
    expect(code).toBe(0)
    expect(new Ajv2020({ strict: false, validateFormats: false }).validateSchema(JSON.parse(stdout))).toBe(
      true,
    )
  })

  it("has one for the --json output of every command that prints its own document", () => {
    const without = commandTable.map(({ name }) => name).filter((name) => !(name in outputSchemas))
    expect(without.filter((name) => name !== "schema" && name !== "demo")).toEqual([])
  })

  it.each([
    ["{}", true],
    ['{"$schema": "https://example.com/s.json", "checks": ["npm test"]}', true],
    ['{"checks": [""]}', false],
    ['{"checks": "npm test"}', false],
    ['{"checks": [1]}', false],
  ])("judges the configuration %s like the loop does", async (text, valid) => {
    const one = machine()
    one.write("for-loop.config.json", text)
    const schema = JSON.parse((await one.run(["schema", "config"])).stdout)
    expect(new Ajv2020({ strict: false }).validate(schema, JSON.parse(text))).toBe(valid)
    expect(readLoopConfig(one.project).kind).toBe(valid ? "config" : "invalid")
  })

  it("lists the names without one", async () => {
    expect((await machine().run(["schema"])).stdout.trimEnd().split("\n")).toEqual(Object.keys(outputSchemas))
  })
})

/** The machine with a plugin to install from: the real one, with a stand-in where the built hook belongs. */
function withPlugin(one: Machine): Machine {
  for (const path of ["plugin.json", "LICENSE", "hooks/for-loop-hook", "hooks/for-loop-hook.cmd"]) {
    one.write(join("..", "plugin", path), readFileSync(join(root, path), "utf8"))
  }
  one.write(
    "../plugin/hooks/hook.cjs",
    'process.stdin.resume()\nprocess.stdin.on("end", () => console.log("{}"))\n',
  )
  one.env.FOR_LOOP_PLUGIN = join(one.project, "..", "plugin")
  writeFileSync(join(one.project, "..", "plugin", "README.md"), "")
  return one
}
