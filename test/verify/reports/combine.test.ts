import { describe, expect, it } from "vitest"
import { combine } from "../../../src/verify/reports/combine.ts"
import { failure, finding } from "../../../src/verify/reports/failure.ts"
import type { Report } from "../../../src/verify/reports/report.ts"
import { counts } from "./fixture.ts"

const failed = (...path: string[]) => failure({ path, message: "expected 3", class: "assertion" })
const lint = {
  failures: [finding({ file: "a.js", line: 1, rule: "semi", message: "m", class: "lint" })],
  counts: null,
}
const told = (report: Report | null) => ({
  counts: report?.counts,
  ids: report?.failures.map((it) => it.id),
  ran: report?.ran,
})

describe("combine", () => {
  it("counts a run once that was told on the terminal and in a file", () => {
    const printed = { failures: [failed("a.js", "x")], counts: counts(1, 1, 0) }
    const file = { failures: [failed("a.js", "x")], counts: counts(1, 1, 0), ran: ["a.js > x", "a.js > y"] }
    expect(told(combine([printed], [{ folder: "reports/", report: file }]))).toEqual({
      counts: counts(1, 1, 0),
      ids: ["a.js > x"],
      ran: ["a.js > x", "a.js > y"],
    })
  })

  it("takes failures and names from the same side where both name tests differently", () => {
    const printed = { failures: [failed("a.js", "sum", "x")], counts: counts(0, 1, 0) }
    const file = { failures: [failed("sum x")], counts: counts(0, 1, 0), ran: ["sum x"] }
    expect(told(combine([printed], [{ folder: "", report: file }]))).toEqual({
      counts: counts(0, 1, 0),
      ids: ["sum x"],
      ran: ["sum x"],
    })
  })

  it("adds up the files of one folder before it compares: build tools write one per class", () => {
    const printed = { failures: [], counts: counts(3, 0, 1) }
    const one = { failures: [], counts: counts(1, 0, 1), ran: ["A > a"] }
    const two = { failures: [], counts: counts(2, 0, 0), ran: ["B > a", "B > b"] }
    const report = combine(
      [printed],
      [one, two].map((it) => ({ folder: "target/surefire-reports/", report: it })),
    )
    expect(told(report)).toEqual({ counts: counts(3, 0, 1), ids: [], ran: ["A > a", "B > a", "B > b"] })
  })

  it("ignores a file that tells of another run than the one that was seen", () => {
    const printed = { failures: [failed("x")], counts: counts(5, 1, 0) }
    const file = { failures: [], counts: counts(2, 0, 0), ran: ["old", "older"] }
    expect(told(combine([printed], [{ folder: "", report: file }]))).toEqual({
      counts: counts(5, 1, 0),
      ids: ["x"],
      ran: undefined,
    })
  })

  it("uses a file where nothing printed counts tests, beside what a linter printed", () => {
    const file = { failures: [failed("A", "a")], counts: counts(4, 1, 0), ran: ["A > a"] }
    const report = combine([lint], [{ folder: "", report: file }])
    expect(told(report)).toEqual({ counts: counts(4, 1, 0), ids: ["a.js > semi m", "A > a"], ran: ["A > a"] })
  })

  it("does not name what ran when one of several runs does not tell", () => {
    const one = { failures: [], counts: counts(1, 0, 0), ran: ["a"] }
    const two = { failures: [], counts: counts(7, 0, 0) }
    expect(told(combine([one, two], []))).toEqual({ counts: counts(8, 0, 0), ids: [], ran: undefined })
  })

  it("is null without any report", () => {
    expect(combine([], [])).toBeNull()
  })
})
