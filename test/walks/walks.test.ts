import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readWalk } from "./read-walk.ts"
import { replay, walksFolder } from "./replay.ts"
import { sameSeen } from "./same-seen.ts"

describe("the walks", () => {
  it.each(["5-restore.md", "6-uninstall.md"])(
    "%s shows what is seen when its commands are typed today",
    async (page) => {
      await replay(page)
    },
    240_000,
  )

  it("name no folder of the machine they were walked on", () => {
    for (const name of readdirSync(walksFolder).filter((file) => file.endsWith(".md"))) {
      const text = readFileSync(join(walksFolder, name), "utf8")
      expect(text.match(/(?<!~)\/(?:tmp|root|home|work|Users)\b\S*/g) ?? [], name).toEqual([])
    }
  })

  it("are all on their list, and show only pictures that exist", () => {
    const list = readFileSync(join(walksFolder, "README.md"), "utf8")
    const pages = readdirSync(walksFolder).filter((name) => /^\d.*\.md$/.test(name))
    expect(pages).toHaveLength(6)
    for (const page of pages) {
      expect(list).toContain(`](${page})`)
      const text = readFileSync(join(walksFolder, page), "utf8")
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g))
        expect(existsSync(join(walksFolder, target)), `${page}: ${target}`).toBe(true)
    }
  })
})

describe("reading what was seen", () => {
  it.each([
    ["loop mwpho7od-bf2b300e6c, 4 s", "loop mwqqqqqq-0123456789, 12.5 s", true],
    ["a\n…\nc", "a\nb\nb\nc", true],
    ["a\n…\nc", "a\nb\nd", false],
    ["… files written", "54 files written", true],
    ["verified", "verified\nand more", false],
    ["3 failing", "4 failing", false],
    ["", "\n", true],
  ])("%j beside %j: %s", (page, seen, same) => {
    expect(sameSeen(page, seen)).toBe(same)
  })

  it("takes typed commands with their here-documents, and leaves other blocks alone", () => {
    const page = "```sh\n$ no\n```\n```console\n$ cat > a <<'END'\n$ x\nEND\n$ ls\na\nb\n```\n"
    expect(readWalk(page)).toEqual([
      { typed: "cat > a <<'END'\n$ x\nEND", seen: "", line: 5 },
      { typed: "ls", seen: "a\nb", line: 8 },
    ])
  })
})
