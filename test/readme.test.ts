import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { commandTable } from "../src/cli/command-table.ts"
import { globalOptions } from "../src/cli/option.ts"
import { parseRequest } from "../src/loop/command.ts"
import { exitCodeOf, lifeAfter, outcomes } from "../src/loop/outcome.ts"
import { optionTable } from "../src/loop/usage.ts"
import { readSources, root } from "./architecture/sources.ts"

const names = ["README.md", "README.zh-TW.md"] as const
const documents = [...names, "CHANGELOG.md"].map((name) => ({
  name,
  text: readFileSync(join(root, name), "utf8"),
}))
const readmes = documents.filter(({ name }) => name !== "CHANGELOG.md")

/** The cells of a Markdown table as they are written, without its header; escaped bars stay in their cell. */
function cellsOf(table: string): string[][] {
  const rows = table.split("\n").filter((line) => line.startsWith("|"))
  const body = rows.slice(2).map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
  return body.map((row) => row.map((cell) => cell.trim()))
}

/** The table that follows the comment `<!-- name … -->`. */
function tableAfter(text: string, name: string): string {
  return new RegExp(`<!-- ${name}\\b[^\\n]*-->\\n+((?:\\|[^\\n]*\\n)+)`).exec(text)?.[1] ?? ""
}

/** Names of the heading anchors, made as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  )
}

const manifestShape = z.object({
  scripts: z.record(z.string(), z.string()),
  contributes: z.object({
    commands: z.array(z.object({ title: z.string() })),
    configuration: z.array(z.object({ properties: z.record(z.string(), z.unknown()) })),
  }),
})
const manifest = manifestShape.parse(readJson("package.json"))
const nls = { "README.md": "package.nls.json", "README.zh-TW.md": "package.nls.zh-tw.json" } as const

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), "utf8"))
}

/** What stands in backticks in the table that follows the comment. */
function codeIn(text: string, table: string): string[] {
  return [...tableAfter(text, table).matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "")
}

describe("the README", () => {
  it("holds the option table that the code generates", () => {
    expect(cellsOf(tableAfter(readmes[0]?.text ?? "", "options"))).toEqual(cellsOf(optionTable()))
  })

  it.each(readmes)(
    "$name lists every option with its names, value and range, in the code's order",
    ({ text }) => {
      const shown = cellsOf(tableAfter(text, "options")).map((row) => row.slice(0, 3))
      expect(shown).toEqual(cellsOf(optionTable()).map((row) => row.slice(0, 3)))
    },
  )

  it.each(readmes)("$name lists every command of the command line with its own options", ({ text }) => {
    const rows = cellsOf(tableAfter(text, "commands"))
    expect(rows.map((row) => row[0]?.replaceAll("\\|", "|"))).toEqual(
      commandTable.map(({ usage }) => `\`for-loop ${usage}\``),
    )
    for (const [index, entry] of commandTable.entries()) {
      const shown = [...(rows[index]?.[1] ?? "").matchAll(/`--([\w-]+)/g)].map((match) => match[1])
      expect(shown, entry.name).toEqual(entry.options.map((option) => option.name))
    }
    const global = globalOptions.map(({ name }) => `\`--${name}\``)
    expect(global.filter((name) => !text.includes(name))).toEqual([])
  })

  it("says of every command what its help says", () => {
    const said = cellsOf(tableAfter(readmes[0]?.text ?? "", "commands")).map((row) => row[2])
    expect(said).toEqual(commandTable.map(({ summary }) => summary))
  })

  it.each(readmes)(
    "$name lists every outcome with its exit code and whether it ends or pauses",
    ({ text }) => {
      const shown = cellsOf(tableAfter(text, "outcomes")).map((row) => row.slice(0, 3))
      expect(shown).toEqual(
        outcomes.map((name) => [`\`${name}\``, String(exitCodeOf(name)), lifeAfter(name)]),
      )
    },
  )

  it.each(readmes)("$name shows chat commands that are understood", ({ text }) => {
    const shown = [...text.matchAll(/^ *(\/for-loop .+)$/gm)].map((match) => match[1] ?? "")
    expect(shown.length).toBeGreaterThan(0)
    for (const line of shown) expect(["start", "arm"], line).toContain(parseRequest(line).kind)
    expect(parseRequest("/for-loop --resume").kind).toBe("resume")
    expect(parseRequest("/cancel-loop").kind).toBe("cancel")
  })

  it.each(readmes)("$name names only commands and npm scripts that exist", ({ text }) => {
    const commands = [...text.matchAll(/(?:`|^ *)for-loop ([a-z]+)/gm)].map((match) => match[1])
    const known = commandTable.map(({ name }) => name)
    expect(commands.filter((name) => !known.includes(name ?? ""))).toEqual([])
    const { scripts } = manifest
    const run = [...text.matchAll(/(?:`|&& |^)npm (?:run )?([a-z:]+)/gm)].map((match) => match[1] ?? "")
    const npmOwn = ["ci", "link", "install", "rm"]
    expect(run.filter((name) => !npmOwn.includes(name) && !(name in scripts))).toEqual([])
  })

  it.each(names)("%s lists every command of the extension by its title", (name) => {
    const titles = z.record(z.string(), z.string()).parse(readJson(nls[name]))
    const expected = manifest.contributes.commands.map(({ title }) => titles[title.slice(1, -1)])
    const text = readmes.find((readme) => readme.name === name)?.text ?? ""
    expect(codeIn(text, "extension-commands").toSorted()).toEqual(expected.toSorted())
  })

  it.each(readmes)("$name lists every setting of the extension", ({ text }) => {
    const shown = codeIn(text, "settings").filter((word) => word.startsWith("forLoop."))
    const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties))
    expect(shown.toSorted()).toEqual(settings.toSorted())
  })

  it.each(readmes)("$name shows only pictures that exist", ({ text }) => {
    const pictures = [...text.matchAll(/(?:src|srcset)="([^"]+)"/g)].map((match) => match[1] ?? "")
    expect(pictures.length).toBeGreaterThan(1)
    expect(pictures.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it.each(readmes)("$name names every environment variable of ours that the code reads", ({ text }) => {
    const launchers = readdirSync(join(root, "hooks")).filter((name) => name.startsWith("for-loop-hook"))
    const code = [
      ...readSources("src").map((file) => file.text),
      ...launchers.map((name) => readFileSync(join(root, "hooks", name), "utf8")),
    ].join("\n")
    const read = new Set(code.match(/\bFOR_LOOP_[A-Z][A-Z_]*[A-Z]\b/g))
    expect(read.size).toBeGreaterThan(4)
    expect([...read].filter((variable) => !text.includes(`\`${variable}\``))).toEqual([])
  })
})

describe("the links of README and CHANGELOG", () => {
  it.each(documents)("$name leads only to files and headings that exist", ({ text }) => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "")
    for (const target of targets.filter((link) => !/^https?:/.test(link))) {
      const [path = "", anchor] = target.split("#")
      if (path !== "") expect(existsSync(join(root, path)), target).toBe(true)
      if (path === "" && anchor !== undefined) expect(anchorsOf(text)).toContain(anchor)
    }
    expect(targets.length).toBeGreaterThan(1)
  })
})
