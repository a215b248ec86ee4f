import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { readLog } from "../../../src/verify/reports/log-text.ts"
import { readReports } from "../../../src/verify/reports/registry.ts"
import { sanitise } from "../../../src/verify/sanitise.ts"

const folder = mkdtempSync(join(tmpdir(), "for-loop-log-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, "check.log")

const noise = "2026-11-20T10:11:12.345Z INFO [worker-3] request handled, 200 OK in 12 ms\n".repeat(150_000)

describe("readLog", () => {
  it.each([
    ["TAP", "TAP version 13\n1..2\nok 1 - one\nnot ok 2 - two\n  ---\n  message: wrong\n  ...\n", "two"],
    [
      "go test",
      "--- FAIL: TestMiddle (0.00s)\n    a_test.go:3: want 4\nFAIL\nFAIL\texample.com/a\t0.1s\n",
      "example.com/a > TestMiddle",
    ],
    ["gcc", "src/a.c:7:1: error: expected ';' before '}' token\n", "src/a.c > expected ';' before '}' token"],
    [
      "tsc",
      "src/a.ts(7,1): error TS2322: Type 'string' is not assignable to type 'number'.\n",
      "src/a.ts > TS2322 Type 'string' is not assignable to type 'number'.",
    ],
    [
      "cargo test",
      "     Running unittests src/lib.rs (target/debug/deps/a)\ntest tests::x ... FAILED\n---- tests::x stdout ----\nthread 'tests::x' panicked at src/lib.rs:3:1:\nboom\ntest result: FAILED. 0 passed; 1 failed; 0 ignored;\n",
      "src/lib.rs > tests::x",
    ],
    [
      "maven",
      "[ERROR] dev.shop.CartTest.adds -- Time elapsed: 0.1 s <<< FAILURE!\njava.lang.AssertionError: no\n",
      "dev.shop.CartTest > adds",
    ],
  ])("S84 finds the failure of %s in the middle of a large log", async (_, failure, id) => {
    writeFileSync(path, `${noise}${failure}${noise}`)
    const log = readLog(path)
    expect(log?.partial).toBe(true)
    expect(log?.text.length).toBeLessThan(1024 * 1024)
    const report = await readReports({ ...(log ?? { text: "" }), files: [], workspace: "/w" })
    expect(report?.failures.map((it) => it.id)).toEqual([id])
  })

  it("does not count what it did not see: no totals by lines and no list of tests from a log with gaps", async () => {
    const points = Array.from({ length: 200_000 }, (_, i) => `ok ${i + 1} - a test with a name ${i}`).join(
      "\n",
    )
    writeFileSync(path, `TAP version 13\n${points}\nnot ok 200001 - last\n1..200001\n`)
    const report = await readReports({ ...(readLog(path) ?? { text: "" }), files: [], workspace: "/w" })
    expect(report).toMatchObject({ counts: null, failures: [{ id: "last" }] })
    expect(report).not.toHaveProperty("ran")
  })

  it("keeps long lines whole beside the text that patterns look at", () => {
    writeFileSync(path, `${"x".repeat(9000)}\nshort\n`)
    const log = readLog(path)
    expect(log?.full).toBe(`${"x".repeat(9000)}\nshort\n`)
    expect(log?.text).toBe(`${"x".repeat(4000)}\nshort\n`)
  })

  it("cleans exactly what needs it, whatever a program prints", () => {
    const printed = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string(),
      fc
        .array(
          fc.constantFrom(
            "a",
            "\n",
            "\r",
            "\t",
            "é",
            "✔",
            "─",
            "\u001b[31m",
            "\u200b",
            "\u202e",
            "\u{e0041}",
            "\b",
            "\u009b",
          ),
        )
        .map((it) => it.join("")),
    )
    fc.assert(
      fc.property(printed, (text) => {
        writeFileSync(path, text)
        // What is no Unicode was written as the replacement character.
        expect(readLog(path)?.full).toBe(sanitise(Buffer.from(text).toString("utf8")).text)
      }),
      { numRuns: 500 },
    )
  })

  it("is null for a log that is not there", () => {
    expect(readLog(join(folder, "gone"))).toBeNull()
  })
})
