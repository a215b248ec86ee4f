import { describe, expect, it } from "vitest"
import { jest } from "../../../src/verify/reports/jest.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("jest", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "jest/default",
      counts(2, 4, 2),
      [
        "[assertion] sum.test.js > sum > adds @sum.test.js:3",
        "[assertion] sum.test.js > sum > objects > deep > compares trees @sum.test.js:6",
        "[crash] sum.test.js > throws @sum.test.js:11",
        "[timeout] sum.test.js > too slow @sum.test.js:12",
        "[missing-module] broken.test.js > (file) @broken.test.js:1",
        "[syntax] syntax.test.js > (file) @syntax.test.js:2",
      ],
    ],
    [
      "jest/verbose",
      counts(1, 4, 2),
      [
        "[assertion] sum.test.js > sum > adds @sum.test.js:3",
        "[assertion] sum.test.js > sum > objects > deep > compares trees @sum.test.js:6",
        "[crash] sum.test.js > throws @sum.test.js:11",
        "[timeout] sum.test.js > too slow @sum.test.js:12",
        "[missing-module] broken.test.js > (file) @broken.test.js:1",
      ],
    ],
    ["jest/broken-file", counts(1, 0, 0), ["[missing-module] broken.test.js > (file) @broken.test.js:1"]],
    ["jest/passing", counts(1, 0, 0), []],
    ["jest/open-handle", counts(1, 0, 0), []],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(jest, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(jest, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("finds the error below the page of advice for a file that does not parse", async () => {
    const report = await jest.read(recorded("jest/default"))
    expect(report?.failures.at(-1)?.message).toBe(
      "SyntaxError: /home/dev/shop/syntax.test.js: Unexpected token (2:0)",
    )
  })
})
