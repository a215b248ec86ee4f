import assert from "node:assert/strict"
import fc from "fast-check"
import { readLog } from "../../../src/verify/reports/log-text.ts"
import { readReports } from "../../../src/verify/reports/registry.ts"
import type { Report, ReportInput } from "../../../src/verify/reports/report.ts"
import { allReaders } from "../../verify/reports/all-readers.ts"
import { fixtureTexts } from "../fixture-texts.ts"
import { damaged, longOf } from "../hostile.ts"
import { documentFormats } from "../reports/document-formats.ts"
import { oddRun, plainRun } from "../reports/test-run.ts"
import { findingFormats, testFormats } from "../reports/text-formats.ts"
import { scratchFile } from "../scratch.ts"
import type { Target } from "../target.ts"

const formats = Object.values({ ...documentFormats, ...testFormats, ...findingFormats })
const written = fc
  .tuple(fc.constantFrom(...formats), fc.oneof(plainRun, oddRun))
  .map(([write, run]) => write(run))
const recordings = fixtureTexts("reports", /\.(?:txt|xml|json)$/)
const lines = [...new Set(recordings.flatMap((text) => text.split("\n")))].filter(
  (line) => line.trim() !== "",
)
const nested = fc
  .tuple(
    fc.constantFrom(
      ["TAP version 13\n", "    ", "# Subtest: a\n", "not ok 1 - a\n"],
      ["<testsuites>", "<testsuite name='a'>", "<testcase name='b'><failure/></testcase>", "</testsuite>"],
      ['{"results":', '{"tests":[', "1", "]}"],
      ['{"testResults":[', "[", '{"assertionResults":1}', "]"],
    ),
    fc.constantFrom(10, 500, 20_000),
  )
  .map(
    ([[head = "", open = "", inner = "", close = ""], depth]) =>
      head + open.repeat(depth) + inner + close.repeat(depth),
  )

/** All readers and the registry, fed with what arrives on the way from a check's log. */
export const reports: Target = {
  name: "reports",
  runs: 120,
  inputs: fc.oneof(
    { weight: 3, arbitrary: written },
    { weight: 4, arbitrary: damaged(fc.oneof(written, fc.constantFrom(...recordings))) },
    { weight: 1, arbitrary: fc.tuple(written, written).map((texts) => texts.join("")) },
    { weight: 1, arbitrary: longOf(lines, 20_000) },
    { weight: 1, arbitrary: nested },
  ),
  async check(input) {
    const log = readLog(scratchFile("reports/check.log", input))
    assert.ok(log !== null)
    const found = { ...log, workspace: "/home/dev/shop", files: [] }
    for (const reader of allReaders) sound(await reader.read(found))
    const files = ["junit.xml", "report.json"].map((name) => ({
      path: `/home/dev/shop/${name}`,
      text: input,
      origin: "found" as const,
    }))
    const input2: ReportInput = { ...found, files }
    const report = await readReports(input2)
    sound(report)
    assert.deepEqual(await readReports(input2), report)
  },
}

function sound(report: Report | null): void {
  for (const failure of report?.failures ?? []) {
    assert.notEqual(failure.id, "")
    assert.ok(!failure.id.includes("\n") && failure.id.length <= 400)
    assert.ok(failure.message.length <= 2000)
    assert.ok(
      failure.line === null || (Number.isSafeInteger(failure.line) && failure.line >= 0),
      `line ${failure.line}`,
    )
    for (const text of [failure.expected, failure.actual, failure.frame])
      assert.ok((text ?? "").length <= 600)
  }
  for (const count of Object.values(report?.counts ?? {}))
    assert.ok(Number.isSafeInteger(count) && count >= 0, `count ${count}`)
  for (const id of report?.ran ?? []) assert.notEqual(id, "")
}
