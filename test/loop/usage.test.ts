import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { type OptionSpec, options } from "../../src/loop/options.ts"
import { optionLines, optionTable, usageText } from "../../src/loop/usage.ts"

const table: readonly OptionSpec[] = options

describe("help", () => {
  it("offers every public option of the chat and shows two commands that really start a loop", () => {
    const text = usageText("The task is missing.")
    for (const option of table) {
      const offered = new RegExp(`--${option.name}(?![\\w-])`).test(text)
      expect(offered, option.name).toBe(option.audience === "everyone" && option.places.includes("chat"))
    }
    const examples = text.split("\n").filter((line) => line.startsWith("  /for-loop"))
    expect(examples).toHaveLength(2)
    for (const example of examples) expect(parseRequest(example).kind).toBe("start")
    expect(text).toContain("The task is missing. No loop was started.")
  })

  it("aligns the lines for a terminal and keeps the table one row per option", () => {
    const columns = optionLines("start", []).map(
      (line) => /^ {2}--[\w-]+(?: \S+)? {2,}/.exec(line)?.[0].length,
    )
    expect(new Set(columns).size).toBe(1)
    const rows = optionTable().split("\n")
    const offered = table.filter((option) => option.audience === "everyone")
    expect(rows).toHaveLength(2 + offered.length)
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6)
  })
})
