import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { printedReports, reportInJson } from "../../../src/verify/reports/documents.ts"
import { junitReport } from "../../../src/verify/reports/junit-report.ts"
import type { Report, ReportInput } from "../../../src/verify/reports/report.ts"
import { allReaders } from "./all-readers.ts"

const fixtures = join(import.meta.dirname, "../../fixtures/reports")
const workspace = "/home/dev/shop"

const recordings = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(?:txt|xml|json)$/.test(name))
  .map((name) => readFileSync(join(fixtures, name), "utf8"))
const texts = recordings.filter((text) => text.length < 60_000)
const lines = [...new Set(texts.flatMap((text) => text.split("\n")))]

/** Outputs as they are, cut off, stitched together line by line from all tools, and with damaged characters. */
const outputs = fc.oneof(
  fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat()).map(([text, a, b]) => {
    const [from = 0, to = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y)
    return text.slice(from, to)
  }),
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ unit: "binary", maxLength: 20 }))
    .map(([text, at, what]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + what + text.slice(place + what.length)
    }),
  fc.array(fc.constantFrom(...lines), { maxLength: 60 }).map((chosen) => chosen.join("\n")),
  fc
    .tuple(fc.constantFrom(...lines), fc.constantFrom(...lines), fc.integer({ min: 1, max: 200 }))
    .map(([a, b, times]) => `${a}\n${`${b}\n`.repeat(times)}`),
  fc.string({ unit: "binary", maxLength: 500 }),
)

function sound(report: Report | null): void {
  if (report === null) return
  for (const failure of report.failures) {
    expect(failure.id).not.toBe("")
    expect(failure.id).not.toMatch(/\n/)
    expect(failure.id.length).toBeLessThanOrEqual(400)
    expect(failure.message.length).toBeLessThanOrEqual(2000)
    expect(failure.line === null || (Number.isInteger(failure.line) && failure.line >= 0)).toBe(true)
  }
  for (const count of Object.values(report.counts ?? {})) {
    expect(Number.isInteger(count) && count >= 0).toBe(true)
  }
  for (const id of report.ran ?? []) expect(id).not.toBe("")
}

describe("every reader", () => {
  it("is known to this test", () => {
    expect(allReaders.length).toBeGreaterThanOrEqual(20)
  })

  it.each(allReaders.map((reader) => [reader.name, reader] as const))(
    "%s survives damaged, cut and mixed output",
    async (_, reader) => {
      await fc.assert(
        fc.asyncProperty(outputs, fc.boolean(), async (text, partial) => {
          const input: ReportInput = { text, files: [], workspace, partial }
          sound(await reader.read(input))
        }),
        { numRuns: 150 },
      )
    },
  )

  it("of a report file survives the same", async () => {
    await fc.assert(
      fc.asyncProperty(outputs, async (text) => {
        sound(await junitReport("/home/dev/shop/junit.xml", text, workspace))
        sound(reportInJson(text, workspace))
        for (const report of printedReports(text, workspace)) sound(report)
      }),
      { numRuns: 300 },
    )
  })

  it("of JSON survives any value in the place of any other", () => {
    const documents = recordings.flatMap((text) => {
      const start = text.indexOf("{")
      try {
        const value: unknown = JSON.parse(text.slice(Math.max(0, start)))
        return [value]
      } catch {
        return []
      }
    })
    expect(documents.length).toBeGreaterThan(4)
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), fc.jsonValue(), (document, seed, value) => {
        let at = seed % 400
        const text = JSON.stringify(document, (_, entry: unknown) => (at-- === 0 ? value : entry))
        sound(reportInJson(text ?? "", workspace))
      }),
      { numRuns: 400 },
    )
  })

  const long = [4000, 8000] as const
  // Lines are cut at 4000 characters: one that costs the square of its length must not hold up a report.
  it.each(allReaders.map((reader) => [reader.name, reader] as const))(
    "%s reads many lines of the greatest length, made of its own",
    async (_, reader) => {
      for (const line of lines.filter((it) => it.length > 5).slice(0, 400)) {
        const text = line.repeat(Math.ceil(long[0] / line.length)).slice(0, long[0])
        await reader.read({ text: `${line}\n${text}\n${text}`, files: [], workspace })
      }
    },
  )
})
