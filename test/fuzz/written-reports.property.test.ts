import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readReports } from "../../src/verify/reports/registry.ts"
import type { Report } from "../../src/verify/reports/report.ts"
import { documentFormats } from "./reports/document-formats.ts"
import { plainRun, type TestRun } from "./reports/test-run.ts"
import { findingFormats, testFormats } from "./reports/text-formats.ts"

const seed = 20_261_120
const workspace = "/home/dev/shop"

async function readBack(text: string, name: string): Promise<Report | null> {
  const file = name === "junit" ? [{ path: `${workspace}/junit.xml`, text, origin: "found" as const }] : []
  return readReports({ text: name === "junit" ? "" : text, files: file, workspace })
}

function named(report: Report | null, run: TestRun): void {
  expect(report?.failures.length).toBe(count(run, "failed"))
  for (const { message } of run.filter((test) => test.outcome === "failed"))
    expect(report?.failures.map((failure) => failure.message).join("\n")).toContain(message)
}

function count(run: TestRun, outcome: string): number {
  return run.filter((test) => test.outcome === outcome).length
}

/** nextest prints what a test said above the line of the test, and only where it said something. */
const silent = new Set(["nextest"])

describe.each(Object.entries({ ...documentFormats, ...testFormats }))(
  "a run written as %s",
  (name, write) => {
    it("is read with every failure and the right totals", async () => {
      const property = fc.asyncProperty(plainRun, async (run) => {
        const report = await readBack(write(run), name)
        if (silent.has(name)) expect(report?.failures.length).toBe(count(run, "failed"))
        else named(report, run)
        // Go tells totals only where something else than a failure is named.
        const known = !name.startsWith("go-test") || count(run, "failed") < run.length
        if (known) expect(report?.counts?.failed).toBe(count(run, "failed"))
      })
      await fc.assert(property, { seed, numRuns: 40 })
    })
  },
)

describe.each(Object.entries(findingFormats))("findings written as %s", (name, write) => {
  it("are all read", async () => {
    const property = fc.asyncProperty(plainRun, async (run) => named(await readBack(write(run), name), run))
    await fc.assert(property, { seed, numRuns: 40 })
  })
})
