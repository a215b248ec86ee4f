import { describe, expect, it } from "vitest"
import { gradle } from "../../../src/verify/reports/gradle.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("gradle", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "gradle/failures",
      counts(5, 3, 1),
      [
        "[assertion] CartTest > adds() @dev/shop/CartTest.java:10",
        "[crash] CartTest > namesNobody() @CartTest.java:12",
        "[assertion] dev.shop.PriceTest > rounds @dev/shop/PriceTest.java:9",
      ],
    ],
    [
      "gradle/no-dependency",
      null,
      ["[missing-module] gradle > Could not find dev.nowhere:thing:1.0. @null:null"],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(gradle, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(gradle, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })
})
