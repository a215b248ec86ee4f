import { describe, expect, it } from "vitest"
import { cargoTest } from "../../../src/verify/reports/cargo-test.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("cargo test", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "cargo-test/failures",
      counts(1, 6, 1),
      [
        "[assertion] src/lib.rs > tests::doubles_three @src/lib.rs:14",
        "[crash] src/lib.rs > tests::panics @src/lib.rs:16",
        "[assertion] src/lib.rs > tests::result @null:null",
        "[assertion] src/lib.rs > tests::should @null:null",
        "[assertion] tests/outside.rs > from_outside @tests/outside.rs:2",
        "[assertion] shop > src/lib.rs - twice @src/lib.rs:5",
      ],
    ],
    [
      "cargo-test/compile-error",
      null,
      [
        "[type] src/lib.rs > E0308 mismatched types @src/lib.rs:1",
        "[type] src/lib.rs > E0425 cannot find function `nope` in this scope @src/lib.rs:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(cargoTest, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(cargoTest, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("keeps both sides of an assertion and leaves the backtrace out", async () => {
    const report = await cargoTest.read(recorded("cargo-test/failures"))
    expect(report?.failures[0]).toMatchObject({
      message: "assertion `left == right` failed: three times two\n  left: 5\n right: 6",
      actual: "5",
      expected: "6",
    })
  })
})
