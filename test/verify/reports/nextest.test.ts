import { describe, expect, it } from "vitest"
import { nextest } from "../../../src/verify/reports/nextest.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("cargo nextest", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "nextest/failures",
      counts(1, 2, 1),
      ["[assertion] shop > tests::panics @null:null", "[assertion] shop > tests::adds @src/lib.rs:5"],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(nextest, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(nextest, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("names the tests that ran", async () => {
    const report = await nextest.read(recorded("nextest/failures"))
    expect(report?.ran).toEqual(["shop > tests::fine", "shop > tests::panics", "shop > tests::adds"])
  })
})
