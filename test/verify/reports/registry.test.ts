import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readReports } from "../../../src/verify/reports/registry.ts"
import { recorded } from "./fixture.ts"

const folder = join(import.meta.dirname, "../../fixtures/reports")
const input = (text: string) => ({ text, files: [], workspace: "/home/dev/shop" })

describe("readReports", () => {
  const fixtures = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "printed")
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

  const megabytes = (line: string) => line.repeat(Math.ceil((3 * 1024 * 1024) / line.length))
  // A reader that compares or searches quadratically needs hours for one of these: the time limit of the test ends it.
  it.each([
    ["go test", `FAIL\tx\t1s\n${megabytes("--- FAIL: T (0.1s)\n")}FAIL\tx\t1s\n`],
    ["cargo", `   Compiling x v1\n${megabytes("error: x\n --> a:1:1\n")}`],
    ["tsc", megabytes("a.ts(1,1): error TS1: b\n")],
    ["jest", `Tests:  1 total\nFAIL a.js\n${megabytes("  ● a\n\n    b\n")}`],
    ["vitest", ` RUN  v1.0.0 x\n${megabytes(" × a.ts > b 1ms\n")}`],
    [
      "pytest",
      `= 1 failed in 0.1s =\n___ a ___\n${megabytes("E   x\n")}\n= short test summary info =\nFAILED x.py::a - b\n`,
    ],
    ["TAP", `TAP version 13\n${megabytes("not ok 1 - a\n")}`],
    ["maven", `[INFO] x\n${megabytes("[ERROR] a.B.c -- Time elapsed: 0.1 s <<< FAILURE!\n")}`],
    ["gradle", `> Task :test FAILED\n${megabytes("A > b FAILED\n    x at A.java:1\n")}`],
    ["dotnet test", `Test run for a.dll\n${megabytes("  Failed A.b [1 ms]\n")}`],
    ["rspec", `2 examples, 1 failure\nFailures:\n${megabytes("  1) a\n     b\n")}`],
    ["phpunit", `PHPUnit 9.6\nThere were 2 failures:\n${megabytes("1) A::b\nc\n\n")}`],
    ["gcc", megabytes("a.c:1:1: error: b\n")],
    ["mypy", `Found 1 error in 1 file (checked 1 source file)\n${megabytes("a.py:1: error: b\n")}`],
    ["ruff", `Found 1 error.\n${megabytes("a.py:1:1: F401 b\n")}`],
    ["biome", megabytes(`a.js:1:1 lint/a/b ${"━".repeat(9)}\n\n  × x\n`)],
    ["nextest", ` Nextest run ID x\n${megabytes("        FAIL [   0.1s] (1/2) a b\n")}`],
    ["go test -json", megabytes('{"Action":"output","Package":"p","Output":"--- FAIL: T (0.1s)\\n"}\n')],
    ["libtest JSON", megabytes('{"type":"test","event":"failed","name":"a"}\n')],
    ["node:test", `ℹ tests 1\n✖ failing tests:\n${megabytes("\ntest at a.js:1:1\n✖ a (1ms)\n  'x'\n")}`],
  ])("S84 reads megabytes of hostile output in the format of %s", async (_, text) => {
    const report = await readReports(input(text))
    expect(report?.failures.length).toBeGreaterThan(0)
    expect(report?.failures.length).toBeLessThanOrEqual(500)
  })

  it("keeps at most 500 failures", async () => {
    const lines = Array.from({ length: 900 }, (_, i) => `not ok ${i + 1} - test ${i + 1}`)
    const report = await readReports(input(["TAP version 13", ...lines, "1..900"].join("\n")))
    expect(report?.failures).toHaveLength(500)
    expect(report?.counts).toEqual({ passed: 0, failed: 900, skipped: 0 })
  })
})
