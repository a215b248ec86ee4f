import { describe, expect, it } from "vitest"
import { mocha } from "../../../src/verify/reports/mocha.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("mocha", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "mocha/spec",
      counts(1, 5, 1),
      [
        "[crash] throws @sum.test.cjs:11",
        "[timeout] too slow @null:null",
        "[assertion] sum > adds @sum.test.cjs:4",
        "[assertion] sum > objects > compares trees @sum.test.cjs:7",
        '[crash] hooks > "before all" hook for "needs it" @sum.test.cjs:13',
      ],
    ],
    [
      "mocha/dot",
      counts(1, 5, 1),
      [
        "[crash] throws @sum.test.cjs:11",
        "[timeout] too slow @null:null",
        "[assertion] sum > adds @sum.test.cjs:4",
        "[assertion] sum > objects > compares trees @sum.test.cjs:7",
        '[crash] hooks > "before all" hook for "needs it" @sum.test.cjs:13',
      ],
    ],
    ["mocha/broken-file", null, ["[missing-module] broken.test.cjs > (file) @broken.test.cjs:1"]],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(mocha, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(mocha, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })
})
