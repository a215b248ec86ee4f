import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../architecture/sources.ts"

const page = readFileSync(join(root, "docs", "threat-model.md"), "utf8")
const columns = ["threat", "who", "could reach", "our defence", "proven by", "what is left"]

/** Rows of every table of threats, by their columns. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.slice(2, -2).split(" | "))
  .filter((cells) => cells.length > 2)
const threats = rows.filter((cells) => cells[0] !== columns[0])

/** What the sentences of the page name: a file, and of a test the words of its title. */
const links = [...page.matchAll(/\[`([^`]+)`\]\(\.\.\/([^)]+)\)(?: “([^”]+)”)?/g)]

describe("the threat model", () => {
  it("has a table for every one who is not trusted", () => {
    expect(threats.length).toBeGreaterThan(40)
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)
    for (const topic of [
      "A malicious repository",
      "Malicious test output",
      "A malicious agent",
      "Another user of the machine",
      "Another web page",
      "A poisoned environment",
      "Links and races in state and checkpoints",
      "Secrets in what is written down",
      "The gateway",
      "What is shipped",
    ])
      expect(headings).toContain(topic)
  })

  it.each(threats.map((cells) => [cells[0], cells] as const))(
    "leaves no cell empty: %s",
    (_threat, cells) => {
      expect(cells).toHaveLength(columns.length)
      for (const cell of cells) expect(cell.trim()).not.toBe("")
      const [, , , defence = "", proof = ""] = cells
      expect(defence).toMatch(/\]\(\.\.\//)
      expect(proof).toMatch(/\]\(\.\.\/test\/[\w/.-]+\.test\.ts\) “.{6,}”/)
    },
  )

  it("names files that are there, under their own names", () => {
    expect(links.length).toBeGreaterThan(150)
    const wrong = links.filter(([, shown, path = ""]) => shown !== path || !existsSync(join(root, path)))
    expect(wrong.map(([text]) => text)).toEqual([])
  })

  it("names tests by words of their titles", () => {
    const missing = links.flatMap(([, , path = "", title]) =>
      title === undefined || titlesIn(path).some((text) => text.includes(title)) ? [] : [`${path}: ${title}`],
    )
    expect(missing).toEqual([])
  })
})

/** Texts in quotes: titles of tests, and rows of tables that become titles. */
function titlesIn(path: string): string[] {
  const source = readFileSync(join(root, path), "utf8")
  return [...source.matchAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g)].map(([text]) =>
    text.slice(1, -1).replace(/\\(.)/g, "$1"),
  )
}
