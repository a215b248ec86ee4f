import { describe, expect, it } from "vitest"
import { goTest } from "../../../src/verify/reports/go-test.ts"
import { counts, recorded, tell } from "./fixture.ts"

describe("go test -json", () => {
  it("S92 is read as the plain output is", async () => {
    const json = await tell(goTest, recorded("go-test/words-json"))
    expect(json).toEqual(await tell(goTest, recorded("go-test/words-verbose")))
  })

  it("S92 tells a package that does not build and one that panics", async () => {
    const report = await tell(goTest, recorded("go-test/broken-json"))
    expect(report?.failures).toEqual(
      expect.arrayContaining([
        "[type] broken/b_test.go > undefined: undefined @broken/b_test.go:5",
        "[crash] example.com/words/slow > TestPanics @s_test.go:5",
      ]),
    )
  })

  it("keeps packages apart that ran side by side, also where the end of one is missing", async () => {
    const event = (name: string, output: string) =>
      JSON.stringify({ Action: "output", Package: name, Output: `${output}\n` })
    const text = [
      event("a", "--- FAIL: TestOne (0.00s)"),
      event("b", "--- FAIL: TestTwo (0.00s)"),
      event("a", "    a_test.go:3: no"),
      event("b", "    b_test.go:4: no"),
      event("b", "FAIL\tb\t0.1s"),
    ].join("\n")
    expect(await tell(goTest, { text, files: [], workspace: "/w" })).toEqual({
      counts: null,
      failures: ["[assertion] a > TestOne @a_test.go:3", "[assertion] b > TestTwo @b_test.go:4"],
    })
  })
})

describe("libtest's JSON", () => {
  it("S92 gives the counts and ids of cargo's plain output", async () => {
    const { cargoTest } = await import("../../../src/verify/reports/cargo-test.ts")
    expect(await tell(cargoTest, recorded("cargo-test/libtest-json"))).toEqual({
      counts: counts(1, 2, 1),
      failures: [
        "[crash] src/lib.rs > tests::panics @null:null",
        "[assertion] src/lib.rs > tests::adds @src/lib.rs:5",
      ],
    })
    expect((await tell(cargoTest, recorded("cargo-test/nextest-json")))?.counts).toEqual(counts(1, 2, 1))
  })
})
