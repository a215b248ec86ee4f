import { describe, expect, it } from "vitest"
import { nodeSpec } from "../../../src/verify/reports/node-spec.ts"
import { tap } from "../../../src/verify/reports/tap.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("TAP", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "node-test/tap-cart-node20",
      counts(3, 4, 0),
      [
        "[crash] test/cart.test.js > cart > is worth nothing when it is empty @test/cart.test.js:17",
        "[assertion] test/cart.test.js > cart > adds the tax to the subtotal @test/cart.test.js:22",
        "[assertion] test/cart.test.js > cart > stays as it is when an unknown product is removed @test/cart.test.js:26",
        "[assertion] test/money.test.js > money > reads a price without losing a cent @test/money.test.js:7",
      ],
    ],
    [
      "node-test/tap-mixed",
      counts(4, 6, 3),
      [
        "[assertion] mixed.test.js > top-level failure @mixed.test.js:6",
        "[timeout] mixed.test.js > too slow @mixed.test.js:9",
        "[assertion] mixed.test.js > outer > inner > deep > fails # with a hash @mixed.test.js:12",
        "[assertion] mixed.test.js > outer > inner > deep > throws text @mixed.test.js:13",
        "[assertion] mixed.test.js > subtests > sub bad @mixed.test.js:24",
      ],
    ],
    [
      "node-test/tap-mixed-node20",
      counts(4, 6, 3),
      [
        "[assertion] mixed.test.js > top-level failure @mixed.test.js:6",
        "[timeout] mixed.test.js > too slow @mixed.test.js:9",
        "[assertion] mixed.test.js > outer > inner > deep > fails # with a hash @mixed.test.js:12",
        "[assertion] mixed.test.js > outer > inner > deep > throws text @mixed.test.js:13",
        "[assertion] mixed.test.js > subtests > sub bad @mixed.test.js:24",
      ],
    ],
    [
      "node-test/tap-broken-files-node20",
      counts(4, 8, 3),
      [
        "[missing-module] broken.test.js > (file) @broken.test.js:1",
        "[assertion] mixed.test.js > top-level failure @mixed.test.js:6",
        "[timeout] mixed.test.js > too slow @mixed.test.js:9",
        "[assertion] mixed.test.js > outer > inner > deep > fails # with a hash @mixed.test.js:12",
        "[assertion] mixed.test.js > outer > inner > deep > throws text @mixed.test.js:13",
        "[assertion] mixed.test.js > subtests > sub bad @mixed.test.js:24",
        "[syntax] syntax.test.js > (file) @syntax.test.js:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(tap, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(tap, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("gives the ids the spec reporter gives, so that another Node is not another failing set", async () => {
    for (const [a, b] of [
      ["spec-mixed", "tap-mixed-node20"],
      ["spec-broken-files", "tap-broken-files-node20"],
    ] as const) {
      const spec = await nodeSpec.read(recorded(`node-test/${a}`))
      const other = await tap.read(recorded(`node-test/${b}`))
      expect(other?.failures.map((entry) => entry.id)).toEqual(spec?.failures.map((entry) => entry.id))
    }
  })

  it("goes on after diagnostics that were cut off", async () => {
    const text = [
      "TAP version 13",
      "not ok 1 - a",
      "  ---",
      "  error: 'x'",
      "[… 9 bytes left out …]",
      "not ok 2 - b",
    ].join("\n")
    expect((await tell(tap, { text, files: [], workspace: "/x" }))?.failures).toHaveLength(2)
  })

  it("reads TAP of other producers, with and without diagnostics", async () => {
    const text = [
      "TAP version 13",
      "ok 1 - first",
      "not ok 2 second",
      "  ---",
      "    operator: equal",
      "    expected: 4",
      "    actual:   3",
      "    at: Test.<anonymous> (/home/dev/shop/test/sum.js:5:5)",
      "  ...",
      "not ok 3 - later # TODO not yet",
      "ok 4 - never # SKIP no network",
      "not ok 5",
      "1..5",
    ].join("\n")
    expect(await tell(tap, { text, files: [], workspace: "/home/dev/shop" })).toEqual({
      counts: counts(1, 2, 2),
      failures: ["[assertion] second @test/sum.js:5", "[assertion] (unnamed) @null:null"],
    })
  })
})
