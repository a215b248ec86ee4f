import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const folder = join(import.meta.dirname, "..", "skills")
const skills = readdirSync(folder).map((name) => ({
  name,
  files: readdirSync(join(folder, name)),
  text: readFileSync(join(folder, name, "SKILL.md"), "utf8"),
}))

/** Frontmatter the platform honours; an unknown key could mean something else to another host. */
const allowedKeys = ["name", "description"]
/** Commands the platform itself owns (platform contract section 2). */
const builtIn =
  "goal plan schedule boost grill-me learn browser btw teamwork-preview clear new fork rewind resume config permissions model effort agents artifact skills hooks mcp tasks usage quota credits context diff title statusline migrate-workflows codesearch".split(
    " ",
  )

describe("the skills", () => {
  it("are the two commands and the guide, each one file", () => {
    expect(skills.map(({ name }) => name)).toEqual(["cancel-loop", "for-loop", "iterative-fix"])
    for (const { files } of skills) expect(files).toEqual(["SKILL.md"])
  })

  it.each(skills)(
    "$name has a frontmatter of plain keys the platform knows, named like its folder",
    ({ name, text }) => {
      const header = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? ""
      const entries = header
        .split("\n")
        .map((line) => /^([a-z-]+): (\S.*)$/.exec(line)?.slice(1) ?? [line, ""])
      expect(entries.map(([key]) => key)).toEqual(allowedKeys)
      const values = Object.fromEntries(entries)
      expect(values.name).toBe(name)
      // A colon and a space, or one of these characters in front, would change what a YAML reader sees.
      expect(values.description).not.toMatch(/: |^[-?:,[\]{}#&*!|>'"%@`]/)
      expect(values.description?.length).toBeLessThanOrEqual(250)
    },
  )

  it.each(skills)("$name is shorter than 6 KB and plain text", ({ text }) => {
    expect(Buffer.byteLength(text)).toBeLessThan(6 * 1024)
    expect(text).not.toMatch(/[^\P{C}\n]/u)
  })

  it.each(skills)(
    "$name takes no name of the platform and uses no placeholder of another host",
    ({ name, text }) => {
      expect(builtIn).not.toContain(name)
      expect(text).not.toMatch(
        /\$ARGUMENTS|\{\{|\$\{|!`|\/\/ turbo|CLAUDE|Claude|Gemini|Cursor|argument-hint|allowed-tools/,
      )
    },
  )

  it.each(skills)(
    "$name names no program but our own command line, so that nothing is run to start or end a loop",
    ({ text }) => {
      expect(text).not.toMatch(/```/)
      const commands = [...text.matchAll(/`for-loop (\w+)`/g)].map((match) => match[1])
      for (const command of commands) expect(["doctor", "cancel", "restore"]).toContain(command)
    },
  )

  it("say what to do when the hook did not run: not armed, and the doctor (S41)", () => {
    const text = (name: string) =>
      skills.find((skill) => skill.name === name)?.text.replace(/\s+/g, " ") ?? ""
    expect(text("for-loop")).toContain("starts with `[for-loop`")
    expect(text("for-loop")).toContain("The loop is NOT armed")
    for (const name of ["for-loop", "cancel-loop"]) expect(text(name)).toContain("`for-loop doctor`")
  })
})
