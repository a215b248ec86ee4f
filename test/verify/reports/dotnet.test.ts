import { describe, expect, it } from "vitest"
import { dotnet } from "../../../src/verify/reports/dotnet.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("dotnet test", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "dotnet/failures",
      counts(5, 2, 1),
      [
        "[assertion] Shop.Tests.CartTests > Adds @Shop.Tests/CartTests.cs:9",
        "[crash] Shop.Tests.CartTests > IsOne(n: 2) @Shop.Tests/CartTests.cs:16",
      ],
    ],
    [
      "dotnet/build-errors",
      null,
      [
        "[type] Shop/Cart.cs > CS0103 The name 'missing' does not exist in the current context @Shop/Cart.cs:5",
        "[syntax] Shop/Cart.cs > CS1002 ; expected @Shop/Cart.cs:9",
        "[missing-module] Shop/Price.cs > CS0246 The type or namespace name 'Nowhere' could not be found (are you missing a using directive or an assembly reference?) @Shop/Price.cs:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(dotnet, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(dotnet, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("reads the summary of the terminal logger", async () => {
    const text = "Test summary: total: 8, failed: 2, succeeded: 5, skipped: 1, duration: 0.4s\n"
    expect(await tell(dotnet, { text, files: [], workspace: "/home/dev/shop" })).toEqual({
      counts: counts(5, 2, 1),
      failures: [],
    })
  })
})
