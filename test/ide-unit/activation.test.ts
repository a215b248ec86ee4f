import { describe, expect, it } from "vitest"
import { readSources, type Source } from "../architecture/sources.ts"

const sources = readSources("src")

describe("activating the extension", () => {
  it("loads only what registers: every window of everybody pays for it", () => {
    expect([...reached("src/ide/extension.ts")].sort()).toEqual([
      "src/ide/commands/command-names.ts",
      "src/ide/extension.ts",
      "src/ide/view/checkpoint-uri.ts",
      "src/ide/view/kept-texts.ts",
      "src/ide/view/virtual-documents.ts",
      "src/system/json-record.ts",
      "vscode",
    ])
  })

  it("starts its program without what only some asks need", () => {
    const program = [...reached("src/ide/program.ts"), ...reached("src/ide/background.ts")]
    expect(program).toContain("src/dashboard/feed/feed.ts")
    expect(
      program.filter((path) => /^(simple-git|@secretlint|@babel|web-tree-sitter|ajv)/.test(path)),
    ).toEqual([])
  })
})

/** What is loaded at once with a file: packages by name, files by path. */
function reached(entry: string): Set<string> {
  const seen = new Set<string>()
  const queue = [entry]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file: Source | undefined = sources.find((candidate) => candidate.path === path)
    for (const { how, to } of file?.imports ?? []) if (how === "static") queue.push(to)
  }
  return seen
}
