import { describe, expect, it } from "vitest"
import { deltaOf } from "../../src/verify/delta.ts"
import { blockingOf, isTargeted, neverRan, targetsOf } from "../../src/verify/delta-targets.ts"
import { checkResult, failed } from "./check-results.ts"

describe("targets of a task", () => {
  const known = [
    "tests/test_money.py > test_rounds_half_up[25-10-23]",
    "words > TestCount/no_text",
    "words > TestLongest",
  ]
  const cases: [string, string[]][] = [
    ["Make tests/test_cart.py::TestCart::test_tax green", ["tests/test_cart.py::TestCart::test_tax"]],
    ["Fix test_rounds_half_up[25-10-23].", ["test_rounds_half_up[25-10-23]"]],
    ["fix `src/money.test.ts` and cart.spec.js", ["src/money.test.ts", "cart.spec.js"]],
    ["tests/test_stock.py fails", ["tests/test_stock.py"]],
    ["TestCount/no_text and TestLongest fail.", ["TestCount/no_text", "TestLongest"]],
    ["Set test_mode in the TestFlight settings", []],
    ["get tests::parses_a_date to pass", ["tests::parses_a_date"]],
    ["Add a discount. Do not Test it by hand, testing is automatic.", []],
    ["use std::env; see https://example.com/a.test.ts?x", []],
  ]
  it.each(cases)("S25 are read from: %s", (task, targets) => {
    expect(targetsOf(task, known)).toEqual(targets)
  })

  it("S25 include an id of the baseline that the task holds word for word", () => {
    const ids = ["a.js > cart > adds the tax", "a.js > cart > is empty"]
    expect(targetsOf("Make `a.js > cart > adds the tax` pass", ids)).toEqual(["a.js > cart > adds the tax"])
  })

  const matches: [boolean, string, string][] = [
    [true, "tests/test_cart.py > TestCart > test_tax", "tests/test_cart.py::TestCart::test_tax"],
    [true, "tests/test_cart.py > TestCart > test_tax[1]", "test_tax"],
    [true, "tests/test_cart.py > test_tax", "test_cart.py"],
    [true, "packages/a/src/money.test.ts > money > x", "src/money.test.ts"],
    [true, "example.com/words > TestCount/no_text", "TestCount"],
    [true, "src/lib.rs > tests::parses", "tests::parses"],
    [false, "example.com/words > TestCounter", "TestCount"],
    [false, "tests/test_cart.py > test_tax_free", "test_tax"],
    [false, "tests/test_cart.py > my_test_tax", "test_tax"],
    [false, "src/other-money.test.ts > x", "money.test.ts"],
  ]
  it.each(matches)("is %s that %s is meant by %s", (is, id, target) => {
    expect(isTargeted(id, target)).toBe(is)
  })

  it("S25 tells which named tests never ran", () => {
    const ran = ["tests/test_cart.py > test_tax", "tests/test_cart.py > test_sum"]
    expect(neverRan(["test_tax", "test_total"], ran)).toEqual(["test_total"])
    expect(neverRan(["test_tax"], null)).toBeNull()
    expect(neverRan([], null)).toEqual([])
    expect(neverRan(["src/removed.test.ts"], ran)).toEqual([])
  })
})

describe("what blocks", () => {
  const results = [
    checkResult({
      end: "failed",
      failures: ["a.test.ts > mine", "b.test.ts > old", "c.test.ts > flip"].map((id) => failed(id)),
    }),
  ]
  const delta = deltaOf({ results, previous: [], baseline: ["b.test.ts > old"], flaky: ["c.test.ts > flip"] })

  it("S80 is everything red but flaky tests when the task names no test", () => {
    expect(blockingOf(delta, [])).toEqual({
      blocking: ["a.test.ts > mine", "b.test.ts > old"],
      listed: ["c.test.ts > flip"],
    })
  })

  it("S80 is what is new or targeted when it names some; old failures are listed", () => {
    expect(blockingOf(delta, ["z.test.ts"])).toEqual({
      blocking: ["a.test.ts > mine"],
      listed: ["b.test.ts > old", "c.test.ts > flip"],
    })
    expect(blockingOf(delta, ["b.test.ts"]).blocking).toEqual(["a.test.ts > mine", "b.test.ts > old"])
  })

  it("S80 is everything when it is not known what failed before", () => {
    const blind = deltaOf({ results, previous: [], baseline: null, flaky: [] })
    expect(blockingOf(blind, ["z.test.ts"]).listed).toEqual([])
  })
})
