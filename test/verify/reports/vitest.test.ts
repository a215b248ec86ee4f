import { describe, expect, it } from "vitest"
import { vitest } from "../../../src/verify/reports/vitest.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("vitest", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "vitest/default",
      counts(2, 4, 2),
      [
        "[missing-module] broken.test.ts > (file) @broken.test.ts:2",
        "[syntax] syntax.test.ts > (file) @syntax.test.ts:null",
        "[assertion] math.test.ts > sum > adds @math.test.ts:4",
        "[assertion] math.test.ts > sum > objects > deep > compares trees @math.test.ts:7",
        "[crash] math.test.ts > throws @math.test.ts:12",
        "[timeout] math.test.ts > too slow @math.test.ts:13",
      ],
    ],
    [
      "vitest/default-5",
      counts(2, 4, 2),
      [
        "[missing-module] broken.test.ts > (file) @broken.test.ts:2",
        "[syntax] syntax.test.ts > (file) @syntax.test.ts:null",
        "[assertion] math.test.ts > sum > adds @math.test.ts:4",
        "[assertion] math.test.ts > sum > objects > deep > compares trees @math.test.ts:7",
        "[crash] math.test.ts > throws @math.test.ts:12",
        "[timeout] math.test.ts > too slow @math.test.ts:13",
      ],
    ],
    [
      "vitest/verbose",
      counts(2, 4, 2),
      [
        "[missing-module] broken.test.ts > (file) @broken.test.ts:2",
        "[syntax] syntax.test.ts > (file) @syntax.test.ts:null",
        "[assertion] math.test.ts > sum > adds @math.test.ts:4",
        "[assertion] math.test.ts > sum > objects > deep > compares trees @math.test.ts:7",
        "[crash] math.test.ts > throws @math.test.ts:12",
        "[timeout] math.test.ts > too slow @math.test.ts:13",
      ],
    ],
    ["vitest/broken-file", counts(1, 0, 0), ["[missing-module] broken.test.ts > (file) @broken.test.ts:2"]],
    ["vitest/passing", counts(1, 0, 0), []],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(vitest, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(vitest, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("keeps a one-line diff as expected and actual, a longer one only in the message", async () => {
    const report = await vitest.read(recorded("vitest/default"))
    expect(report?.failures[2]).toMatchObject({ expected: "3", actual: "-1" })
    expect(report?.failures[3]).toMatchObject({
      expected: null,
      message: expect.stringContaining("-     3,"),
    })
  })

  it("gives several titles the error they share", async () => {
    const text = [
      " RUN  v4.1.0 /x",
      "",
      " FAIL  a.test.ts > one",
      " FAIL  a.test.ts > two",
      "Error: no database",
      " ❯ a.test.ts:3:1",
      "",
      "⎯⎯⎯⎯⎯⎯[1/1]⎯",
    ].join("\n")
    const report = await vitest.read({ text, files: [], workspace: "/x" })
    expect(report?.failures.map((entry) => [entry.id, entry.message])).toEqual([
      ["a.test.ts > one", "Error: no database"],
      ["a.test.ts > two", "Error: no database"],
    ])
  })
})
