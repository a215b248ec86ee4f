import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readReports } from "../../../src/verify/reports/registry.ts"
import { recorded } from "./fixture.ts"

const folder = join(import.meta.dirname, "../../fixtures/reports")
const input = (text: string) => ({ text, files: [], workspace: "/home/dev/shop" })

describe("readReports", () => {
  const fixtures = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((tool) => readdirSync(join(folder, tool.name)).map((file) => `${tool.name}/${file}`))
    .filter((name) => name.endsWith(".txt"))
    .map((name) => name.slice(0, -4))

  it.each(fixtures)("finds nothing in %s that its own tool did not report", async (name) => {
    const tool = name.split("/")[0] ?? ""
    const own = { "node-test": name.includes("spec") ? "node-spec" : "tap" }[tool] ?? tool
    const reader = Object.values(await import(`../../../src/verify/reports/${own}.ts`))[0]
    const alone = await Object(reader).read(recorded(name))
    expect(await readReports(recorded(name))).toEqual(alone)
  })

  it("is null for the output of a tool nobody knows", async () => {
    for (const text of ["", "hello\n", "Error: x\n  at y\n", "ok\n", "1 passing thought\n"]) {
      expect(await readReports(input(text))).toBeNull()
    }
  })

  it("S86 reads all formats of one output and adds their counts", async () => {
    const text = ["tsc/types", "eslint/stylish", "vitest/default", "jest/default"]
      .map((name) => recorded(name).text)
      .join("\n")
    const report = await readReports(input(text))
    expect(report?.counts).toEqual({ passed: 4, failed: 8, skipped: 4 })
    expect(new Set(report?.failures.map((entry) => entry.class))).toEqual(
      new Set(["missing-module", "syntax", "type", "lint", "assertion", "crash", "timeout"]),
    )
  })

  it("keeps at most 500 failures", async () => {
    const lines = Array.from({ length: 900 }, (_, i) => `not ok ${i + 1} - test ${i + 1}`)
    const report = await readReports(input(["TAP version 13", ...lines, "1..900"].join("\n")))
    expect(report?.failures).toHaveLength(500)
    expect(report?.counts).toEqual({ passed: 0, failed: 900, skipped: 0 })
  })
})
