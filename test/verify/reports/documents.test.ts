import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { printedReports, reportInJson } from "../../../src/verify/reports/documents.ts"
import { readReports } from "../../../src/verify/reports/registry.ts"
import { counts, recorded } from "./fixture.ts"

const folder = join(import.meta.dirname, "../../fixtures/reports")
const workspace = "/home/dev/shop"

describe("reports in JSON", () => {
  it.each([
    ["printed/jest", counts(1, 4, 2), "sum.test.js > sum > adds"],
    ["printed/vitest", counts(1, 4, 2), "math.test.ts > sum > adds"],
    ["printed/mocha", counts(1, 4, 2), "sum.test.js > sum adds"],
    ["printed/rspec", counts(1, 3, 2), "spec/cart_spec.rb > Cart adds"],
  ])("S92 reads what %s has in its output", async (name, counted, id) => {
    const report = await readReports(recorded(name))
    expect(report?.counts).toEqual(counted)
    expect(report?.failures.map((it) => it.id)).toContain(id)
    expect(report?.ran).toHaveLength(counted.passed + counted.failed)
  })

  it("gives jest and vitest the ids of their plain output", async () => {
    const json = await readReports(recorded("printed/vitest"))
    const plain = await readReports(recorded("vitest/verbose-names"))
    expect(new Set(json?.failures.map((it) => it.id))).toEqual(new Set(plain?.failures.map((it) => it.id)))
    expect(json?.ran).toEqual(plain?.ran)
  })

  it.each([
    [
      "ctrf/jest.json",
      counts(1, 4, 2),
      { id: "sum.test.js > sum adds", line: 3, expected: "3", actual: "-1" },
    ],
    ["ctrf/mocha.json", counts(1, 4, 2), { id: "sum.test.js > sum adds", line: 4 }],
    ["ctrf/pytest.json", counts(1, 1, 1), { id: "test_x.py > test_a", line: 3, message: "assert 1 == 2" }],
  ])("S92 reads the CTRF report %s", (name, counted, failure) => {
    const report = reportInJson(readFileSync(join(folder, name), "utf8"), workspace)
    expect(report?.counts).toEqual(counted)
    expect(report?.failures).toEqual(expect.arrayContaining([expect.objectContaining(failure)]))
  })

  it.each([
    "{}",
    "[]",
    "{",
    '{"testResults":1,"numTotalTests":2}',
    '{"results":{"tests":[]}}',
    "{\n}",
    '{"passes":[]}',
  ])("takes %j for no report", (text) => {
    expect(reportInJson(text, workspace)).toBeNull()
    expect(printedReports(`before\n${text}\nafter`, workspace)).toEqual([])
  })

  it("stays linear where many documents begin and none ends", () => {
    const text = `"testResults"\n${"{\n".repeat(500_000)}`
    expect(printedReports(text, workspace)).toEqual([])
  })
})
